"""A complaint's way after ISO 10002:2018 = GB/T 19012-2019 (rules.md Q2): received, acknowledged, assessed, investigated, answered, decided;
closed only with the customer's answer, or with their silence on record."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aftersales_app.domain.errors import Decision, Reason
from aftersales_app.domain.legal_days import DayCalendar, add_days, working_days_after
from aftersales_app.domain.service_clock import WarningLevel

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
WORKING_DAYS = "Working Days"
STATUTORY_TERMS: Mapping[str, tuple[int, str]] = {REGULATOR: (7, WORKING_DAYS)}
CRITICAL, MAJOR, MODERATE, MINOR = "Critical", "Major", "Moderate", "Minor"
SEVERITIES = (CRITICAL, MAJOR, MODERATE, MINOR)
PRIORITIES: Mapping[str, str] = {CRITICAL: "P1", MAJOR: "P2", MODERATE: "P3", MINOR: "P4"}
QUALITY, OPERATIONS = "Quality Specialist", "Operations Manager"
TAKES = frozenset({"Service Agent", "Service Team Lead", QUALITY, OPERATIONS})  # who speaks with customers
HANDLES = frozenset({QUALITY, OPERATIONS})  # who judges
WEIGHTS = (1, 2, 3)  # slight to grave
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
	complaint, whether outside routes were told, the authority that still waits for an answer, if any, and the day of the opinion."""

	decided_on: date | None
	opinion: str = ""
	rejects: bool = False
	routes_told: bool = False
	authority: str = ""
	opinion_on: date | None = None

	@property
	def refused(self) -> bool:
		"""Does the customer not accept the decision that was sent last?"""
		return self.opinion == REJECTED

	@property
	def since(self) -> date | None:
		"""The day from which something may be said of the decision: when it was sent, or refused."""
		return (
			max(self.decided_on, self.opinion_on) if self.decided_on and self.opinion_on else self.decided_on
		)


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
	if ending.authority:
		return Decision(False, (Reason("authority_not_answered", {"source": ending.authority}),), DECIDED)
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


@dataclass(frozen=True, slots=True)
class Verb:
	"""A step of the work: in which statuses it is open, and whose it is; nobody's role stands for the investigator alone."""

	statuses: frozenset[str]
	roles: frozenset[str]


LOOKED_INTO = frozenset({ASSESSED, INVESTIGATED, RESPONDED, ESCALATED})
VERBS: Mapping[str, Verb] = {
	"acknowledge": Verb(frozenset({RECEIVED}), TAKES),
	"assess": Verb(LOOKED_INTO | {ACKNOWLEDGED}, HANDLES),
	"assign": Verb(LOOKED_INTO, HANDLES),
	"investigate": Verb(LOOKED_INTO, frozenset()),
	"respond": Verb(frozenset({INVESTIGATED}), TAKES),
	"decide": Verb(frozenset({INVESTIGATED, RESPONDED, ESCALATED}), HANDLES),
	"record_opinion": Verb(frozenset({DECIDED, ESCALATED}), TAKES),
	"answer_authority": Verb(frozenset(OPEN), HANDLES),
	"close": Verb(frozenset({DECIDED, ESCALATED}), HANDLES),
	"escalate": Verb(frozenset({DECIDED, CLOSED}), HANDLES),
	"appeal": Verb(frozenset({DECIDED, ESCALATED, CLOSED}), TAKES),
	"tell_status": Verb(frozenset(OPEN), TAKES),
	"withdraw": Verb(frozenset(OPEN), HANDLES),  # it ends without a decision
}


@dataclass(frozen=True, slots=True)
class Standing:
	"""A complaint as it stands, for a person who wants to do something about it."""

	status: str
	user: str
	roles: frozenset[str] = frozenset()
	subjects: frozenset[str] = frozenset()
	investigator: str = ""
	authority: str = ""  # that waits for an answer


def may(verb: str, standing: Standing) -> Decision:
	"""May this person take this step now? The form's button and the server ask the same. Who is complained about takes none (rules.md Q2)."""
	step = VERBS[verb]
	if standing.user in standing.subjects:
		return Decision(False, (Reason("is_the_subject", {"user": standing.user}),))
	if standing.status not in step.statuses:
		return Decision(False, (Reason("not_at_this_point", {"status": standing.status}),))
	if verb == "answer_authority" and not standing.authority:
		return Decision(False, (Reason("no_authority_waits"),))
	if verb == "investigate":
		return _is_investigator(standing)
	if not step.roles & standing.roles:
		return Decision(False, (Reason("not_in_this_role", {"roles": tuple(sorted(step.roles))}),))
	return Decision(True)


def _is_investigator(standing: Standing) -> Decision:
	if not standing.investigator:
		return Decision(False, (Reason("no_investigator"),))
	if standing.user != standing.investigator:
		return Decision(False, (Reason("not_the_investigator", {"user": standing.investigator}),))
	return Decision(True)


def can_assess(found: Assessment, immediate_action: str) -> Decision:
	"""Weights of 1 to 3; where safety is at stake something is done at once (rules.md Q2)."""
	if not {found.impact, found.complexity} <= set(WEIGHTS):
		return Decision(False, (Reason("weight_out_of_range"),))
	if found.safety and not immediate_action.strip():
		return Decision(False, (Reason("immediate_action_missing"),))
	return Decision(True)


