import frappe
from frappe import _

from aftersales_app.aftersales_core import reference
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.warranty.services import rule_documents
from aftersales_app.warranty.services import rule_versions as versions

TITLE = 140


class AftersalesStatutoryRule(AftersalesDocument):
	def before_insert(self):
		versions.give_number(self)

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

	def on_update(self):
		reference.changed()

	def on_update_after_submit(self):
		reference.changed()

	def on_cancel(self):
		self.ignore_linked_doctypes = [self.doctype]  # the version that followed stays
		reference.changed()

	def on_trash(self):
		versions.refuse_deleting(self)

	@frappe.whitelist()
	def new_version(self) -> str:
		"""A draft that will take this rule's place from a later day on; its name."""
		self.check_stored_permission("create")
		return versions.new_version(self)


def on_doctype_update():
	frappe.db.add_index("Aftersales Statutory Rule", ["rule_id", "version"])
