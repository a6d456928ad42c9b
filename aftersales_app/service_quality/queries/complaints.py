"""Reads around complaints: whose line somebody is in, what a complaint is filled in from, which deadlines run."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import frappe

COMPLAINT, SUBJECT = "Aftersales Complaint", "Aftersales Complaint Subject"
TEAM, MEMBER = "Aftersales Team", "Aftersales Team Member"
FROM_TICKET = (
	*("company", "customer", "contact", "contact_name", "contact_phone", "contact_email", "team", "subject"),
	*("product", "item_code", "description", "assignee", "department", "channel"),
)
DEADLINE = ("name", "company", "team", "status", "owner", "investigator")


def team_line(users: Iterable[str]) -> set[str]:
	"""Who leads the teams of these users, and who is a member of those that they lead."""
	users = list(users)
	Team, Member = frappe.qb.DocType(TEAM), frappe.qb.DocType(MEMBER)
	pairs = (
		frappe.qb.from_(Member)
		.join(Team)
		.on((Team.name == Member.parent) & (Member.parenttype == TEAM))
		.select(Member.user, Team.lead)
		.where(Member.user.isin(users) | Team.lead.isin(users))
		.run()
	)
	return {
		other
		for member, lead in pairs
		for one, other in ((member, lead), (lead, member))
		if one in users and other
	}


def ticket_facts(ticket: str) -> Any:
	return frappe.db.get_value("Aftersales Ticket", ticket, list(FROM_TICKET), as_dict=True)


def company_of(doctype: str, name: str) -> str | None:
	return frappe.db.get_value(doctype, name, "company")


def subjects_of(names: Iterable[str]) -> dict[str, frozenset[str]]:
	"""Whom these complaints are about."""
	found: dict[str, set[str]] = {}
	about = {"parenttype": COMPLAINT, "parent": ("in", list(names))}
	for row in frappe.get_all(SUBJECT, about, ["parent", "user"]):
		found.setdefault(row.parent, set()).add(row.user)
	return {name: frozenset(users) for name, users in found.items()}


def unacknowledged(until: datetime) -> list[Any]:
	"""Complaints that nobody has acknowledged and that are to be by `until` (as the site stores it), the most urgent first."""
	running = {"status": "Received", "acknowledge_by": ("<=", until)}
	fields = [*DEADLINE, "received_at", "acknowledge_by"]
	return frappe.get_all(COMPLAINT, running, fields, order_by="acknowledge_by, name")


def unanswered(until: date) -> list[Any]:
	"""Open complaints whose authority waits for an answer until `until` or earlier, the most urgent first."""
	running = [
		["status", "not in", ("Closed", "Withdrawn")],
		["outside_answered_on", "is", "not set"],
		["outside_due", "is", "set"],
		["outside_due", "<=", until],
	]
	fields = [*DEADLINE, "source", "outside_received_on", "received_at", "outside_due"]
	return frappe.get_all(COMPLAINT, running, fields, order_by="outside_due, name")


def counted(first: date, last: date, company: str = "") -> list[Any]:
	"""Complaints received on these days, both included, as far as the user may see them."""
	period = [["received_at", ">=", first], ["received_at", "<", last + timedelta(days=1)]]
	fields = [
		"cause",
		"source",
		"team",
		"severity",
		"status",
		"decided_at",
		"days_to_decision",
		"opinion",
		"cost",
		"currency",
	]
	filters = [*period, *([["company", "=", company]] if company else [])]
	return frappe.get_list(COMPLAINT, filters, fields, limit=0, order_by="name")


def courses(first: date, last: date, company: str = "", **facts: str) -> list[Any]:
	"""How complaints went that were received on these days, both included, as far as the user may see them."""
	period = [["received_at", ">=", first], ["received_at", "<", last + timedelta(days=1)]]
	known = {"company": company, **facts}
	fields = ["received_at", "acknowledge_by", "acknowledged_at", "decided_at", "days_to_decision", "opinion"]
	fields += ["handling", "safety", "source", "cause", "severity", "status"]
	filters = [*period, *([field, "=", value] for field, value in known.items() if value)]
	return frappe.get_list(COMPLAINT, filters, fields, limit=0, order_by="name")
