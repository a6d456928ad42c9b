"""Tickets that ended on a day, for whoever calls their customers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.query_builder.functions import Count, IfNull

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


def named(names: Sequence[str], company: str) -> list[Any]:
	"""Those of these tickets of a company that are closed and whose customer has a number."""
	closed = {"name": ("in", list(names)), "company": company, "status_category": "Closed"}
	reached = {"contact_phone": ("is", "set"), "channel": ("!=", "Import")}
	fields = [*FACTS, *REACH]
	return frappe.get_all(TICKET, {**closed, **reached}, fields, order_by="name") if names else []


def without_number(day: date, company: str) -> int:
	"""How many were closed on a day whose customer cannot be called."""
	ticket = frappe.qb.DocType(TICKET)
	query = frappe.qb.from_(ticket).select(Count("*"))
	query = query.where((ticket.status_category == "Closed") & (ticket.company == company))
	query = query.where((ticket.closed_at >= day) & (ticket.closed_at < day + timedelta(days=1)))
	query = query.where((IfNull(ticket.contact_phone, "") == "") & (ticket.channel != "Import"))
	return query.run(pluck=True)[0]
