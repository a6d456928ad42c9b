"""What the form shows of a ticket besides its fields: clocks, past, and what this user can do now. Nothing is written."""

import re
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import get_transitions, get_workflow

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.domain import service_clock, ticket_flow
from aftersales_app.domain.errors import Decision
from aftersales_app.domain.service_clock import CLOCKS, MET, MISSED, Clock
from aftersales_app.domain.ticket_flow import CLOSED, NEW_LINKED_TICKET, OPEN, RESOLVED
from aftersales_app.domain.working_time import WorkingCalendar
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.queries import picture as picture_queries
from aftersales_app.service_desk.queries import responsibility
from aftersales_app.service_desk.services import clocks, reasons, tickets
from aftersales_app.service_desk.services.flow import action_leads_to

EVENTS = 100
TOLD = ("Warning", "Escalation")
MAILBOX = re.compile(r"[^\s<>:,;()]+@[^\s<>:,;()]+")  # how users are written into reasons
ASKED_FOR = re.compile(r"\bdoc\.(\w+)")
FIELD_OF = {
	"cause_missing": "cause",
	"action_missing": "action_taken",
	"result_missing": "result",
	"opinion_missing": "confirmation",
	"price_unconfirmed": "price_confirmed",
}


def panel(ticket: Any) -> dict[str, Any]:
	"""Keys: clocks, timeline, responsible, assignee_name, policy_reason, assignment_reason,
	can. Durations are working seconds."""
	now = moments.now()
	events = picture_queries.events(ticket.name, EVENTS)
	names = picture_queries.full_names(_users(ticket, events))
	return {
		"clocks": [_clock(ticket, name, now, names) for name in CLOCKS],
		"timeline": [_entry(event, names) for event in events],
		"responsible": responsibility.responsible_for(ticket),
		"assignee": ticket.assignee,
		"assignee_name": names.get(ticket.assignee),
		"policy_reason": reasons.of(ticket, reasons.POLICY),
		"assignment_reason": reasons.of(ticket, reasons.ASSIGNEE),
		"can": _can(ticket, now),
	}


def _users(ticket: Any, events: list[dict[str, Any]]) -> set[str]:
	named = {event["actor"] for event in events} | {ticket.assignee}
	named |= {
		event[side]
		for event in events
		if event["kind"] in ("Owner", *TOLD)
		for side in ("from_value", "to_value")
	}
	named |= {ticket.get(f"{clock}_missed_by") for clock in CLOCKS}
	for event in events:
		named |= set(MAILBOX.findall(event["reason"] or ""))
	return {user for user in named if user}


def _with_names(text: str | None, names: dict[str, str]) -> str | None:
	"""A reason as people read it: users by their names."""
	return MAILBOX.sub(lambda found: names.get(found[0], found[0]), text) if text else text


def _clock(ticket: Any, name: str, now: datetime, names: dict[str, str]) -> dict[str, Any]:
	"""One clock: what was promised, how much of it is used, and how late it is."""
	target = clocks.terms_of(ticket).targets.get(name)
	clock = clocks.read(ticket, name)
	shown = {"clock": name, "verdict": clock.verdict if clock else "", "at": ticket.get(f"{name}_at")}
	if not clock:
		return {**shown, "target": target.seconds if target else 0}
	calendar = target.calendar if target else clocks.calendar_of(ticket)
	return {
		**shown,
		"target": clock.target_seconds,
		"used": _used(clock, now, calendar),
		"remaining": service_clock.remaining(clock, now, calendar),
		"late": service_clock.lateness(clock, now, calendar),
		"paused": clock.paused_seconds,
		"due": moments.to_site(clock.due),
		"open": clock.is_open,
		"missed_by": names.get(ticket.get(f"{name}_missed_by")),
	}


def _used(clock: Clock, now: datetime, calendar: WorkingCalendar) -> int:
	"""Working seconds of the promise that are gone, pauses not counted."""
	if clock.is_open:
		return max(0, clock.target_seconds - service_clock.remaining(clock, now, calendar))
	if clock.verdict in (MET, MISSED) and clock.met_at:
		return max(0, calendar.between(clock.started_at, clock.met_at) - clock.paused_seconds)
	return 0


