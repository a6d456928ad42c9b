from functools import cached_property

import frappe
from frappe import _

from aftersales_app import compat
from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.warranty.services import claim_entry, claims, quotations

NUMBER = "_number_seq"


class AftersalesClaim(AftersalesDocument):
	@cached_property
	def meta(self):
		return compat.remembering_meta(self.doctype)

	def autoname(self):
		number = frappe.db.get_next_sequence_val(self.doctype, NUMBER)
		self.name = f"WC-{moments.site_today().year}-{number:05d}"

	def get_invalid_links(self, is_submittable=False):
		with claim_entry.without_known_links(self):
			return super().get_invalid_links(is_submittable)

	def validate(self):
		if self.is_new():
			claims.enter(self)
		else:
			claims.change(self)

	def on_update(self):
		claims.changed(self)

	def on_trash(self):
		frappe.throw(
			_("Claims are part of the service archive and are not deleted. Withdraw the claim instead.")
		)

	def quoted(self):
		"""What the customer consents to, for its print."""
		return quotations.printed(self)

	def run_method(self, method, *args, **kwargs):
		if method not in compat.NOT_FOR_TICKETS:
			return super().run_method(method, *args, **kwargs)
		with compat.only_ticket_handlers(method):
			return super().run_method(method, *args, **kwargs)


def on_doctype_update():
	"""For the lists of what is open, and for the cards and charts of the workspace."""
	frappe.db.add_index("Aftersales Claim", ["company", "status", "modified"])
	frappe.db.add_index("Aftersales Claim", ["status", "company"])
	frappe.db.add_index("Aftersales Claim", ["event_on", "company", "verdict", "status", "item_code"])
