import frappe
from frappe import _

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.domain.problem_flow import Weight
from aftersales_app.service_improvement.services import problem_panel, problems

NUMBER = "_number_seq"


class AftersalesProblem(AftersalesDocument):
	def autoname(self):
		number = frappe.db.get_next_sequence_val(self.doctype, NUMBER)
		self.name = f"PB-{moments.site_today().year}-{number:05d}"

	def onload(self):
		self.set_onload("told", problem_panel.told(self))

	def validate(self):
		if self.is_new():
			problems.enter(self)
		else:
			problems.change(self)

	def on_trash(self):
		frappe.throw(
			_("Problems are part of the service archive and are not deleted. Reject or merge it instead.")
		)

	@frappe.whitelist()
	def accept(self):
		"""It is worked on."""
		self.check_stored_permission()
		problems.accept(self)

	@frappe.whitelist()
	def reject(self, reason: str):
		"""It is none."""
		self.check_stored_permission()
		problems.reject(self, reason)

	@frappe.whitelist()
	def weigh(self, impact: str, impact_reason: str, urgency: str, urgency_reason: str):
		"""How grave it is."""
		self.check_stored_permission()
		problems.weigh(self, Weight(impact, impact_reason, urgency, urgency_reason))

	@frappe.whitelist()
	def merge(self, into: str):
		"""It is the same as another."""
		self.check_stored_permission()
		problems.merge(self, into)

	@frappe.whitelist()
	def link(self, doctype: str, name: str):
		"""A record that shows it."""
		self.check_stored_permission()
		problems.link(self, doctype, name)

	@frappe.whitelist()
	def leave_out(self, case: str, reason: str):
		"""A case that does not belong to it."""
		self.check_stored_permission()
		problems.leave_out(self, case, reason)


def on_doctype_update():
	"""For the matrix of a company, and for what is worked on every morning."""
	frappe.db.add_index("Aftersales Problem", ["company", "status", "quadrant"])
	frappe.db.add_index("Aftersales Problem", ["status", "modified"])
	frappe.db.add_index("Aftersales Problem", ["source_doctype", "source_name"])
