"""Which days a unit and its parts are covered, and why (rules.md R6, the periods of R5, R8 and R9).

`timeline` turns the terms that hold for a unit (law, contract, promise, bought extension) and what happened to it into segments of
days. Whoever gives more wins, since a day is covered where any segment covers it; a contract that stays below the law is void. The
whole unit and each part that has a term of its own run as separate clocks. Nothing here reads the time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from aftersales_app.domain.coverage_run import (
	RESTART,
	Beginning,
	Run,
	Segment,
	cut,
	cut_by_transfer,
	cut_by_use,
	follow,
	run,
)
from aftersales_app.domain.coverage_terms import (
	BASE,
	DELIVERY,
	EACH_PART,
	EXCHANGED,
	EXTENSION,
	FACTORY,
	FIRST_KNOWN,
	HAND_BACK,
	INSTALLATION,
	INVOICE,
	PART_REPAIRED,
	PART_REPLACED,
	PROMISE,
	REGISTRATION,
	STATUTORY,
	WHOLE_UNIT,
	Change,
	Term,
	Unit,
)
from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.legal_days import DAY, DayCalendar, add_days, merge_days

TIER_UNKNOWN, IN_WARRANTY = "Unknown", "In Warranty"
EXTENDED_WARRANTY, OUT_OF_WARRANTY = "Extended Warranty", "Out of Warranty"
STARTED: Mapping[str, str] = {
	INVOICE: "starts_with_invoice",
	DELIVERY: "starts_with_delivery",
	INSTALLATION: "starts_with_installation",
	REGISTRATION: "starts_with_registration",
	HAND_BACK: "starts_with_hand_back",
}
RESTARTED: Mapping[str, str] = {
	EXCHANGED: "restarted_by_exchange",
	PART_REPLACED: "restarted_by_new_part",
	PART_REPAIRED: "restarted_by_repaired_part",
}


@dataclass(frozen=True, slots=True)
class Cover:
	"""Is a day covered? None: unknown until somebody answers what `reasons` asks for. `until` is the last day of cover without a gap,
	`remaining_days` what is left after the day asked for; `segments` are those that hold on it."""

	covered: bool | None
	until: date | None
	remaining_days: int
	segments: tuple[Segment, ...]
	reasons: tuple[Reason, ...]

	@property
	def hangs_on_use(self) -> bool:
		"""Is it covered only by terms that use ends too, and nobody knows how much it was used?"""
		return bool(self.segments) and all(segment.unread for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Timeline:
	"""Segments in the order of part, first day and term; `notes` say what was left out and why, `missing` what nobody knows yet. `terms`
	are those in force, by code; `below_law` the segments of those that the law outlasts, which cover nothing by themselves but may give more."""

	segments: tuple[Segment, ...]
	notes: tuple[Reason, ...] = ()
	missing: tuple[Reason, ...] = ()
	terms: Mapping[str, Term] = field(default_factory=dict)
	below_law: tuple[Segment, ...] = ()

	def of(self, part: str = WHOLE_UNIT) -> tuple[Segment, ...]:
		"""The segments that hold for a part, or "" for the whole unit."""
		return tuple(segment for segment in self.segments if segment.holds_for(part))

	def missing_for(self, part: str = WHOLE_UNIT) -> tuple[Reason, ...]:
		"""What nobody knows yet of the cover of a part."""
		return tuple(reason for reason in self.missing if reason.params["part"] in (WHOLE_UNIT, part))

	def until(self, part: str = WHOLE_UNIT) -> date | None:
		"""The last day that is covered at all."""
		return max((segment.until for segment in self.of(part)), default=None)

	def covered_on(self, day: date, part: str = WHOLE_UNIT) -> Cover:
		"""Is the part, or "" the whole unit, covered on this day?

		Reasons: those of the segments that hold, then `covered_until` (until, days). Or `cover_not_begun` (first), `cover_ended` (until),
		`cover_gap` (first), `never_covered`, and with them what is missing: `start_unknown`, `installation_unknown`.
		"""
		segments = self.of(part)
		holding = tuple(segment for segment in segments if segment.first <= day <= segment.until)
		if not holding:
			asks = self.missing_for(part)
			return Cover(None if asks else False, None, 0, (), (_why_not(segments, day), *asks))
		until = reach(segments, day)
		days = (until - day).days
		why = [reason for segment in holding for reason in segment.why]
		return Cover(
			True, until, days, holding, (*why, Reason("covered_until", {"until": until, "days": days}))
		)


def warranty_tier(cover: Cover) -> str:
	"""What service levels call the cover of the whole unit on a day (product.md A4): Unknown, In Warranty, Extended Warranty, where
	only an extension that was bought holds, or Out of Warranty."""
	if cover.covered is None:
		return TIER_UNKNOWN
	if not cover.covered:
		return OUT_OF_WARRANTY
	bought = all(segment.kind == EXTENSION for segment in cover.segments)
	return EXTENDED_WARRANTY if bought else IN_WARRANTY


def timeline(unit: Unit, terms: Iterable[Term], calendar: DayCalendar) -> Timeline:
	"""The coverage of a unit and its parts (rules.md R6, R11). The order of terms and facts is irrelevant.

	Segments tell with `starts_with_...`, `restarted_by_...`, `starts_after_factory`, `follows_cover`, `follows_sale`, `lasts_months`, `lasts_days`,
	`repair_time_added`, `repair_time_carried`, `last_day_rests`, `ended_by_restart`, `ended_by_use`, `ended_by_transfer`, `ended_by_cancelling`.
	Notes: `term_not_in_force` (term, date), `below_law` (term, until, law_until), `change_before_start` (date, start).
	Raises DomainError `term_twice`, `days_reversed`, `beyond_calendar`.
	"""
	merge_days(unit.repairs)  # refuses one that ends before it begins
	sheet = _Sheet(unit, calendar)
	held = sheet.in_force(terms)
	for term in (one for one in held if one.kind != EXTENSION):
		not_for = _not_for(term, held, unit)
		for part in _targets(term, held, unit):
			sheet.run(term, part, not_for)
	sheet.drop_below_law()
	extensions = [one for one in held if one.kind == EXTENSION]
	for term in sorted(extensions, key=lambda one: (one.bought_on or date.min, one.code)):
		not_for = _not_for(term, held, unit)
		for part in _targets(term, held, unit):
			sheet.extend(term, part, not_for)
	return sheet.timeline()


class _Sheet:
	"""The runs of all terms of one unit while they are worked out."""

	def __init__(self, unit: Unit, calendar: DayCalendar) -> None:
		self.unit, self.calendar = unit, calendar
		self.runs: list[tuple[Term, str, tuple[Run, ...]]] = []
		self.notes: list[Reason] = []
		self.missing: list[Reason] = []
		self.terms: dict[str, Term] = {}
		self.below_law: list[Segment] = []

	def in_force(self, terms: Iterable[Term]) -> tuple[Term, ...]:
		"""The terms that hold for this purchase, by code."""
		bought = self.unit.bought_on
		held: dict[str, Term] = {}
		for term in sorted(terms, key=lambda one: (one.code, one.version)):
			if not term.holds_for_purchase(bought):
				told = {"term": term.code, "date": term.bought_on or bought}
				self.notes.append(Reason("term_not_in_force", told))
			elif held.setdefault(term.code, term) != term:
				raise DomainError("term_twice", {"term": term.code})
		self.terms = held
		return tuple(held.values())

	def run(self, term: Term, part: str, not_for: frozenset[str]) -> None:
		"""A term from its start on, and anew after each change."""
		start = self._start(term, part)
		if start is None:
			return
		runs = []
		for beginning in self._beginnings(term, part, start):
			found = run(term, part, beginning, self.unit, self.calendar)
			runs.append(_leave_out(self._cut(found, term, part, beginning, start.day), not_for))
		self.runs.append((term, part, tuple(runs)))

	def extend(self, term: Term, part: str, not_for: frozenset[str]) -> None:
		"""An extension behind all that covers the part already; never from before the unit was there."""
		own = self._start(term, part) if term.bought_on else None
		if own and term.bought_on:
			term = replace(term, bought_on=max(term.bought_on, own.day))
		bases = [base for base in self.runs_for(part) if base.segments]
		first = min((base.segments[0].first for base in bases), default=term.bought_on)
		if first is None:
			self._ask(Reason("start_unknown", {"term": term.code, "part": part, "facts": term.starts}))
			return
		start, runs = Beginning(first, term.kind, Reason("follows_cover", {"until": first})), []
		for beginning in self._beginnings(term, part, start):
			before = [base for base in bases if _meets(base, beginning)]
			if before or term.bought_on:
				spans = [segment for base in before for segment in base.segments]
				after = reach(spans, beginning.day) if spans else beginning.day - DAY
				found = follow(term, part, after, before, self.unit, self.calendar)
				found = self._cut(found, term, part, beginning, start.day)
				runs.append(_leave_out(found, not_for | self._lapsed(spans, after)))
		self.runs.append((term, part, tuple(runs)))

	def drop_below_law(self) -> None:
		"""What a contract or promise grants is void where the law grants all of that and more (rules.md R11)."""
		laws = [term for term, _, _ in self.runs if term.kind == STATUTORY]
		kept = []
		for term, part, runs in self.runs:
			if term.kind not in (BASE, PROMISE) or any(_is_looser(term, law) for law in laws):
				kept.append((term, part, runs))
				continue
			law = [segment for one in self.runs_for(part, STATUTORY) for segment in one.segments]
			mine = [segment for one in runs for segment in one.segments]
			if _is_below(mine, law):
				told = {"term": term.code, "until": _last(mine), "law_until": _last(law)}
				self.notes.append(Reason("below_law", told))
				self.below_law += mine
			else:
				kept.append((term, part, runs))
		self.runs = kept

	def runs_for(self, part: str, kind: str = "") -> list[Run]:
		"""The runs, of terms of a kind, whose segments hold for a part."""
		return [
			one
			for term, _, runs in self.runs
			if not kind or term.kind == kind
			for one in runs
			if one.segments and one.segments[0].holds_for(part)
		]

	def timeline(self) -> Timeline:
		segments = [segment for _, _, runs in self.runs for one in runs for segment in one.segments]
		segments.sort(key=lambda one: (one.part, one.first, one.until, one.term))
		return Timeline(
			tuple(segments), tuple(self.notes), tuple(self.missing), self.terms, tuple(self.below_law)
		)

	def _start(self, term: Term, part: str) -> Beginning | None:
		dates = self.unit.dates
		known = [(dates[event], event) for event in term.starts if event in dates]
		if self.unit.needs_installation and INSTALLATION in term.starts and INSTALLATION not in dates:
			self._ask(Reason("installation_unknown", {"term": term.code, "part": part}))
		if known:
			day, event = known[0] if term.pick == FIRST_KNOWN else max(known, key=lambda one: one[0])
			return Beginning(day, term.kind, Reason(STARTED[event], {"date": day}))
		if FACTORY in dates and term.factory_days is not None:
			day = add_days(dates[FACTORY], term.factory_days)
			told = {"date": dates[FACTORY], "days": term.factory_days, "start": day}
			return Beginning(day, term.kind, Reason("starts_after_factory", told))
		self._ask(Reason("start_unknown", {"term": term.code, "part": part, "facts": term.starts}))
		return None

	def _beginnings(self, term: Term, part: str, start: Beginning) -> list[Beginning]:
		found = [start]
		for change in self.unit.begins_anew(term, part):
			if change.day < start.day:
				self._note(Reason("change_before_start", {"date": change.day, "start": start.day}))
			elif change.day > start.day:
				found.append(Beginning(change.day, RESTART, _restarted(change)))
		followed = [replace(one, last=after.day - DAY) for one, after in pairwise(found)]
		return [*followed, found[-1]]

	def _cut(self, found: Run, term: Term, part: str, beginning: Beginning, start: date) -> Run:
		if beginning.last is not None:
			found = cut(found, beginning.last, Reason("ended_by_restart", {"date": beginning.last + DAY}))
		if term.cancelled_on is not None:
			found = cut(found, term.cancelled_on, Reason("ended_by_cancelling", {"date": term.cancelled_on}))
		found = cut_by_use(found, term, beginning, part, self.unit)
		return cut_by_transfer(found, term, start, self.unit)

	def _lapsed(self, spans: Iterable[Segment], after: date) -> frozenset[str]:
		"""The parts that an extension of the whole unit no longer finds covered: their own rows have ended before."""
		return frozenset(
			part
			for part in frozenset().union(*(segment.not_for for segment in spans))
			if not any(
				segment.first <= after <= segment.until
				for one in self.runs_for(part)
				for segment in one.segments
			)
		)

	def _note(self, reason: Reason) -> None:
		if reason not in self.notes:
			self.notes.append(reason)

	def _ask(self, reason: Reason) -> None:
		if reason not in self.missing:
			self.missing.append(reason)


def _targets(term: Term, terms: Sequence[Term], unit: Unit) -> tuple[str, ...]:
	"""The parts that a term speaks of: of a group, or of all, those for which the same norm has no closer row; of an assembly, itself and
	its parts."""
	groups = unit.parts.values()
	rows = {other.part for other in terms if other.norm == term.norm}
	if term.part == EACH_PART:
		known = {*unit.parts, *(change.part for change in unit.changes if change.kind != EXCHANGED)}
		return tuple(sorted(part for part in known if not {part, unit.parts.get(part) or part} & rows))
	if term.part == WHOLE_UNIT or term.part not in groups:
		return (term.part,)
	return tuple(
		sorted(
			part
			for part, group in unit.parts.items()
			if part == term.part or (group == term.part and part not in rows)
		)
	)


def _not_for(term: Term, terms: Sequence[Term], unit: Unit) -> frozenset[str]:
	"""The parts that a whole unit's term leaves to other rows of its norm."""
	if term.part != WHOLE_UNIT:
		return frozenset()
	rows = [other for other in terms if other.norm == term.norm and other.part != WHOLE_UNIT]
	return frozenset(part for row in rows for part in _targets(row, terms, unit))


