"""An evaluation's way (product.md C8): drawn up from the figures of a period, checked by quality, approved by operations, published and locked.
Nobody takes two of these steps for the same evaluation."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from aftersales_app.domain.errors import Decision, DomainError, Reason
from aftersales_app.domain.legal_days import add_months

DRAFT, CHECKED, APPROVED, PUBLISHED = "Draft", "Checked", "Approved", "Published"
MOVES: Mapping[str, frozenset[str]] = {
	DRAFT: frozenset({CHECKED}),
	CHECKED: frozenset({APPROVED, DRAFT}),
	APPROVED: frozenset({PUBLISHED, DRAFT}),
	PUBLISHED: frozenset(),
}
MONTH, QUARTER, SPECIAL = "Month", "Quarter", "Special"
MONTHS: Mapping[str, int] = {MONTH: 1, QUARTER: 3}
APPEAL_DAYS = 7  # after publishing
LEAST = 5  # answers, below which a group is not told (rules.md P11)
QUALITY, OPERATIONS = "Quality Specialist", "Operations Manager"
# Who takes a step, by where it leads.
TAKEN_BY: Mapping[str, tuple[str, ...]] = {
	DRAFT: (QUALITY, OPERATIONS),
	CHECKED: (QUALITY,),
	APPROVED: (OPERATIONS,),
	PUBLISHED: (OPERATIONS,),
}
COMPLAINT, ESCALATION, POLICY, OTHER = "Major Complaint", "Escalation", "Policy Change", "Other"
WITHIN_DAYS = 7  # after its trigger a special evaluation is published
LOOKED_BACK = 30  # days that a special evaluation looks back, that of the trigger included
UPHELD, DISMISSED = "Upheld", "Dismissed"


@dataclass(frozen=True, slots=True)
class Period:
	"""The first and the last day, both included."""

	first: date
	last: date

	@property
	def before(self) -> "Period":
		"""As long, and ending the day before: whole months where this one is of whole months, the same days of the month before where it is
		the beginning of a month (rules.md T6)."""
		if self.first.day == 1 and (self.last + timedelta(days=1)).day == 1:
			first = add_months(self.first, -self.months)
			return Period(first, self.first - timedelta(days=1))
		if self.first.day == 1 and self.months == 1:
			return Period(add_months(self.first, -1), add_months(self.last, -1))
		length = self.last - self.first
		last = self.first - timedelta(days=1)
		return Period(last - length, last)

	@property
	def year_ago(self) -> "Period":
		"""The same days of the year before; the last of February stays the last."""
		after = add_months(self.last + timedelta(days=1), -12)
		return Period(add_months(self.first, -12), after - timedelta(days=1))

	@property
	def months(self) -> int:
		"""Of how many calendar months it has days."""
		return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1


def regular(kind: str, day: date) -> Period:
	"""The month or quarter that was over before a day."""
	months = MONTHS[kind]
	begun = date(day.year, (day.month - 1) // months * months + 1, 1)
	return Period(add_months(begun, -months), begun - timedelta(days=1))


def check(period: Period, today: date, others: Collection[Period]) -> None:
	"""Raises DomainError `period_reversed`, `period_not_over`, `periods_overlap` where another evaluation of the same kind and scope has days
	of it."""
	if period.last < period.first:
		raise DomainError("period_reversed", {"first": period.first, "last": period.last})
	if period.last >= today:
		raise DomainError("period_not_over", {"last": period.last})
	for other in others:
		if other.first <= period.last and period.first <= other.last:
			raise DomainError("periods_overlap", {"first": other.first, "last": other.last})


def check_kind(kind: str, period: Period) -> None:
	"""Raises DomainError `no_whole_month`, `no_whole_quarter`: what the scheduler draws up is neither cut nor moved by people."""
	if kind in MONTHS and period != regular(kind, period.last + timedelta(days=1)):
		raise DomainError("no_whole_month" if kind == MONTH else "no_whole_quarter")


def of_trigger(day: date) -> Period:
	"""What a special evaluation looks at: the days up to that of its trigger."""
	return Period(day - timedelta(days=LOOKED_BACK - 1), day)


def due(triggered_on: date) -> date:
	"""Until when a special evaluation is published."""
	return triggered_on + timedelta(days=WITHIN_DAYS)


def is_late(due_on: date | None, status: str, today: date) -> bool:
	return due_on is not None and status != PUBLISHED and today > due_on


def can_move(before: str, after: str, user: str, people: Collection[str], roles: Collection[str]) -> Decision:
	"""May `user`, who has these roles, take this step? `people` drew it up, checked or approved it."""
	if after not in MOVES.get(before, frozenset()):
		return Decision(False, (Reason("no_such_evaluation_move", {"before": before, "after": after}),))
	if not set(TAKEN_BY[after]) & set(roles):
		return Decision(False, (Reason("step_of_other_roles", {"after": after, "roles": TAKEN_BY[after]}),))
	if after in (CHECKED, APPROVED) and user in people:
		return Decision(False, (Reason("evaluates_own_work"),))
	return Decision(True)


def appeal_until(published_on: date) -> date:
	"""The last day on which somebody may disagree."""
	return published_on + timedelta(days=APPEAL_DAYS)


def can_appeal(published_on: date | None, today: date, reason: str) -> Decision:
	"""Whoever disagrees says so within the window."""
	if published_on is None:
		return Decision(False, (Reason("not_published"),))
	last = appeal_until(published_on)
	if today > last:
		return Decision(False, (Reason("appeal_window_over", {"last": last}),))
	if not reason.strip():
		return Decision(False, (Reason("appeal_without_reason"),))
	return Decision(True)


def can_answer(user: str, appellant: str, roles: Collection[str], outcome: str, answer: str) -> Decision:
	"""An appeal is answered once, by quality or operations, and not by whoever appealed."""
	if not {QUALITY, OPERATIONS} & set(roles):
		return Decision(False, (Reason("appeal_of_other_roles", {"roles": (QUALITY, OPERATIONS)}),))
	if user == appellant:
		return Decision(False, (Reason("answers_own_appeal"),))
	if outcome not in (UPHELD, DISMISSED):
		return Decision(False, (Reason("no_such_appeal_outcome", {"outcome": outcome}),))
	if not answer.strip():
		return Decision(False, (Reason("appeal_without_answer"),))
	return Decision(True)
