import frappe
from frappe import _
from frappe.utils import cint

from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.domain.visit_flow import PLANNED
from aftersales_app.service_desk.services import visits

NUMBER = "_number_seq"


class AftersalesVisit(AftersalesDocument):
	def autoname(self):
		self.name = f"VS-{frappe.db.get_next_sequence_val(self.doctype, NUMBER):07d}"

	def validate(self):
		if self.is_new():
			visits.plan(self)
		else:
			visits.change(self)

	def after_insert(self):
		visits.planned(self)

	def on_trash(self):
		if self.status != PLANNED:
			frappe.throw(_("Visits that took place are part of the service archive and are not deleted."))

	@frappe.whitelist()
	def arrival_doubt(self):
		"""What to ask before arriving; empty where the visit is planned for about now."""
		self.check_stored_permission()
		return visits.arrival_doubt(self)

	@frappe.whitelist()
	def arrive(self, off_plan: int = 0):
		"""The technician is there: stamp the moment and tell the ticket's clocks; off_plan=1 far from the planned time, too."""
		self.check_stored_permission()
		visits.arrive(self, bool(cint(off_plan)))

	@frappe.whitelist()
	def finish(self):
		"""The technician leaves; what is missing is named."""
		self.check_stored_permission()
		visits.finish(self)

	@frappe.whitelist()
	def call_off(self, reason: str):
		"""The visit does not take place."""
		self.check_stored_permission()
		visits.call_off(self, reason)

	@frappe.whitelist()
	def make_documents(self):
		"""Drafts of stock entry and invoice, by somebody whom ERPNext lets create them."""
		self.check_stored_permission("read")
		return visits.make_documents(self)


def on_doctype_update():
	"""Indexes for a technician's day, for the calendar and for the list of open visits."""
	frappe.db.add_index("Aftersales Visit", ["technician", "starts_at"])
	frappe.db.add_index("Aftersales Visit", ["status", "starts_at"])
