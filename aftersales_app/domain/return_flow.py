"""A return's life: asked for, authorised, goods back, inspected, settled (rules.md R3, R4). Gates answer with every reason
at once. What the customer is owed is not decided here: `no_reason_return`, `remedies` and `fees` say that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from aftersales_app.domain import no_reason_return, norms
from aftersales_app.domain.claim_flow import NOTHING, Cost, beyond
from aftersales_app.domain.errors import Decision, Reason

REQUESTED, AUTHORISED, RECEIVED, INSPECTED = "Requested", "Authorised", "Goods Received", "Inspected"
SETTLING, CLOSED, CANCELLED = "Settling", "Closed", "Cancelled"
REFUSAL_PROPOSED, REFUSED = "Refusal Proposed", "Refused"
OVER = frozenset({CLOSED, CANCELLED, REFUSED})

NO_REASON, QUALITY, EXCHANGE = KINDS = ("No Reason", "Quality", "Exchange")
GIVEN_BY = {
	NO_REASON: (norms.NO_REASON_RETURN,),
	QUALITY: (norms.RETURN, norms.REFUND),
	EXCHANGE: (norms.EXCHANGE,),
}
IN_USE, RETURNED = "In Use", "Returned"
NO_DEFECT, USER_DAMAGE, OUT_OF_WARRANTY, OTHER = (
	"No Defect Found",
	"Caused by the User",
	"Out of Warranty",
	"Other",
)
GROUNDS = frozenset({NO_DEFECT, USER_DAMAGE, OUT_OF_WARRANTY, OTHER})
NEEDS_REPORT = frozenset({NO_DEFECT, USER_DAMAGE})  # rules.md R2: the trader has to prove it
DECIDERS = frozenset({"Service Team Lead", "Operations Manager"})

REFUSABLE = frozenset({REQUESTED, AUTHORISED, RECEIVED, INSPECTED})
MOVES: Mapping[str, frozenset[str]] = {
	REQUESTED: frozenset({AUTHORISED, REFUSAL_PROPOSED, CANCELLED}),
	AUTHORISED: frozenset({RECEIVED, REFUSAL_PROPOSED, CANCELLED}),
	RECEIVED: frozenset({INSPECTED, REFUSAL_PROPOSED}),
	INSPECTED: frozenset({SETTLING, CLOSED, REFUSAL_PROPOSED}),
	SETTLING: frozenset({CLOSED}),
	REFUSAL_PROPOSED: REFUSABLE | {REFUSED},
}
LAWFUL_REFUSALS = frozenset(
	{
		no_reason_return.NOT_APPLICABLE,
		no_reason_return.REFUSE_STATUTORY,
		no_reason_return.REFUSE_CONFIRMED,
		no_reason_return.REFUSE_LATE,
		no_reason_return.REFUSE_NOT_INTACT,
	}
)


@dataclass(frozen=True, slots=True)
class Request:
	"""A return as it is asked for. `standing` is another open return of the unit; `settled`: one was carried out; `signed_on` when the customer took delivery;
	`grounds` whether a claim or a text says why; `amounts` what was entered, by its label."""

	kind: str
	customer: str
	unit: str
	unit_customer: str
	unit_status: str
	requested_on: date
	today: date
	notice_on: date | None = None
	signed_on: date | None = None
	standing: str = ""
	settled: bool = False
	grounds: bool = True
	amounts: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Permit:
	"""A return about to be authorised. `outcome` is what was judged for a return without reason, "" for the other kinds;
	`missing` what has to be known first; `granted`: allowed though it is not owed; `claim` is the one that is named, `given` what its
	decision gives."""

	status: str
	kind: str = NO_REASON
	outcome: str = ""
	missing: tuple[str, ...] = ()
	granted: bool = False
	claim: str = ""
	given: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
	"""What is not owed is given all the same: by whom (`roles` are theirs), on whose request."""

	status: str
	outcome: str
	user: str
	roles: frozenset[str]
	requester: str
	note: str


@dataclass(frozen=True, slots=True)
class Arrival:
	"""The goods are back. `serial` is the unit's, `came` that of what came; either may be unknown."""

	status: str
	on: date
	asked_on: date
	today: date
	serial: str = ""
	came: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
	"""What was looked at. `damaging` are the findings by which the norms call the goods not intact; None is unanswered."""

	status: str
	kind: str
	intact: bool | None = None
	defect: bool | None = None
	unanswered: tuple[str, ...] = ()
	damaging: tuple[str, ...] = ()
	photos: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
	"""A refusal as it is proposed. `outcome` as in Permit, `code` for the other kinds one of the grounds above."""

	status: str
	kind: str
	reason: str
	code: str = ""
	outcome: str = ""
	defect: bool | None = None
	report: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
	"""A proposed refusal as somebody decides on it."""

	status: str
	decider: str
	roles: frozenset[str]
	proposer: str
	note: str


