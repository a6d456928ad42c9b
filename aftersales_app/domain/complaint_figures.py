"""What a ledger of complaints says of a group of them (ISO 10002:2018 8.2): how many, how soon decided, whether accepted, at what cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from aftersales_app.domain.complaint_flow import ACCEPTED, OPEN
from aftersales_app.domain.statistics import share


@dataclass(frozen=True, slots=True)
class Told:
	"""A complaint as it is counted: `days` from its receipt to the first decision, None without one."""

	status: str
	days: float | None
	opinion: str
	cost: Decimal
	currency: str


@dataclass(frozen=True, slots=True)
class Figures:
	"""`opinions` counts complaints whose customer's final opinion, or silence, is on record. `cost` is None where several currencies would be
	added up."""

	count: int
	open: int
	decided: int
	median_days: float | None
	opinions: int
	accepted: int
	cost: Decimal | None
	currency: str

	@property
	def accepted_share(self) -> float | None:
		"""In percent of those with an opinion."""
		return share(self.accepted, self.opinions)


def figures(complaints: Iterable[Told]) -> Figures:
	told = list(complaints)
	days = [one.days for one in told if one.days is not None]
	opinions = [one.opinion for one in told if one.opinion]
	currencies = {one.currency for one in told if one.cost}
	return Figures(
		len(told),
		sum(one.status in OPEN for one in told),
		len(days),
		median(days) if days else None,
		len(opinions),
		opinions.count(ACCEPTED),
		sum((one.cost for one in told), Decimal(0)) if len(currencies) < 2 else None,
		next(iter(currencies), "") if len(currencies) == 1 else "",
	)
