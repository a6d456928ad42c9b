"""Visits, remote sessions and workshop jobs from plan to signature. The one writer of a visit's status and moments.

`plan` works on a new visit, `change` on one that is being saved; the verbs `arrive`, `finish` and `call_off` move it.
Documents of ERPNext are made apart from finishing (`make_documents`): a technician has no say in stock and invoices, so
the visit waits in the list "To Be Made" for somebody whom ERPNext lets create them; they need only read the visit.
"""

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, cstr, flt, get_datetime, get_fullname

from aftersales_app.aftersales_core import files, messages, moments
from aftersales_app.aftersales_core.contents import content
from aftersales_app.aftersales_core.document import check_sums
from aftersales_app.domain import visit_flow
from aftersales_app.domain.errors import Decision
from aftersales_app.domain.visit_flow import ARRIVED, CANCELLED, DONE, PLANNED, WITH_CUSTOMER, Plan, Work
from aftersales_app.integrations import erpnext, erpnext_items
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.queries import visits as reads
from aftersales_app.service_desk.services import customers, event_log, repairs, tickets

TO_BE_MADE, MADE = "To Be Made", "Made"
TECHNICIAN = "Service Technician"
# Written here and nowhere else; whatever a request brings in these is put back.
FROM_TICKET = ("company", "team", "customer", "contact_phone", "item_code", "serial_no", "subject")
OWNED = (
	*FROM_TICKET,
	"customer_name",
	"status",
	"arrived_at",
	"left_at",
	"cancel_reason",
	"stock_entry",
	"sales_invoice",
	"documents",
)
SCHEDULE = ("technician", "kind", "starts_at", "ends_at")
WORK = ("work_done", "warehouse", "signature", "signed_by", "no_signature_reason", "service_address")
TABLES = {
	"checklist": ("item", "mandatory", "outcome", "remark"),
	"parts": ("item_code", "qty", "warehouse", "serial_no", "covered", "rate"),
	"charges": ("item_code", "description", "qty", "rate"),
}
DOCUMENTS = {"stock_entry": "Stock Entry", "sales_invoice": "Sales Invoice"}


def plan(visit: Any) -> None:
	"""A new visit: what the ticket says about it, what to check, whether the technician can come."""
	ticket = frappe.get_doc("Aftersales Ticket", visit.ticket)
	ticket.check_permission(
		"read"
	)  # a visit gives its technician the ticket: nobody may give what they cannot see
	for field in OWNED:
		visit.set(field, None)
	visit.status = PLANNED
	visit.update({field: ticket.get(field) for field in FROM_TICKET})
	visit.customer_name = customers.name_caller(ticket)
	visit.service_address = visit.service_address or ticket.service_address
	visit.warehouse = visit.warehouse or reads.usual_warehouse(visit.technician, visit.company)
	files.check(visit, None, "photos")
	_take_checklist(visit, ticket.category)
	_check_plan(visit, ticket)
	_check_goods(visit)


def planned(visit: Any) -> None:
	"""The new visit is in the table: note it in its ticket's log."""
	_log(visit, None, moments.now())


def change(visit: Any) -> None:
	"""A visit that is being saved: what must stay, what is checked again, what the verb that saves it changes."""
	before = visit.get_doc_before_save()
	before.check_permission(
		"write"
	)  # as stored: nobody lets themselves in by making themselves the technician
	for field in OWNED:
		visit.set(field, before.get(field))
	files.check(visit, before, "photos")
	_keep_checks(visit, before)
	_refuse_late_changes(visit, before)
	if any(content(visit, field) != content(before, field) for field in SCHEDULE):
		_check_plan(visit, frappe.get_doc("Aftersales Ticket", visit.ticket))
		if not visit.flags.moves:
			_log(visit, before.status, moments.now())
	_check_goods(visit)
	visit.update(visit.flags.pop("moves", None) or {})


def arrival_doubt(visit: Any) -> str:
	"""What the form asks about before somebody arrives now: the time is far from the planned one. Empty: nothing."""
	reasons = _may_arrive(visit, moments.now(), off_plan=False).reasons
	return messages.reasons(reason for reason in reasons if reason.code == "arrival_off_plan")


