"""What the record tells of service that is done, for whoever asks the customer about it."""

from datetime import datetime
from typing import Any

import frappe

from aftersales_app.domain.service_clock import CLOCKS
from aftersales_app.domain.visit_flow import DONE

TICKET, VISIT, CHECK = "Aftersales Ticket", "Aftersales Visit", "Aftersales Visit Check"
FACTS = (
	*(
		"name",
		"status_category",
		"company",
		"team",
		"assignee",
		"customer",
		"category",
		"item_code",
		"channel",
	),
	*("contact", "contact_name", "contact_phone", "contact_email", "closed_at"),
	*("reopenings", "handovers", "result", "confirmation"),
	*("diagnosis", "cause", "action_taken"),
	*("opened_at", "first_response_at", "diagnosis_at", "resolved_at", "confirmed_at"),
	*(f"{clock}_{end}" for clock in CLOCKS for end in ("due", "verdict")),
	*("arrival_at", "resolution_at"),
)

VISITED = (
	*("name", "ticket", "kind", "status", "technician", "company", "team", "customer", "item_code"),
	*("starts_at", "arrived_at", "left_at", "work_done", "signature", "no_signature_reason"),
)


def facts(name: str) -> Any:
	"""A ticket as far as its service is judged; None where there is none of that name."""
	return frappe.db.get_value(TICKET, name, list(dict.fromkeys(FACTS)), as_dict=True)


def closed_since(moment: datetime, most: int) -> list[str]:
	"""Tickets closed since a moment of the site, the earliest first."""
	ticket = frappe.qb.DocType(TICKET)
	query = frappe.qb.from_(ticket).select(ticket.name)
	query = query.where((ticket.status_category == "Closed") & (ticket.closed_at >= moment))
	return query.orderby(ticket.closed_at, ticket.name).limit(most).run(pluck=True)


def visit(name: str) -> Any:
	"""A visit as far as its service is judged, with `unchecked`, how many of its checks nobody answered, and `checks`, how many it has;
	None where there is none of that name."""
	found = frappe.db.get_value(VISIT, name, list(VISITED), as_dict=True)
	if found:
		rows = frappe.get_all(CHECK, {"parent": name, "parenttype": VISIT}, pluck="outcome")
		found.checks, found.unchecked = len(rows), sum(not outcome for outcome in rows)
	return found


def visits_done_since(moment: datetime, most: int) -> list[str]:
	"""Visits that ended since a moment of the site, the earliest first."""
	done = {"status": DONE, "left_at": (">=", moment)}
	return frappe.get_all(VISIT, done, pluck="name", order_by="left_at, name", limit=most)
