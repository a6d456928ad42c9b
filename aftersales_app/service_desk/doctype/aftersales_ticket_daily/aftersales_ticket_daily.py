import frappe
from frappe.model.document import Document

# a chart's year in one index
FIGURES = (
	"day",
	"company",
	"team",
	"opened",
	"resolved",
	"closed",
	"reopened",
	"first_contact",
	"promises",
	"promises_met",
	"promises_exempted",
)


class AftersalesTicketDaily(Document):
	pass


def on_doctype_update():
	frappe.db.add_index("Aftersales Ticket Daily", list(FIGURES), "figures")
