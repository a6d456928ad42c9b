"""What the schema needs beyond DocTypes: the numbers of what is written often, and the full-text index."""

import frappe

from aftersales_app.service_desk.queries import ticket_indexes

TICKET = "Aftersales Ticket"
NUMBERED = (
	*(TICKET, "Aftersales Visit", "Aftersales Product", "Aftersales Claim"),
	*("Aftersales Feedback", "Aftersales Feedback Invitation", "Aftersales Verification"),
	*("Aftersales Follow-up Call", "Aftersales Complaint", "Aftersales Problem", "Aftersales Reveal"),
)
EVENT = "Aftersales Ticket Event"
# Indexes of earlier versions: each costs every ticket that is opened, and these mislead MariaDB where lists are read. Events
# are never modified: Frappe's index of that moment says what those of their own moment say.
SUPERSEDED = (
	"team_status_category_modified_index",
	"owner_status_category_modified_index",
	"assignee_status_category_assigned_at_index",
	"status_category_modified_index",
	"status_category_team_modified_index",
	"status_category_owner_modified_index",
	"company_modified_index",
	"undone_by_due",
	"load_of_assignee",
)
NUMBERS_KEPT_READY = 50  # numbers a server may skip when it is stopped


def prepare() -> None:
	"""Idempotent; run after install and after every migrate."""
	ticket_indexes.prepare()  # Frappe calls it only where the DocType's file has changed
	for doctype in NUMBERED:
		frappe.db.create_sequence(
			doctype, slug="_number_seq", check_not_exists=True, cache=NUMBERS_KEPT_READY, start_value=1
		)
	if not frappe.db.has_index(f"tab{TICKET}", "search_terms_words"):
		frappe.db.sql_ddl(f"ALTER TABLE `tab{TICKET}` ADD FULLTEXT INDEX search_terms_words (search_terms)")
	for doctype, name in (*((TICKET, name) for name in SUPERSEDED), (EVENT, "modified")):
		if frappe.db.has_index(f"tab{doctype}", name):
			frappe.db.sql_ddl(f"ALTER TABLE `tab{doctype}` DROP INDEX {name}")
