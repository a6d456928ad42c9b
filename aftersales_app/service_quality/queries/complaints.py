"""Reads around complaints: whose line somebody is in, what a complaint is filled in from, which deadlines run."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import frappe

COMPLAINT, SUBJECT = "Aftersales Complaint", "Aftersales Complaint Subject"
EVENT = "Aftersales Complaint Event"
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


def assessed_as(severities: Iterable[str], first: date, last: date) -> list[Any]:
	"""Complaints that were assessed as this grave from a day to another: name, company and the `day`."""
	filters = {"severity": ("in", list(severities)), "assessed_at": _days(first, last)}
	found = frappe.get_all(
		COMPLAINT, filters, ["name", "company", "assessed_at"], order_by="assessed_at, name"
	)
	return [frappe._dict(name=row.name, company=row.company, day=row.assessed_at.date()) for row in found]


def escalated(first: date, last: date) -> list[Any]:
	"""Complaints that were escalated from a day to another, with the day on which they were first: name, company and the `day`."""
	steps = {"parenttype": COMPLAINT, "step": "Escalated", "at": _days(first, last)}
	found = frappe.get_all(EVENT, steps, ["parent", "at"], order_by="at, parent")
	days: dict[str, date] = {}
	for row in found:
		days.setdefault(row.parent, row.at.date())
	companies = dict(
		frappe.get_all(COMPLAINT, {"name": ("in", list(days) or [""])}, ["name", "company"], as_list=True)
	)
	return [frappe._dict(name=name, company=companies[name], day=day) for name, day in days.items()]


def _days(first: date, last: date) -> Any:
	return ("between", (first, last))


HANDLED = (
	*("name", "status", "company", "customer", "contact", "ticket", "claim", "item_code", "opinion"),
	*("complainant_name", "complainant_phone", "complainant_email", "decided_by", "investigator"),
	*("received_at", "acknowledge_by", "acknowledged_at", "assessed_at", "investigated_at", "decided_at"),
	*("closed_at", "findings", "cause", "decision", "safety", "immediate_action", "rejects", "routes_told"),
	*("outside_due", "outside_answered_on"),
)


def handled(name: str) -> Any:
	"""A complaint as far as its handling is judged, with `escalated` and `assigned`, how often it went further and was given to an
	investigator; None where there is none of that name."""
	found = frappe.db.get_value(COMPLAINT, name, list(HANDLED), as_dict=True)
	if found:
		events = {"parent": name, "parenttype": COMPLAINT}
		steps = frappe.get_all("Aftersales Complaint Event", events, ["step", "to_status"])
		found.escalated = sum(one.to_status == "Open, Escalated" for one in steps)
		found.assigned = sum(one.step == "Investigator Chosen" for one in steps)
	return found


def closed_since(moment: datetime, most: int) -> list[str]:
	"""Complaints that were closed since a moment of the site, the earliest first."""
	closed = {"status": "Closed", "closed_at": (">=", moment)}
	return frappe.get_all(COMPLAINT, closed, pluck="name", order_by="closed_at, name", limit=most)


def courses(first: date, last: date, company: str = "", **facts: str) -> list[Any]:
	"""How complaints went that were received on these days, both included, as far as the user may see them."""
	period = [["received_at", ">=", first], ["received_at", "<", last + timedelta(days=1)]]
	known = {"company": company, **facts}
	fields = ["received_at", "acknowledge_by", "acknowledged_at", "decided_at", "days_to_decision", "opinion"]
	fields += ["handling", "safety", "source", "cause", "severity", "status"]
	filters = [*period, *([field, "=", value] for field, value in known.items() if value)]
	return frappe.get_list(COMPLAINT, filters, fields, limit=0, order_by="name")
