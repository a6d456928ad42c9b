"""Does a norm apply to a case? Yes, no, or unknown as long as a fact is missing (rules.md R1, R14).

Nothing is refused for want of a fact: what would still have to be known is named instead.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from aftersales_app.domain.case_facts import FACTS, FLAG, SHOWN_BY, Case, Facts, Own, Value
from aftersales_app.domain.coverage_terms import FIRST_KNOWN
from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.legal_days import DayCalendar, deadline_days, deadline_months, working_days_after
from aftersales_app.domain.norms import (
	DAYS,
	LAW,
	MONTHS,
	OPERATORS,
	TERMS,
	TRADER,
	UNKNOWN,
	WHILE,
	WITHIN,
	Condition,
	Exclusion,
	Norm,
	Window,
)

APPLIES, ASKS, NO, OUT_OF_SCOPE = "applies", "asks", "no", "out_of_scope"
IN_WARRANTY, IN_LEGAL_WARRANTY = "in_warranty", "in_legal_warranty"
WINDOW_CODES = {
	(True, True): "window_open",
	(True, False): "window_over",
	(False, True): "wait_over",
	(False, False): "wait_not_over",
}


class Look(NamedTuple):
	"""A norm held against a case: `verdict` is applies, asks (for `missing`), no, or out_of_scope. `reasons`
	say why not, or with which dates; `until` is the last day of its windows, None where none of them leads to a
	day."""

	norm: Norm
	verdict: str
	reasons: tuple[Reason, ...] = ()
	missing: tuple[str, ...] = ()
	until: date | None = None


class Findings:
	"""What is found while a norm is held against facts: what speaks against it, what is missing, the dates with
	their arithmetic, and the last days of its windows. `day` is when the customer spoke, `as_of` up to when a
	delay counts."""

	__slots__ = ("against", "as_of", "calendar", "covers", "dates", "day", "ends", "facts", "missing")

	def __init__(
		self,
		facts: Facts,
		calendar: DayCalendar,
		day: date,
		as_of: date,
		covers: Mapping[str, Own] | None = None,
	) -> None:
		self.facts, self.calendar, self.day, self.as_of, self.covers = facts, calendar, day, as_of, covers
		self.against: list[Reason] = []
		self.missing: list[str] = []
		self.dates: list[Reason] = []
		self.ends: list[date] = []

	@property
	def until(self) -> date | None:
		"""The last day of the window that ends first."""
		return min(self.ends) if self.ends else None

	def hold_windows(self, norm: Norm) -> None:
		"""Raises DomainError `beyond_calendar`, `wrong_kind_of_value` (a contract's term that is no whole
		number)."""
		for window in norm.windows:
			length = _length(window, self.facts)
			if length is None:
				self.missing.append(window.value_from)
			elif window.unit in TERMS:
				self._hold_term(window, length)
			else:
				operator = "<=" if window.comparator == WITHIN else ">"
				self.hold(Condition(window.since[0], operator, length), norm)

	def hold(self, condition: Condition, norm: Norm) -> None:
		"""Does the condition hold?"""
		if condition.fact == IN_WARRANTY:
			self._hold_cover(condition, norm)
			return
		value = self.facts.get(condition.fact)
		if value is None:
			self.missing.append(condition.fact)
		elif not OPERATORS[condition.operator](value, condition.value):
			self.against.append(_not_met(condition, value))

	def _hold_cover(self, condition: Condition, norm: Norm) -> None:
		"""Does a condition on cover hold, by the cover that counts for the norm?"""
		fact, covered, until = _cover_of(norm, self.facts, self.covers)
		if covered is None:
			self.missing.append(fact)
		elif not OPERATORS[condition.operator](covered, condition.value):
			self.against.append(_not_met(replace(condition, fact=fact), covered))
		elif isinstance(until, date):
			self.ends.append(until)

	def exclude(self, exclusion: Exclusion, burden: str) -> None:
		"""Does an exclusion that holds count? The trader who bears the burden of proof needs its proof; while
		it is unknown who bears it, that is asked for (rules.md R2)."""
		if not exclusion.proof or burden not in (TRADER, UNKNOWN) or self.facts.get(exclusion.proof) is True:
			self.against.append(Reason(exclusion.code))
		elif burden == UNKNOWN:
			self.missing.append(exclusion.proof)

	def _hold_term(self, window: Window, length: int) -> None:
		"""A term counts from the latest of its days, or from the first that is known. While those that settle it are missing the true
		one may be later still."""
		since = [(day, fact) for fact in window.since if isinstance(day := self.facts.get(fact), date)]
		within = window.comparator == WITHIN
		if not since:
			self._miss(window, within)
			return
		if window.comparator == WHILE and self._has_ended(window):
			self.against.append(
				Reason("wait_ended", {"ended": window.ends_on, "on": self.facts[window.ends_on]})
			)
			return
		start, fact = since[0] if window.pick == FIRST_KNOWN else max(since)
		last = term_end(start, length, window.unit, self.calendar, roll=within)
		is_open = self.day <= last if within else self._waited_until(window) > last
		if within and not is_open and not self._is_settled(window):
			self.missing.append(_settles(window)[0])
			return
		terms = {"since": fact, "start": start, "length": length, "unit": window.unit, "last": last}
		(self.dates if is_open else self.against).append(Reason(WINDOW_CODES[within, is_open], terms))
		self.ends += [last] if within else []

	def _miss(self, window: Window, within: bool) -> None:
		"""A wait that is not on record has not begun: it is the trader who keeps that record. Any other day is
		asked for."""
		if within:
			self.missing.append(_settles(window)[0])
		else:
			self.against.append(Reason("wait_not_begun", {"since": window.since[0]}))

	def _is_settled(self, window: Window) -> bool:
		return any(self.facts.get(fact) is not None for fact in _settles(window))

	def _has_ended(self, window: Window) -> bool:
		ended = self.facts.get(window.ends_on)
		return isinstance(ended, date) and ended <= self.as_of

	def _waited_until(self, window: Window) -> date:
		ended = self.facts.get(window.ends_on)
		return min(self.as_of, ended) if isinstance(ended, date) else self.as_of


def _settles(window: Window) -> tuple[str, ...]:
	"""The days of which one has to be known before the term can be over; the first is the one to ask for."""
	return window.settled_by or window.since[:1]


def look(norm: Norm, case: Case, facts: Facts, calendar: DayCalendar, burden: str = "") -> Look:
	"""Holds a norm against a case whose facts are `facts`. `burden` TRADER keeps unproven exclusions from
	counting.

	Raises DomainError `beyond_calendar`, `wrong_kind_of_value` (a contract's term that is no whole number).
	"""
	scope = scope_of(norm, case, facts)
	if scope.against:
		return Look(norm, OUT_OF_SCOPE, scope.against)
	found = Findings(facts, calendar, case.event_on, case.as_of, case.covers)
	found.hold_windows(norm)
	for condition in norm.conditions:
		found.hold(condition, norm)
	for exclusion in norm.exclusions:
		if exclusion.conditions[0].fact in facts:
			if excludes(exclusion, facts):
				found.exclude(exclusion, burden)
			else:
				found.missing += lacking(exclusion, facts)
	if found.against:
		return Look(norm, NO, tuple(found.against), until=found.until)
	if scope.missing or found.missing:
		missing = tuple(dict.fromkeys((*scope.missing, *found.missing)))
		return Look(norm, ASKS, tuple(found.dates), missing, found.until)
	return Look(norm, APPLIES, tuple(found.dates), (), found.until)


class Scope(NamedTuple):
	"""Why the norm does not speak of the case, and what is missing to say so."""

	against: tuple[Reason, ...] = ()
	missing: tuple[str, ...] = ()


def scope_of(norm: Norm, case: Case, facts: Facts) -> Scope:
	"""Whether the norm speaks of such a case at all: in force, of this region, buyer and channel, and of what somebody tells."""
	if not norm.is_effective(case.event_on):
		return Scope((Reason("not_in_force", {"on": case.event_on}),))
	if norm.raised_by and not _is_raised(norm, facts):
		return _not_raised(norm.raised_by)
	return _scope(norm.scope, facts.get("region"), facts.get("buyer"), facts.get("channel"))


@lru_cache(maxsize=256)
def _not_raised(fact: str) -> Scope:
	"""The same for nearly every case."""
	return Scope((Reason("not_raised", {"fact": fact}),))


def _is_raised(norm: Norm, facts: Facts) -> bool:
	if facts.get(norm.raised_by) is True:
		return True
	return any(facts.get(condition.fact) is not None for condition in norm.conditions)


@lru_cache(maxsize=4096)
def _scope(
	scope: tuple[tuple[str, tuple[str, ...]], ...],
	region: Value | None,
	buyer: Value | None,
	channel: Value | None,
) -> Scope:
	"""The same few scopes meet the same few buyers all day."""
	facts = {"region": region, "buyer": buyer, "channel": channel}
	for fact, wanted in scope:
		if facts[fact] is not None and facts[fact] not in wanted:
			return Scope((Reason("other_scope", {"fact": fact, "found": facts[fact]}),))
	return Scope(missing=tuple(fact for fact, _ in scope if facts[fact] is None))


def _cover_of(
	norm: Norm, facts: Facts, covers: Mapping[str, Own] | None
) -> tuple[str, Value | None, Value | None]:
	"""The fact that says whether the norm's own cover holds, with its value and its last day. A norm of law asks for the law's own; a
	contract, a promise and what was bought for theirs (rules.md R11). That it is in warranty, told alone, stands for each of them."""
	told = facts.get(IN_WARRANTY)
	if norm.rank in LAW:
		by_law = facts.get(IN_LEGAL_WARRANTY)
		if by_law is not None or (covers is not None and told is not None):
			return IN_LEGAL_WARRANTY, by_law, facts.get("legal_coverage_end")
	elif covers and norm.id in covers:
		return IN_WARRANTY, *covers[norm.id]
	return IN_WARRANTY, told, facts.get("coverage_end")


def holds(condition: Condition, facts: Facts) -> bool | None:
	"""Does the condition hold? None while its fact is unknown."""
	value = facts.get(condition.fact)
	return None if value is None else OPERATORS[condition.operator](value, condition.value)


def excludes(exclusion: Exclusion, facts: Facts) -> bool:
	"""Are all conditions of the exclusion known to hold? What is unknown excludes nothing."""
	for condition in exclusion.conditions:
		if facts.get(condition.fact) is None or not holds(condition, facts):
			return False
	return True


def lacking(exclusion: Exclusion, facts: Facts) -> tuple[str, ...]:
	"""The yes or no that alone keeps an exclusion from holding, and that nothing else on record shows (rules.md R14: neither refused nor
	granted in silence)."""
	*others, last = exclusion.conditions
	if not others or FACTS[last.fact] != FLAG or facts.get(last.fact) is not None:
		return ()
	shown = any(facts.get(fact) is not None for fact in SHOWN_BY.get(last.fact, ()))
	return () if shown or not all(holds(one, facts) for one in others) else (last.fact,)


def _not_met(condition: Condition, found: Value | None) -> Reason:
	asked = {"fact": condition.fact, "operator": condition.operator, "value": condition.value, "found": found}
	return Reason("condition_not_met", asked)


@lru_cache(maxsize=4096)
def term_end(start: date, length: int, unit: str, calendar: DayCalendar, roll: bool) -> date:
	"""The last day of a term of `length` days, months or working days (rules.md R1); the same few days are counted all day. Raises
	DomainError `beyond_calendar`."""
	if unit == DAYS:
		return deadline_days(start, length, calendar, roll)
	if unit == MONTHS:
		return deadline_months(start, length, calendar, roll)
	return working_days_after(start, length, calendar)


def _length(window: Window, facts: Facts) -> int | None:
	if not window.value_from:
		return window.value
	value = facts.get(window.value_from)
	if value is None or isinstance(value, int):
		return value
	raise DomainError("wrong_kind_of_value", {"fact": window.value_from, "kind": "count"})
