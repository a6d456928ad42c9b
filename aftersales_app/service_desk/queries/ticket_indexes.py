"""The indexes of the ticket table: for lists, the sweep, assignment, and the figures of a year."""

import frappe

from aftersales_app import compat
from aftersales_app.domain.service_clock import CLOCKS

TICKET = "Aftersales Ticket"
VERDICTS = tuple(f"{clock}_verdict" for clock in CLOCKS)
COUNTERS = ("reassignments", "handovers", "reopenings")
# Loads and a year's figures are counted in indexes, never in the rows. A key has 3,072 bytes at the most: a link takes 562 of
# them, a choice 258.
NAMED_INDEXES = {
	"work_of_assignee": ("assignee", "status_category", "assigned_at", "team", "owner", "company"),
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
	# The open tickets and those of a stage, the newest first, and what is still to be resolved, the most pressing first. Who may see them is
	# judged in the index, before a row is read; in that of an assignee's work, too, for those who have none.
	"newest_open": ("is_open", "modified", "team", "assignee", "owner", "company"),
	"newest_of_stage": ("status_category", "modified", "team", "assignee", "owner", "company"),
	"pending_by_due": ("resolution_pending", "resolution_due", "team", "assignee", "owner", "company"),
	"reopened": ("reopenings", "status_category", "modified"),
	"newest_words": ("modified", "search_terms(500)"),  # few terms are longer together: read without the row
}


def prepare() -> None:
	"""Indexes for the lists that people ask for, the sweep, and assignment.

	None begins with the team or the owner, or with the stage and then one of them: with one, MariaDB would merge the
	indexes of what an agent may see (team, assignee, owner) and sort a team's whole year, where it now walks back from the
	newest ticket.
	"""
	for columns in (
		["category", "modified"],
		["customer", "modified"],
		["assignee", "modified"],
		["channel", "modified"],
		["kind", "modified"],
		["priority", "modified"],
		["result", "modified"],
		["status", "modified"],
		["next_check_at"],
		["phone_key"],
		["product"],
		["contact_email"],
	):
		frappe.db.add_index(TICKET, columns)
	for name, columns in NAMED_INDEXES.items():
		compat.add_index(TICKET, columns, name)
