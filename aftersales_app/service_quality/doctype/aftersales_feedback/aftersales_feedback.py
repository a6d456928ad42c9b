import frappe
from frappe import _

from aftersales_app.aftersales_core.document import MaskedDocument


class AftersalesFeedback(MaskedDocument):
	def validate(self):
		frappe.throw(_("What customers are asked and answer is written by their page and never edited."))

	def on_trash(self):
		frappe.throw(
			_("What customers are asked and answer is part of the service archive and is not deleted.")
		)


def on_doctype_update():
	"""For figures of a period by place, and for what is still to be verified."""
	frappe.db.add_index("Aftersales Feedback", ["given_at", "company", "team", "overall"])
	frappe.db.add_index("Aftersales Feedback", ["status", "given_at"])
	frappe.db.add_index("Aftersales Feedback", ["company", "given_at", "counts", "verified_overall"])
