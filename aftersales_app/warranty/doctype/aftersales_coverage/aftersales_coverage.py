import frappe
from frappe import _
from frappe.model.document import Document


class AftersalesCoverage(Document):
	def validate(self):
		frappe.throw(_("Statements of coverage are written by the warranty module and are never edited."))

	def on_trash(self):
		frappe.throw(_("Statements of coverage are only added, never deleted."))


def on_doctype_update():
	frappe.db.add_index("Aftersales Coverage", ["product", "statement"])
