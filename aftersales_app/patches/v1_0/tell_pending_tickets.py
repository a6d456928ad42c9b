"""Tickets of before say whether they are still to be resolved by a promised moment."""

import frappe

from aftersales_app.domain.ticket_flow import OPEN


def execute() -> None:
	"""One statement over what is open; again it changes nothing."""
	ticket = frappe.qb.DocType("Aftersales Ticket")
	awaited = ticket.status_category.isin(sorted(OPEN)) & ticket.resolution_due.isnotnull()
	frappe.qb.update(ticket).set(ticket.resolution_pending, 1).where(
		awaited & ticket.resolution_at.isnull() & (ticket.resolution_pending == 0)
	).run()
