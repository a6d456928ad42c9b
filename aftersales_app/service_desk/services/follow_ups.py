"""Frappe's own assignments (sidebar, `_assign`, to-do lists) follow the assignee of a ticket, in a job after the commit."""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe.desk.form import assign_to

from aftersales_app.domain.ticket_flow import CANCELLED, CLOSED

TICKET = "Aftersales Ticket"
DONE = (CLOSED, CANCELLED)
AT_ONCE = 100  # tickets of one job: what it writes stays locked until it ends


def after_save(ticket: Any) -> None:
	"""Remember a ticket whose list entry is out of date: another assignee, closed, or open again. Asks the database nothing."""
	before = ticket.get_doc_before_save()
	was = before.assignee if before else None
	ended = bool(before and before.status_category in DONE)
	if ticket.assignee != was or (ticket.status_category in DONE) != ended:
		changed(ticket.name, was)


def changed(ticket: str, was: str | None = None) -> None:
	"""Bring the ticket's assignment up to date once this transaction is committed: one job for a hundred of its tickets.

	`was` is the assignee before, who loses the to-do.
	"""
	waiting = getattr(frappe.local, "aftersales_reassigned", None)
	if waiting is None:
		waiting = frappe.local.aftersales_reassigned = {}
		frappe.db.after_commit.add(_enqueue)
		frappe.db.after_rollback.add(_forget)
	waiting.setdefault(ticket, set()).update({was} - {None})


def _enqueue() -> None:
	waiting = frappe.local.aftersales_reassigned or {}
	_forget()
	for batch in frappe.utils.create_batch(list(waiting), AT_ONCE):
		frappe.enqueue(
			"aftersales_app.tasks.follow_assignments",
			queue="short",
			tickets={ticket: sorted(waiting[ticket]) for ticket in batch},
			actor=frappe.session.user,
		)


def _forget() -> None:
	frappe.local.aftersales_reassigned = None


def follow(tickets: dict[str, Iterable[str]], actor: str) -> None:
	"""Make the assignments of these tickets what their rows say now, however often it runs. `tickets`: name -> assignees before."""
	rows = frappe.get_all(
		TICKET,
		{"name": ("in", list(tickets))},
		["name", "assignee", "status_category", "subject"],
		order_by="name",
	)
	for row in rows:
		if row.status_category in DONE:
			assign_to.close_all_assignments(TICKET, row.name)
			continue
		for user in set(tickets[row.name]) - {row.assignee}:
			assign_to.remove(TICKET, row.name, user)
		if row.assignee and not _has(row):
			assign_to.add(
				{
					"assign_to": [row.assignee],
					"doctype": TICKET,
					"name": row.name,
					"description": frappe.utils.escape_html(row.subject),
					"assigned_by": actor,
				}
			)


def _has(row: Any) -> bool:
	return bool(
		frappe.db.exists(
			"ToDo",
			{
				"reference_type": TICKET,
				"reference_name": row.name,
				"allocated_to": row.assignee,
				"status": "Open",
			},
		)
	)