@dataclass(frozen=True, slots=True)
class Settling:
	"""A return about to be paid or exchanged. `granted`: authorised though it was not owed; `made` is the draft there is; `claim` and
	`given` as in Permit."""

	status: str
	kind: str
	amount: Decimal = Decimal(0)
	outcome: str = ""
	granted: bool = False
	invoice: str = ""
	made: str = ""
	defect: bool | None = None
	claim: str = ""
	given: str = ""
	decided: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Finish:
	"""A return about to be closed on the day `on`. `made`: its draft exists; `owed`: money has to flow; `unsubmitted`: the credit note that
	nobody has submitted yet. Of an exchange `delivered`: its
	delivery note is submitted; `registered`: that handed out a unit which can be the one with `out_serial`."""

	status: str
	kind: str
	on: date
	received_on: date
	today: date
	made: bool = False
	owed: bool = True
	unsubmitted: str = ""
	out_serial: str = ""
	serialised: bool = False
	taken_by: str = ""
	delivered: bool = True
	registered: bool = True


def can_move(from_status: str, to_status: str) -> Decision:
	"""Codes: `return_move_not_allowed`, `return_there_already`."""
	return decide(_move(from_status, to_status))


def can_request(request: Request) -> Decision:
	"""Codes: `unit_of_another_customer`, `unit_gone`, `return_standing`, `notice_before_signing`, `return_in_future`,
	`return_grounds_missing`, `amount_negative`."""
	reasons = []
	if request.unit_customer != request.customer:
		reasons.append(
			Reason("unit_of_another_customer", {"unit": request.unit, "customer": request.customer})
		)
	sent_in = (
		request.unit_status == RETURNED and not request.settled
	)  # stock took it back before anybody asked
	if request.unit_status != IN_USE and not sent_in:
		reasons.append(Reason("unit_gone", {"unit": request.unit, "status": request.unit_status}))
	if request.standing:
		reasons.append(Reason("return_standing", {"unit": request.unit, "other": request.standing}))
	reasons += _days_asked(request)
	if request.kind != NO_REASON and not request.grounds:
		reasons.append(Reason("return_grounds_missing"))
	return decide([*reasons, *check_amounts(request.amounts).reasons])


def check_amounts(amounts: Mapping[str, Decimal]) -> Decision:
	"""Amounts by their label. Code: `amount_negative`."""
	negative = ((label, amount) for label, amount in amounts.items() if amount < 0)
	return decide(
		[Reason("amount_negative", {"label": label, "amount": amount}) for label, amount in negative]
	)


def _days_asked(request: Request) -> list[Reason]:
	reasons = []
	if request.notice_on and request.signed_on and request.notice_on < request.signed_on:
		days = {"notice": request.notice_on, "signed": request.signed_on}
		reasons.append(Reason("notice_before_signing", days))
	for day in {request.requested_on, request.notice_on or request.requested_on}:
		if day > request.today:
			reasons.append(Reason("return_in_future", {"day": day}))
	return reasons


def can_authorise(permit: Permit) -> Decision:
	"""Codes: `return_move_not_allowed`, `return_facts_missing`, `return_not_owed`, and those of `_given_by`."""
	reasons = _move(permit.status, AUTHORISED) + _given_by(permit.kind, permit.claim, permit.given)
	if permit.missing:
		reasons.append(Reason("return_facts_missing", {"facts": permit.missing}))
	elif permit.outcome in LAWFUL_REFUSALS and not permit.granted:
		reasons.append(Reason("return_not_owed", {"outcome": permit.outcome}))
	return decide(reasons)


