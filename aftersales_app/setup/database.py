"""What the schema needs beyond DocTypes: the ticket number sequence, the full-text index, and who opened which tickets."""

import frappe

from aftersales_app.service_desk.doctype.aftersales_ticket import aftersales_ticket

TICKET = "Aftersales Ticket"
NUMBERS_KEPT_READY = 50  # numbers a server may skip when it is stopped


def prepare() -> None:
	"""Idempotent; run after install and after every migrate."""
	aftersales_ticket.on_doctype_update()  # Frappe calls it only where the DocType's file has changed
	frappe.db.create_sequence(
		TICKET, slug="_number_seq", check_not_exists=True, cache=NUMBERS_KEPT_READY, start_value=1
	)
	if not frappe.db.has_index(f"tab{TICKET}", "search_terms_words"):
		frappe.db.sql_ddl(f"ALTER TABLE `tab{TICKET}` ADD FULLTEXT INDEX search_terms_words (search_terms)")
	# With it every part of the condition that restricts lists has an index where a stage is asked for, and their answers
	# are joined. With the owner first they would be joined where nothing is asked for, too: the list of all that one may
	# see is read 300 times as fast in the order of its rows.
	frappe.db.add_index(TICKET, ["status_category", "owner", "modified"])
