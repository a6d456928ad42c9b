"""Returns and exchanges from request to settlement. The one writer of a return's status, dates, judgement and documents.

`request` works on a new return, `change` on one that is being saved; the verbs move it. What may be done when, the domain
says (`return_flow`); what is owed, its rules (`return_cases`). Documents of ERPNext are drafts, made by whom ERPNext lets.
"""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr, flt

from aftersales_app import permissions
from aftersales_app.aftersales_core import files, messages, moments
from aftersales_app.aftersales_core.contents import content
from aftersales_app.aftersales_core.document import check_values
from aftersales_app.domain import return_flow as flow
from aftersales_app.domain.claim_flow import Cost
from aftersales_app.domain.return_flow import EXCHANGE, NO_REASON, QUALITY
from aftersales_app.integrations import erpnext, erpnext_returns
from aftersales_app.warranty.queries import claims, products
from aftersales_app.warranty.queries import returns as queries
from aftersales_app.warranty.services import exchanges, extensions, return_cases, timers, units
from aftersales_app.warranty.services.claims import limit_of
from aftersales_app.warranty.services.return_cases import day, flag

# Written here and nowhere else; whatever a request brings in these is put back.
OWNED = (
	"customer_name",
	"item_code",
	"item_name",
	"serial_no",
	"status",
	"currency",
	"outcome",
	"notice_until",
	"norm",
	"norm_version",
	"reasons",
	"authorised_on",
	"authorised_by",
	"granted",
	"granted_by",
	"grant_note",
	"received_on",
	"received_by",
	"in_serial",
	"inspected_on",
	"inspected_by",
	"refund_amount",
	"credit_note",
	"refunded_on",
	"replacement_delivery",
	"handed_over_on",
	"new_product",
	"answer_due",
	"refund_due",
	"penalty_due",
	"refusal_code",
	"refusal_reason",
	"refusal_evidence",
	"refusal_from",
	"refusal_proposed_by",
	"refusal_proposed_on",
	"refused_by",
	"refused_on",
	"refusal_note",
	"cancel_reason",
	"use_fee",
)
ASKED = ("customer", "product", "return_kind", "requested_on", "notice_on", "signed_on", "claim", "grounds")
NATURE = ("excluded_goods", "goods_nature", "package_opened", "activated", "confirmation")
LOOKED_AT = ("intact", "defect_confirmed", "findings", "inspection_note")
PRICED = ("sales_invoice", "kept", *return_cases.AMOUNTS)
HANDED_OUT = ("warehouse", "out_serial")
# What can no longer be changed once a return has come so far.
FIXED = {
	flow.REQUESTED: (),
	flow.AUTHORISED: (*ASKED, *NATURE),
	flow.RECEIVED: (*ASKED, *NATURE),
	flow.INSPECTED: (*ASKED, *NATURE, *LOOKED_AT),
	flow.SETTLING: (*ASKED, *NATURE, *LOOKED_AT, *PRICED),
}
ALL_FIXED = (*ASKED, *NATURE, *LOOKED_AT, *PRICED, *HANDED_OUT)
DRAFTS = {"credit_note": "Sales Invoice", "replacement_delivery": "Delivery Note"}


def request(doc: Any) -> None:
	"""A new return: of a unit that its customer has, asked for on days that can be."""
	for field in OWNED:
		doc.set(field, None)
	doc.set("timers", [])
	doc.set("findings", [])
	doc.status = flow.REQUESTED
	doc.granted = 0
	doc.assignee = doc.assignee or frappe.session.user
	doc.team = doc.team or permissions.usual_team(frappe.session.user, doc.company)
	_take_facts(doc)
	_take_fee(doc)
	_check_request(doc)
	_renew(doc)


def change(doc: Any) -> None:
	"""A return that is being saved: what must stay, what the verb that saves it changes, what the rules say now."""
	before = doc.get_doc_before_save()
	for field in OWNED:
		doc.set(field, before.get(field))
	doc.set("timers", before.get("timers"))
	_refuse_late_changes(doc, before)
	_check_photos(doc, before)
	moves = doc.flags.pop("moves", None)
	if before.status == flow.REQUESTED and not moves:
		_take_facts(doc)
		_check_request(doc)
	if before.status in FIXED and before.status != flow.SETTLING:
		_take_fee(doc)
	_check_amounts(doc)
	check_values(doc, moves or {})
	doc.update(moves or {})
	_renew(doc)


