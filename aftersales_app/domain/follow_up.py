"""Follow-up calls after service (product.md C3): why somebody is called, who may call, what comes of an attempt, and what may be recorded.

Who is drawn is in `sampling`, what may be recorded in `personal_data`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from aftersales_app.domain.errors import Decision, Reason

TO_CALL, REACHED, GIVEN_UP, REFUSED, CANCELLED = "To Call", "Reached", "No Answer", "Refused", "Cancelled"
STATUSES = (TO_CALL, REACHED, GIVEN_UP, REFUSED, CANCELLED)
ANSWERED, UNANSWERED, BUSY, WRONG, LATER, DECLINED = (
	*("Answered", "Not Answered", "Busy or Off"),
	*("Wrong Number", "Call Again Later", "Refused"),
)
OUTCOMES = (ANSWERED, UNANSWERED, BUSY, WRONG, LATER, DECLINED)
LOW, SILENT, COMPLAINT, SAFETY, EXTREME, RANDOM = (
	*("Low Score", "No Words", "Complaint"),
	*("Safety", "Extreme Score", "Random"),
)
REASONS = (SAFETY, COMPLAINT, LOW, SILENT, EXTREME, RANDOM)  # the first that holds is named
DUE_DAYS, MOST_ATTEMPTS = 3, 3


@dataclass(frozen=True, slots=True)
class Case:
	"""A service that is over, as far as it matters for a call: its stratum, what makes a call necessary, and whether its customer was called
	lately."""

	stratum: str
	safety: bool = False
	complaint: bool = False
	low: bool = False
	silent: bool = False
	extreme: bool = False
	lately: bool = False


def reason(case: Case) -> str:
	"""Why it must be called; "" where only chance may choose it."""
	holds: Mapping[str, bool] = {
		SAFETY: case.safety,
		COMPLAINT: case.complaint,
		LOW: case.low,
		SILENT: case.silent,
		EXTREME: case.extreme,
	}
	return next((name for name in REASONS if holds.get(name)), "")


def frame(cases: Mapping[str, Case]) -> tuple[dict[str, str], frozenset[str]]:
	"""Everybody who may be drawn with their stratum, and who must be called. Whoever was called lately is left in peace, unless it is about
	safety."""
	kept = {name: case for name, case in cases.items() if case.safety or not case.lately}
	return {name: case.stratum for name, case in kept.items()}, frozenset(
		name for name, case in kept.items() if reason(case)
	)


def due(closed_on: date) -> date:
	"""The last day to call."""
	return closed_on + timedelta(days=DUE_DAYS)


def can_call(user: str, teams: Collection[str], rated: Collection[str], team: str | None) -> Decision:
	"""Nobody calls about themselves or about their own team."""
	if user in rated:
		return Decision(False, (Reason("calls_about_self"),))
	if team and team in teams:
		return Decision(False, (Reason("calls_about_own_team", {"team": team}),))
	return Decision(True)


def after(outcome: str, attempts: int) -> Decision:
	"""What a call is after an attempt, the `attempts`th; the outcome is its status."""
	if outcome not in OUTCOMES:
		return Decision(False, (Reason("no_such_call_outcome", {"outcome": outcome}),))
	if outcome == ANSWERED:
		return Decision(True, (), REACHED)
	if outcome == DECLINED:
		return Decision(True, (), REFUSED)
	gives_up = outcome == WRONG or attempts >= MOST_ATTEMPTS
	return Decision(True, (), GIVEN_UP if gives_up else TO_CALL)


def response(counts: Mapping[str, int]) -> float | None:
	"""The share of those reached among all whose call is over, in percent, from how many calls have each status; None before any is over.
	Under thirty the figures are biased (rules.md T2)."""
	over = sum(counts.get(status, 0) for status in (REACHED, GIVEN_UP, REFUSED))
	return 100 * counts.get(REACHED, 0) / over if over else None
