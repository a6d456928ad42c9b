"""Tickets of before say whether they are open."""

import frappe

from aftersales_app.domain.ticket_flow import OPEN


def execute() -> None:
	"""One statement over what is open; again it changes nothing."""
	ticket = frappe.qb.DocType("Aftersales Ticket")
	frappe.qb.update(ticket).set(ticket.is_open, 1).where(
		ticket.status_category.isin(sorted(OPEN)) & (ticket.is_open == 0)
	).run()
