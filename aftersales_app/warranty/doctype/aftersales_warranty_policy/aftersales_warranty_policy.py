import frappe
from frappe import _

from aftersales_app.warranty.services import rule_documents
from aftersales_app.warranty.services import rule_versions as versions
from aftersales_app.warranty.versioned import VersionedDocument


class AftersalesWarrantyPolicy(VersionedDocument):
	def validate(self):
		self.jurisdiction = (self.jurisdiction or "").strip().upper()
		self.check_target()
		rule_documents.read_words(self.exclusions)
		versions.check_policy(self)

	def check_target(self):
		"""A policy names the one thing that it applies to, and nothing else."""
		own = rule_documents.TARGETS.get(self.applies_to)
		for field in rule_documents.TARGETS.values():
			if field != own:
				self.set(field, None)
		if own and not self.get(own):
			frappe.throw(_("Say which {0} it applies to.").format(_(self.applies_to)))

	def before_submit(self):
		versions.take_over(self)
		versions.check_equal(self)

	def before_update_after_submit(self):
		versions.check_policy(self)
		versions.check_equal(self)


def on_doctype_update():
	frappe.db.add_index("Aftersales Warranty Policy", ["company", "docstatus"])
