"""A warranty claim's way from the customer's word to its end, and who may decide on it (product.md B5).

A form button and the server's guard ask the same function. What may be decided follows from the decision that the norms
give; a person may decide otherwise, with a reason, and that is marked. What is unknown is asked and never refused.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aftersales_app.domain.errors import Decision, Reason
from aftersales_app.domain.norms import (
	COMPENSATION,
	EXCHANGE,
	NO_REASON_RETURN,
	PRICE_REDUCTION,
	REFUND,
	REMEDIES,
	RETURN,
	TRADER,
)

SUBMITTED, WAITING, CHECKED = "Submitted", "Waiting for Evidence", "Evidence Checked"
PROPOSED, APPROVED, REFUSED = "Awaiting Approval", "Approved", "Refused"
QUOTED, CONSENTED, EXECUTED = "Quoted", "Consent Given", "Executed"
CLOSED, WITHDRAWN = "Closed", "Withdrawn"
GOODWILL = "Goodwill"
VERDICTS = (APPROVED, REFUSED, GOODWILL)
FIRST, APPEAL = "First", "Appeal"
TAKEN_BACK = frozenset({RETURN, REFUND, EXCHANGE, NO_REASON_RETURN})
OPEN = frozenset({SUBMITTED, WAITING, CHECKED})
DECIDED = frozenset({APPROVED, REFUSED, QUOTED, CONSENTED, EXECUTED, CLOSED})
# Nothing is owed any more, or what was is done: no deadline runs.
SETTLED = frozenset({REFUSED, QUOTED, CONSENTED, EXECUTED, CLOSED, WITHDRAWN})
MOVES: Mapping[str, frozenset[str]] = {
	SUBMITTED: frozenset({WAITING, CHECKED, PROPOSED, APPROVED, WITHDRAWN}),
	WAITING: frozenset({CHECKED, WITHDRAWN}),
	CHECKED: frozenset({WAITING, PROPOSED, APPROVED, WITHDRAWN}),
	PROPOSED: frozenset({CHECKED, APPROVED, REFUSED}),
	APPROVED: frozenset({EXECUTED, CHECKED}),
	REFUSED: frozenset({QUOTED, CLOSED, CHECKED}),
	QUOTED: frozenset({CONSENTED, CLOSED, CHECKED}),
	CONSENTED: frozenset({EXECUTED, CLOSED}),
	EXECUTED: frozenset({CLOSED}),
	CLOSED: frozenset({CHECKED}),
	WITHDRAWN: frozenset(),
}
# What a person may choose from the workflow alone; every other move needs to be told more, and has a verb of its own.
PLAIN = frozenset(
	{
		(SUBMITTED, WAITING),
		(SUBMITTED, CHECKED),
		(WAITING, CHECKED),
		(CHECKED, WAITING),
		*((status, WITHDRAWN) for status in OPEN),
		*((status, CLOSED) for status in (REFUSED, QUOTED, CONSENTED, EXECUTED)),
	}
)


@dataclass(frozen=True, slots=True)
class Found:
	"""What the norms say, as far as a ruling needs it: the remedies owed, those whose choice is the customer's, those that
	hang on a question with the facts to ask for, and whether the trader would have to prove that the user is at fault and
	has not."""

	owed: frozenset[str] = frozenset()
	customers_choice: frozenset[str] = frozenset()
	open: frozenset[str] = frozenset()
	ask: tuple[str, ...] = ()
	unproven_user_damage: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
	"""What somebody decides. `owner` entered the claim; `before` decided or approved the decision that is appealed."""

	verdict: str
	remedy: str
	reason: str
	decider: str
	owner: str
	wants: str = ""
	before: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cost:
	"""What the decision is worth, None for unknown, and what the person may decide alone, None for anything."""

	value: Decimal | None
	limit: Decimal | None


NOTHING = Cost(Decimal(0), None)


@dataclass(frozen=True, slots=True)
class Consent:
	"""That the customer agrees to a quotation: who, how, when, and what shows it."""

	by: str
	how: str
	on: date | None
	evidence: bool
	quoted_on: date
	today: date


@dataclass(frozen=True, slots=True)
class Offer:
	"""The quotation that is agreed to, as it stands; `name` is empty where there is none any more. `total` with taxes and discounts and
	`costs`, of the claim, in the claim's currency."""

	name: str
	state: str
	total: Decimal
	costs: Decimal


DRAFT, STANDS, CANCELLED = "draft", "stands", "cancelled"


