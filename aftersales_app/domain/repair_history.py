"""What the repairs of a unit come to: the facts that norms ask about, and what coverage takes from them (rules.md R4, R5, R6, R9).

The command line and the desk count by these functions. What happened after the day that is asked about is not known on it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timezone

from aftersales_app.domain.case_facts import CHOICES, Value
from aftersales_app.domain.coverage_terms import PART_REPAIRED, PART_REPLACED, Change
from aftersales_app.domain.legal_days import DAY, Days, union_days
from aftersales_app.domain.repair_time import (
	NO_FAULT_FOUND,
	PRODUCT,
	Repair,
	RepairCount,
	count_repairs,
	repair_days,
	total_repair_days,
)
from aftersales_app.domain.working_time import Interval

UNTOLD, OTHER = "", "other"
ASSEMBLY = "assembly"  # the group of such parts; their main parts are of the group that an assembly is called
CAUSES = (*CHOICES["cause"], NO_FAULT_FOUND)


@dataclass(frozen=True, slots=True)
class Counting:
	"""How repairs are counted for goods: a repair has to hold `holds_days`; `faults` are those of the category's list, None is any;
	`by_hours`: repair time is counted by the clock. `fault` and `part` are those of the case, "" where nobody has said. `since`: the day on
	which the customer got the unit, by sale or exchange; what was repaired before was not theirs yet, or another unit. `parts`: those of the goods that
	are listed, with their groups."""

	holds_days: int
	faults: Collection[str] | None = None
	by_hours: bool = False
	fault: str = ""
	part: str = ""
	since: date = date.min
	parts: Mapping[str, str] = field(default_factory=dict)

	@property
	def assemblies(self) -> frozenset[str]:
		return frozenset(part for part, group in self.parts.items() if group == ASSEMBLY)


def repair_facts(
	repairs: Iterable[Repair], event_on: date, today: date, counting: Counting
) -> dict[str, Value]:
	"""The facts of a case that follow from the unit's repairs.

	Counted is what was received before the day of the event and handed back by then; what came in later answers that event. Days count
	up to `today`. Left out, so that it is asked for, is what hangs on a cause, a fault or a part that nobody has told.
	Raises DomainError as `count_repairs`.
	"""
	listed = [repair for repair in repairs if repair.received >= counting.since]
	before = [repair for repair in known_on(listed, event_on) if repair.received < event_on]
	seen = known_on(listed, today)
	counted = {**_counts(before, counting), **_failed(before, counting)}
	return {**counted, **_days(seen, today, counting), **_going_on(seen, event_on, today)}


def known_on(repairs: Iterable[Repair], day: date) -> list[Repair]:
	"""The repairs as they were known at the end of a day: those that had come in, open where they were handed back later."""
	return [_as_known(repair, day) for repair in repairs if repair.received <= day]


def repair_spans(repairs: Iterable[Repair], today: date) -> tuple[Days, ...]:
	"""The days in repair or waiting for parts that coverage adds, both ends included; what is still open ends today."""
	jobs = [repair for repair in repairs if _suspends(repair)]
	return tuple(sorted(span for repair in jobs for span in (_stay(repair, today), *_waits(repair, today))))


def part_changes(repairs: Iterable[Repair]) -> tuple[Change, ...]:
	"""The parts that were replaced or repaired under warranty, on the day of hand-back."""
	return tuple(
		Change(PART_REPLACED if repair.part_replaced else PART_REPAIRED, repair.returned, repair.part)
		for repair in sorted(repairs, key=lambda one: (one.received, one.number))
		if repair.part and repair.returned and repair.in_warranty and repair.cause in (PRODUCT, UNTOLD)
	)


def _as_known(repair: Repair, day: date) -> Repair:
	waits = tuple(
		(first, last if last and last <= day else None) for first, last in repair.waits if first <= day
	)
	if repair.returned and repair.returned <= day:
		return replace(repair, waits=waits)
	return replace(repair, returned=None, returned_at=None, waits=waits)


def _suspends(repair: Repair) -> bool:
	"""Was it a repair under warranty of what the customer did not cause? No fault found, it was still away."""
	return repair.in_warranty and repair.cause in (PRODUCT, NO_FAULT_FOUND, UNTOLD)


def _stay(repair: Repair, today: date) -> Days:
	return repair.received, repair.returned or max(today, repair.received)


def _waits(repair: Repair, today: date) -> list[Days]:
	"""An open wait ends with the repair."""
	return [(first, max(first, last or repair.returned or today)) for first, last in repair.waits]


def _waits_before(repair: Repair, today: date) -> list[Days]:
	"""The waiting that went before the stay."""
	spans = ((first, min(last, repair.received - DAY)) for first, last in _waits(repair, today))
	return [span for span in spans if span[0] <= span[1]]


def _counts(before: Sequence[Repair], counting: Counting) -> dict[str, Value]:
	"""What is the same whether a cause that nobody has told was the product or not."""
	kindest, strictest = (_counted(before, cause, counting) for cause in (PRODUCT, OTHER))
	found = (_numbers(before, count, counting) for count in (kindest, strictest))
	one, other = next(found), next(found)
	return {fact: value for fact, value in one.items() if value is not None and value == other[fact]}


def _counted(repairs: Iterable[Repair], untold: str, counting: Counting) -> RepairCount:
	told = [replace(repair, cause=repair.cause or untold) for repair in repairs]
	return count_repairs(told, counting.holds_days, counting.faults)


def _numbers(repairs: Iterable[Repair], count: RepairCount, counting: Counting) -> dict[str, int | None]:
	counted = [repair for repair in repairs if repair.number in count.counted]
	swaps = [repair for repair in counted if repair.part_replaced]

	def same(rows: Sequence[Repair], wanted: str, name: Callable[[Repair], str]) -> int | None:
		"""How many of the case's fault or part; unknown where that is not told and there is one of any."""
		return sum(name(row) == wanted for row in rows) if wanted or not rows else None

	return {
		"repair_count": count.total,
		"same_fault_repairs": same(counted, counting.fault, lambda one: one.recurs_as),
		"safety_repairs": sum(repair.severe for repair in counted),
		"same_fault_part_swaps": same(swaps, counting.fault, lambda one: one.recurs_as),
		**_replacements(swaps, counting),
	}


