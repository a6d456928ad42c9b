import secrets
import time

import frappe
from frappe import _
from frappe.model.document import Document


class AftersalesSealRenewal(Document):
	def autoname(self):
		"""Microseconds first, as events are named: a day's seal covers both."""
		self.name = f"{time.time_ns() // 1000:014x}{secrets.token_hex(4)}"

	def validate(self):
		if not self.is_new():
			frappe.throw(_("Seals are never changed: they prove that the archive is untouched."))

	def on_trash(self):
		frappe.throw(_("Seals are never deleted: they prove that the archive is untouched."))
