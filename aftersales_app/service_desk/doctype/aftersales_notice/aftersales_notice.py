import frappe
from frappe import _

from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.service_desk.services import notices


class AftersalesNotice(AftersalesDocument):
	def before_insert(self):
		frappe.throw(_("Warnings are raised by the service desk, not by hand."))

	def validate(self):
		notices.check_outcome(self)

	def on_update(self):
		notices.finish_to_do(self)

	def on_trash(self):
		frappe.throw(_("Warnings are part of the service archive and are not deleted."))
