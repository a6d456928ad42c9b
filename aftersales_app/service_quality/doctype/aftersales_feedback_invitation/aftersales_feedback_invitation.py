import frappe
from frappe import _

from aftersales_app.aftersales_core.document import MaskedDocument


class AftersalesFeedbackInvitation(MaskedDocument):
	def validate(self):
		frappe.throw(_("What customers are asked and answer is written by their page and never edited."))

	def on_trash(self):
		frappe.throw(
			_("What customers are asked and answer is part of the service archive and is not deleted.")
		)


def on_doctype_update():
	"""For the fatigue limit, by whom it reached."""
	frappe.db.add_index("Aftersales Feedback Invitation", ["contact_email", "invited_at"])
	frappe.db.add_index("Aftersales Feedback Invitation", ["contact_phone", "invited_at"])
