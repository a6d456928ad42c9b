"""What people find on the desk from the first day: the board of tickets by stage. Seeded once, then the owner's."""

import json

import frappe

from aftersales_app.domain.ticket_flow import CATEGORIES, CLOSED

TICKET = "Aftersales Ticket"
LIVELY = "last 14 days"  # Frappe draws every card there is: a board is for what is being worked on
BOARD = "Aftersales Tickets by Stage"
COLORS = {
	"New": "Orange",
	"Working": "Blue",
	"Waiting Customer": "Light Blue",
	"Waiting Parts": "Purple",
	"Resolved": "Green",
	"Cancelled": "Red",
}
COLUMNS = (
	"subject",
	"status_field",
	"priority",
	"team",
	"assignee",
	"customer_name",
	"resolution_due",
	"name",
)
LABELS = {"status_field": "Status", "name": "ID"}  # what Frappe calls these two in its lists
ON_CARD = ("priority", "team", "assignee", "resolution_due")


def seed() -> None:
	"""Each once, where the site has nothing of the kind yet."""
	_columns()
	_board()


def _columns() -> None:
	"""The columns of the ticket list: whose, how far, and how late."""
	if frappe.db.exists("List View Settings", TICKET):
		return
	meta = frappe.get_meta(TICKET)
	shown = [{"fieldname": name, "label": LABELS.get(name) or meta.get_label(name)} for name in COLUMNS]
	settings = {"total_fields": "9", "fields": json.dumps(shown), "disable_comment_count": 1}
	frappe.get_doc({"doctype": "List View Settings", "name": TICKET, **settings}).insert(
		ignore_permissions=True
	)


def _board() -> None:
	"""The board, unless the site has a board of tickets already. What is over is not on it."""
	if frappe.db.exists("Kanban Board", {"reference_doctype": TICKET}):
		return
	over = ("Cancelled", CLOSED)
	board = {
		"doctype": "Kanban Board",
		"kanban_board_name": BOARD,
		"reference_doctype": TICKET,
		"field_name": "status_category",
		"fields": json.dumps(ON_CARD),
		"filters": json.dumps(
			[
				[TICKET, "status_category", "not in", list(over), False],
				[TICKET, "modified", "Timespan", LIVELY, False],
			]
		),
		"show_labels": 1,
		"columns": [
			{
				"column_name": stage,
				"indicator": COLORS.get(stage, "Gray"),
				"status": "Archived" if stage in over else "Active",
				"order": "[]",
			}
			for stage in CATEGORIES
		],
	}
	frappe.get_doc(board).insert(ignore_permissions=True)
