"""A complaint's way after ISO 10002:2018 = GB/T 19012-2019 (rules.md Q2): received, acknowledged, assessed, investigated, answered, decided;
closed only with the customer's answer, or with their silence on record."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aftersales_app.domain.errors import Decision, Reason

RECEIVED, ACKNOWLEDGED, ASSESSED = "Received", "Acknowledged", "Assessed"
INVESTIGATED, RESPONDED, DECIDED = "Investigated", "Responded", "Decision Sent"
CLOSED, ESCALATED, WITHDRAWN = "Closed", "Open, Escalated", "Withdrawn"
OPEN = (RECEIVED, ACKNOWLEDGED, ASSESSED, INVESTIGATED, RESPONDED, DECIDED, ESCALATED)
MOVES: Mapping[str, frozenset[str]] = {
	RECEIVED: frozenset({ACKNOWLEDGED, WITHDRAWN}),
	ACKNOWLEDGED: frozenset({ASSESSED, WITHDRAWN}),
	ASSESSED: frozenset({INVESTIGATED, WITHDRAWN}),
	INVESTIGATED: frozenset({RESPONDED, DECIDED, WITHDRAWN}),
	RESPONDED: frozenset({INVESTIGATED, DECIDED, WITHDRAWN}),
	DECIDED: frozenset({CLOSED, ESCALATED, WITHDRAWN}),
	ESCALATED: frozenset({INVESTIGATED, DECIDED, CLOSED, WITHDRAWN}),
	CLOSED: frozenset({ESCALATED}),
	WITHDRAWN: frozenset(),
}
ACCEPTED, REJECTED, SILENT = "Accepted", "Rejected", "No Answer"
OPINIONS = (ACCEPTED, REJECTED, SILENT)
OWN, REGULATOR, HOTLINE, COURT, MEDIA, SOCIAL = (
	"Own Channel",
	"12315",
	"12345",
	"Court",
	"Media",
	"Social Media",
)
OUTSIDE = frozenset({REGULATOR, HOTLINE, COURT})
CRITICAL, MAJOR, MODERATE, MINOR = "Critical", "Major", "Moderate", "Minor"
SEVERITIES = (CRITICAL, MAJOR, MODERATE, MINOR)
PRIORITIES: Mapping[str, str] = {CRITICAL: "P1", MAJOR: "P2", MODERATE: "P3", MINOR: "P4"}
SILENCE_DAYS = 7  # after the decision was sent until silence may be recorded; a setting


@dataclass(frozen=True, slots=True)
class Assessment:
	"""What is weighed at once: each of 1 (slight) to 3 (grave), safety by yes or no."""

	safety: bool = False
	impact: int = 1
	complexity: int = 1
	public: bool = False


def severity(found: Assessment) -> str:
	"""Safety goes before everything; then the impact on the customer, raised by publicity."""
	if found.safety:
		return CRITICAL
	weight = found.impact + int(found.public)
	if weight >= 3:
		return MAJOR
	return MODERATE if weight == 2 or found.complexity == 3 else MINOR


def can_move(before: str, after: str) -> Decision:
	if after in MOVES.get(before, frozenset()):
		return Decision(True)
	return Decision(False, (Reason("no_such_complaint_move", {"before": before, "after": after}),))


@dataclass(frozen=True, slots=True)
class Investigator:
	"""Who is to look into it, beside who it is about; `line` are the people above and below that one."""

	user: str
	subjects: frozenset[str] = frozenset()
	line: frozenset[str] = frozenset()


def can_investigate(who: Investigator) -> Decision:
	"""Nobody investigates themselves, nor somebody in their own line."""
	if who.user in who.subjects:
		return Decision(False, (Reason("investigates_self", {"user": who.user}),))
	if who.user in who.line:
		return Decision(False, (Reason("investigates_own_line", {"user": who.user}),))
	return Decision(True)


@dataclass(frozen=True, slots=True)
class Ending:
	"""What is on record where a complaint is to be closed: when the decision was sent, what the customer says of it, whether it rejects the
	complaint, and whether outside routes were told."""

	decided_on: date | None
	opinion: str = ""
	rejects: bool = False
	routes_told: bool = False


def can_decide(investigated: bool, decision: str, ending: Ending) -> Decision:
	"""May a decision be sent? A rejection tells the customer where else they can go."""
	if not investigated:
		return Decision(False, (Reason("not_investigated"),))
	if not decision.strip():
		return Decision(False, (Reason("decision_empty"),))
	if ending.rejects and not ending.routes_told:
		return Decision(False, (Reason("routes_not_told"),))
	return Decision(True)


def can_close(ending: Ending, today: date, silence_days: int = SILENCE_DAYS) -> Decision:
	"""Only with a decision sent, and the customer's consent or recorded silence; a customer who does not accept it keeps it open. The
	outcome is the status that follows."""
	if ending.decided_on is None:
		return Decision(False, (Reason("decision_not_sent"),), DECIDED)
	if ending.opinion == REJECTED:
		return Decision(False, (Reason("customer_rejects"),), ESCALATED)
	if ending.opinion == ACCEPTED:
		return Decision(True, (Reason("customer_accepts"),), CLOSED)
	if ending.opinion == SILENT:
		earliest = ending.decided_on + timedelta(days=silence_days)
		if today < earliest:
			return Decision(False, (Reason("silence_too_short", {"date": earliest.isoformat()}),), DECIDED)
		return Decision(True, (Reason("silence_recorded"),), CLOSED)
	return Decision(False, (Reason("no_opinion"),), DECIDED)


def acknowledged_late(
	received: datetime, acknowledged: datetime | None, now: datetime, within: timedelta
) -> bool:
	"""Was it acknowledged after its time, or is that time over without?"""
	return (acknowledged or now) - received > within


def missing_steps(done: Collection[str]) -> tuple[str, ...]:
	"""The steps of the standard that the record does not tell."""
	return tuple(step for step in (ACKNOWLEDGED, ASSESSED, INVESTIGATED, DECIDED) if step not in done)
