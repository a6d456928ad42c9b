"""Problems (product.md D1): proposed by anybody, taken up or turned down by quality and operations, weighed by impact and urgency, counted by the
records that show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from aftersales_app.domain.errors import Decision, Reason

PROPOSED, OPEN, REJECTED, MERGED = "Proposed", "Open", "Rejected", "Merged"
ALIVE = frozenset({PROPOSED, OPEN})
QUALITY, OPERATIONS = "Quality Specialist", "Operations Manager"
JUDGES = frozenset({QUALITY, OPERATIONS})
HIGH, MEDIUM, LOW = "High", "Medium", "Low"
IMPACTS = (HIGH, MEDIUM, LOW)
URGENT, CAN_WAIT = "Urgent", "Can Wait"
URGENCIES = (URGENT, CAN_WAIT)
DO_FIRST, PLAN, QUICK_FIX, WATCH = "Do First", "Plan", "Quick Fix", "Watch"
OFTEN = 5  # cases a month from which a medium impact weighs as a high one; a setting
WINDOW, MONTHS = timedelta(days=90), 3  # that a frequency looks back on


@dataclass(frozen=True, slots=True)
class Weight:
	"""How grave a problem is: both with the reason for it, and how often it happens a month."""

	impact: str = ""
	impact_reason: str = ""
	urgency: str = ""
	urgency_reason: str = ""
	per_month: float = 0.0


def quadrant(weight: Weight, often: float = OFTEN) -> str:
	"""Where a problem stands in the matrix of importance and urgency; "" while it is not weighed. A high impact is important, a medium one
	where it happens often."""
	if weight.impact not in IMPACTS or weight.urgency not in URGENCIES:
		return ""
	important = weight.impact == HIGH or (weight.impact == MEDIUM and weight.per_month >= often)
	if weight.urgency == URGENT:
		return DO_FIRST if important else QUICK_FIX
	return PLAN if important else WATCH


def can_weigh(weight: Weight) -> Decision:
	"""Impact and urgency are told each with its reason."""
	if weight.impact not in IMPACTS or weight.urgency not in URGENCIES:
		return Decision(False, (Reason("weight_missing"),))
	if not (weight.impact_reason.strip() and weight.urgency_reason.strip()):
		return Decision(False, (Reason("weight_without_reason"),))
	return Decision(True)


def per_month(days: Iterable[date], today: date) -> float:
	"""Cases a month: those of the last 90 days, divided by three."""
	first = today - WINDOW
	return sum(1 for day in days if first < day <= today) / MONTHS


@dataclass(frozen=True, slots=True)
class Verb:
	"""A step: in which statuses it is open and to whom."""

	statuses: frozenset[str]
	roles: frozenset[str]


VERBS: Mapping[str, Verb] = {
	"accept": Verb(frozenset({PROPOSED, REJECTED}), JUDGES),
	"reject": Verb(frozenset({PROPOSED}), JUDGES),
	"weigh": Verb(ALIVE, JUDGES),
	"merge": Verb(ALIVE, JUDGES),
	"link": Verb(ALIVE, frozenset()),  # whoever may write it
	"leave_out": Verb(ALIVE, JUDGES),
}


def may(verb: str, status: str, roles: Iterable[str]) -> Decision:
	"""May somebody with these roles take this step now? The form's button and the server ask the same."""
	step = VERBS[verb]
	if status not in step.statuses:
		return Decision(False, (Reason("problem_not_at_this_point", {"status": status}),))
	if step.roles and not step.roles & set(roles):
		return Decision(False, (Reason("not_in_this_role", {"roles": tuple(sorted(step.roles))}),))
	return Decision(True)


@dataclass(frozen=True, slots=True)
class Other:
	"""The problem that another is to be merged into."""

	name: str
	status: str
	company: str


def can_merge(name: str, company: str, into: Other) -> Decision:
	"""A duplicate goes into another problem of its company that is still alive."""
	if into.name == name:
		return Decision(False, (Reason("merged_into_itself"),))
	if into.company != company:
		return Decision(False, (Reason("merged_into_other_company", {"name": into.name}),))
	if into.status not in ALIVE:
		return Decision(False, (Reason("merged_into_dead", {"name": into.name, "status": into.status}),))
	return Decision(True)