def found_in(
	owed: Mapping[str, str],
	questions: Mapping[str, tuple[str, ...]],
	facts: Mapping[str, object],
	burden: str,
) -> Found:
	"""From a decision: its remedies with who chooses, its questions with what they open, the facts, and who proves."""
	opening = {fact: [one for one in opens if one in REMEDIES] for fact, opens in questions.items()}
	return Found(
		owed=frozenset(owed),
		customers_choice=frozenset(name for name, chooser in owed.items() if chooser != TRADER),
		open=frozenset(one for opens in opening.values() for one in opens),
		ask=tuple(fact for fact, opens in opening.items() if opens),
		unproven_user_damage=(
			burden == TRADER and facts.get("cause") == "user" and facts.get("test_report") is not True
		),
	)


def can_move(before: str, after: str) -> Decision:
	"""May a claim go from one status to another at all? Codes: `claim_move_not_allowed`."""
	if after in MOVES.get(before, ()):
		return Decision(True)
	return _all([Reason("claim_move_not_allowed", {"from": before, "to": after})])


def can_decide(status: str) -> Decision:
	"""Is there still something to decide? Codes: `claim_not_open`."""
	return _all([] if status in OPEN else [Reason("claim_not_open", {"status": status})])


def overrides(ruling: Ruling, found: Found) -> bool:
	"""Does the person decide otherwise than the norms: refuse what is owed, give what is not, or choose for the customer?"""
	if ruling.verdict == REFUSED:
		return bool(found.owed)
	if ruling.remedy not in found.owed:
		return True
	return _chooses_for_customer(ruling, found)


def can_rule(ruling: Ruling, found: Found) -> Decision:
	"""Codes: `unknown_verdict`, `decider_entered_claim`, `decider_decided_before`, `claim_facts_missing` (facts),
	`user_damage_unproven`, `remedy_missing`, `remedy_not_owed`, `goodwill_is_owed`, `override_reason_missing`."""
	reasons = [*_about_person(ruling), *_about_remedy(ruling, found)]
	if ruling.verdict == REFUSED:
		reasons += _about_refusal(found)
	if not reasons and overrides(ruling, found) and not ruling.reason.strip():
		reasons.append(Reason("override_reason_missing"))
	return _all(reasons)


def second_person(verdict: str, cost: Cost) -> tuple[Reason, ...]:
	"""Why somebody else has to approve; empty where nobody has. Codes: `second_for_goodwill`, `second_for_refusal`,
	`second_for_unknown_value`, `second_for_value` (value, limit)."""
	always = {GOODWILL: "second_for_goodwill", REFUSED: "second_for_refusal"}.get(verdict)
	found = [Reason(always)] if always else []
	return (*found, *(() if verdict == REFUSED else beyond("second_for", cost)))


def can_approve(
	approver: str, decider: str, owner: str, verdict: str, cost: Cost, before: Collection[str] = ()
) -> Decision:
	"""Somebody who neither entered the claim nor made the decision, nor had a part in the one that is appealed (`before`), inside
	their own limit. Codes: `approver_is_decider`, `approver_entered_claim`, `decider_decided_before`,
	`approver_limit_unknown_value`, `approver_limit_value` (value, limit)."""
	reasons = []
	if approver in before:
		reasons.append(Reason("decider_decided_before"))
	if approver == decider:
		reasons.append(Reason("approver_is_decider"))
	if approver == owner:
		reasons.append(Reason("approver_entered_claim"))
	if verdict != REFUSED:
		reasons += beyond("approver_limit", cost)
	return _all(reasons)


def can_appeal(has_decision: bool, reason: str, status: str = APPROVED) -> Decision:
	"""Codes: `nothing_to_appeal`, `appeal_after_closing` (what was carried out is closed first), `appeal_reason_missing`."""
	reasons = [] if has_decision else [Reason("nothing_to_appeal")]
	if status in (CONSENTED, EXECUTED):
		reasons.append(Reason("appeal_after_closing", {"status": status}))
	if not reason.strip():
		reasons.append(Reason("appeal_reason_missing"))
	return _all(reasons)


def can_quote(has_lines: bool, lines_without_item: tuple[int, ...], total: Decimal) -> Decision:
	"""Codes: `quotation_empty`, `quotation_without_item` (rows)."""
	reasons = [] if has_lines and total > 0 else [Reason("quotation_empty")]
	if lines_without_item:
		reasons.append(Reason("quotation_without_item", {"rows": ", ".join(map(str, lines_without_item))}))
	return _all(reasons)


