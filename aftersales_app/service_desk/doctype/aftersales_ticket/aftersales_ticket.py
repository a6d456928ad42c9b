from functools import cached_property

import frappe
from frappe.model.workflow import WorkflowPermissionError

from aftersales_app import compat
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.service_desk.queries import ticket_indexes
from aftersales_app.service_desk.services import follow_ups, links, repairs, tickets

NUMBER = "_number_seq"


class AftersalesTicket(AftersalesDocument):
	@cached_property
	def meta(self):
		return compat.remembering_meta(self.doctype)

	def autoname(self):
		self.name = f"TK-{frappe.db.get_next_sequence_val(self.doctype, NUMBER):07d}"

	def get_invalid_links(self, is_submittable=False):
		with links.without_known(self):
			return super().get_invalid_links(is_submittable)

	def validate(self):
		if self.is_new():
			tickets.take_in(self)
		else:
			tickets.apply_changes(self)

	def validate_workflow(self):
		try:
			super().validate_workflow()
		except WorkflowPermissionError:
			frappe.clear_last_message()
			tickets.refuse_move(self)  # in words that say what is possible

	def on_update(self):
		tickets.written(self)
		follow_ups.after_save(self)
		repairs.after_save(self)

	def on_trash(self):
		frappe.throw(
			frappe._(
				"Tickets are part of the service archive and are not deleted. Cancel the ticket instead."
			)
		)

	def run_method(self, method, *args, **kwargs):
		if method not in compat.NOT_FOR_TICKETS:
			return super().run_method(method, *args, **kwargs)
		with compat.only_ticket_handlers(method):
			return super().run_method(method, *args, **kwargs)

	def save_version(self):
		if tickets.needs_version(self):
			super().save_version()


def on_doctype_update():
	ticket_indexes.prepare()
