import frappe
from frappe import _
from frappe.model.document import Document

from aftersales_app.service_quality.services import restricted


class AftersalesRestrictedRecord(Document):
	def validate(self):
		if not self.is_new():
			frappe.throw(_("What is stored by law only is never changed."))

	def on_trash(self):
		frappe.throw(_("What is stored by law only goes by itself when its period is over."))

	@frappe.whitelist()
	def open_content(self, reason: str) -> list:
		"""What is stored; that it was looked at, by whom and why, is kept."""
		self.check_permission("read")
		return restricted.open_content(self, reason)
