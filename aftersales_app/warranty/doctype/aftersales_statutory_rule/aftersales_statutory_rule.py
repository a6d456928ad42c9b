import frappe
from frappe import _

from aftersales_app.warranty.services import rule_documents
from aftersales_app.warranty.services import rule_versions as versions
from aftersales_app.warranty.versioned import VersionedDocument

TITLE = 140


class AftersalesStatutoryRule(VersionedDocument):
	def validate(self):
		self.jurisdiction = (self.jurisdiction or "").strip().upper()
		self.check_categories()
		rule_documents.read_words([*self.conditions, *self.exclusions])
		versions.check_rule(self)
		self.title = self.title or " ".join((self.citation or "").split())[:TITLE]

	def check_categories(self):
		for row in self.categories:
			if row.goods_category and not row.goods_category.startswith(f"{self.jurisdiction}-"):
				frappe.throw(
					_("{0} is a category of another country than {1}.").format(
						row.goods_category, self.jurisdiction
					)
				)

	def before_submit(self):
		versions.take_over(self)
		versions.check_book(self)

	def before_update_after_submit(self):
		versions.check_rule(self)
		versions.check_book(self)


def on_doctype_update():
	frappe.db.add_index("Aftersales Statutory Rule", ["rule_id", "version"])
