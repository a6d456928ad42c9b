"""What a trader may say against a claim that is late, and a court does not say unasked (rules.md R12: limitation).

A decision names it with its last day and never applies it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from aftersales_app.domain.case_facts import Case, Facts, Value
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.legal_days import DayCalendar
from aftersales_app.domain.norm_match import OUT_OF_SCOPE, look
from aftersales_app.domain.norms import Norm, Source

CODES = {False: "limitation_runs", True: "limitation_over"}


@dataclass(frozen=True, slots=True)
class Defence:
	"""`code` may be raised after `until`; `over`: that day has passed. `arithmetic` shows how it was counted."""

	code: str
	until: date
	over: bool
	source: Source
	arithmetic: Reason


def defences(norms: Iterable[Norm], case: Case, facts: Facts, calendar: DayCalendar) -> tuple[Defence, ...]:
	"""The defences that the norms give, each with its latest day. Who tells no other day knew on the day of the event.

	Reasons: `limitation_runs`, `limitation_over` (since, start, length, unit, last). Raises DomainError `beyond_calendar`.
	"""
	told: dict[str, Value | None] = {**facts, "knew_on": facts.get("knew_on") or case.event_on}
	raised = [norm for norm in norms if norm.defence]
	found = [defence for norm in raised for defence in _of_norm(norm, case, told, calendar)]
	latest = {one.code: one for one in sorted(found, key=lambda one: (one.until, one.source.norm))}
	return tuple(latest[code] for code in sorted(latest))


def _of_norm(
	norm: Norm, case: Case, facts: Mapping[str, Value | None], calendar: DayCalendar
) -> Iterator[Defence]:
	one = look(norm, case, facts, calendar)
	for reason in one.reasons if one.verdict != OUT_OF_SCOPE else ():
		if one.until and reason.params.get("last") == one.until:
			over = case.as_of > one.until
			told = Reason(CODES[over], reason.params)
			yield Defence(norm.defence, one.until, over, norm.source, told)
