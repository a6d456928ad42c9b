import frappe
from frappe import _

from aftersales_app.aftersales_core.document import AftersalesDocument


class AftersalesReveal(AftersalesDocument):
	def validate(self):
		frappe.throw(_("What was revealed is written by the button Show and never edited."))

	def on_trash(self):
		frappe.throw(_("What was revealed stays on record and is not deleted."))


def on_doctype_update():
	"""For how many one person reveals, and what was revealed of a record."""
	frappe.db.add_index("Aftersales Reveal", ["revealed_by", "revealed_at"])
