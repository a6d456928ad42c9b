import frappe
from frappe import _

from aftersales_app.aftersales_core import files, messages
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.service_quality.services import self_assessment

ATTACHED = {"indicators": "evidence", "deductions": "evidence"}


class AftersalesSelfAssessment(AftersalesDocument):
	def validate(self):
		before = self.get_doc_before_save()
		if before and before.status == self_assessment.SIGNED:
			frappe.throw(_("A signed self-assessment is locked. Begin another one."))
		self.check_files(before)
		with messages.translated():
			self_assessment.settle(self, before)

	def check_files(self, before):
		files.check(self, before, "bonus_evidence")
		for table, field in ATTACHED.items():
			known = {row.name: row for row in before.get(table)} if before else {}
			for row in self.get(table):
				files.check(row, known.get(row.name), field)

	def on_trash(self):
		if self.status == self_assessment.SIGNED:
			frappe.throw(_("A signed self-assessment is part of the service archive and is not deleted."))

	@property
	def considered(self):
		"""For the print: what the reader has to consider, a line each."""
		return self_assessment.considered(self)

	@property
	def sums(self):
		"""For the print: the points of each part, as they apply and as they were got."""
		return self_assessment.sums(self)

	def named(self, user):
		return frappe.utils.get_fullname(user) if user else ""


def on_doctype_update():
	"""The latest of a company."""
	frappe.db.add_index("Aftersales Self-Assessment", ["company", "last_day"])
