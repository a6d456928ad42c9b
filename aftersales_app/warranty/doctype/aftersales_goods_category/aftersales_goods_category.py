import re

import frappe
from frappe import _

from aftersales_app.aftersales_core import messages, reference
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.warranty.services import rule_documents

CODE = re.compile(r"[a-z][a-z0-9_]*")
COUNTRY = re.compile(r"[A-Z]{2}")


class AftersalesGoodsCategory(AftersalesDocument):
	def before_insert(self):
		self.jurisdiction = (self.jurisdiction or "").strip().upper()

	def validate(self):
		if not COUNTRY.fullmatch(self.jurisdiction or ""):
			frappe.throw(_("A country is two letters, say CN."))
		if not CODE.fullmatch(self.code or ""):
			frappe.throw(_("A code is small letters, digits and underscores, say washing_machine."))
		rule_documents.read_words(self.facts)
		with messages.translated():
			rule_documents.category_facts(self)

	def on_update(self):
		reference.changed()

	def on_trash(self):
		reference.changed()
