import frappe
from frappe import _
from frappe.utils import getdate

from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.warranty.services import extensions


class AftersalesExtension(AftersalesDocument):
	def validate(self):
		if self.is_new():
			extensions.sell(self)
		else:
			extensions.change(self)

	def on_trash(self):
		frappe.throw(_("Extended warranties are part of the service archive and are not deleted."))

	@property
	def refund_told(self):
		"""The arithmetic in the reader's language."""
		return extensions.told(self)

	@property
	def cancel_told(self):
		"""Why it was cancelled, in the reader's language."""
		return extensions.why_cancelled(self)

	@frappe.whitelist()
	def activate(self, product: str, on: str | None = None):
		"""Put the extension to a unit."""
		self.check_stored_permission()
		extensions.activate(self, product, getdate(on))

	@frappe.whitelist()
	def preview(self, on: str | None = None) -> dict:
		"""What would be paid back."""
		self.check_stored_permission()
		return extensions.preview(self, getdate(on))

	@frappe.whitelist()
	def call_off(self, on: str, reason: str):
		"""End the extension and work out the refund."""
		self.check_stored_permission()
		extensions.cancel(self, getdate(on), reason)

	@frappe.whitelist()
	def make_credit_note(self) -> str:
		"""A draft, by somebody whom ERPNext lets create invoices."""
		self.check_stored_permission("read")
		return extensions.make_credit_note(self)


def on_doctype_update():
	"""For the nightly look at what has ended."""
	frappe.db.add_index("Aftersales Extension", ["status", "last_day"])
