"""One term running for one part: from its start, an exchange or a new part up to its end (rules.md R6).

`end0 = start + period; end = end0 + days of repair and waiting that begin until then`, again and again until nothing changes;
then a last day of rest rolls on. What ends a run early cuts its segments: the next run, use, another owner.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from aftersales_app.domain.coverage_terms import EXCHANGED, WHOLE_UNIT, Reading, Term, Unit
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.legal_days import DAY, DayCalendar, Days, add_days, add_months

REPAIR_TIME, RESTART = "repair_time", "restart"


@dataclass(frozen=True, slots=True)
class Segment:
	"""Days `first` to `until`, both included, on which a term covers a part ("" is the whole unit, but for the parts `not_for`).

	`kind`: base, statutory, promise, extension, repair_time, restart. `why` has the arithmetic. `unread`: the counter (km, hours) that ends it
	too, where nobody has read that; "" is none.
	"""

	part: str
	term: str
	kind: str
	first: date
	until: date
	why: tuple[Reason, ...]
	not_for: frozenset[str] = frozenset()
	unread: str = ""

	def holds_for(self, part: str) -> bool:
		"""Does it cover this part?"""
		return self.part == part or (self.part == WHOLE_UNIT and part not in self.not_for)


@dataclass(frozen=True, slots=True)
class Beginning:
	"""Where a run begins, as what and why; `last` is the day before the term begins anew, None where it does not."""

	day: date
	kind: str
	why: Reason
	last: date | None = None


@dataclass(frozen=True, slots=True)
class Run:
	"""`nominal` is the last day without repair time, `end` that with `added` days of it, neither rolled nor cut; segments are both."""

	nominal: date
	added: int
	end: date
	segments: tuple[Segment, ...]


def stretch(end: date, spans: Iterable[Days]) -> tuple[tuple[Days, int], ...]:
	"""What repair time adds to a term that would end on `end`: each span that begins while it still runs, with how many of its days no
	earlier span had. In the order of their first days one pass is stable. Raises DomainError `beyond_calendar`."""
	added: list[tuple[Days, int]] = []
	seen = date.min
	for first, last in sorted(spans):
		if first > end:
			break
		days = (last - max(first - DAY, seen)).days
		if days > 0:
			added.append(((max(first, seen + DAY), last), days))
			end, seen = add_days(end, days), last
	return tuple(added)


def run(term: Term, part: str, beginning: Beginning, unit: Unit, calendar: DayCalendar) -> Run:
	"""The term from its beginning on. Of a repair from before the start the days from then on count; one that began before an exchange
	is dropped with it. Raises DomainError `beyond_calendar`."""
	begin = beginning.day
	if beginning.kind == RESTART:
		spans = [(first, last) for first, last in unit.repairs if first >= begin]
	else:
		spans = _from(unit.repairs, begin)
	nominal, why = _period(term, begin)
	first = Segment(part, term.code, beginning.kind, begin, nominal, (beginning.why, *why))
	return _lay(term, first, Run(nominal, 0, nominal, ()), spans, calendar)


def follow(
	term: Term, part: str, after: date, bases: Sequence[Run], unit: Unit, calendar: DayCalendar
) -> Run:
	"""An extension that covers from the day after `after`, or from the day it was bought if that is later.

	It is as long as if one of the `bases` had been longer from the outset, or its own period from the day it was bought: whichever
	ends later. So repair time of the base moves it as well. Raises DomainError `beyond_calendar`.
	"""
	begin = max(after + DAY, term.bought_on or date.min)
	found = []
	for base in bases:
		nominal, period = _period(term, base.nominal)
		end = add_days(nominal, base.added)
		why = [Reason("follows_cover", {"until": after}), *period]
		if base.added:
			why.append(Reason("repair_time_carried", {"days": base.added, "end": end}))
		spans = [span for span in unit.repairs if span[0] > base.end]
		first = Segment(part, term.code, term.kind, begin, end, tuple(why))
		found.append(_lay(term, first, Run(nominal, base.added, end, ()), spans, calendar))
	if term.bought_on:
		nominal, period = _period(term, term.bought_on)
		spans = _from(unit.repairs, term.bought_on)
		told = (Reason("follows_sale", {"date": term.bought_on}), *period)
		first = Segment(part, term.code, term.kind, begin, nominal, told)
		found.append(_lay(term, first, Run(nominal, 0, nominal, ()), spans, calendar))
	return max(found, key=lambda one: (one.end, one.added))


def cut(found: Run, last: date | None, why: Reason) -> Run:
	"""The run without the days after `last`; `why` is added where days are lost."""
	if last is None:
		return found
	kept = []
	for segment in found.segments:
		if segment.until <= last:
			kept.append(segment)
		elif segment.first <= last:
			kept.append(replace(segment, until=last, why=(*segment.why, why)))
	return replace(found, segments=tuple(kept))


def cut_by_use(found: Run, term: Term, beginning: Beginning, part: str, unit: Unit) -> Run:
	"""The run up to the day before the first reading beyond the term's limit (rules.md R9: first to come); without a reading nobody knows
	whether it still runs."""
	if not term.limit:
		return found
	readings = unit.counter(term.limit.unit, beginning.day)
	if not readings:
		unread = (replace(segment, unread=term.limit.unit) for segment in found.segments)
		return replace(found, segments=tuple(unread))
	start = _counter_at(beginning, part, unit, readings)
	for reading in readings:
		if reading.day >= beginning.day and reading.value - start > term.limit.most:
			told = {
				"date": reading.day,
				"used": reading.value - start,
				"unit": reading.unit,
				"most": term.limit.most,
			}
			return cut(found, reading.day - DAY, Reason("ended_by_use", told))
	return found


def cut_by_transfer(found: Run, term: Term, start: date, unit: Unit) -> Run:
	"""A term that does not stay with the unit ends with the day on which that first gets another owner."""
	day = min((day for day in unit.transfers if day >= start), default=None)
	if day is None or term.transfers:
		return found
	return cut(found, day, Reason("ended_by_transfer", {"date": day}))


def _counter_at(beginning: Beginning, part: str, unit: Unit, readings: Sequence[Reading]) -> int:
	"""What the counter showed when the run began: nothing for a new unit, for a new part the last reading until then, else the first."""
	anew = any(change.day == beginning.day and change.kind == EXCHANGED for change in unit.changes)
	if beginning.kind != RESTART or anew or not readings:
		return 0
	until = [reading.value for reading in readings if reading.day <= beginning.day]
	return until[-1] if until else readings[0].value


def _from(spans: Iterable[Days], begin: date) -> list[Days]:
	"""The days of the spans from `begin` on."""
	return [(max(first, begin), last) for first, last in spans if last >= begin]


def _period(term: Term, event: date) -> tuple[date, tuple[Reason, ...]]:
	"""The last day of the term counted from `event`, and the arithmetic."""
	why, day = [], event
	if term.months:
		day = add_months(event, term.months)
		why.append(Reason("lasts_months", {"months": term.months, "start": event, "end": day}))
	if term.days:
		end = add_days(day, term.days)
		why.append(Reason("lasts_days", {"days": term.days, "start": day, "end": end}))
		day = end
	return day, tuple(why)


def _lay(term: Term, first: Segment, bare: Run, spans: Iterable[Days], calendar: DayCalendar) -> Run:
	"""The segment with what repair time adds behind it, the last one rolled."""
	segments, end, added = [first], bare.end, bare.added
	for (begin, last), days in stretch(end, spans if term.suspends else ()):
		until = add_days(end, days)
		told = {"first": begin, "last": last, "days": days, "end": until}
		segments.append(
			Segment(
				first.part,
				term.code,
				REPAIR_TIME,
				max(end + DAY, first.first),
				until,
				(Reason("repair_time_added", told),),
			)
		)
		end, added = until, added + days
	rolled = calendar.roll(end) if term.rolls else end
	if rolled != end:
		tail = segments[-1]
		why = (*tail.why, Reason("last_day_rests", {"end": end, "until": rolled}))
		segments[-1] = replace(tail, until=rolled, why=why)
	return Run(bare.nominal, added, end, tuple(one for one in segments if one.first <= one.until))
