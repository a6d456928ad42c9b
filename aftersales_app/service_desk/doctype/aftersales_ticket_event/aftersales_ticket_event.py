import frappe
from frappe import _

from aftersales_app import compat
from aftersales_app.aftersales_core.document import MaskedDocument

# what the reports count, in the index itself
MOVES = ("kind", "category", "at", "ticket")
STAYS = ("kind", "at", "from_value", "working_seconds", "ticket")
FIGURES = ("kind", "category", "at", "from_value", "team", "company", "working_seconds", "ticket")


class AftersalesTicketEvent(MaskedDocument):
	def validate(self):
		frappe.throw(_("The event log is written by the service desk and is never edited."))

	def on_trash(self):
		frappe.throw(_("The event log is append-only."))


def on_doctype_update():
	frappe.db.add_index("Aftersales Ticket Event", ["ticket", "name"])
	compat.add_index("Aftersales Ticket Event", MOVES, "moves")
	compat.add_index("Aftersales Ticket Event", STAYS, "stays")
	compat.add_index("Aftersales Ticket Event", FIGURES, "figures")
	frappe.db.add_index("Aftersales Ticket Event", ["at"])
