import frappe
from frappe import _
from frappe.utils import cint, flt, get_fullname

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.domain.complaint_flow import Assessment
from aftersales_app.service_quality.services import complaint_panel, complaints

NUMBER = "_number_seq"


class AftersalesComplaint(AftersalesDocument):
	def autoname(self):
		number = frappe.db.get_next_sequence_val(self.doctype, NUMBER)
		self.name = f"CP-{moments.site_today().year}-{number:05d}"

	def onload(self):
		self.set_onload("told", complaint_panel.told(self))

	def validate(self):
		if self.is_new():
			complaints.enter(self)
		else:
			complaints.change(self)

	def on_trash(self):
		frappe.throw(
			_(
				"Complaints are part of the service archive and are not deleted. Withdraw the complaint instead."
			)
		)

	@property
	def people(self):
		"""Whom it is about, for prints."""
		return ", ".join(self.named(row.user) for row in self.subjects)

	def named(self, user):
		"""A person as prints call them."""
		return get_fullname(user)

	@frappe.whitelist()
	def acknowledge(self, note: str | None = None):
		"""The customer knows that it is here."""
		self.check_stored_permission()
		complaints.acknowledge(self, note)

	@frappe.whitelist()
	def assess(
		self,
		impact: int | str,
		complexity: int | str,
		safety: int | str = 0,
		is_public: int | str = 0,
		immediate_action: str | None = None,
	):
		"""How grave it is."""
		self.check_stored_permission()
		found = Assessment(bool(cint(safety)), cint(impact), cint(complexity), bool(cint(is_public)))
		complaints.assess(self, found, immediate_action)

	@frappe.whitelist()
	def assign(self, user: str):
		"""Who looks into it."""
		self.check_stored_permission()
		complaints.assign(self, user)

	@frappe.whitelist()
	def investigate(self, findings: str, cause: str | None = None, cause_note: str | None = None):
		"""What was found."""
		self.check_stored_permission()
		complaints.investigate(self, findings, cause, cause_note)

	@frappe.whitelist()
	def respond(self, response: str):
		"""What the customer is told meanwhile."""
		self.check_stored_permission()
		complaints.respond(self, response)

	@frappe.whitelist()
	def decide(
		self,
		decision: str,
		how: str,
		rejects: int | str = 0,
		routes_told: int | str = 0,
		compensation: float | str = 0,
	):
		"""What the customer is told in the end."""
		self.check_stored_permission()
		told = {"rejects": bool(cint(rejects)), "routes_told": bool(cint(routes_told))}
		complaints.decide(self, decision, how, compensation=flt(compensation), **told)

	@frappe.whitelist()
	def record_opinion(self, opinion: str, on: str, evidence: str | None = None):
		"""What the customer says of it."""
		self.check_stored_permission()
		complaints.record_opinion(self, opinion, on, evidence)

	@frappe.whitelist()
	def answer_authority(self, on: str, answer: str):
		"""What the authority was told."""
		self.check_stored_permission()
		complaints.answer_authority(self, on, answer)

	@frappe.whitelist()
	def close(self):
		"""Nothing is left to do."""
		self.check_stored_permission()
		complaints.close(self)

	@frappe.whitelist()
	def escalate(self, reason: str):
		"""It goes further."""
		self.check_stored_permission()
		complaints.escalate(self, reason)

	@frappe.whitelist()
	def appeal(self, on: str, what: str):
		"""The customer appeals."""
		self.check_stored_permission()
		complaints.appeal(self, on, what)

	@frappe.whitelist()
	def withdraw(self, reason: str):
		"""The customer takes it back."""
		self.check_stored_permission()
		complaints.withdraw(self, reason)


def on_doctype_update():
	"""For lists by team and status, for what is due, and for figures of a period."""
	frappe.db.add_index("Aftersales Complaint", ["status", "acknowledge_by"])
	frappe.db.add_index("Aftersales Complaint", ["team", "status", "modified"])
	frappe.db.add_index("Aftersales Complaint", ["received_at", "company", "source"])
