"""What a caller says and asks, step by step, and which step follows from which answer (product.md C3; rules.md section 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aftersales_app.domain.errors import Decision, Reason
from aftersales_app.domain.personal_data import CONTRACT, MARKETING, may_use

NOTICED, OBJECTED, SOLVED, OVERALL, WORDS, CONTACT = (
	*("noticed", "objected", "solved"),
	*("overall", "words", "wants_contact"),
)
SCORES = (OVERALL, "timeliness", "solving", "attitude", "compliance", "perception")
CHECKS = (NOTICED, OBJECTED, CONTACT)
ASKS = (NOTICED, OBJECTED, SOLVED, *SCORES, WORDS, CONTACT)
REASON = "reason"  # why the customer is called: known before anything is asked
IS, IS_NOT, AT_MOST, AT_LEAST = "Is", "Is Not", "At Most", "At Least"
HOWS = (IS, IS_NOT, AT_MOST, AT_LEAST)
CHECKED = {"Yes": "1", "No": "0"}


@dataclass(frozen=True, slots=True)
class Step:
	"""Something that is said, and asked where it `asks` for an answer; only where the answer to `when` is as `how` and `value` say. An
	offer is said to nobody who has not agreed to hear offers."""

	text: str
	asks: str = ""
	when: str = ""
	how: str = ""
	value: str = ""
	offer: bool = False


def can_be_used(steps: Sequence[Step]) -> Decision:
	"""A script asks for the overall score, and says the notice before it asks for anything; nothing is asked twice, and a step follows from
	an answer that was asked for before it."""
	asked: list[str] = []
	for number, step in enumerate(steps, 1):
		if found := _wrong(step, asked):
			return Decision(False, (Reason(found, {"row": number}),))
		asked += [step.asks] if step.asks else []
	if OVERALL not in asked:
		return Decision(False, (Reason("script_without_overall"),))
	if asked[0] != NOTICED:
		return Decision(False, (Reason("script_without_notice"),))
	return Decision(True)


def _wrong(step: Step, asked: Sequence[str]) -> str:
	if not step.text.strip():
		return "step_without_text"
	if step.asks and step.asks not in ASKS:
		return "step_asks_unknown"
	if step.asks in asked:
		return "step_asks_again"
	return _branch_wrong(step, asked) if step.when or step.how or step.value else ""


def _branch_wrong(step: Step, asked: Sequence[str]) -> str:
	if step.when not in (REASON, *asked):
		return "step_follows_nothing"
	if step.how not in HOWS or not step.value.strip():
		return "step_condition_unclear"
	if step.how in (AT_MOST, AT_LEAST) and (step.when not in SCORES or step.value not in tuple("12345")):
		return "step_condition_unclear"
	return ""


def follows(step: Step, given: Mapping[str, Any]) -> bool:
	"""Is it this step's turn, with these answers? Not before the answer is there that it follows from."""
	if not step.when:
		return True
	answer = given.get(step.when)
	if answer in (None, "") or (step.when in SCORES and not answer):
		return False
	return _holds(str(int(answer)) if isinstance(answer, bool) else str(answer), step)


def _holds(answer: str, step: Step) -> bool:
	value = CHECKED.get(step.value, step.value) if step.when in CHECKS else step.value
	if step.how == AT_MOST:
		return int(answer) <= int(value)
	if step.how == AT_LEAST:
		return int(answer) >= int(value)
	return (answer == value) == (step.how == IS)


def begun(steps: Sequence[Step], reason: str, may_offer: bool) -> tuple[Step, ...]:
	"""The steps for a call of which is known why it is made: those that cannot come are left out, offers where there is no consent."""
	return tuple(
		step
		for step in steps
		if (may_offer or not step.offer) and (step.when != REASON or follows(step, {REASON: reason}))
	)


def may_offer(consents: Sequence[str]) -> Decision:
	"""A call about a service rests on the contract; an offer needs consent to hear offers (P3; Consumer Regulation art. 24)."""
	return may_use(MARKETING, CONTRACT, consents)


def violations(
	offered: bool, consents: Sequence[str], recorded: bool, may_record: bool
) -> tuple[Reason, ...]:
	"""What went against the rules in a call: an offer without consent, a recording without notice or against the customer's will."""
	found = [] if not offered or may_offer(consents).allowed else [Reason("offer_without_consent")]
	return (*found, *([Reason("recorded_against_rule")] if recorded and not may_record else []))
