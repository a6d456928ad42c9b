import frappe
from frappe import _
from frappe.utils.nestedset import NestedSet

from aftersales_app.aftersales_core import reference
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.service_desk.services import categories


class AftersalesCategory(AftersalesDocument, NestedSet):
	def validate(self):
		self.check_place()
		self.check_checklist()
		categories.check_skill(self)

	def check_place(self):
		parent = self.parent_aftersales_category
		if parent and not frappe.db.get_value(self.doctype, parent, "is_group"):
			frappe.throw(
				_("{0} is not a group: mark it as a group, or choose another parent category.").format(
					frappe.bold(_(parent))
				)
			)
		if not self.is_group and frappe.db.exists(self.doctype, {self.nsm_parent_field: self.name}):
			frappe.throw(
				_("{0} has categories below it and must stay a group.").format(frappe.bold(self.name))
			)

	def check_checklist(self):
		items = [(row.item or "").strip() for row in self.checklist]
		twice = sorted({item for item in items if items.count(item) > 1})
		if twice:
			frappe.throw(_("Listed more than once in the checklist: {0}").format(", ".join(twice)))

	def on_update(self):
		super().on_update()
		reference.changed()

	def on_trash(self):
		super().on_trash()
		reference.changed()

	def after_rename(self, old, new, merge=False):
		super().after_rename(old, new, merge)
		reference.changed()
