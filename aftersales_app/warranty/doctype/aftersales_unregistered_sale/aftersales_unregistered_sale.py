import frappe
from frappe import _
from frappe.model.document import Document

from aftersales_app.warranty.services import units


class AftersalesUnregisteredSale(Document):
	def validate(self):
		frappe.throw(_("This list is written when sales are registered and is not edited."))

	@frappe.whitelist()
	def take_again(self):
		"""Register what could not be registered."""
		self.check_permission("write")
		units.take_again(self.name)