def after_assessing(status: str) -> str:
	"""Assessed anew, a complaint stays where it is."""
	return ASSESSED if status == ACKNOWLEDGED else status


@dataclass(frozen=True, slots=True)
class Said:
	"""What the customer says of the decision, and when; whether they were told where else they can go; and how the handling pleased
	them, of 1 to 5, 0 where nobody asked."""

	opinion: str
	on: date | None
	today: date
	routes_told: bool = False
	handling: int = 0


def can_record_opinion(said: Said, ending: Ending, silence_days: int = SILENCE_DAYS) -> Decision:
	"""An opinion is of a decision that was sent, and of no later day than today; silence is recorded when it has lasted, and never of
	somebody who has refused. The outcome is the status that follows: a customer who rejects the decision is not at the end, and learns
	where else they can go."""
	if ending.decided_on is None:
		return Decision(False, (Reason("decision_not_sent"),))
	if said.opinion not in OPINIONS:
		return Decision(False, (Reason("no_opinion"),))
	if said.handling not in range(0, 6):
		return Decision(False, (Reason("handling_out_of_range"),))
	if said.opinion == SILENT and ending.refused:
		return Decision(False, (Reason("refused_is_no_silence"),))
	wrong = _day_wrong("opinion_day_wrong", said.on, ending.since or ending.decided_on, said.today)
	if wrong or said.on is None:
		return Decision(False, wrong)
	if said.opinion == SILENT:
		return can_close(Ending(ending.decided_on, SILENT), said.on, silence_days)
	if said.opinion == REJECTED:
		return _tells_routes(said.routes_told or ending.routes_told)
	return Decision(True)


def _day_wrong(code: str, on: date | None, first: date, last: date) -> tuple[Reason, ...]:
	if on is not None and first <= on <= last:
		return ()
	return (Reason(code, {"first": first.isoformat(), "last": last.isoformat()}),)


def _tells_routes(told: bool) -> Decision:
	"""Who does not accept the decision is told their options, inside and outside (ISO 10002:2018 7.9)."""
	if not told:
		return Decision(False, (Reason("further_routes_not_told"),))
	return Decision(True, (), ESCALATED)


def can_write(text: str, code: str) -> Decision:
	"""A step that has to be told in words; `code` says what is missing."""
	return Decision(True) if text.strip() else Decision(False, (Reason(code),))


def can_appeal(what: str, said: Said, ending: Ending) -> Decision:
	"""An appeal is against a decision that was sent, in words, on a day between that one and today; who appeals is told where else they
	can go."""
	if ending.decided_on is None:
		return Decision(False, (Reason("decision_not_sent"),))
	wrong = _day_wrong("appeal_day_wrong", said.on, ending.decided_on, said.today)
	if wrong:
		return Decision(False, wrong)
	written = can_write(what, "appeal_empty")
	return _tells_routes(said.routes_told or ending.routes_told) if written.allowed else written


def can_withdraw(reason: str, authority: str) -> Decision:
	"""In words; and an authority that asks wants an answer all the same."""
	if authority:
		return Decision(False, (Reason("authority_not_answered", {"source": authority}),))
	return can_write(reason, "withdrawal_empty")


def status_due(told: Iterable[datetime | None], every: timedelta) -> datetime | None:
	"""When the customer is to hear next how it stands: so long after they heard last; None where they have heard nothing yet."""
	moments = [one for one in told if one]
	return max(moments) + every if moments and every else None


def can_receive(received: datetime, now: datetime) -> Decision:
	"""Nothing is received before it comes."""
	return Decision(True) if received <= now else Decision(False, (Reason("received_ahead"),))


def acknowledgement_ladder(within: timedelta) -> tuple[WarningLevel, ...]:
	"""When half of the time is over, when a sixth is left, and when it is over."""
	seconds = int(within.total_seconds())
	return (
		WarningLevel(1, -seconds // 2, "Assignee"),
		WarningLevel(2, -seconds // 6, "Team Lead"),
		WarningLevel(3, 0, "Operations Manager"),
	)


def term_of(source: str, days: int, unit: str) -> tuple[int, str]:
	"""The days that an authority gives and what they are; where its letter names none, those in which 12315 itself has to answer the complaint
	(rules.md R4: 7 working days). No days: no term is known."""
	return (days, unit) if days else STATUTORY_TERMS.get(source, (0, unit))


def outside_due(received: date, days: int, unit: str, calendar: DayCalendar) -> date:
	"""The last day of an authority's term: counted from the day after its letter, never moved behind a rest (the safe side). Raises
	DomainError `beyond_calendar`."""
	return working_days_after(received, days, calendar) if unit == WORKING_DAYS else add_days(received, days)


def can_answer_authority(on: date | None, text: str, received: date | None, today: date) -> Decision:
	"""In words, on a day from the letter's to today."""
	if on is None or on > today or (received and on < received):
		return Decision(False, (Reason("authority_day_wrong"),))
	return can_write(text, "response_empty")
