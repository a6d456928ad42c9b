import frappe
from frappe import _

from aftersales_app.aftersales_core.document import MaskedDocument


class AftersalesCallDraw(MaskedDocument):
	def validate(self):
		frappe.throw(_("Follow-up calls are drawn every morning and written from their buttons, not edited."))

	def on_trash(self):
		frappe.throw(_("Follow-up calls are part of the service archive and are not deleted."))


def on_doctype_update():
	"""A day of a company is drawn once."""
	frappe.db.add_unique("Aftersales Call Draw", ["company", "day"])
