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


@dataclass(frozen=True, slots=True)
class Course:
	"""How one complaint went: hours until it was acknowledged (None: not yet), whether that was in time (None: still running), days until the
	first decision, what the customer says of it and of the handling (0: not asked)."""

	ack_hours: float | None = None
	in_time: bool | None = None
	days: float | None = None
	opinion: str = ""
	handling: int = 0
	safety: bool = False
	outside: bool = False
	open: bool = False


@dataclass(frozen=True, slots=True)
class Trend:
	"""A month of complaints, or a part of it. Shares are in percent, None of nothing."""

	count: int
	per_hundred: float | None
	open: int
	safety: int
	outside: int
	ack_hours: float | None
	in_time: int
	judged: int
	days: float | None
	accepted: int
	opinions: int
	handling: float | None
	asked: int


def trend(courses: Iterable[Course], tickets: int) -> Trend:
	"""`tickets` were opened in the same time; medians of hours and days."""
	told = list(courses)
	hours = [one.ack_hours for one in told if one.ack_hours is not None]
	days = [one.days for one in told if one.days is not None]
	judged = [one.in_time for one in told if one.in_time is not None]
	pleased = [one.handling for one in told if one.handling]
	opinions = [one.opinion for one in told if one.opinion]
	return Trend(
		count=len(told),
		per_hundred=share(len(told), tickets),
		open=sum(one.open for one in told),
		safety=sum(one.safety for one in told),
		outside=sum(one.outside for one in told),
		ack_hours=median(hours) if hours else None,
		in_time=sum(judged),
		judged=len(judged),
		days=median(days) if days else None,
		accepted=opinions.count(ACCEPTED),
		opinions=len(opinions),
		handling=sum(pleased) / len(pleased) if pleased else None,
		asked=len(pleased),
	)
