import frappe
from frappe import _

from aftersales_app.aftersales_core.document import MaskedDocument
from aftersales_app.warranty.services import claim_story


class AftersalesDecision(MaskedDocument):
	def validate(self):
		frappe.throw(
			_("Decisions are written when a claim is adjudicated and are never edited. Appeal instead.")
		)

	def on_trash(self):
		frappe.throw(_("Decisions are part of the service archive and are not deleted."))

	def told(self):
		"""The decision line by line, for its letter."""
		return claim_story.of_decision(self)


def on_doctype_update():
	"""For reports by month and by person."""
	frappe.db.add_index("Aftersales Decision", ["company", "made_on"])
	frappe.db.add_index("Aftersales Decision", ["decided_by", "made_on"])
