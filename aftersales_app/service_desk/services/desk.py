"""What people do to a ticket with one button: load it, say what was done, save. The rules are those of every save."""

from typing import Any

import frappe
from frappe import _

from aftersales_app.aftersales_core import moments
from aftersales_app.domain import ticket_flow
from aftersales_app.domain.assignment import Candidate
from aftersales_app.domain.ticket_flow import CANCELLED, CLOSED, OPEN
from aftersales_app.integrations import erpnext
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.queries import picture
from aftersales_app.service_desk.services import assignment, tickets

STATES = ("on_shift", "off_shift", "absent", "disabled")


def load(name: str) -> Any:
	"""A ticket that this user may change, held until the transaction ends so that two buttons do not cross."""
	ticket = frappe.get_doc("Aftersales Ticket", name, for_update=True)
	ticket.check_permission("write")
	return ticket


def responded(name: str) -> Any:
	"""The customer was answered just now, for the first time."""
	ticket = load(name)
	_refuse_closed(ticket)
	if ticket.first_response_at:
		frappe.throw(
			_("The customer was answered already: {0}.").format(
				frappe.format(ticket.first_response_at, "Datetime")
			)
		)
	ticket.flags.responded_at = moments.now()
	return ticket.save()


def reassign(name: str, assignee: str) -> Any:
	"""Another member of the team has it from now on."""
	ticket = load(name)
	_refuse_closed(ticket)
	ticket.assignee = assignee
	return ticket.save()


def assigned(name: str, user: str) -> None:
	"""Somebody assigned the ticket in Frappe's own way: the same as re-assigning it, with the same rules."""
	if frappe.db.get_value("Aftersales Ticket", name, "assignee") != user:
		reassign(name, user)


def let_go(name: str, user: str, removed: bool) -> None:
	"""The to-do of a ticket's assignee ends in Frappe's own way: removed, the ticket waits in the queue again. As done it ends
	with the ticket alone; throws while that goes on. Nothing happens where somebody else has the ticket."""
	ticket = frappe.db.get_value("Aftersales Ticket", name, ["assignee", "status_category"], as_dict=True)
	if not ticket or ticket.assignee != user or ticket.status_category in (CLOSED, CANCELLED):
		return
	if not removed or ticket.status_category not in OPEN:
		frappe.throw(
			_(
				"The to-do ends when ticket {0} is closed. To give the ticket away, re-assign it or hand it over."
			).format(name)
		)
	reassign(name, "")


def members(name: str) -> list[dict[str, Any]]:
	"""Who could have the ticket instead: the people of its team with name, open tickets, how many they take (0: any number)
	and `state`: on_shift, off_shift, absent or disabled (takes no new tickets). Who is there first, then by load."""
	team = queries.team(frappe.db.get_value("Aftersales Ticket", name, "team"))
	if not team:
		return []
	lead = [frappe._dict(user=team.lead)] if team.lead not in {member.user for member in team.members} else []
	rows = [*team.members, *(row for row in lead if row.user)]
	found = assignment.candidates(frappe._dict(members=rows), moments.now())
	names = picture.full_names({person.user for person in found})
	people = [_person(person, names) for person in found]
	return sorted(people, key=lambda one: (STATES.index(one["state"]), one["open"], one["name"]))


def _person(person: Candidate, names: dict[str, str]) -> dict[str, Any]:
	state = (
		"disabled"
		if not person.enabled
		else "absent"
		if person.absent
		else "on_shift"
		if person.on_shift
		else "off_shift"
	)
	capacity = 0 if person.capacity == assignment.NO_LIMIT else person.capacity
	name = names.get(person.user, person.user)
	return {
		"user": person.user,
		"name": name,
		"open": person.open_load,
		"capacity": capacity,
		"state": state,
	}


def hand_over(name: str, team: str, assignee: str = "") -> Any:
	"""Another team has it from now on; without an assignee that team's strategy chooses one."""
	ticket = load(name)
	_refuse_closed(ticket)
	ticket.team = team
	if assignee:
		ticket.assignee = assignee
	return ticket.save()


def take(name: str) -> Any:
	"""Out of the queue, by a member of the team; whoever comes second is told who was first."""
	ticket = load(name)
	_refuse_closed(ticket)
	if ticket.assignee:
		frappe.throw(
			_("{0} has ticket {1} already.").format(
				frappe.get_cached_value("User", ticket.assignee, "full_name"), name
			)
		)
	team = queries.team(ticket.team)
	user = frappe.session.user
	if not team or user not in {member.user for member in team.members} | {team.lead}:
		frappe.throw(_("Only members of the team {0} take its tickets.").format(ticket.team or _("no team")))
	ticket.assignee = user
	return ticket.save()


def confirm(name: str, confirmation: str) -> Any:
	"""What the customer said of the result, or that there was no answer."""
	ticket = load(name)
	tickets.refuse_unless(ticket_flow.can_confirm(ticket.status_category))
	ticket.confirmation = confirmation
	return ticket.save()


def make_contact(name: str) -> Any:
	"""A contact of the caller nobody knew, linked to the ticket; never a customer."""
	ticket = load(name)
	if ticket.contact:
		frappe.throw(_("The ticket has a contact already: {0}.").format(ticket.contact))
	caller = [ticket.contact_name or "", ticket.phone_key or "", ticket.contact_email or ""]
	if not any(caller):
		frappe.throw(_("Enter a name, a phone number or an e-mail address of the caller."))
	ticket.contact = erpnext.make_contact(*caller)
	return ticket.save()


def _refuse_closed(ticket: Any) -> None:
	if ticket.status_category not in OPEN:
		frappe.throw(_("Ticket {0} is {1}. Reopen it first.").format(ticket.name, _(ticket.status)))
