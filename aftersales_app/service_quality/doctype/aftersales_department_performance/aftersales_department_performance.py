import frappe
from frappe import _

from aftersales_app.aftersales_core import messages
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.domain.evaluation_flow import PUBLISHED
from aftersales_app.service_quality.services import department_performance

FIXED = (
	"company",
	"department",
	"first_day",
	"last_day",
	"status",
	"score",
	"is_scored",
	"teams",
	"drawn_at",
)
PEOPLE = ("checked_by", "checked_at", "approved_by", "approved_at", "published_by", "published_on")
TABLES = ("parts", "appeals")


class AftersalesDepartmentPerformance(AftersalesDocument):
	def validate(self):
		if self.is_new():
			with messages.translated():
				department_performance.begin(self)
		elif not self.flags.by_step:
			self.keep()

	def keep(self):
		"""People write findings, until it is published; everything else is written by its steps."""
		before = self.get_doc_before_save()
		self.update({field: before.get(field) for field in (*FIXED, *PEOPLE, *TABLES)})
		if before.status == PUBLISHED and self.findings != before.findings:
			frappe.throw(_("A published performance is locked. Appeal against it instead."))

	def on_trash(self):
		frappe.throw(_("Performances are part of the service archive and are not deleted."))


def on_doctype_update():
	"""A quarter of a department is judged once."""
	frappe.db.add_index("Aftersales Department Performance", ["company", "first_day", "department"])