def authorise(doc: Any) -> None:
	"""The customer may send it: what is owed, or granted."""
	judged = return_cases.answer(doc)
	asked = (
		tuple(return_cases.fact_label(fact) for fact in judged.missing if judged.outcome == "ASK")
		if judged
		else ()
	)
	outcome = judged.outcome if judged else ""
	permit = flow.Permit(
		doc.status, doc.return_kind, outcome, asked, bool(doc.granted), doc.claim or "", _given(doc)
	)
	messages.refuse_unless(flow.can_authorise(permit))
	moves = {"authorised_on": moments.site_today(), "authorised_by": frappe.session.user}
	_move(doc, {"status": flow.AUTHORISED, **moves})


def grant(doc: Any, note: str) -> None:
	"""What is not owed is taken back all the same; by somebody else than whoever entered it."""
	user = frappe.session.user
	roles = frozenset(frappe.get_roles(user))
	asked = flow.Grant(doc.status, doc.outcome or "", user, roles, doc.owner, cstr(note))
	worth = Cost(return_cases.money(doc.refund_amount), limit_of(user))
	messages.refuse_unless(flow.can_grant(asked, worth), doc.currency)
	_move(doc, {"granted": 1, "granted_by": user, "grant_note": note.strip()})


def receive(doc: Any, on: str | date, in_serial: str = "") -> None:
	"""The goods are back: the days of the refund count from here, and what to look at is listed."""
	came = cstr(in_serial).strip()
	arrival = flow.Arrival(
		doc.status,
		day(on) or moments.site_today(),
		day(doc.notice_on) or doc.requested_on,
		moments.site_today(),
		doc.serial_no or "",
		came,
	)
	messages.refuse_unless(flow.can_receive(arrival))
	moves = {"received_on": arrival.on, "received_by": frappe.session.user, "in_serial": came or None}
	listed = {row.finding for row in doc.findings}
	for finding in return_cases.to_look_for(doc):
		if finding not in listed:
			doc.append("findings", {"finding": finding})
	_move(doc, {"status": flow.RECEIVED, **moves})


def inspect(doc: Any) -> None:
	"""The goods were looked at: every finding is answered, and damage is shown in a photo."""
	inspection = flow.Inspection(
		doc.status,
		doc.return_kind,
		flag(doc.intact),
		flag(doc.defect_confirmed),
		tuple(row.finding for row in doc.findings if not row.found),
		return_cases.damaging(doc),
		sum(bool(row.photo) for row in doc.findings) + queries.photos(doc.name),
	)
	messages.refuse_unless(flow.can_inspect(inspection))
	moves = {"inspected_on": moments.site_today(), "inspected_by": frappe.session.user}
	_move(doc, {"status": flow.INSPECTED, **moves})


def propose_refusal(doc: Any, reason: str, code: str = "", evidence: str = "") -> None:
	"""Nobody refuses alone: this waits for a second person."""
	judged = return_cases.answer(doc)
	outcome = judged.outcome if judged else ""
	refusal = flow.Refusal(
		doc.status,
		doc.return_kind,
		cstr(reason),
		cstr(code),
		outcome,
		flag(doc.defect_confirmed),
		bool(files.readable(evidence)),
	)
	messages.refuse_unless(flow.can_refuse(refusal))
	_move(
		doc,
		{
			"status": flow.REFUSAL_PROPOSED,
			"refusal_from": doc.status,
			"refusal_code": outcome or code,
			"refusal_reason": reason.strip(),
			"refusal_evidence": evidence or None,
			"refusal_proposed_by": frappe.session.user,
			"refusal_proposed_on": moments.site_today(),
		},
	)


def rule(doc: Any, refused: bool, note: str) -> None:
	"""The second person agrees to the refusal, or sends the return back to where it was."""
	user = frappe.session.user
	roles = frozenset(frappe.get_roles(user))
	ruling = flow.Ruling(doc.status, user, roles, doc.refusal_proposed_by or "", cstr(note))
	messages.refuse_unless(flow.can_rule(ruling))
	decided = {"refused_by": user, "refusal_note": note.strip()}
	if refused:
		_move(doc, {"status": flow.REFUSED, "refused_on": moments.site_today(), **decided})
	else:
		_move(doc, {"status": doc.refusal_from, "refused_on": None, **decided})