def _given_by(kind: str, claim: str, given: str) -> list[Reason]:
	"""What goes back for a defect is decided on as a claim: by the norms, within value limits, by a second person where one is needed.
	Codes: `return_claim_missing`, `claim_gives_something_else`."""
	if kind != NO_REASON and not claim:
		return [Reason("return_claim_missing")]
	if claim and given not in GIVEN_BY[kind]:
		return [Reason("claim_gives_something_else", {"claim": claim})]
	return []


def can_grant(grant: Grant, worth: Cost = NOTHING) -> Decision:
	"""Four eyes for goodwill, of as much as the person may decide. Codes: `nothing_to_grant`, `ruling_role_missing`, `grant_own_request`,
	`decision_note_missing`, and those of `beyond`: `approver_limit_value`."""
	reasons = []
	if grant.status not in (REQUESTED, INSPECTED) or grant.outcome not in LAWFUL_REFUSALS:
		reasons.append(Reason("nothing_to_grant"))
	if not DECIDERS & grant.roles:
		reasons.append(Reason("ruling_role_missing"))
	if grant.user == grant.requester:
		reasons.append(Reason("grant_own_request"))
	if not grant.note.strip():
		reasons.append(Reason("decision_note_missing"))
	return decide([*reasons, *beyond("approver_limit", worth)])


def can_receive(arrival: Arrival) -> Decision:
	"""Codes: `return_move_not_allowed`, `another_unit_came`, `goods_back_too_early`, `return_in_future`."""
	reasons = _move(arrival.status, RECEIVED)
	if arrival.serial and arrival.came and arrival.serial != arrival.came:
		reasons.append(Reason("another_unit_came", {"serial": arrival.serial, "came": arrival.came}))
	if arrival.on < arrival.asked_on:
		reasons.append(Reason("goods_back_too_early", {"day": arrival.on, "asked": arrival.asked_on}))
	if arrival.on > arrival.today:
		reasons.append(Reason("return_in_future", {"day": arrival.on}))
	return decide(reasons)


def can_inspect(inspection: Inspection) -> Decision:
	"""Codes: `return_move_not_allowed`, `findings_unanswered`, `intact_unanswered`, `intact_contradicted`, `photo_missing`,
	`defect_unanswered`."""
	reasons = _move(inspection.status, INSPECTED)
	if inspection.unanswered:
		reasons.append(Reason("findings_unanswered", {"findings": inspection.unanswered}))
	if inspection.kind == NO_REASON:
		reasons += _intact(inspection)
	elif inspection.defect is None:
		reasons.append(Reason("defect_unanswered"))
	return decide(reasons)


def _intact(inspection: Inspection) -> list[Reason]:
	reasons = []
	if inspection.intact is None:
		reasons.append(Reason("intact_unanswered"))
	if inspection.intact and inspection.damaging:
		reasons.append(Reason("intact_contradicted", {"findings": inspection.damaging}))
	if inspection.intact is False and not inspection.photos:
		reasons.append(Reason("photo_missing"))
	return reasons


def can_refuse(refusal: Refusal) -> Decision:
	"""May it be proposed to refuse? Codes: `return_move_not_allowed`, `refusal_reason_missing`, `refusal_not_lawful`,
	`refusal_ground_missing`, `refusal_contradicted`, `test_report_missing`."""
	reasons = _move(refusal.status, REFUSAL_PROPOSED)
	if not refusal.reason.strip():
		reasons.append(Reason("refusal_reason_missing"))
	if refusal.kind == NO_REASON:
		if refusal.outcome not in LAWFUL_REFUSALS:
			reasons.append(Reason("refusal_not_lawful", {"outcome": refusal.outcome or no_reason_return.ASK}))
		return decide(reasons)
	if refusal.code not in GROUNDS:
		reasons.append(Reason("refusal_ground_missing"))
	if refusal.code == NO_DEFECT and refusal.defect:
		reasons.append(Reason("refusal_contradicted"))
	if refusal.code in NEEDS_REPORT and not refusal.report:
		reasons.append(Reason("test_report_missing"))
	return decide(reasons)


def can_rule(ruling: Ruling) -> Decision:
	"""Four eyes: a lead or operations who did not propose the refusal. Codes: `return_move_not_allowed`, `ruling_role_missing`,
	`ruling_own_proposal`, `decision_note_missing`."""
	reasons = _move(ruling.status, REFUSED)
	if not DECIDERS & ruling.roles:
		reasons.append(Reason("ruling_role_missing"))
	if ruling.decider == ruling.proposer:
		reasons.append(Reason("ruling_own_proposal"))
	if not ruling.note.strip():
		reasons.append(Reason("decision_note_missing"))
	return decide(reasons)


