"""Tickets that ended on a day, for whoever calls their customers."""

from datetime import date, timedelta
from typing import Any

import frappe

TICKET = "Aftersales Ticket"
FACTS = ("name", "kind", "risky", "category", "team", "assignee", "customer", "customer_name")
REACH = ("contact_name", "contact_phone")


def on(day: date, company: str) -> list[Any]:
	"""Those of a company that were closed on a day of the site and whose customer has a number."""
	ticket = frappe.qb.DocType(TICKET)
	query = frappe.qb.from_(ticket).select(*(ticket[field] for field in (*FACTS, *REACH)))
	query = query.where((ticket.status_category == "Closed") & (ticket.company == company))
	query = query.where((ticket.closed_at >= day) & (ticket.closed_at < day + timedelta(days=1)))
	query = query.where((ticket.contact_phone > "") & (ticket.channel != "Import"))
	return query.orderby(ticket.name).run(as_dict=True)
