"""The ticket flow: Frappe's Workflow on Aftersales Ticket as the owner of the site has shaped it, read by category."""

import re
from dataclasses import dataclass
from types import MappingProxyType

import frappe
from frappe import _
from frappe.model.workflow import get_transitions, get_workflow, get_workflow_name

from aftersales_app.aftersales_core import reference
from aftersales_app.domain.ticket_flow import CATEGORIES, NEW
from aftersales_app.service_desk import queries

DOCTYPE = "Aftersales Ticket"
CONDITION_FIELD = re.compile(r"\bdoc\.(\w+)")


@dataclass(frozen=True, slots=True)
class Flow:
	"""States with their categories, the first one being where a ticket begins."""

	categories: MappingProxyType[str, str]

	@property
	def initial(self) -> str:
		return next(iter(self.categories))

	def category(self, state: str) -> str:
		"""The category of a state. Throws for a state that the workflow does not know."""
		if state not in self.categories:
			frappe.throw(_("{0} is not a status of the ticket workflow.").format(frappe.bold(_(state))))
		return self.categories[state]

	def first_of(self, category: str) -> str | None:
		"""The first state of a category, None where the workflow has none."""
		return next((state for state, own in self.categories.items() if own == category), None)


def flow() -> Flow:
	"""The active workflow, compiled."""
	return reference.compiled("flow", _compile)


def _compile() -> Flow:
	if not get_workflow_name(DOCTYPE):
		frappe.throw(_("No active workflow for {0}. Turn one on in the Workflow list.").format(_(DOCTYPE)))
	states = {row.state: row.get("aftersales_category") or "Working" for row in get_workflow(DOCTYPE).states}
	return Flow(MappingProxyType(states))


def move_to_category(ticket: "frappe.model.document.Document", category: str) -> None:
	"""Set the status by which the user may bring the ticket into `category` (a card dropped on a board column)."""
	before = ticket.get_doc_before_save()
	states = flow()
	for transition in get_transitions(before):
		if states.category(transition.next_state) == category:
			ticket.status = transition.next_state
			return
	frappe.throw(
		_("You cannot move this ticket from {0} to {1}.").format(_(before.status_category), _(category)),
		title=_("Not Allowed"),
	)


def asked_for(
	ticket: "frappe.model.document.Document", before: "frappe.model.document.Document"
) -> list[str]:
	"""The empty fields that the workflow's conditions name on the user's ways from where the ticket was to where it is sent."""
	roles = set(frappe.get_roles())
	ways = [
		row
		for row in get_workflow(DOCTYPE).transitions
		if (row.state, row.next_state) == (before.status, ticket.status) and row.allowed in roles
	]
	named = [field for row in ways for field in CONDITION_FIELD.findall(row.condition or "")]
	return [field for field in dict.fromkeys(named) if not ticket.get(field)]


def action_leads_to(ticket: "frappe.model.document.Document", action: str) -> str | None:
	"""The category into which the user's action brings the ticket, None for an action that they do not have."""
	for transition in get_transitions(ticket):
		if transition.action == action:
			return flow().category(transition.next_state)
	return None


def check_workflow(doc: "frappe.model.document.Document", method: str | None = None) -> None:
	"""A workflow on tickets must say what each of its states means (doc_events of Workflow)."""
	if doc.document_type != DOCTYPE:
		return
	for row in doc.states:
		if row.get("aftersales_category") not in CATEGORIES:
			frappe.throw(
				_("Row {0}: choose the stage that the status {1} belongs to.").format(
					row.idx, frappe.bold(_(row.state))
				)
			)
	if doc.states[0].aftersales_category != NEW:
		frappe.throw(
			_("Row 1: tickets begin in the first status, so its stage is {0}.").format(frappe.bold(_(NEW)))
		)
	if doc.is_active:
		_check_in_use({row.state: row.aftersales_category for row in doc.states})
	reference.changed()


def _check_in_use(stages: dict[str, str]) -> None:
	"""Tickets stay where they are: a status that has some keeps its stage, and its row."""
	for state, category in queries.states_in_use():
		if stages.get(state) != category:
			frappe.throw(
				_("There are tickets in the status {0}: it stays in the workflow, at the stage {1}.").format(
					frappe.bold(_(state)), frappe.bold(_(category))
				)
			)
