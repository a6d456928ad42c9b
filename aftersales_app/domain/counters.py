"""What the counters of a unit (km, hours) show: a counter goes forwards only, and where another one was built in both count."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import ceil

from aftersales_app.domain.case_facts import Facts
from aftersales_app.domain.coverage_terms import Reading, Unit
from aftersales_app.domain.errors import Reason

KM = "km"


@dataclass(frozen=True, slots=True)
class Seen:
	"""What `counter` showed on a day, as row `number` says; `replaced`: the first reading of one that took another's place,
	and began at nothing."""

	number: int
	counter: str
	day: date
	value: int
	replaced: bool = False


def backwards(seen: Iterable[Seen]) -> tuple[Reason, ...]:
	"""Readings below an earlier one of the same counter. Reasons: `reading_backwards` (row, value, earlier, day)."""
	last: dict[str, Seen] = {}
	found = []
	for one in _in_order(seen):
		before = last.get(one.counter)
		if before and not one.replaced and one.value < before.value:
			told = {"row": one.number, "value": one.value, "earlier": before.value, "day": before.day}
			found.append(Reason("reading_backwards", told))
		else:
			last[one.counter] = one
	return tuple(found)


def used(seen: Iterable[Seen]) -> tuple[Reading, ...]:
	"""How much the unit itself had been used by each reading: what replaced counters showed last is added."""
	earlier: dict[str, int] = {}
	last: dict[str, int] = {}
	found = []
	for one in _in_order(seen):
		if one.replaced:
			earlier[one.counter] = last.get(one.counter, 0)
		last[one.counter] = earlier.get(one.counter, 0) + one.value
		found.append(Reading(one.day, one.counter, last[one.counter]))
	return tuple(found)


def mileage_facts(unit: Unit, day: date) -> Facts:
	"""`mileage_km` in a case of the day: the last reading by then is the least it can be (rules.md R9)."""
	seen = [reading.value for reading in unit.counter(KM, day) if reading.day <= day]
	return {"mileage_km": seen[-1]} if seen else {}


def as_told(unit: Unit, day: date, facts: Facts) -> Unit:
	"""The unit with the mileage that somebody tells of the day: cover with a limit on use ends by it, too (rules.md R9: first to come)."""
	km = facts.get("mileage_km")
	if isinstance(km, bool) or not isinstance(km, int | float | Decimal):
		return unit
	return replace(unit, readings=(*unit.readings, Reading(day, KM, ceil(km))))


def _in_order(seen: Iterable[Seen]) -> list[Seen]:
	"""By time; of one day the old counter before the new one, and the lower reading first."""
	return sorted(seen, key=lambda one: (one.day, one.replaced, one.value))
