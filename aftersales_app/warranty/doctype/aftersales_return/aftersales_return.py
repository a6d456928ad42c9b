import frappe
from frappe import _

from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.warranty.services import return_cases, returns


class AftersalesReturn(AftersalesDocument):
	def onload(self):
		self.set_onload("told", return_cases.told(self))

	def validate(self):
		if self.is_new():
			returns.request(self)
		else:
			returns.change(self)

	def on_trash(self):
		frappe.throw(_("Returns are part of the service archive and are not deleted."))

	@property
	def told(self):
		"""The reasons in the reader's language, for prints."""
		return return_cases.told(self)

	@frappe.whitelist()
	def authorise(self):
		"""The customer may send it."""
		self.check_stored_permission()
		returns.authorise(self)

	@frappe.whitelist()
	def grant(self, note: str):
		"""Take it back though it is not owed."""
		self.check_stored_permission()
		returns.grant(self, note)

	@frappe.whitelist()
	def receive(self, on: str, in_serial: str | None = None):
		"""The goods are back."""
		self.check_stored_permission()
		returns.receive(self, on, in_serial)

	@frappe.whitelist()
	def inspect(self):
		"""The goods were looked at."""
		self.check_stored_permission()
		returns.inspect(self)

	@frappe.whitelist()
	def propose_refusal(self, reason: str, code: str | None = None, evidence: str | None = None):
		"""Ask a second person to refuse."""
		self.check_stored_permission()
		returns.propose_refusal(self, reason, code, evidence)

	@frappe.whitelist()
	def refuse(self, note: str):
		"""Agree to the proposed refusal."""
		self.check_stored_permission()
		returns.rule(self, True, note)

	@frappe.whitelist()
	def send_back(self, note: str):
		"""Do not agree: the return goes on."""
		self.check_stored_permission()
		returns.rule(self, False, note)

	@frappe.whitelist()
	def make_credit_note(self):
		"""A draft, by somebody whom ERPNext lets create it."""
		self.check_stored_permission("read")
		return returns.make_credit_note(self)

	@frappe.whitelist()
	def make_delivery(self):
		"""A draft, by somebody whom ERPNext lets create it."""
		self.check_stored_permission("read")
		return returns.make_delivery(self)

	@frappe.whitelist()
	def record_refund(self, on: str):
		"""The customer has the money."""
		self.check_stored_permission()
		returns.record_refund(self, on)

	@frappe.whitelist()
	def hand_over(self, on: str, out_serial: str | None = None):
		"""The customer has the new unit."""
		self.check_stored_permission()
		returns.hand_over(self, on, out_serial)

	@frappe.whitelist()
	def call_off(self, reason: str):
		"""The customer keeps it after all."""
		self.check_stored_permission()
		returns.call_off(self, reason)


def on_doctype_update():
	"""For the list of open returns and for the sweep of what is due."""
	frappe.db.add_index("Aftersales Return", ["status", "modified"])
	frappe.db.add_index("Aftersales Statutory Timer", ["parenttype", "met_on", "due"])
