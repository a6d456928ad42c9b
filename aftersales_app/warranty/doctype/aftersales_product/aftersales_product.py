import frappe
from frappe import _

from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.warranty.services import coverage, units

NUMBER = "_number_seq"


class AftersalesProduct(AftersalesDocument):
	def autoname(self):
		self.name = f"UN-{frappe.db.get_next_sequence_val(self.doctype, NUMBER):07d}"

	def validate(self):
		units.keep(self)
		units.prepare(self)
		units.check(self)
		units.refuse_second(self)
		units.keep_owners(self)

	def on_update(self):
		coverage.renew_of(self)

	@property
	def customer_name(self):
		"""As the customer is called today."""
		return units.owner_name(self)

	def on_trash(self):
		frappe.throw(_("Registered products are part of the service archive and are not deleted."))


def on_doctype_update():
	"""For lists of a company's units whose cover ends."""
	frappe.db.add_index("Aftersales Product", ["company", "coverage_until"])
	frappe.db.add_index("Aftersales Product", ["source_name"])
	frappe.db.add_index("Aftersales Product", ["creation", "company"])
