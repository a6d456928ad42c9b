from functools import cached_property

import frappe
from frappe.model.document import Document

from aftersales_app import compat
from aftersales_app.service_desk.services import event_log, tickets

NUMBER = "_number_seq"


class AftersalesTicket(Document):
	@cached_property
	def meta(self):
		return compat.remembering_meta(self.doctype)

	def autoname(self):
		self.name = f"TK-{frappe.db.get_next_sequence_val(self.doctype, NUMBER):07d}"

	def validate(self):
		if self.is_new():
			tickets.take_in(self)
		else:
			tickets.apply_changes(self)

	def on_update(self):
		event_log.write_noted(self)

	def on_trash(self):
		frappe.throw(
			frappe._(
				"Tickets are part of the service archive and are not deleted. Cancel the ticket instead."
			)
		)

	def run_method(self, method, *args, **kwargs):
		if method != "on_update":
			return super().run_method(method, *args, **kwargs)
		with compat.without_workflow_actions():
			return super().run_method(method, *args, **kwargs)


def on_doctype_update():
	"""Indexes for the lists that people ask for, the sweep, and assignment."""
	for columns in (
		["status_category", "modified"],
		["team", "status_category", "modified"],
		["assignee", "status_category", "assigned_at"],
		["customer", "modified"],
		["company", "modified"],
		["next_check_at"],
		["phone_key"],
		["opened_at"],
	):
		frappe.db.add_index("Aftersales Ticket", columns)
