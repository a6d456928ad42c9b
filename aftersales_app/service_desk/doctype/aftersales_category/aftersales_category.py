from frappe.utils.nestedset import NestedSet

from aftersales_app.aftersales_core import reference


class AftersalesCategory(NestedSet):
	def on_update(self):
		super().on_update()
		reference.changed()

	def on_trash(self):
		super().on_trash()
		reference.changed()
