"""Counting repairs and the time they take: what "repaired twice" and "more than 30 days" mean (rules.md R5, R9)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.working_time import Interval, measure, union

PRODUCT, NO_FAULT_FOUND = "product", "no_fault_found"
SECONDS_A_DAY = 86400
HOLDS_DAYS = 30  # days that a repair has to hold where no rule says how long (rules.md R5)


@dataclass(frozen=True, slots=True)
class Repair:
	"""One repair job. `cause` is what was found to have caused the fault: product, no_fault_found, another word, or "" while nobody has said;
	`same_fault` names the fault that recurs, by default the fault itself; `returned` is the day of hand-back, `confirmed` that the customer
	took it back. `waits` are days of waiting for parts, a last day None while it goes on. `part` is the part it was about, `severe` that
	the fault was a severe safety fault. `received_at`, `returned_at`: the same by the clock, all of one zone, where that is known."""

	number: str
	received: date
	returned: date | None
	cause: str
	fault: str
	in_warranty: bool = True
	confirmed: bool = True
	same_fault: str = ""
	waits: tuple[tuple[date, date | None], ...] = ()
	part: str = ""
	part_replaced: bool = False
	severe: bool = False
	received_at: datetime | None = None
	returned_at: datetime | None = None

	@property
	def recurs_as(self) -> str:
		return self.same_fault or self.fault


@dataclass(frozen=True, slots=True)
class RepairCount:
	"""How many repairs count, by number in order of time; `same_fault` how many of each fault; `reworks` the counted ones that came back too
	soon, `left_out` why others do not count."""

	counted: tuple[str, ...]
	same_fault: Mapping[str, int]
	reworks: tuple[str, ...]
	left_out: tuple[Reason, ...]

	@property
	def total(self) -> int:
		return len(self.counted)

	@property
	def most_of_one_fault(self) -> int:
		return max(self.same_fault.values(), default=0)


def count_repairs(
	repairs: Iterable[Repair], holds_days: int, faults: Collection[str] | None = None
) -> RepairCount:
	"""The repairs that count towards a right (rules.md R5): handed back and confirmed, caused by the product, in warranty, of a fault in the
	category's list (`faults`, None is any). A repair has to hold `holds_days`: one whose fault returns earlier counts once, confirmed or not,
	and the rework as the next. The order of repairs is irrelevant.

	Reasons of what is left out (number): `repair_not_finished`, `no_fault_found`, `not_the_product`, `repair_not_in_warranty`,
	`fault_not_listed`, `repair_not_confirmed`. Raises DomainError `repair_twice`, `days_reversed`.
	"""
	ordered = sorted(repairs, key=lambda repair: (repair.received, repair.number))
	_check(ordered)
	counted, reworks, left_out = [], [], []
	for repair in ordered:
		failed = any(_is_rework(later, repair, holds_days) for later in ordered)
		against = _why_not(repair, faults, failed)
		if against:
			left_out.append(Reason(against, {"number": repair.number}))
			continue
		counted.append(repair)
		if any(_is_rework(repair, earlier, holds_days) for earlier in counted):
			reworks.append(repair.number)
	same = Counter(repair.recurs_as for repair in counted)
	numbers = tuple(repair.number for repair in counted)
	return RepairCount(numbers, dict(same), tuple(reworks), tuple(left_out))


def has_held(returned: date, back: date, holds_days: int) -> bool:
	"""Did a repair hold that was handed back on `returned`, if its unit came in again on `back`? "At least 30 days" is kept by one that comes
	back on the thirtieth day after; a failed job is one that returns in less (rules.md R5). T1 counts first-time fixes "with no repeat up to
	30 days" since that is R5's promise; R5 says where it ends, as rights hang on it, and one repair is not held there and failed here.
	"""
	return (back - returned).days >= holds_days


def repair_days(stay: Interval, excluded: Iterable[Interval] = ()) -> int:
	"""Days that one repair took by the clock: hours / 24, a remainder counts as a day (rules.md R9). What is `excluded` (transport of parts
	that are bound to the vehicle, the rescue tow) does not count. Moments are aware.

	Raises DomainError `repair_ends_before_it_begins`.
	"""
	begin, end = stay
	if end < begin:
		raise DomainError("repair_ends_before_it_begins", {"begin": begin, "end": end})
	spared = [
		(max(first, begin), min(last, end)) for first, last in union(excluded) if first < end and last > begin
	]
	return -(-(measure([stay]) - measure(spared)) // SECONDS_A_DAY)


def total_repair_days(stays: Iterable[Interval], excluded: Iterable[Interval] = ()) -> int:
	"""Days of all repairs together, each rounded up by itself; repairs that overlap are one. Raises DomainError `repair_ends_before_it_begins`."""
	stays, spared = list(stays), list(excluded)
	for begin, end in stays:
		if end < begin:
			raise DomainError("repair_ends_before_it_begins", {"begin": begin, "end": end})
	return sum(repair_days(stay, spared) for stay in union(stays))


def loaner_from(begin: datetime, end: datetime, free_days: int) -> datetime | None:
	"""From when the customer of a repair that takes more than `free_days` is owed a loaner or travel money; None where it takes no longer."""
	return begin + timedelta(days=free_days) if repair_days((begin, end)) > free_days else None


def _check(repairs: Sequence[Repair]) -> None:
	for number, times in Counter(repair.number for repair in repairs).items():
		if times > 1:
			raise DomainError("repair_twice", {"number": number})
	for repair in repairs:
		if repair.returned and repair.returned < repair.received:
			raise DomainError("days_reversed", {"first": repair.received, "last": repair.returned})


def _is_rework(repair: Repair, earlier: Repair, holds_days: int) -> bool:
	"""Did the fault return before the earlier repair had held long enough?"""
	if earlier.returned is None or earlier.number == repair.number or earlier.recurs_as != repair.recurs_as:
		return False
	after = repair.cause != NO_FAULT_FOUND and earlier.returned <= repair.received
	return after and not has_held(earlier.returned, repair.received, holds_days)


def _why_not(repair: Repair, faults: Collection[str] | None, failed: bool) -> str:
	checks = (
		(repair.returned is None, "repair_not_finished"),
		(repair.cause == NO_FAULT_FOUND, "no_fault_found"),
		(repair.cause != PRODUCT, "not_the_product"),
		(not repair.in_warranty, "repair_not_in_warranty"),
		(faults is not None and repair.fault not in faults, "fault_not_listed"),
		(not (repair.confirmed or failed), "repair_not_confirmed"),
	)
	return next((code for against, code in checks if against), "")
