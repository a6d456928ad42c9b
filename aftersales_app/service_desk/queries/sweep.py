"""What the sweep reads: tickets whose next check has come, and what belongs to a whole chunk of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import frappe
from frappe.query_builder.functions import Count, Max

TICKET = "Aftersales Ticket"
COLUMNS = (
	"name",
	"company",
	"kind",
	"status",
	"status_category",
	"team",
	"assignee",
	"policy",
	"opened_at",
	"state_since",
	"next_check_at",
	"cause",
	"action_taken",
	"result",
	"chargeable",
	"price_confirmed",
	"confirmation",
	"confirmed_at",
	"resolved_at",
	"closed_at",
	"first_closed_at",
)


def due(now: datetime, limit: int) -> list[str]:
	"""Names of the tickets to look at, the longest waiting first. `now` as the site stores it."""
	Ticket = frappe.qb.DocType(TICKET)
	return (
		frappe.qb.from_(Ticket)
		.select(Ticket.name)
		.where(Ticket.next_check_at <= now)
		.orderby(Ticket.next_check_at)
		.limit(limit)
		.run(pluck=True)
	)


def lock(names: Sequence[str], columns: Sequence[str]) -> list[dict[str, Any]]:
	"""These tickets as they are committed now, locked by their primary keys (no gap is locked, so that intake goes on); those
	that somebody else holds are left out. `columns` are read besides `COLUMNS`."""
	Ticket = frappe.qb.DocType(TICKET)
	return (
		frappe.qb.from_(Ticket)
		.select(*(Ticket[column] for column in (*COLUMNS, *columns)))
		.where(Ticket.name.isin(list(names)))
		.for_update(skip_locked=True)
		.run(as_dict=True)
	)


def last_messages(tickets: Sequence[str]) -> dict[str, datetime]:
	"""When each of these tickets last had a message, as the site stores it."""
	Event = frappe.qb.DocType("Aftersales Ticket Event")
	rows = (
		frappe.qb.from_(Event)
		.select(Event.ticket, Max(Event.at))
		.where(Event.ticket.isin(list(tickets)) & (Event.kind == "Message"))
		.groupby(Event.ticket)
		.run()
	)
	return dict(rows)


def open_visits(tickets: Sequence[str]) -> dict[str, int]:
	"""How many visits of each of these tickets are still ahead or going on."""
	Visit = frappe.qb.DocType("Aftersales Visit")
	rows = (
		frappe.qb.from_(Visit)
		.select(Visit.ticket, Count("*"))
		.where(Visit.ticket.isin(list(tickets)) & Visit.status.isin(("Planned", "Arrived")))
		.groupby(Visit.ticket)
		.run()
	)
	return dict(rows)
