import frappe
from frappe import _

from aftersales_app.aftersales_core import messages
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.domain.evaluation_flow import PUBLISHED
from aftersales_app.service_quality.services import evaluations

FIXED = ("company", "kind", "first_day", "last_day", "status", "notices", "comments_read", "drawn_at")
PEOPLE = ("checked_by", "checked_at", "approved_by", "approved_at", "published_by", "published_on")
TABLES = ("figures", "terms", "appeals")


class AftersalesEvaluation(AftersalesDocument):
	def validate(self):
		if self.is_new():
			with messages.translated():
				evaluations.enter(self)
		elif not self.flags.by_step:
			self.keep()

	def keep(self):
		"""People write findings, until it is published; everything else is written by its steps."""
		before = self.get_doc_before_save()
		self.update({field: before.get(field) for field in (*FIXED, *PEOPLE, *TABLES)})
		if before.status == PUBLISHED and self.findings != before.findings:
			frappe.throw(_("A published evaluation is locked. Appeal against it instead."))

	def on_trash(self):
		frappe.throw(_("Evaluations are part of the service archive and are not deleted."))


def on_doctype_update():
	"""A period of a company is evaluated once."""
	frappe.db.add_index("Aftersales Evaluation", ["company", "kind", "first_day"])
