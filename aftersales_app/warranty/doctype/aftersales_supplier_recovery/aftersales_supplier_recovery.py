import frappe
from frappe import _
from frappe.utils import getdate

from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.warranty.services import recovery


class AftersalesSupplierRecovery(AftersalesDocument):
	def validate(self):
		if self.is_new():
			recovery.enter(self)
		else:
			recovery.change(self)

	def on_trash(self):
		frappe.throw(_("Demands on suppliers are part of the service archive and are not deleted."))

	@frappe.whitelist()
	def raise_demand(self, on: str | None = None):
		"""The demand went to the supplier."""
		self.check_stored_permission()
		recovery.claim(self, getdate(on))

	@frappe.whitelist()
	def enter_answer(self, on: str, amount: float, note: str = ""):
		"""What the supplier accepts."""
		self.check_stored_permission()
		recovery.answer(self, getdate(on), amount, note)

	@frappe.whitelist()
	def return_old_part(self, on: str | None = None):
		"""The replaced part went back."""
		self.check_stored_permission()
		recovery.return_old_part(self, getdate(on))


def on_doctype_update():
	"""For the nightly look at what is due, and for one demand per claim, supplier and part."""
	frappe.db.add_index("Aftersales Supplier Recovery", ["status", "due_on"])
	frappe.db.add_index("Aftersales Supplier Recovery", ["claim", "supplier", "part"])
