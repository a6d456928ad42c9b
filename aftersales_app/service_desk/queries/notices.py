"""Reads around warnings: which exist, which wait for delivery, who can be told."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import frappe

NOTICE = "Aftersales Notice"
TICKET = "Aftersales Ticket"


def known(keys: Iterable[str]) -> set[str]:
	"""Which of these keys have a notice already."""
	Notice = frappe.qb.DocType(NOTICE)
	return set(
		frappe.qb.from_(Notice)
		.select(Notice.notice_key)
		.where(Notice.notice_key.isin(list(keys)))
		.run(pluck=True)
	)


def reachable(users: Iterable[str]) -> set[str]:
	"""Those of these users who are enabled."""
	return set(frappe.get_all("User", {"name": ("in", list(users)), "enabled": 1}, pluck="name"))


def operations_managers(companies: Iterable[str]) -> dict[str, str]:
	"""Whom to tell where a team names no operations manager, by company: the first by name of those who have the role, are
	enabled and may see the company's tickets."""
	wanted = set(companies)
	found: dict[str, str] = {}
	for user in _operations_managers() if wanted else ():
		allowed = _companies_of(user)
		for company in wanted - found.keys():
			if not allowed or company in allowed:
				found[company] = user
	return found


def _companies_of(user: str) -> set[str]:
	"""The companies to which User Permissions restrict the tickets that the user sees; empty for no restriction."""
	granted = frappe.permissions.get_user_permissions(user).get("Company", [])
	return {row.doc for row in granted if row.get("applicable_for") in (None, "", TICKET)}


def _operations_managers() -> list[str]:
	User, Role = frappe.qb.DocType("User"), frappe.qb.DocType("Has Role")
	return (
		frappe.qb.from_(User)
		.join(Role)
		.on((Role.parent == User.name) & (Role.parenttype == "User"))
		.select(User.name)
		.where((Role.role == "Operations Manager") & (User.enabled == 1) & (User.name != "Administrator"))
		.orderby(User.name)
		.run(pluck=True)
	)


def waiting(now: datetime, limit: int) -> list[str]:
	"""Names of the notices that may be delivered by `now` (as the site stores it), the oldest first."""
	Notice = frappe.qb.DocType(NOTICE)
	return (
		frappe.qb.from_(Notice)
		.select(Notice.name)
		.where((Notice.status == "Pending") & (Notice.deliver_after <= now))
		.orderby(Notice.deliver_after)
		.limit(limit)
		.run(pluck=True)
	)


def lock(names: Sequence[str]) -> list[dict[str, Any]]:
	"""Those of these notices that still wait and that nobody else is delivering, with subject, customer and state of what they are
	about."""
	Notice = frappe.qb.DocType(NOTICE)
	rows = (
		frappe.qb.from_(Notice)
		.select(Notice.star)
		.where(Notice.name.isin(list(names)) & (Notice.status == "Pending"))
		.for_update(skip_locked=True)
		.run(as_dict=True)
	)
	about: dict[str, set[str]] = {}
	for row in rows:
		about.setdefault(row.reference_doctype, set()).add(row.reference_name)
	facts = {
		(doctype, fact.name): fact for doctype, names in about.items() for fact in _facts(doctype, names)
	}
	for row in rows:
		row.update(facts.get((row.reference_doctype, row.reference_name), {"subject": None}), name=row.name)
	return sorted(rows, key=lambda row: (row.due or row.raised_at, row.reference_name, row.level))


SUBJECT = {
	TICKET: "subject",
	"Aftersales Return": "item_name",
	"Aftersales Claim": "item_name",
	"Aftersales Complaint": "subject",
}


def _facts(doctype: str, names: Iterable[str]) -> list[dict[str, Any]]:
	fields = ["name", "customer_name as customer", "status as state"]
	if doctype in SUBJECT:
		fields.append(f"{SUBJECT[doctype]} as subject")
	return frappe.get_all(doctype, {"name": ("in", list(names))}, fields)


def risky_closed(since: datetime, until: datetime) -> list[dict[str, Any]]:
	"""Risky tickets closed between two moments (as the site stores them) and closed still."""
	Ticket = frappe.qb.DocType(TICKET)
	return (
		frappe.qb.from_(Ticket)
		.select(Ticket.name, Ticket.company, Ticket.team, Ticket.assignee, Ticket.status, Ticket.closed_at)
		.where(
			(Ticket.status_category == "Closed")
			& (Ticket.modified >= since)
			& (Ticket.risky == 1)
			& Ticket.closed_at[since:until]
		)
		.run(as_dict=True)
	)
