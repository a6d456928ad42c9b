"""How long which kind of record is kept, and what the law wants kept although somebody asks to be forgotten (rules.md P5, P6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from aftersales_app.domain.errors import Decision, Reason
from aftersales_app.domain.legal_days import add_months
from aftersales_app.domain.personal_data import ACTIVE, ANONYMISED, RESTRICTED, Held, state

ERASE, RESTRICT, WAIT, LEAVE = "erase", "restrict", "wait", "leave"
MESSAGE, RECORDING, REQUEST = "Message", "Recording", "Privacy Request"
KINDS: Mapping[str, str] = {
	"Aftersales Ticket": "Ticket",
	"Aftersales Exemption": "Ticket",
	"Aftersales Ticket Event": "Ticket",
	"Aftersales Visit": "Visit",
	"Aftersales Notice": "Ticket",
	"Aftersales Complaint": "Complaint",
	"Aftersales Feedback": "Feedback",
	"Aftersales Feedback Invitation": "Feedback",
	"Aftersales Verification": "Feedback",
	"Aftersales Follow-up Call": "Follow-up Call",
	"Aftersales Claim": "Claim",
	"Aftersales Decision": "Claim",
	"Aftersales Supplier Recovery": "Claim",
	"Aftersales Return": "Return",
	"Aftersales Repair": "Repair",
	"Aftersales Extension": "Extension",
	"Aftersales Product": "Unit",
	"Aftersales Unregistered Sale": "Unit",
}


@dataclass(frozen=True, slots=True)
class Rule:
	"""A row of the retention periods: `law` for one that holds against a request to erase; `category` for one that holds only for
	goods of that category."""

	kind: str
	months: int
	law: bool = False
	category: str = ""
	basis: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
	"""What becomes of a record today: erased, stored only until a day by a law, waiting for its case to close, or left as it is."""

	what: str
	until: date | None = None
	law: str = ""


def fate(
	kind: str, category: str, closed_on: date | None, rules: Iterable[Rule], released: bool, today: date
) -> Fate:
	"""What becomes of a record of that kind; `released` where the person asked for it or withdrew their consent. A kind without a rule is
	kept until somebody asks."""
	fitting = [rule for rule in rules if rule.kind == kind and rule.category in ("", category)]
	laws = [rule for rule in fitting if rule.law]
	own = [rule.months for rule in fitting if not rule.law]
	if closed_on is None:
		return Fate(WAIT if released else LEAVE)
	law = max(laws, key=lambda rule: rule.months, default=None)
	until = add_months(closed_on, law.months) if law else None
	if not own and not released:
		return Fate(LEAVE)
	held = Held(closed_on, max(own, default=0), until, released)
	what = {ACTIVE: LEAVE, RESTRICTED: RESTRICT, ANONYMISED: ERASE}[state(held, today)]
	return Fate(what, until, law.basis) if what == RESTRICT and law else Fate(what)


RECEIVED, RUNNING, WAITING, ANSWERED, REFUSED = "Received", "Running", "Waiting", "Answered", "Refused"
VIEW, COPY, CORRECT, EXPLAIN, ERASURE, WITHDRAWAL = (
	*("View", "Copy", "Correct", "Explain"),
	*("Erase", "Withdraw Consent"),
)
OPEN = frozenset({RECEIVED, WAITING})


def may_carry_out(kind: str, status: str, identity: str, known: bool) -> Decision:
	"""May a request be carried out: it is one that a job does, is not done or under way, names somebody, and somebody made sure who asks?"""
	wrong = []
	if kind not in (ERASURE, WITHDRAWAL):
		wrong.append(Reason("request_is_answered_by_hand", {"kind": kind}))
	if status not in OPEN:
		wrong.append(Reason("request_is", {"status": status}))
	if not known:
		wrong.append(Reason("request_names_nobody"))
	if not identity:
		wrong.append(Reason("identity_not_checked"))
	return Decision(not wrong, tuple(wrong))


def may_open(reason: str) -> Decision:
	"""May what is stored by law only be opened? Only for a reason."""
	return Decision(True) if reason.strip() else Decision(False, (Reason("opening_needs_a_reason"),))


def may_answer(status: str, answer: str) -> Decision:
	"""May a request be answered, or refused? Both need words (P6: refusal with reasons)."""
	wrong = []
	if status not in OPEN:
		wrong.append(Reason("request_is", {"status": status}))
	if not answer.strip():
		wrong.append(Reason("answer_needs_words"))
	return Decision(not wrong, tuple(wrong))
