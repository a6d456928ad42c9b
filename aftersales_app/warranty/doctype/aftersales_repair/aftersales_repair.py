import frappe

from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.warranty.services import repairs


class AftersalesRepair(AftersalesDocument):
	def validate(self):
		repairs.take_over_unit(self)
		repairs.check(self)

	def on_update(self):
		repairs.changed(self)

	def on_trash(self):
		repairs.refuse_to_forget(self)

	def after_delete(self):
		repairs.changed(self)


def on_doctype_update():
	frappe.db.add_index("Aftersales Repair", ["product", "received_on"])
	frappe.db.add_index("Aftersales Repair", ["ticket"])
