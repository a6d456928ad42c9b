import frappe
from frappe import _
from frappe.model.document import Document

from aftersales_app.aftersales_core import archive

CHECKERS = ("Service Auditor", "Operations Manager", "System Manager")


class AftersalesSeal(Document):
	def validate(self):
		if not self.is_new():
			frappe.throw(_("Seals are never changed: they prove that the archive is untouched."))

	def on_trash(self):
		frappe.throw(_("Seals are never deleted: they prove that the archive is untouched."))

	@frappe.whitelist()
	def check(self) -> str:
		"""Recompute this day: Intact or Tampered."""
		frappe.only_for(CHECKERS)
		return archive.check(self.name)


@frappe.whitelist(methods=["POST"])
def check_all() -> None:
	"""Recompute the whole chain in a job; the list shows which days do not hold."""
	frappe.only_for(CHECKERS)
	frappe.enqueue(
		"aftersales_app.tasks.check_archive",
		queue="long",
		job_id="aftersales-check-archive",
		deduplicate=True,
	)