def _entry(event: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
	return {
		"at": event["at"],
		"kind": event["kind"],
		"text": _sentence(event, names),
		"by": names.get(event["actor"]) or event["actor"],
		"reason": _reason(event, names),
		"spent": event["working_seconds"] or 0,
	}


def _reason(event: dict[str, Any], names: dict[str, str]) -> str | None:
	if event["kind"] in ("Owner", "Policy"):
		return reasons.text(event["reason"] or "")
	return _with_names(event["reason"], names) if event["kind"] in (*TOLD, "Exempted", "Imported") else None


def _sentence(event: dict[str, Any], names: dict[str, str]) -> str:
	"""One event in words; nothing of it is markup."""
	before, after = event["from_value"] or "", event["to_value"] or ""
	if event["kind"] in ("Owner", *TOLD):
		before, after = names.get(before, before), names.get(after, after)
	words = {
		"clock": clock_label(event["clock"]) if event["clock"] else "",
		"before": _(before) if before else _("nobody") if event["kind"] == "Owner" else _("nothing"),
		"after": _(after) if after else _("nobody") if event["kind"] == "Owner" else _("nothing"),
		"due": frappe.format(event["due"], "Datetime") if event["due"] else "",
	}
	return _pattern(event).format(**words)


def _pattern(event: dict[str, Any]) -> str:
	if event["kind"] == "Promise" and not event["due"]:  # a pause takes the due moment away until it ends
		return _("{clock}: stands still while the ticket waits")
	if event["kind"] == "Price" and event["reason"]:
		return _("Price {after}, confirmed by the customer")
	patterns = {
		"Opened": _("Opened"),
		"State": _("{before} → {after}"),
		"Owner": _("Assignee: {before} → {after}"),
		"Team": _("Handed over: {before} → {after}"),
		"Kind": _("Kind: {before} → {after}"),
		"Category": _("Category: {before} → {after}"),
		"Priority": _("Priority: {before} → {after}"),
		"Policy": _("Promised under the policy {after} instead of {before}"),
		"Promise": _("{clock}: promised until {due}"),
		"Met": _("{clock}: in time"),
		"Missed": _("{clock}: missed, was due {due}"),
		"Warning": _("{clock}: warning to {after}"),
		"Escalation": _("{clock}: escalated to {after}"),
		"Reopened": _("Reopened from {before}"),
		"Exempted": _("{clock}: exemption {after}"),
		"Message": _("Message: {after}"),
		"Visit": _("Visit: {after}"),
		"Linked": _("Linked with {after}"),
		"Confirmation": _("The customer's word: {before} → {after}"),
		"Imported": _("Brought in from {after}"),
		"Price": _("Price: {before} → {after}"),
	}
	return patterns.get(event["kind"], "{after}")


def clock_label(clock: str) -> str:
	"""A clock's name for people."""
	labels = {
		"first_response": _("First Response"),
		"diagnosis": _("Diagnosis"),
		"arrival": _("Arrival on Site"),
		"resolution": _("Resolution"),
	}
	return labels[clock]


def _can(ticket: Any, now: datetime) -> dict[str, Any]:
	"""What this user can do with the ticket now: the buttons of the form, each under the rule the server holds it to."""
	writes = bool(frappe.has_permission(ticket.doctype, "write", doc=ticket))
	working = writes and ticket.status_category in OPEN
	team = queries.team(ticket.team)
	people = _people(team)
	missed = [name for name in CLOCKS if ticket.get(f"{name}_verdict") == MISSED]
	reopening = ticket_flow.can_reopen(tickets.reopen_facts(ticket), now)
	return {
		"respond": working and not ticket.first_response_at,
		"take": working and not ticket.assignee and frappe.session.user in people,
		"reassign": people if working else [],
		"hand_over": picture_queries.teams_to_hand_to(ticket.company, ticket.team) if working else [],
		"exempt": missed if missed and frappe.has_permission("Aftersales Exemption", "create") else [],
		"visit": working and bool(frappe.has_permission("Aftersales Visit", "create")),
		"contact": working and not ticket.contact and bool(frappe.has_permission("Contact", "create")),
		"confirm": writes
		and ticket_flow.can_confirm(ticket.status_category).allowed
		and not ticket.confirmation,
		"held_back": _held_back(ticket) if writes else [],
		"continue": reopening.outcome == NEW_LINKED_TICKET
		and bool(frappe.has_permission("Aftersales Ticket", "create")),
	}


def _people(team: Any) -> list[str]:
	if not team:
		return []
	return sorted({member.user for member in team.members} | ({team.lead} if team.lead else set()))


def _held_back(ticket: Any) -> list[dict[str, Any]]:
	"""Actions of the workflow that this user would have here if only their condition was fulfilled; with it, and with the
	empty fields that it asks for."""
	offered = {transition.action for transition in get_transitions(ticket)}
	roles = set(frappe.get_roles())
	conditions = {
		row.action: row.condition
		for row in get_workflow(ticket.doctype).transitions
		if row.state == ticket.status and row.allowed in roles and row.condition and row.action not in offered
	}
	return [
		{"action": action, "condition": condition, "missing": _missing(ticket, condition)}
		for action, condition in conditions.items()
	]


def _missing(ticket: Any, condition: str) -> list[str]:
	named = dict.fromkeys(ASKED_FOR.findall(condition))
	return [name for name in named if ticket.meta.has_field(name) and not ticket.get(name)]


def gates(ticket: Any, action: str = "") -> dict[str, Any]:
	"""Would the server let the ticket take this action of its workflow? Without an action: could it be closed?

	Keys: allowed, reasons (sentences), missing (fields that have to be filled in first).
	"""
	category = action_leads_to(ticket, action) if action else CLOSED
	decision = _decision(ticket, category)
	return {
		"allowed": decision.allowed,
		"reasons": [] if decision.allowed else [messages.text(r.code, r.params) for r in decision.reasons],
		"missing": [FIELD_OF[code] for code in decision.codes if code in FIELD_OF],
		"outcome": decision.outcome,
	}


def _decision(ticket: Any, category: str | None) -> Decision:
	if category == RESOLVED:
		return ticket_flow.can_resolve(tickets.closing_facts(ticket))
	if category == CLOSED:
		return ticket_flow.can_close(tickets.closing_facts(ticket))
	if category in OPEN and ticket.status_category in (RESOLVED, CLOSED):
		return ticket_flow.can_reopen(tickets.reopen_facts(ticket), moments.now())
	return Decision(True)