def arrive(visit: Any, off_plan: bool = False) -> None:
	"""The technician is there, the remote session or the work at the bench begins: the clocks of the ticket learn it.
	`off_plan`: they know that the visit is planned for another time."""
	now = moments.now()
	tickets.refuse_unless(_may_arrive(visit, now, off_plan))
	tickets.arrived(visit.ticket, now, _about(visit), with_customer=visit.kind in WITH_CUSTOMER)
	_move(visit, {"status": ARRIVED, "arrived_at": moments.to_site(now)})
	repairs.follow(frappe.get_doc("Aftersales Ticket", visit.ticket))


def finish(visit: Any) -> None:
	"""The work is done and written down; parts and charges wait for their documents."""
	ticket = frappe.get_doc("Aftersales Ticket", visit.ticket)
	tickets.refuse_unless(visit_flow.can_finish(_work(visit, ticket)))
	now, owes = moments.now(), any(_owed(visit).values())
	moves = {"status": DONE, "left_at": moments.to_site(now), "customer": ticket.customer}
	_move(visit, {**moves, "documents": TO_BE_MADE if owes else None})
	_log(visit, ARRIVED, now)
	repairs.follow(ticket)


def call_off(visit: Any, reason: str) -> None:
	"""The visit does not take place, or ends without result."""
	tickets.refuse_unless(visit_flow.can_move(visit.status, CANCELLED))
	if not cstr(reason).strip():
		frappe.throw(_("Say why the visit is cancelled."))
	before = visit.status
	_move(visit, {"status": CANCELLED, "cancel_reason": reason.strip()})
	_log(visit, before, moments.now())


def make_documents(visit: Any) -> dict[str, str]:
	"""Drafts of what the visit used and charges, as far as ERPNext lets the user create them: field of the visit -> name.

	Never submitted here. Throws where the user may create none of those that are missing.
	"""
	if visit.status != DONE:
		frappe.throw(_("Finish the visit before making its ERP documents."))
	missing = [field for field, owed in _owed(visit).items() if owed and not visit.get(field)]
	if not missing:
		frappe.throw(_("There is nothing to make: the visit has its documents or needs none."))
	makers = {"stock_entry": erpnext.draft_material_issue, "sales_invoice": erpnext.draft_invoice}
	allowed = [field for field in missing if frappe.has_permission(DOCUMENTS[field], "create")]
	if not allowed:
		names = ", ".join(_(DOCUMENTS[field]) for field in missing)
		frappe.throw(
			_("You may not create these documents: {0}. Ask stock or accounting.").format(names),
			frappe.PermissionError,
		)
	made = {field: makers[field](visit) for field in allowed}
	visit.db_set({**made, "documents": MADE if allowed == missing else TO_BE_MADE})
	return made


def forget_document(doc: Any, method: str | None = None) -> None:
	"""An owner deletes a draft made for a visit: it is to be made again (doc_events of Stock Entry and Sales Invoice)."""
	if not doc.get("aftersales_visit"):
		return
	field = next(field for field, doctype in DOCUMENTS.items() if doctype == doc.doctype)
	if frappe.db.get_value("Aftersales Visit", doc.aftersales_visit, field) == doc.name:
		frappe.db.set_value("Aftersales Visit", doc.aftersales_visit, {field: None, "documents": TO_BE_MADE})


def _may_arrive(visit: Any, now: datetime, off_plan: bool) -> Decision:
	planned = (moments.to_utc(visit.starts_at), moments.to_utc(visit.ends_at))
	return visit_flow.can_arrive(visit.status, *planned, now, off_plan)


def item_name(item_code: str) -> str | None:
	"""What stands beside the code of a part or a service on a visit."""
	return erpnext_items.item_name(item_code)


def _move(visit: Any, moves: dict[str, Any]) -> None:
	visit.flags.moves = moves
	visit.save()


def _log(visit: Any, before: str | None, at: datetime) -> None:
	ticket = frappe.get_doc("Aftersales Ticket", visit.ticket)
	facts = {"from_value": before, "to_value": visit.status, "reason": _about(visit)}
	event_log.write([event_log.describe(ticket, "Visit", at, **facts)])


def _about(visit: Any) -> str:
	return f"{visit.name} · {visit.technician} · {get_datetime(visit.starts_at):%Y-%m-%d %H:%M}"


def _check_plan(visit: Any, ticket: Any) -> None:
	if not visit.technician or not visit.starts_at or not visit.ends_at:
		return  # Frappe names mandatory fields that are empty
	# Two people planning the same technician at once take turns here.
	frappe.db.get_value("User", visit.technician, "name", for_update=True)
	starts, ends = (moments.to_utc(get_datetime(visit.get(field))) for field in ("starts_at", "ends_at"))
	wish = Plan(
		get_fullname(visit.technician),
		starts,
		ends,
		ticket.name,
		ticket.status_category,
		ticket.team or _("no team"),
		_serves(visit.technician, ticket.team),
		reads.busy(visit.technician, starts, ends, visit.name),
	)
	tickets.refuse_unless(visit_flow.can_plan(wish, moments.now()))


