import frappe
from frappe import _

from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.warranty.services import backfill


class AftersalesBackfill(AftersalesDocument):
	def validate(self):
		self.keep_results()

	def keep_results(self):
		"""What a job found is written by the job only; a question that is being answered stays as it is."""
		if self.flags.results:
			return
		before = self.get_doc_before_save()
		for field in self.meta.fields:
			if field.read_only and field.fieldtype != "Table":
				self.set(field.fieldname, before.get(field.fieldname) if before else None)
		self.set("reasons", before.reasons if before else [])
		self.status = before.status if before else backfill.DRAFT
		if before and before.status != backfill.DRAFT and self.has_value_changed("company"):
			frappe.throw(_("Make another backfill for another company."))

	@frappe.whitelist()
	def start(self):
		"""Register what was sold, in jobs."""
		self.check_stored_permission()
		backfill.start(self)
