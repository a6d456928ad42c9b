import frappe
from frappe.utils import cint, flt

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.domain.complaint_flow import Assessment
from aftersales_app.service_quality.services import complaint_panel, complaints

Number, Words = int | float | str, str | None  # as a browser sends them


class AftersalesComplaint(AftersalesDocument):
	def autoname(self):
		self.name = f"CP-{moments.site_today().year}-{frappe.db.get_next_sequence_val(self.doctype, '_number_seq'):05d}"

	def onload(self):
		self.set_onload("told", complaint_panel.told(self))

	def validate(self):
		(complaints.enter if self.is_new() else complaints.change)(self)

	def after_insert(self):
		complaints.entered(self)

	def on_trash(self):
		complaints.refuse_deleting()

	@frappe.whitelist()
	def acknowledge(self, note: Words = None):
		"""The customer knows that it is here."""
		self.check_stored_permission()
		complaints.acknowledge(self, note)

	@frappe.whitelist()
	def assess(
		self,
		impact: Number,
		complexity: Number,
		safety: Number = 0,
		is_public: Number = 0,
		immediate_action: Words = None,
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
	def investigate(self, findings: str, cause: Words = None, cause_note: Words = None):
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
		rejects: Number = 0,
		routes_told: Number = 0,
		compensation: Number = 0,
		mail: Number = 0,
	):
		"""What the customer is told in the end."""
		self.check_stored_permission()
		told = {
			"rejects": bool(cint(rejects)),
			"routes_told": bool(cint(routes_told)),
			"mail": bool(cint(mail)),
		}
		complaints.decide(self, decision, how, compensation=flt(compensation), **told)

	@frappe.whitelist()
	def tell_status(self, how: str, note: Words = None):
		"""How it stands, for a customer who asks or waits."""
		self.check_stored_permission()
		complaints.tell_status(self, how, note)

	@frappe.whitelist()
	def record_opinion(
		self, opinion: str, on: str, evidence: Words = None, routes_told: Number = 0, handling: Number = 0
	):
		"""What the customer says of it."""
		self.check_stored_permission()
		told = {"routes_told": bool(cint(routes_told)), "handling": cint(handling)}
		complaints.record_opinion(self, opinion, on, evidence, **told)

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
	def appeal(self, on: str, what: str, routes_told: Number = 0):
		"""The customer appeals."""
		self.check_stored_permission()
		complaints.appeal(self, on, what, routes_told=bool(cint(routes_told)))

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
