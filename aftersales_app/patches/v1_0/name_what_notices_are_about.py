"""Notices of before were about tickets: they say so, as those of other documents do."""

import frappe


def execute() -> None:
	"""One statement; again it changes nothing."""
	notice = frappe.qb.DocType("Aftersales Notice")
	frappe.qb.update(notice).set(notice.reference_doctype, "Aftersales Ticket").set(
		notice.reference_name, notice.ticket
	).where(notice.reference_name.isnull() & notice.ticket.isnotnull()).run()