def _leave_out(found: Run, parts: frozenset[str]) -> Run:
	if not parts:
		return found
	return replace(found, segments=tuple(replace(segment, not_for=parts) for segment in found.segments))


def _restarted(change: Change) -> Reason:
	part = {} if change.kind == EXCHANGED else {"part": change.part}
	return Reason(RESTARTED[change.kind], {"date": change.day, **part})


def _meets(base: Run, beginning: Beginning) -> bool:
	"""Does the run cover a day from the beginning up to where the next one begins?"""
	first, until = base.segments[0].first, base.segments[-1].until
	return until >= beginning.day and first <= (beginning.last or date.max)


def reach(segments: Iterable[Segment], day: date) -> date:
	"""The last day of the first stretch without a gap that ends on `day` or later."""
	spans = merge_days((segment.first, segment.until) for segment in segments)
	return next(last for _, last in spans if last >= day)


def _last(segments: Iterable[Segment]) -> date:
	return max((segment.until for segment in segments), default=date.min)


def _is_looser(term: Term, law: Term) -> bool:
	"""Does the term allow use that the law's term does not?"""
	if law.limit is None:
		return False
	mine = term.limit
	return mine is None or mine.unit != law.limit.unit or mine.most > law.limit.most


def _is_below(mine: Sequence[Segment], law: Sequence[Segment]) -> bool:
	"""Does the law cover each of these days and later ones?"""
	spans = merge_days((segment.first, segment.until) for segment in law)
	return _last(mine) < _last(law) and all(
		any(first <= segment.first and segment.until <= last for first, last in spans) for segment in mine
	)


def _why_not(segments: Sequence[Segment], day: date) -> Reason:
	if not segments:
		return Reason("never_covered")
	until, after = _last(segments), [segment.first for segment in segments if segment.first > day]
	if not after:
		return Reason("cover_ended", {"until": until})
	gone = any(segment.until < day for segment in segments)
	return Reason("cover_gap" if gone else "cover_not_begun", {"first": min(after)})
