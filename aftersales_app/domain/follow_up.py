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
LEFT = "left"
SOLVED = ("Yes", "Partly", "No")
ENOUGH = 30  # percent of those called; under it the figures are biased (rules.md T2)
WIDEST = 10  # points of margin above which groups are not ranked


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

	@property
	def always(self) -> bool:
		"""Is it called whatever was before? All low scores, complaints and safety cases are (rules.md T2)."""
		return self.safety or self.complaint or self.low


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


def kept(case: Case) -> bool:
	"""May it be drawn? Whoever was called lately is left in peace, unless it is about what is always called."""
	return case.always or not case.lately


def frame(cases: Mapping[str, Case]) -> tuple[dict[str, str], frozenset[str]]:
	"""Everybody who may be drawn with their stratum, and who must be called."""
	drawn = {name: case for name, case in cases.items() if kept(case)}
	return {name: case.stratum for name, case in drawn.items()}, frozenset(
		name for name, case in drawn.items() if reason(case)
	)


def written(cases: Mapping[str, Case]) -> str:
	"""A frame as it is kept for auditors: a line each with name, stratum, why it must be called, and "left" for who was left in peace."""
	lines = sorted(
		(name, case.stratum, reason(case), "" if kept(case) else LEFT) for name, case in cases.items()
	)
	return "".join("\t".join(line) + "\n" for line in lines)


def read(text: str) -> tuple[dict[str, str], frozenset[str]]:
	"""What `frame` gave for the frame that was written so. Raises ValueError for a line that is none."""
	rows = [line.split("\t") for line in text.splitlines()]
	drawn = [(name, stratum, why) for name, stratum, why, left in rows if left != LEFT]
	return {name: stratum for name, stratum, _why in drawn}, frozenset(
		name for name, _stratum, why in drawn if why
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


def can_cancel(status: str, reason: str) -> Decision:
	"""A call that is still to be made is called off, for a reason."""
	if status != TO_CALL:
		return Decision(False, (Reason("call_is_over", {"status": status}),))
	return Decision(True) if reason.strip() else Decision(False, (Reason("cancel_reason_missing"),))


def response(counts: Mapping[str, int]) -> float | None:
	"""The share of those reached among all whose call is over, in percent, from how many calls have each status; None before any is over.
	Under thirty the figures are biased (rules.md T2)."""
	over = sum(counts.get(status, 0) for status in (REACHED, GIVEN_UP, REFUSED))
	return 100 * counts.get(REACHED, 0) / over if over else None


def biased(counts: Mapping[str, int]) -> bool:
	"""Do so few answer that the figures tell of those who like to answer?"""
	share = response(counts)
	return share is not None and share < ENOUGH
