from functools import cached_property

import frappe
from frappe.model.workflow import WorkflowPermissionError

from aftersales_app import compat
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.domain.service_clock import CLOCKS
from aftersales_app.service_desk.services import follow_ups, tickets

NUMBER = "_number_seq"
VERDICTS = tuple(f"{clock}_verdict" for clock in CLOCKS)
COUNTERS = ("reassignments", "handovers", "reopenings")
# Loads and a year's figures are counted in indexes, never in the rows. A key has 3,072 bytes at the most: a link takes 562 of
# them, a choice 258.
NAMED_INDEXES = {
	"load_of_assignee": ("assignee", "status_category", "assigned_at"),
	"opened_by_place": (
		"opened_at",
		"company",
		"team",
		"category",
		"priority",
		*VERDICTS,
		"resolved_at",
		*COUNTERS,
	),
	"opened_by_kind": (
		"opened_at",
		"company",
		"policy",
		"kind",
		"channel",
		*VERDICTS,
		"resolved_at",
		*COUNTERS,
	),
	"missed_by_owner": ("opened_at", "team", *(f"{clock}_missed_by" for clock in CLOCKS)),
	"resolved_figures": (
		"resolved_at",
		"opened_at",
		"customer",
		"item_code",
		"category",
		"team",
		"company",
		"contacts",
		"reopenings",
	),
	"stage_figures": (
		"status_category",
		"team",
		"opened_at",
		"resolution_due",
		"resolution_at",
		"assignee",
		"company",
		"category",
		"kind",
		"priority",
	),
	"stage_states": ("status_category", "opened_at", "channel", "policy", "status"),
	"facts_by_name": ("name", "category", "policy", "kind", "priority", "channel"),
	# A stage's tickets, the newest first, and what is still to be resolved, the most pressing first. Who may see them is
	# judged in the index, before a row is read.
	"newest_of_stage": ("status_category", "modified", "team", "assignee", "owner", "company"),
	"undone_by_due": (
		"resolution_at",
		"resolution_due",
		"team",
		"assignee",
		"owner",
		"company",
		"status_category",
	),
	"reopened": ("reopenings", "status_category", "modified"),
	"newest_words": ("modified", "search_terms(500)"),  # few terms are longer together: read without the row
}


class AftersalesTicket(AftersalesDocument):
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

	def validate_workflow(self):
		try:
			super().validate_workflow()
		except WorkflowPermissionError:
			frappe.clear_last_message()
			tickets.refuse_move(self)  # in words that say what is possible

	def on_update(self):
		tickets.written(self)
		follow_ups.after_save(self)

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
	"""Indexes for the lists that people ask for, the sweep, and assignment.

	None begins with the team or the owner, or with the stage and then one of them: with one, MariaDB would merge the
	indexes of what an agent may see (team, assignee, owner) and sort a team's whole year, where it now walks back from the
	newest ticket.
	"""
	for columns in (
		["category", "modified"],
		["customer", "modified"],
		["next_check_at"],
		["phone_key"],
		["contact_email"],
	):
		frappe.db.add_index("Aftersales Ticket", columns)
	for name, columns in NAMED_INDEXES.items():
		compat.add_index("Aftersales Ticket", columns, name)
