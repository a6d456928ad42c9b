import frappe
from frappe import _
from frappe.utils import get_datetime

from aftersales_app.aftersales_core import reference
from aftersales_app.aftersales_core.document import AftersalesDocument


class AftersalesAbsence(AftersalesDocument):
	def validate(self):
		if get_datetime(self.to_time) <= get_datetime(self.from_time):
			frappe.throw(_("The absence ends before it begins."))
		if self.substitute and self.substitute == self.user:
			frappe.throw(_("Nobody can be their own substitute."))

	def on_update(self):
		reference.changed()

	def on_trash(self):
		reference.changed()
