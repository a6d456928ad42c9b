"""What a complaint is filled in from: the ticket, claim, unit, follow-up call or answer that it began with."""

from typing import Any

import frappe

from aftersales_app.domain.markup import plain
from aftersales_app.service_quality.queries import complaints as reads

COMPLAINT = reads.COMPLAINT
SUBJECT_LENGTH = 140
# The complaint's link field: what the linked record tells of it, by the complaint's field. The first that tells something counts.
TELL = {
	"call": (
		*(("ticket", "ticket"), ("customer", "customer"), ("team", "team"), ("words", "words")),
		*(("complainant_name", "contact_name"), ("complainant_phone", "contact_phone")),
		*(("feedback", "feedback"), ("company", "company")),
	),
	"feedback": (
		*(("ticket", "ticket"), ("customer", "customer"), ("team", "team"), ("words", "words")),
		*(("item_code", "item_code"), ("company", "company")),
	),
	"claim": (
		*(("ticket", "ticket"), ("customer", "customer"), ("team", "team"), ("words", "fault")),
		*(("product", "product"), ("item_code", "item_code"), ("company", "company")),
	),
	"product": (("customer", "customer"), ("item_code", "item_code"), ("company", "company")),
}
LINKED = {
	"call": "Aftersales Follow-up Call",
	"feedback": "Aftersales Feedback",
	"claim": "Aftersales Claim",
	"ticket": "Aftersales Ticket",
	"product": "Aftersales Product",
}
WAYS = {"Portal": "Web Form", "App": "Web Form", "Walk-in": "In Person", "Import": "Other"}


def draft(doctype: str, name: str) -> dict[str, Any]:
	"""A complaint about this record as its form begins, not saved. Throws where the user may not read the record."""
	field = next((field for field, linked in LINKED.items() if linked == doctype), None)
	if not field:
		frappe.throw(frappe._("There are no complaints about {0}.").format(frappe._(doctype)))
	complaint = frappe.new_doc(COMPLAINT)
	complaint.update({field: name, "channel": None})
	fill(complaint)
	return {key: value for key, value in complaint.as_dict().items() if value and key in _entered()}


def fill(complaint: Any) -> None:
	"""What the linked records know already, where the complaint says nothing else."""
	for field, tells in TELL.items():
		if complaint.get(field) and _may_look(complaint, field):
			_take(complaint, frappe.get_doc(LINKED[field], complaint.get(field)), tells)
	_take_from_ticket(complaint)
	if not complaint.subject and complaint.words:
		complaint.subject = " ".join(complaint.words.split())[:SUBJECT_LENGTH]


def vouched(complaint: Any) -> frozenset[tuple[str, str]]:
	"""What a complaint may name because its follow-up call is about it: whoever calls is of another team, and sees neither the ticket nor
	the answer."""
	about = ["ticket", "feedback"]
	known = frappe.db.get_value(LINKED["call"], complaint.call, about) if complaint.call else None
	return frozenset(zip(about, known or (), strict=False))


def _may_look(complaint: Any, field: str) -> bool:
	"""Throws where the user names what they may not read; what the call names they need not."""
	name = complaint.get(field)
	if frappe.has_permission(LINKED[field], "read", name):
		return True
	if (field, name) not in vouched(complaint):
		frappe.has_permission(LINKED[field], "read", name, throw=True)
	return False


def _take(complaint: Any, record: Any, tells: tuple[tuple[str, str], ...]) -> None:
	for field, told in tells:
		complaint.set(field, complaint.get(field) or record.get(told))


def _take_from_ticket(complaint: Any) -> None:
	ticket = reads.ticket_facts(complaint.ticket) if complaint.ticket else None
	if not ticket or not _may_look(complaint, "ticket"):
		return
	same = ("company", "customer", "contact", "team", "subject", "product", "item_code", "department")
	known = {
		**{field: ticket[field] for field in same},
		**{"words": plain(ticket.description or "").strip() or ticket.subject},
		**{"complainant_name": ticket.contact_name, "complainant_phone": ticket.contact_phone},
		"complainant_email": ticket.contact_email,
		"channel": WAYS.get(ticket.channel, ticket.channel),
	}
	for field, value in known.items():
		complaint.set(field, complaint.get(field) or value)


def _entered() -> frozenset[str]:
	return frozenset(field.fieldname for field in frappe.get_meta(COMPLAINT).fields if not field.read_only)
