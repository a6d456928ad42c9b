import frappe
from frappe import _

from aftersales_app.aftersales_core.document import MaskedDocument


class AftersalesFollowupCall(MaskedDocument):
	def validate(self):
		frappe.throw(_("Follow-up calls are drawn every morning and written from their buttons, not edited."))

	def on_trash(self):
		frappe.throw(_("Follow-up calls are part of the service archive and are not deleted."))


def on_doctype_update():
	"""For the queue, and for who was called lately."""
	frappe.db.add_index("Aftersales Follow-up Call", ["status", "due_on", "company"])
	frappe.db.add_index("Aftersales Follow-up Call", ["contact_phone", "called_at"])