def _serves(technician: str, team: str | None) -> bool:
	found = queries.team(team)
	members = {member.user for member in found.members} | {found.lead} if found else set()
	return technician in members or TECHNICIAN in frappe.get_roles(technician)


def _take_checklist(visit: Any, category: str | None) -> None:
	"""The category's checks first, then what the planner added."""
	template = reads.checklist(category)
	known = {row["item"] for row in template}
	extra = [
		{"item": row.item, "mandatory": row.mandatory} for row in visit.checklist if row.item not in known
	]
	visit.set("checklist", [*template, *extra])


def _keep_checks(visit: Any, before: Any) -> None:
	"""A mandatory check stays mandatory and on the list."""
	kept = {row.name: row for row in visit.checklist}
	for row in before.checklist:
		if row.mandatory and row.name not in kept:
			frappe.throw(_("The check {0} is mandatory and cannot be removed.").format(frappe.bold(row.item)))
		if row.name in kept:
			kept[row.name].update({"item": row.item, "mandatory": row.mandatory})


def _refuse_late_changes(visit: Any, before: Any) -> None:
	"""The schedule is fixed from arrival on, everything once the visit is over."""
	fixed = {PLANNED: (), ARRIVED: SCHEDULE}.get(before.status, (*SCHEDULE, *WORK, *TABLES))
	changed = [field for field in fixed if _held(visit, field) != _held(before, field)]
	if changed:
		labels = ", ".join(_(visit.meta.get_label(field)) for field in changed)
		frappe.throw(
			_("The visit is {0}: this can no longer be changed: {1}.").format(_(before.status), labels)
		)


def _held(visit: Any, field: str) -> Any:
	return content(visit, field, TABLES.get(field, ()))


def _check_goods(visit: Any) -> None:
	"""Parts are stock items in real quantities from a warehouse of the company."""
	for row in (*visit.parts, *visit.charges):
		row.item_name = item_name(row.item_code)
		if flt(row.qty) <= 0:
			frappe.throw(
				_("Row {0}: the quantity of {1} must be more than 0.").format(row.idx, row.item_code)
			)
		if flt(row.rate) < 0:
			frappe.throw(_("Row {0}: the price of {1} cannot be negative.").format(row.idx, row.item_code))
	for row in visit.parts:
		if not erpnext.is_stock_item(row.item_code):
			frappe.throw(
				_("Row {0}: {1} is not kept in stock. Enter it as a charge.").format(row.idx, row.item_code)
			)
	_check_warehouses(visit)
	_add_up(visit)


def _check_warehouses(visit: Any) -> None:
	for warehouse in {visit.warehouse, *(row.warehouse for row in visit.parts)} - {None, ""}:
		if erpnext.company_of_warehouse(warehouse) != visit.company:
			frappe.throw(_("The warehouse {0} does not belong to {1}.").format(warehouse, visit.company))


def _add_up(visit: Any) -> None:
	for row in visit.charges:
		row.amount = flt(row.qty) * flt(row.rate)
	sold = sum(flt(row.qty) * flt(row.rate) for row in visit.parts if not row.covered)
	visit.charges_total = flt(sum(row.amount for row in visit.charges) + sold, 2)
	check_sums(visit)


def _work(visit: Any, ticket: Any) -> Work:
	return Work(
		kind=visit.kind,
		status=visit.status,
		work_done=visit.work_done or "",
		unanswered=tuple(row.item for row in visit.checklist if cint(row.mandatory) and not row.outcome),
		signed=bool(visit.signature),
		no_signature_reason=visit.no_signature_reason or "",
		charged=flt(visit.charges_total),
		charged_before=reads.charged_before(ticket.name, visit.name),
		confirmed_price=flt(ticket.quoted_price) if ticket.price_confirmed else None,
		has_customer=bool(ticket.customer),
		parts_without_warehouse=tuple(
			row.item_code for row in visit.parts if not (row.warehouse or visit.warehouse)
		),
	)


def _owed(visit: Any) -> dict[str, bool]:
	"""Which documents the visit calls for."""
	return {"stock_entry": bool(visit.parts), "sales_invoice": flt(visit.charges_total) > 0}