def can_refund(settling: Settling) -> Decision:
	"""May the credit note be drafted? Codes: `no_refund_for_exchange`, `nothing_to_refund`, `refund_beyond_decision` (amount, value),
	`invoice_unknown`, and those of `_settle`."""
	reasons = _settle(settling)
	if settling.kind == EXCHANGE:
		reasons.append(Reason("no_refund_for_exchange"))
	elif settling.amount <= 0:
		reasons.append(Reason("nothing_to_refund", {"amount": settling.amount}))
	elif settling.decided is not None and settling.amount > settling.decided:
		told = {"amount": settling.amount, "value": settling.decided, "claim": settling.claim}
		reasons.append(Reason("refund_beyond_decision", told))
	if not settling.invoice:
		reasons.append(Reason("invoice_unknown"))
	return decide(reasons)


def can_replace(settling: Settling) -> Decision:
	"""May the delivery note be drafted? Codes: `only_exchanges_are_replaced`, and those of `_settle`."""
	reasons = _settle(settling)
	if settling.kind != EXCHANGE:
		reasons.append(Reason("only_exchanges_are_replaced"))
	return decide(reasons)


def _settle(settling: Settling) -> list[Reason]:
	"""Codes: `return_move_not_allowed`, `refund_not_owed`, `draft_made`, `defect_not_confirmed`, and those of `_given_by`: an appeal may
	have turned the decision meanwhile."""
	if settling.status == SETTLING and settling.made:
		return [Reason("draft_made", {"document": settling.made})]
	reasons = [] if settling.status == SETTLING else _move(settling.status, SETTLING)
	reasons += _given_by(settling.kind, settling.claim, settling.given)
	if settling.outcome in LAWFUL_REFUSALS and not settling.granted:
		reasons.append(Reason("refund_not_owed", {"outcome": settling.outcome}))
	if settling.kind != NO_REASON and not settling.defect:
		reasons.append(Reason("defect_not_confirmed"))
	return reasons


def can_close(finish: Finish) -> Decision:
	"""What is paid back is booked first. Codes: `return_move_not_allowed`, `draft_missing`, `credit_note_not_submitted`,
	`settled_too_early`, `return_in_future`, and those of `_handed_out`."""
	reasons = _move(finish.status, CLOSED)
	if finish.owed and not finish.made:
		reasons.append(Reason("draft_missing"))
	if finish.unsubmitted:
		reasons.append(Reason("credit_note_not_submitted", {"document": finish.unsubmitted}))
	if finish.on < finish.received_on:
		reasons.append(Reason("settled_too_early", {"day": finish.on, "received": finish.received_on}))
	if finish.on > finish.today:
		reasons.append(Reason("return_in_future", {"day": finish.on}))
	if finish.kind == EXCHANGE:
		reasons += _handed_out(finish)
	return decide(reasons)


def _handed_out(finish: Finish) -> list[Reason]:
	"""Stock with serial numbers says itself which one went out. Codes: `delivery_not_submitted`, `out_serial_missing`,
	`out_serial_in_use`, `out_serial_not_delivered`."""
	told = {"serial": finish.out_serial, "unit": finish.taken_by}
	if finish.serialised and finish.made and not finish.delivered:
		return [Reason("delivery_not_submitted")]
	if finish.serialised and not finish.out_serial:
		return [Reason("out_serial_missing")]
	if finish.taken_by:
		return [Reason("out_serial_in_use", told)]
	if finish.serialised and finish.delivered and not finish.registered:
		return [Reason("out_serial_not_delivered", told)]
	return []


def _move(from_status: str, to_status: str) -> list[Reason]:
	"""Codes: `return_move_not_allowed`, and instead of it `return_there_already` for a second click."""
	if to_status in MOVES.get(from_status, frozenset()):
		return []
	if from_status == to_status:
		return [Reason("return_there_already", {"status": to_status})]
	return [Reason("return_move_not_allowed", {"from": from_status, "to": to_status})]


def decide(reasons: list[Reason]) -> Decision:
	"""Yes without a reason against it."""
	return Decision(not reasons, tuple(reasons))
