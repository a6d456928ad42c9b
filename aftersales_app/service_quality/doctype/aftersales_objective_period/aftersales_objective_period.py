import frappe
from frappe import _

from aftersales_app.aftersales_core.document import AftersalesDocument


class AftersalesObjectivePeriod(AftersalesDocument):
	def validate(self):
		if not self.flags.by_service:
			frappe.throw(_("Figures are worked out from the records and not entered. Work them out anew."))

	def on_trash(self):
		frappe.throw(_("Figures of objectives are part of the service archive and are not deleted."))


def on_doctype_update():
	"""What a workspace shows of a month, and the periods of an objective."""
	frappe.db.add_index("Aftersales Objective Period", ["company", "kind", "first_day"])
	frappe.db.add_index("Aftersales Objective Period", ["verdict", "last_day"])
