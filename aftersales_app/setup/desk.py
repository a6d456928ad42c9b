"""What people find on the desk from the first day: the board of tickets by stage. Seeded at installing, then the owner's."""

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
ON_CARD = ("priority", "team", "assignee", "resolution_due")


def seed() -> None:
	"""Each once, where the site has nothing of the kind yet."""
	for doctype in (TICKET, "Aftersales Visit"):
		_list(doctype)
	_board()


def _list(doctype: str) -> None:
	"""A list shows up to nine columns and counts no comments per row; which columns, the DocType says."""
	if not frappe.db.exists("List View Settings", doctype):
		settings = {
			"doctype": "List View Settings",
			"name": doctype,
			"total_fields": "9",
			"disable_comment_count": 1,
		}
		frappe.get_doc(settings).insert(ignore_permissions=True)


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
