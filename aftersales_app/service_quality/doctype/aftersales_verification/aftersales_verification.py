import frappe
from frappe import _

from aftersales_app.aftersales_core.document import MaskedDocument


class AftersalesVerification(MaskedDocument):
	def validate(self):
		frappe.throw(_("What somebody found is written from the feedback and never edited. Verify it anew."))

	def on_trash(self):
		frappe.throw(_("What somebody found is part of the service archive and is not deleted."))