def make_credit_note(doc: Any) -> str:
	"""The draft that pays the customer back; by somebody whom ERPNext lets create it."""
	messages.refuse_unless(flow.can_refund(_settling(doc, "credit_note")), doc.currency)
	return _made(doc, "credit_note", erpnext_returns.draft_credit_note(doc))


def make_delivery(doc: Any) -> str:
	"""The draft that hands out the replacement; by somebody whom ERPNext lets create it."""
	messages.refuse_unless(flow.can_replace(_settling(doc, "replacement_delivery")), doc.currency)
	return _made(doc, "replacement_delivery", erpnext_returns.draft_replacement(doc))


def record_refund(doc: Any, on: str | date) -> None:
	"""The customer has the money: the return is closed, the unit is no longer theirs."""
	if doc.return_kind == EXCHANGE:
		frappe.throw(_("An exchange pays nothing back."))
	note = erpnext_returns.booked(doc.credit_note) if doc.credit_note else None
	unsubmitted = "" if note else doc.credit_note or ""
	finish = _finish(
		doc, on, made=bool(doc.credit_note), owed=flt(doc.refund_amount) > 0, unsubmitted=unsubmitted
	)
	messages.refuse_unless(flow.can_close(finish))
	_move(doc, {"status": flow.CLOSED, "refunded_on": finish.on, "credit_note": note})
	units.returned(doc.product)
	extensions.unit_paid_back(doc.product, finish.on, doc.name)


def hand_over(doc: Any, on: str | date, out_serial: str = "") -> None:
	"""The customer has the new unit: it is registered, chained to the old one, and its coverage begins as the rules say."""
	if doc.return_kind != EXCHANGE:
		frappe.throw(_("Only an exchange hands out a replacement."))
	serial = cstr(out_serial).strip() or doc.out_serial or ""
	registered, taken = exchanges.delivered(doc, serial)
	serial = (
		serial or (registered and frappe.db.get_value("Aftersales Product", registered, "serial_no")) or ""
	)
	finish = _finish(
		doc,
		on,
		made=bool(doc.replacement_delivery),
		out_serial=serial,
		serialised=erpnext.has_serial_no(doc.item_code),
		taken_by=taken,
		delivered=erpnext_returns.is_submitted(doc.replacement_delivery),
		registered=bool(registered),
	)
	messages.refuse_unless(flow.can_close(finish))
	doc.out_serial = serial
	new = exchanges.hand_out(doc, registered, finish.on)
	doc.flags.settles = True
	_move(doc, {"status": flow.CLOSED, "handed_over_on": finish.on, "new_product": new})


def call_off(doc: Any, reason: str) -> None:
	"""The customer keeps it after all."""
	messages.refuse_unless(flow.can_move(doc.status, flow.CANCELLED))
	if not cstr(reason).strip():
		frappe.throw(_("Say why the return is cancelled."))
	_move(doc, {"status": flow.CANCELLED, "cancel_reason": reason.strip()})


def forget_document(doc: Any) -> None:
	"""An owner deletes a draft made for a return: it is to be made again (doc_events of Sales Invoice and Delivery Note). A return
	that is over stays so, and keeps what it was settled by."""
	name = doc.get("aftersales_return")
	for field, doctype in DRAFTS.items():
		if name and doctype == doc.doctype:
			settling = {"name": name, field: doc.name, "status": flow.SETTLING}
			frappe.db.set_value(queries.RETURN, settling, {field: None, "status": flow.INSPECTED})


def _move(doc: Any, moves: dict[str, Any]) -> None:
	doc.flags.moves = moves
	doc.save()


def _made(doc: Any, field: str, name: str) -> str:
	doc.db_set({field: name, "status": flow.SETTLING})
	return name


def _take_facts(doc: Any) -> None:
	"""What the registered product says; which one and whose, the claim where it is not told."""
	if doc.claim and not doc.product:
		doc.product, doc.customer = claims.about(doc.claim)
	if not doc.product:
		return  # Frappe names mandatory fields that are empty
	unit = products.record(doc.product)
	if unit.company != doc.company:
		frappe.throw(_("The registered product {0} belongs to another company.").format(unit.name))
	doc.update({field: unit.get(field) for field in ("item_code", "item_name", "serial_no")})
	doc.customer_name = erpnext.customer_name(doc.customer) if doc.customer else None
	doc.currency = unit.currency or erpnext.default_currency(doc.company)
	doc.signed_on = doc.signed_on or unit.delivered_on
	doc.paid_total = doc.paid_total or unit.price
	doc.sales_invoice = doc.sales_invoice or erpnext_returns.invoice_of(
		unit.source_doctype, unit.source_name, unit.source_row
	)
	if doc.return_kind == NO_REASON:
		doc.notice_on = doc.notice_on or doc.requested_on


