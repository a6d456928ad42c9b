import frappe
from frappe import _

from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.service_desk.services import exemptions


class AftersalesExemption(AftersalesDocument):
	def validate(self):
		if self.is_new():
			exemptions.request(self)
		else:
			exemptions.change(self)

	def on_trash(self):
		frappe.throw(_("Exemptions are part of the service archive and are not deleted."))

	@frappe.whitelist()
	def approve(self, note: str):
		"""Leave this miss out of the adjusted figures."""
		self.check_stored_permission()
		exemptions.decide(self, True, note)

	@frappe.whitelist()
	def refuse(self, note: str):
		"""The miss counts in both figures."""
		self.check_stored_permission()
		exemptions.decide(self, False, note)


def on_doctype_update():
	"""For reports that leave out what is exempt, and for the list of open requests."""
	frappe.db.add_index("Aftersales Exemption", ["clock", "status", "ticket"])
	frappe.db.add_index("Aftersales Exemption", ["ticket", "clock", "status"])
	frappe.db.add_index("Aftersales Exemption", ["status", "modified"])
