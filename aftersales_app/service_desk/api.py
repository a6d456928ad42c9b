"""What forms and pages ask the service desk for. Typed, permission on the first line, then delegated."""

from typing import Any

import frappe

from aftersales_app.service_desk.queries import find as find_queries
from aftersales_app.service_desk.queries import responsibility as matrix
from aftersales_app.service_desk.services import crews, desk, owed, tickets, visits
from aftersales_app.service_desk.services import panel as panels
from aftersales_app.service_desk.services import picture as pictures

TICKET = "Aftersales Ticket"


@frappe.whitelist()
def responsibility(ticket: str) -> dict[str, list[str]]:
	"""The roles responsible, accountable, consulted and informed at the ticket's present status; empty where none are set."""
	frappe.has_permission(TICKET, "read", ticket, throw=True)
	return matrix.responsible_for(frappe.get_doc(TICKET, ticket))


@frappe.whitelist()
def picture(
	customer: str = "",
	contact: str = "",
	contact_name: str = "",
	contact_phone: str = "",
	contact_email: str = "",
	serial_no: str = "",
	ticket: str = "",
) -> dict[str, Any]:
	"""The customer's whole picture from whatever the caller told us; see `services.picture`."""
	frappe.has_permission(TICKET, "read", throw=True)
	asked = {
		"customer": customer,
		"contact": contact,
		"contact_name": contact_name,
		"contact_phone": contact_phone,
		"contact_email": contact_email,
		"serial_no": serial_no,
	}
	return pictures.picture(pictures.allowed(asked), ticket)


@frappe.whitelist()
def picture_of(ticket: str) -> dict[str, Any]:
	"""The picture of a saved ticket's customer, also for those who may not see the phone number it is found by."""
	frappe.has_permission(TICKET, "read", ticket, throw=True)
	return pictures.picture(frappe.get_doc(TICKET, ticket).as_dict(), ticket)


@frappe.whitelist()
def panel(ticket: str) -> dict[str, Any]:
	"""Clocks, timeline, responsibility and what this user can do now; see `services.panel`."""
	frappe.has_permission(TICKET, "read", ticket, throw=True)
	return panels.panel(frappe.get_doc(TICKET, ticket))


@frappe.whitelist()
def coverage(ticket: str) -> dict[str, Any]:
	"""What the customer of the ticket is owed for its unit, why, until when, and what to ask; see `services.owed`."""
	frappe.has_permission(TICKET, "read", ticket, throw=True)
	return owed.glance_of(frappe.get_doc(TICKET, ticket))


@frappe.whitelist()
def gates(ticket: str, action: str = "") -> dict[str, Any]:
	"""What still stands between the ticket and an action of its workflow; without one, its closing."""
	frappe.has_permission(TICKET, "read", ticket, throw=True)
	return panels.gates(frappe.get_doc(TICKET, ticket), action)


@frappe.whitelist(methods=["POST"])
def respond(ticket: str) -> None:
	"""The customer was answered just now."""
	frappe.has_permission(TICKET, "write", ticket, throw=True)
	desk.responded(ticket)


@frappe.whitelist()
def members(ticket: str) -> list[dict[str, Any]]:
	"""The people of the ticket's team with their load and whether they are there; see `services.desk.members`."""
	frappe.has_permission(TICKET, "write", ticket, throw=True)
	return desk.members(ticket)


@frappe.whitelist(methods=["POST"])
def reassign(ticket: str, assignee: str) -> None:
	"""Give the ticket to another member of its team."""
	frappe.has_permission(TICKET, "write", ticket, throw=True)
	desk.reassign(ticket, assignee)


@frappe.whitelist(methods=["POST"])
def hand_over(ticket: str, team: str, assignee: str = "") -> None:
	"""Give the ticket to another team."""
	frappe.has_permission(TICKET, "write", ticket, throw=True)
	desk.hand_over(ticket, team, assignee)


@frappe.whitelist(methods=["POST"])
def take(ticket: str) -> None:
	"""Take a ticket out of the team's queue."""
	frappe.has_permission(TICKET, "write", ticket, throw=True)
	desk.take(ticket)


@frappe.whitelist(methods=["POST"])
def confirm(ticket: str, confirmation: str) -> None:
	"""Note what the customer says of the result: Confirmed, Rejected or No Answer."""
	frappe.has_permission(TICKET, "write", ticket, throw=True)
	desk.confirm(ticket, confirmation)


@frappe.whitelist(methods=["POST"])
def make_contact(ticket: str) -> None:
	"""Make a contact of a caller nobody knew."""
	frappe.has_permission(TICKET, "write", ticket, throw=True)
	desk.make_contact(ticket)


@frappe.whitelist()
def item_name(item_code: str) -> str | None:
	"""What a part or a service is called, for those who choose it by its code and may not read items."""
	right = "read" if frappe.has_permission("Item", "read") else "select"
	frappe.has_permission("Item", right, item_code, throw=True)
	return visits.item_name(item_code)


@frappe.whitelist()
def continue_in_new(ticket: str) -> dict[str, Any]:
	"""A new ticket, not saved, linked to one whose reopening window is over."""
	frappe.has_permission(TICKET, "create", throw=True)
	frappe.has_permission(TICKET, "read", ticket, throw=True)
	return tickets.continue_in_new(ticket).as_dict()


@frappe.whitelist()
def find(text: str) -> list[dict[str, Any]]:
	"""Up to 20 tickets by number, phone, e-mail, serial number or words of the subject."""
	frappe.has_permission(TICKET, "read", throw=True)
	return find_queries.find(text)


@frappe.whitelist()
def search(
	doctype: str,
	txt: str,
	searchfield: str,
	start: int,
	page_len: int,
	filters: dict[str, Any] | list[Any] | str | None = None,
	**options: Any,
) -> list[tuple[str, ...]]:
	"""The same for link fields (standard_queries): rows of name and what helps to recognise it."""
	frappe.has_permission(TICKET, "read", throw=True)
	return find_queries.search(txt, start, page_len, filters)


@frappe.whitelist()
def present_staffing(company: str, team: str = "") -> list[dict[str, Any]]:
	"""How the teams of a company, or one of them, are staffed today: rows for a What-if's staffing."""
	frappe.has_permission("Aftersales What-if", "write", throw=True)
	return crews.present(company, team or None)
