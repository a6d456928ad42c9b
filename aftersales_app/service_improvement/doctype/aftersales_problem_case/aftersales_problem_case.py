import frappe
from frappe import _
from frappe.model.document import Document


class AftersalesProblemCase(Document):
	def validate(self):
		frappe.throw(_("Cases are linked and left out on the problem that they show."))

	def on_trash(self):
		frappe.throw(_("A case of a problem is not deleted. Leave it out on the problem instead."))


def on_doctype_update():
	"""A record shows a problem once; frequencies are counted by day, and records tell the problems that they show."""
	frappe.db.add_unique("Aftersales Problem Case", ["problem", "reference_doctype", "reference_name"])
	frappe.db.add_index("Aftersales Problem Case", ["problem", "left_out", "happened_on"])
	frappe.db.add_index("Aftersales Problem Case", ["reference_doctype", "reference_name"])
