"""Returning goods without giving a reason (rules.md R3): the tests in the order of the law, the first that says
no decides.

Days, channels, excluded goods and what leaves goods not intact are data of the norms that give
`no_reason_return`; where more than one speaks of the case, the answer that is kindest to the consumer holds
(R11).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from aftersales_app.domain.case_facts import Case, Facts
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.fees import Purchase, Settlement, settle
from aftersales_app.domain.legal_days import DayCalendar
from aftersales_app.domain.norm_book import NormBook
from aftersales_app.domain.norm_match import (
	APPLIES,
	ASKS,
	NO,
	OUT_OF_SCOPE,
	Findings,
	Look,
	excludes,
	holds,
	scope_of,
)
from aftersales_app.domain.norms import NO_REASON_RETURN, Norm

NOT_APPLICABLE, REFUSE_STATUTORY, REFUSE_CONFIRMED, REFUSE_LATE, REFUSE_NOT_INTACT, ACCEPT, ASK = OUTCOMES = (
	"NOT_APPLICABLE",
	"REFUSE_STATUTORY",
	"REFUSE_CONFIRMED",
	"REFUSE_LATE",
	"REFUSE_NOT_INTACT",
	"ACCEPT",
	"ASK",
)
KINDEST = (ACCEPT, ASK, REFUSE_NOT_INTACT, REFUSE_LATE, REFUSE_CONFIRMED, REFUSE_STATUTORY, NOT_APPLICABLE)
VERDICT = {ACCEPT: APPLIES, ASK: ASKS, NOT_APPLICABLE: OUT_OF_SCOPE}  # any refusal is a no
EXCLUDED = (("statutory_exclusion", REFUSE_STATUTORY), ("confirmed_exclusion", REFUSE_CONFIRMED))


@dataclass(frozen=True, slots=True)
class NoReasonReturn:
	"""`last_day` is the last on which the notice may be sent. ACCEPT with `missing` is subject to what
	inspection finds."""

	outcome: str
	reasons: tuple[Reason, ...] = ()
	norm: Norm | None = None
	last_day: date | None = None
	missing: tuple[str, ...] = ()
	refund: Settlement | None = None

	@property
	def look(self) -> Look | None:
		"""The same as a look at the norm."""
		if not self.norm:
			return None
		verdict = VERDICT.get(self.outcome, NO)
		return Look(self.norm, verdict, self.reasons, self.missing, self.last_day)


def judge(
	case: Case, norms: Iterable[Norm] | NormBook, calendar: DayCalendar, purchase: Purchase | None = None
) -> NoReasonReturn:
	"""May the goods go back, and with `purchase` how much money (rules.md R3). What counts is the day
	`notice_on`, by default the case's, not that on which the goods arrive. Raises what NormBook and Case raise,
	and DomainError `beyond_calendar`."""
	book = norms if isinstance(norms, NormBook) else NormBook(norms)
	facts = book.facts_of(case)
	answers = [
		judge_under(norm, case, facts, calendar)
		for norm in book.looked_at(case, facts)
		if NO_REASON_RETURN in norm.remedies
	]
	best = kindest(answers)
	if best.outcome != ACCEPT or purchase is None:
		return best
	return NoReasonReturn(
		best.outcome, best.reasons, best.norm, best.last_day, best.missing, settle(purchase)
	)


def kindest(answers: Iterable[NoReasonReturn]) -> NoReasonReturn:
	"""The best answer for the consumer, of equal ones the one with the most days."""
	return min(
		answers,
		key=lambda answer: (
			KINDEST.index(answer.outcome),
			-(answer.last_day or date.min).toordinal(),
			answer.norm.key if answer.norm else ("", 0),
		),
		default=NoReasonReturn(NOT_APPLICABLE, (Reason("no_withdrawal_norm"),)),
	)


def judge_under(norm: Norm, case: Case, facts: Facts, calendar: DayCalendar) -> NoReasonReturn:
	"""The answer of one norm."""
	scope = scope_of(norm, case, facts)
	if scope.against:
		return NoReasonReturn(NOT_APPLICABLE, tuple(scope.against), norm)
	for code, outcome in EXCLUDED:
		if _excluded(norm, code, facts):
			return NoReasonReturn(outcome, (Reason(code),), norm)
	notice = facts.get("notice_on")
	term = Findings(facts, calendar, notice if isinstance(notice, date) else case.event_on, case.as_of)
	term.hold_windows(norm)
	missing = (*scope.missing, *term.missing)
	if term.against:
		return NoReasonReturn(REFUSE_LATE, tuple(term.against), norm, term.until)
	reasons = (*_unconfirmed(norm, facts), *term.dates)
	if missing:
		return NoReasonReturn(ASK, reasons, norm, missing=missing)
	if _excluded(norm, "not_intact", facts):
		return NoReasonReturn(REFUSE_NOT_INTACT, (*reasons, Reason("not_intact")), norm, term.until)
	return NoReasonReturn(ACCEPT, reasons, norm, term.until, _to_inspect(norm, facts))


def _excluded(norm: Norm, code: str, facts: Facts) -> bool:
	return any(excludes(exclusion, facts) for exclusion in norm.exclusions if exclusion.code == code)


def _unconfirmed(norm: Norm, facts: Facts) -> tuple[Reason, ...]:
	"""Goods whose nature could keep them from going back, had the consumer confirmed it (test 4)."""
	for exclusion in norm.exclusions:
		nature = [condition for condition in exclusion.conditions if condition.fact != "confirmation"]
		if exclusion.code == "confirmed_exclusion" and all(holds(one, facts) for one in nature):
			return (Reason("no_confirmation_record"),)
	return ()


def _to_inspect(norm: Norm, facts: Facts) -> tuple[str, ...]:
	"""What inspection still has to find, where the norm asks for goods that are intact."""
	asked = any(exclusion.code == "not_intact" for exclusion in norm.exclusions)
	known = facts.get("intact") is not None or (
		facts.get("findings") is not None and facts.get("goods_class")
	)
	return ("intact",) if asked and not known else ()