def _replacements(swaps: Sequence[Repair], counting: Counting) -> dict[str, int | None]:
	"""How often any assembly was replaced, and how often the case's part: an assembly is no main part of itself, and a main part that
	came with its assembly is not counted besides (rules.md R9). Which parts are assemblies is unknown where nobody has listed any."""
	assemblies = counting.assemblies
	whole = [swap for swap in swaps if swap.part in assemblies]
	single = [swap for swap in swaps if swap.part not in assemblies and not _came_with(swap, whole, counting)]
	known = not swaps or (assemblies and all(swap.part for swap in swaps))
	same = sum(swap.part == counting.part for swap in single)
	return {
		"assembly_replacements": len(whole) if known else None,
		"same_part_replacements": same if counting.part or not single else None,
	}


def _came_with(swap: Repair, whole: Sequence[Repair], counting: Counting) -> bool:
	"""Was its assembly replaced while it was in repair?"""
	assembly = counting.parts.get(swap.part)
	return any(one.part == assembly and _overlap(one, swap) for one in whole)


def _overlap(one: Repair, other: Repair) -> bool:
	return one.received <= (other.returned or date.max) and other.received <= (one.returned or date.max)


def _failed(before: Sequence[Repair], counting: Counting) -> dict[str, Value]:
	"""Was this fault mended under warranty, and when was it handed back last? A repair has to hold (rules.md R5)."""
	mended = [repair for repair in before if repair.in_warranty and repair.cause == PRODUCT]
	days = [
		repair.returned for repair in mended if repair.returned and repair.recurs_as == counting.fault != ""
	]
	return {"failed_repair": True, "mended_on": max(days)} if days else {}


def _days(seen: Sequence[Repair], today: date, counting: Counting) -> dict[str, Value]:
	"""Days in repair in all, and of the longest one."""
	jobs = [repair for repair in seen if _suspends(repair)]
	if counting.by_hours:
		stays = [_by_clock(repair, today) for repair in jobs]
		waits = [_whole_days(span) for repair in jobs for span in _waits_before(repair, today)]
		longest = max((repair_days(stay) for stay in stays), default=0)
		return {"repair_days": total_repair_days([*stays, *waits]), "longest_repair_days": longest}
	longest = max((union_days([_stay(repair, today)]) for repair in jobs), default=0)
	return {"repair_days": union_days(repair_spans(jobs, today)), "longest_repair_days": longest}


def _by_clock(repair: Repair, today: date) -> Interval:
	"""From receipt to hand-back by the clock; where only the day is known, the whole of it."""
	begin, end = _whole_days(_stay(repair, today))
	return repair.received_at or begin, repair.returned_at or end


def _whole_days(span: Days) -> Interval:
	begin, end = (datetime.combine(day, time.min, timezone.utc) for day in (span[0], span[1] + DAY))
	return begin, end


def _going_on(seen: Sequence[Repair], event_on: date, today: date) -> dict[str, Value]:
	"""The repair that is open today, or that answered the event, and, while it waits for parts, since when: from the day it was sent in
	(rules.md R5), or from the order of the part before that. One that is paid for is mended without such a duty: how long it takes is a
	matter of its own contract (R4), and only that it was done is told."""
	jobs = [repair for repair in seen if repair.returned is None or repair.received >= event_on]
	if not jobs:
		return {}
	job = min(jobs, key=lambda one: (not one.in_warranty, one.received, one.number))
	if not job.in_warranty:
		return {"repaired_on": job.returned} if job.returned else {}
	waiting = [first for first, last in job.waits if last is None]
	known: dict[str, Value | None] = {
		"sent_in_on": job.received,
		"repaired_on": job.returned,
		"parts_waiting_since": min([job.received, *waiting]) if waiting else None,
	}
	return {fact: value for fact, value in known.items() if value is not None}
