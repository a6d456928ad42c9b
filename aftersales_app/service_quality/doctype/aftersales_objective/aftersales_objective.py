import frappe

from aftersales_app.aftersales_core import messages
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.service_quality.services import objectives


class AftersalesObjective(AftersalesDocument):
	def validate(self):
		with messages.translated():
			objectives.check(self)


def on_doctype_update():
	"""The objectives of a year of a company."""
	frappe.db.add_index("Aftersales Objective", ["company", "year", "metric"])
