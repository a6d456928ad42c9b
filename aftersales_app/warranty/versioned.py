"""What statutory rules and warranty policies have in common: they are published as versions, and what was published stays."""

import frappe

from aftersales_app.aftersales_core import reference
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.warranty.services import rule_versions as versions


class VersionedDocument(AftersalesDocument):
	"""A document whose submission publishes it. Each that changes is read anew by whoever decides."""

	def before_insert(self):
		versions.give_number(self)

	def on_update(self):
		reference.changed()

	def on_update_after_submit(self):
		reference.changed()

	def on_cancel(self):
		self.ignore_linked_doctypes = [self.doctype]  # the version that followed stays
		reference.changed()
		versions.give_back(self)

	def on_trash(self):
		versions.refuse_deleting(self)

	@frappe.whitelist()
	def new_version(self) -> str:
		"""A draft that will take this one's place from a later day on; its name."""
		self.check_stored_permission("create")
		return versions.new_version(self)
