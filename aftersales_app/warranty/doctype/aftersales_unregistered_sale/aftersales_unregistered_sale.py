import frappe
from frappe import _

from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.warranty.services import units


class AftersalesUnregisteredSale(AftersalesDocument):
	def validate(self):
		frappe.throw(_("This list is written when sales are registered and is not edited."))

	@frappe.whitelist()
	def take_again(self):
		"""Register what could not be registered."""
		self.check_stored_permission()
		units.take_again(self.name)