def _check_request(doc: Any) -> None:
	unit = products.record(doc.product)
	asked = flow.Request(
		doc.return_kind,
		doc.customer,
		unit.serial_no or unit.name,
		unit.customer,
		unit.status,
		day(doc.requested_on),
		moments.site_today(),
		day(doc.notice_on),
		day(doc.signed_on),
		queries.standing(unit.name, doc.name),
		queries.settled(unit.name),
		bool(doc.claim or cstr(doc.grounds).strip()),
		_amounts(doc),
	)
	messages.refuse_unless(flow.can_request(asked), doc.currency)
	_check_claim(doc)
	if doc.sales_invoice:
		erpnext_returns.check_invoice(doc.sales_invoice, doc.customer, doc.company)


def _check_claim(doc: Any) -> None:
	"""A claim is about the unit that goes back."""
	if doc.claim and claims.about(doc.claim)[0] != doc.product:
		frappe.throw(_("The claim {0} is about another unit than {1}.").format(doc.claim, doc.product))


def _given(doc: Any) -> str:
	"""What the decision of the claim that the return names gives; "" where there is none."""
	return (claims.given(doc.claim) or "") if doc.claim else ""


def _take_fee(doc: Any) -> None:
	"""What the claim's decision charges for the use of the goods, until it is settled."""
	fee = claims.return_fee(doc.claim) if doc.claim and doc.return_kind == QUALITY else None
	doc.use_fee = float(fee or 0)


def _check_amounts(doc: Any) -> None:
	messages.refuse_unless(flow.check_amounts(_amounts(doc)), doc.currency)


def _amounts(doc: Any) -> dict[str, Any]:
	"""What was entered, by its label; what the kind of return does not know is emptied."""
	allowed = return_cases.HELD_BACK.get(doc.return_kind, ())
	for field in return_cases.AMOUNTS[1:]:
		if field not in allowed:
			doc.set(field, 0)
	amounts = {doc.meta.get_label(field): doc.get(field) for field in return_cases.AMOUNTS}
	amounts |= {row.item or str(row.idx): row.price for row in doc.kept}
	return {label: return_cases.money(amount) for label, amount in amounts.items()}


def _renew(doc: Any) -> None:
	"""While it lives, the rules are asked again at every save; what is over keeps what was said."""
	case = return_cases.known(doc)
	if doc.status not in flow.OVER:
		return_cases.judge(doc, case)
	timers.renew(doc, case)


def _refuse_late_changes(doc: Any, before: Any) -> None:
	fixed = FIXED.get(before.status, ALL_FIXED)
	if doc.flags.pop("settles", None):
		fixed = tuple(field for field in fixed if field not in HANDED_OUT)
	changed = [field for field in fixed if content(doc, field) != content(before, field)]
	if changed:
		labels = ", ".join(_(doc.meta.get_label(field)) for field in changed)
		frappe.throw(
			_("The return is {0}: this can no longer be changed: {1}.").format(_(before.status), labels)
		)


def _check_photos(doc: Any, before: Any) -> None:
	stored = {row.name: row for row in before.findings}
	for row in doc.findings:
		files.check(row, stored.get(row.name), "photo")


def _settling(doc: Any, field: str) -> flow.Settling:
	return flow.Settling(
		doc.status,
		doc.return_kind,
		return_cases.money(doc.refund_amount),
		doc.outcome or "",
		bool(doc.granted),
		doc.sales_invoice or "",
		doc.get(field) or "",
		flag(doc.defect_confirmed),
		doc.claim or "",
		_given(doc),
		claims.decided_value(doc.claim) if doc.claim else None,
	)


def _finish(doc: Any, on: str | date, **facts: Any) -> flow.Finish:
	today = moments.site_today()
	return flow.Finish(
		doc.status, doc.return_kind, day(on) or today, doc.received_on or today, today, **facts
	)
