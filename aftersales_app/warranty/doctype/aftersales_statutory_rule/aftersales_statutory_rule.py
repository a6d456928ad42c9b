import frappe

from aftersales_app.warranty.services import rule_documents
from aftersales_app.warranty.services import rule_versions as versions
from aftersales_app.warranty.versioned import VersionedDocument

TITLE = 140


class AftersalesStatutoryRule(VersionedDocument):
	def validate(self):
		self.jurisdiction = (self.jurisdiction or "").strip().upper()
		rule_documents.read_words([*self.conditions, *self.exclusions])
		versions.check_rule(self)
		self.title = self.title or " ".join((self.citation or "").split())[:TITLE]

	def get_invalid_links(self, is_submittable=False):
		versions.check_categories(self)  # in better words than a link that leads nowhere
		return super().get_invalid_links(is_submittable)

	def before_submit(self):
		versions.take_over(self)
		versions.check_book(self)

	def before_update_after_submit(self):
		versions.check_rule(self)
		versions.check_book(self)


def on_doctype_update():
	frappe.db.add_index("Aftersales Statutory Rule", ["rule_id", "version"])