def can_consent(consent: Consent) -> Decision:
	"""Codes: `consent_by_missing`, `consent_how_missing`, `consent_day_missing`, `consent_evidence_missing`,
	`consent_before_quotation` (quoted), `consent_ahead`."""
	reasons = [
		Reason(code)
		for code, told in (
			("consent_by_missing", consent.by.strip()),
			("consent_how_missing", consent.how),
			("consent_day_missing", consent.on),
			("consent_evidence_missing", consent.evidence),
		)
		if not told
	]
	if consent.on and consent.on < consent.quoted_on:
		reasons.append(Reason("consent_before_quotation", {"quoted": consent.quoted_on}))
	if consent.on and consent.on > consent.today:
		reasons.append(Reason("consent_ahead"))
	return _all(reasons)


def can_agree_to(offer: Offer) -> Decision:
	"""What binds is a quotation that is submitted, for at least what is carried out. Codes: `quotation_gone`, `quotation_draft`
	(quotation), `quotation_cancelled` (quotation), `quotation_below_costs` (quotation, total, costs)."""
	if not offer.name:
		return _all([Reason("quotation_gone")])
	named = {"quotation": offer.name}
	if offer.state == DRAFT:
		return _all([Reason("quotation_draft", named)])
	if offer.state == CANCELLED:
		return _all([Reason("quotation_cancelled", named)])
	if offer.total < offer.costs:
		return _all([Reason("quotation_below_costs", {**named, "total": offer.total, "costs": offer.costs})])
	return _all([])


def can_execute(status: str, has_note: bool, cost: Cost = NOTHING, agreed: Cost = NOTHING) -> Decision:
	"""What was approved, or quoted and agreed to. `cost`: what it is worth now, where costs were entered since the decision, and the most that
	those may decide who decided, approved or carry it out. `agreed`: the costs, and what the customer consented to. Codes:
	`not_decided_for`, `consent_missing`, `execution_note_missing`, `costs_beyond_unknown_value`, `costs_beyond_value` (value, limit),
	`beyond_consent_value` (value, limit)."""
	reasons = []
	if status in (REFUSED, QUOTED):
		reasons.append(Reason("consent_missing"))
	elif status not in (APPROVED, CONSENTED):
		reasons.append(Reason("not_decided_for"))
	if not has_note:
		reasons.append(Reason("execution_note_missing"))
	return _all([*reasons, *beyond("costs_beyond", cost), *beyond("beyond_consent", agreed)])


def value_of(remedy: str, costs: Decimal, price: Decimal | None) -> Decimal | None:
	"""What a remedy costs the trader: for what is taken back or exchanged the price as well; a price reduction what was entered for it, as
	long as nothing was at most the price. None where the price is unknown, and of a compensation, which is more than it and not entered
	as a cost."""
	if remedy == COMPENSATION:
		return None
	if remedy in TAKEN_BACK:
		return None if price is None else costs + price
	return price if remedy == PRICE_REDUCTION and not costs else costs


def _about_person(ruling: Ruling) -> list[Reason]:
	reasons = [Reason("decider_entered_claim")] if ruling.decider == ruling.owner else []
	if ruling.decider in ruling.before:
		reasons.append(Reason("decider_decided_before"))
	return reasons


def _about_remedy(ruling: Ruling, found: Found) -> list[Reason]:
	if ruling.verdict not in VERDICTS:
		return [Reason("unknown_verdict")]
	if ruling.verdict == REFUSED:
		return []
	if ruling.remedy not in REMEDIES:
		return [Reason("remedy_missing")]
	if ruling.verdict == APPROVED and ruling.remedy not in found.owed:
		return [Reason("remedy_not_owed", {"remedy": ruling.remedy})]
	if ruling.verdict == GOODWILL and ruling.remedy in found.owed:
		return [Reason("goodwill_is_owed", {"remedy": ruling.remedy})]
	return []


def _about_refusal(found: Found) -> list[Reason]:
	reasons = [Reason("claim_facts_missing", {"facts": found.ask})] if found.ask else []
	if found.unproven_user_damage:
		reasons.append(Reason("user_damage_unproven"))
	return reasons


def _chooses_for_customer(ruling: Ruling, found: Found) -> bool:
	wanted = ruling.wants in found.owed and ruling.wants in found.customers_choice
	return wanted and ruling.remedy != ruling.wants


def beyond(code: str, cost: Cost) -> tuple[Reason, ...]:
	"""What is worth more than the person may decide. Codes: `{code}_unknown_value`, `{code}_value` (value, limit)."""
	if cost.limit is None:
		return ()
	if cost.value is None:
		return (Reason(f"{code}_unknown_value"),)
	if cost.value > cost.limit:
		return (Reason(f"{code}_value", {"value": cost.value, "limit": cost.limit}),)
	return ()


def _all(reasons: list[Reason]) -> Decision:
	return Decision(not reasons, tuple(reasons))
