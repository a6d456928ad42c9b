import frappe
from frappe import _

from aftersales_app.aftersales_core import messages
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.service_quality.services import privacy


class AftersalesPrivacyRequest(AftersalesDocument):
	def validate(self):
		with messages.translated():
			privacy.enter(self) if self.is_new() else privacy.change(self)

	def on_trash(self):
		frappe.throw(
			_("What people ask about their data is proof that they were answered, and is not deleted.")
		)

	def before_print(self, settings=None):
		"""Print formats of one's own ask nobody's permission levels."""
		self.apply_fieldlevel_read_permissions()

	@frappe.whitelist()
	def preview(self) -> dict:
		"""What carrying it out would do, before it is done."""
		self.check_stored_permission()
		return privacy.preview(self)

	@frappe.whitelist()
	def carry_out(self, answer: str):
		"""Have it done by a job."""
		self.check_stored_permission()
		privacy.start(self, answer)

	@frappe.whitelist()
	def answer_by_hand(self, answer: str):
		"""The person was told, or the records were put right."""
		self.check_stored_permission()
		privacy.answer(self, answer)

	@frappe.whitelist()
	def refuse(self, reason: str):
		"""It is not done, and why."""
		self.check_stored_permission()
		privacy.refuse(self, reason)
