"""Personal information under the PIPL (rules.md section 3): what it may be used for, what becomes of it, what may be recorded.

How values are masked and linked is in `identity`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from aftersales_app.domain.errors import Decision, Reason
from aftersales_app.domain.legal_days import add_days, add_months

CONSENT, CONTRACT, LEGAL_DUTY = "consent", "contract", "legal_duty"
BASES = (CONSENT, CONTRACT, LEGAL_DUTY)
CALL_BACK, RESEARCH, MARKETING, TRAINING = "call_back", "research", "marketing", "training"
# What the contract itself calls for; everything else needs its own consent (P1, P3).
OF_CONTRACT = frozenset({CALL_BACK})
ACTIVE, RESTRICTED, ANONYMISED = "Active", "Restricted", "Anonymised"
RECORD, NOTES_ONLY, STOP, PAUSE = "record", "notes_only", "stop", "pause"
ANSWER_DAYS = 15  # to answer a person's request (P6)


def may_use(purpose: str, basis: str, consents: Collection[str] = ()) -> Decision:
	"""May personal data that is held on `basis` be used for `purpose`? `consents` are the purposes that the person agreed to and has not
	withdrawn (P1, P3)."""
	if basis == LEGAL_DUTY:
		return Decision(True, (Reason("duty_by_law", {"purpose": purpose}),))
	if purpose in consents:
		return Decision(True, (Reason("agreed_to", {"purpose": purpose}),))
	if basis == CONTRACT and purpose in OF_CONTRACT:
		return Decision(True, (Reason("part_of_contract", {"purpose": purpose}),))
	return Decision(False, (Reason("needs_consent", {"purpose": purpose}),))


@dataclass(frozen=True, slots=True)
class Call:
	"""A follow-up call that somebody wants to record: was the notice played, is there a basis, does the person object, is something
	sensitive being said?"""

	noticed: bool
	basis: str = ""
	objected: bool = False
	sensitive: bool = False


def recording(call: Call) -> Decision:
	"""What becomes of the recording of a call; the outcome says what to do."""
	if not call.noticed:
		return Decision(False, (Reason("notice_not_played"),), NOTES_ONLY)
	if call.basis not in BASES:
		return Decision(False, (Reason("no_basis_to_record"),), NOTES_ONLY)
	if call.objected:
		return Decision(False, (Reason("customer_objects"),), STOP)
	if call.sensitive:
		return Decision(False, (Reason("sensitive_part"),), PAUSE)
	return Decision(True, (Reason("noticed_and_based"),), RECORD)


@dataclass(frozen=True, slots=True)
class Held:
	"""Personal data of a case: since when it is closed (None: open), how many months it is kept from then on, until which day a law wants it
	kept, and whether the person withdrew the consent it rests on or asked for it to be erased."""

	closed_on: date | None
	months: int
	law_until: date | None = None
	released: bool = False

	@property
	def due(self) -> date | None:
		"""The last day on which it is kept; None while the case is open."""
		if self.closed_on is None:
			return None
		last = add_months(self.closed_on, self.months)
		return max(last, self.law_until) if self.law_until else last


def state(held: Held, today: date) -> str:
	"""What is to be done with it today (P5): gone when nothing keeps it, stored only while a law does."""
	by_law = held.law_until is not None and today <= held.law_until
	if held.released:
		return RESTRICTED if by_law or held.closed_on is None else ANONYMISED
	if held.due is None or today <= held.due:
		own = held.closed_on is None or today <= add_months(held.closed_on, held.months)
		return ACTIVE if own else RESTRICTED
	return ANONYMISED


def answer_due(asked_on: date) -> date:
	"""The last day to answer a person's request to see, correct or erase what is held."""
	return add_days(asked_on, ANSWER_DAYS)
