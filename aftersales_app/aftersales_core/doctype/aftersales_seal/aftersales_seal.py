import frappe
from frappe.model.document import Document


class AftersalesSeal(Document):
	def on_trash(self):
		frappe.throw(frappe._("Seals are never deleted: they prove that the archive is untouched."))
