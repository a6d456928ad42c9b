"""Every read of the service desk that is not a plain get_doc. What users see of tickets goes through get_list."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import frappe
from frappe.query_builder.functions import Count, Max
from frappe.utils import get_datetime

from aftersales_app.aftersales_core import moments, reference
from aftersales_app.domain.ticket_flow import OPEN

OPEN_CATEGORIES = tuple(sorted(OPEN))
WORK = "work_of_assignee"  # the index


def published_policies(company: str) -> list[dict[str, Any]]:
	"""The published policies for a company, its own and those for every company."""
	return frappe.get_all(
		"Aftersales Service Policy",
		filters={"status": "Published", "company": ("in", ("", company))},
		fields=["*"],
		order_by="name",
	)


def team(name: str | None) -> Any:
	"""A team with its members, compiled; None for none."""
	if not name:
		return None
	return reference.compiled(f"team:{name}", lambda: frappe.get_doc("Aftersales Team", name))


def team_calendar(name: str | None) -> str | None:
	found = team(name)
	return found.calendar if found else None


def categories() -> dict[str, dict[str, Any]]:
	"""All categories by name, compiled."""
	fields = [
		"name",
		"parent_aftersales_category",
		"is_group",
		"disabled",
		"default_team",
		"department",
		"default_priority",
		"required_skill",
		"risky",
	]
	return reference.compiled(
		"categories",
		lambda: {row.name: row for row in frappe.get_all("Aftersales Category", fields=fields)},
	)


def category_chain(name: str | None) -> tuple[str, ...]:
	"""A category and those above it, nearest first."""
	return _chain(name, categories(), "parent_aftersales_category")


def category_value(name: str | None, field: str) -> Any:
	"""A category's default, taken from the nearest one above that has it."""
	known = categories()
	return next((known[node][field] for node in category_chain(name) if known[node][field]), None)


def customer_group_chain(customer: str) -> tuple[str, ...]:
	"""The customer's group and those above it, nearest first."""
	groups = reference.compiled(
		"customer_groups",
		lambda: {
			row.name: row
			for row in frappe.get_all("Customer Group", fields=["name", "parent_customer_group"])
		},
	)
	return _chain(
		frappe.get_cached_value("Customer", customer, "customer_group"), groups, "parent_customer_group"
	)


def _chain(name: str | None, nodes: dict[str, dict[str, Any]], parent: str) -> tuple[str, ...]:
	chain: list[str] = []
	while name and name in nodes and name not in chain:
		chain.append(name)
		name = nodes[name][parent]
	return tuple(chain)


def loads(users: Iterable[str]) -> dict[str, tuple[int, datetime | None]]:
	"""Open tickets of each of these users who has any, and the moment of the last assignment among them."""
	Ticket = frappe.qb.DocType("Aftersales Ticket")
	query = frappe.qb.from_(Ticket)
	if reference.compiled(WORK, lambda: frappe.db.has_index("tabAftersales Ticket", WORK)):
		query = query.force_index(WORK)  # the statistics of a young table mislead the optimiser
	rows = (
		query.select(Ticket.assignee, Count("*"), Max(Ticket.assigned_at))
		.where(Ticket.assignee.isin(list(users)) & Ticket.status_category.isin(OPEN_CATEGORIES))
		.groupby(Ticket.assignee)
		.run()
	)
	return {user: (count, moments.to_utc(last)) for user, count, last in rows}


def states_in_use() -> list[tuple[str, str]]:
	"""Every (status, stage) that a ticket has."""
	Ticket = frappe.qb.DocType("Aftersales Ticket")
	return list(frappe.qb.from_(Ticket).select(Ticket.status, Ticket.status_category).distinct().run())


def assignee_of(ticket: str) -> str | None:
	return frappe.db.get_value("Aftersales Ticket", ticket, "assignee")


def enabled(users: Iterable[str]) -> frozenset[str]:
	"""Those of a team's users who are enabled, compiled."""
	asked = sorted(users)
	return reference.compiled(
		f"enabled:{' '.join(asked)}",
		lambda: frozenset(frappe.get_all("User", {"name": ("in", asked), "enabled": 1}, pluck="name")),
	)


def absences(now: datetime) -> dict[str, str]:
	"""Who is away, with the reason."""
	return {row.user: row.reason for row in _away(now)}


def substitutes(now: datetime) -> dict[str, str]:
	"""Who is away -> who stands in for them, where that was said."""
	return {row.user: row.substitute for row in _away(now) if row.substitute}


def _away(now: datetime) -> list[Any]:
	"""The absences of this moment; those of a day are compiled."""
	at = moments.to_site(now)
	rows = reference.compiled(f"absences:{at.date()}", lambda: _absences(at.date()))
	return [row for row in rows if row.from_time <= at < row.to_time]


def _absences(day: date) -> list[Any]:
	return frappe.get_all(
		"Aftersales Absence",
		filters={"from_time": ("<", frappe.utils.add_days(day, 1)), "to_time": (">", day)},
		fields=["user", "reason", "substitute", "from_time", "to_time"],
	)


def milestones(ticket: str) -> list[dict[str, Any]]:
	"""What the event log tells about where the ticket was, what its promises were, and when they were kept: at (as the site
	stores it), kind, category, clock."""
	kinds = ("Opened", "State", "Met", "Reopened", "Policy", "Team")
	return frappe.get_all(
		"Aftersales Ticket Event",
		filters={"ticket": ticket, "kind": ("in", kinds)},
		fields=["at", "kind", "category", "clock"],
		order_by="name",
	)


def begun_at(ticket: Any) -> datetime:
	"""When the present course of a ticket began: it was opened, or reopened the last time. The site's time."""
	asked = {"ticket": ticket.name, "kind": "Reopened"}
	last = ticket.reopenings and frappe.db.get_value(
		"Aftersales Ticket Event", asked, "at", order_by="name desc"
	)
	return get_datetime(last or ticket.opened_at)


def open_visits(ticket: str) -> int:
	"""Visits of the ticket that are still ahead or going on."""
	return frappe.db.count("Aftersales Visit", {"ticket": ticket, "status": ("in", ("Planned", "Arrived"))})


def contact_by_phone(phone: str) -> str | None:
	"""A contact with this phone number, in any of the spellings that people store."""
	return frappe.db.get_value(
		"Contact Phone", {"phone": ("in", spellings(phone)), "parenttype": "Contact"}, "parent"
	)


def spellings(phone: str) -> list[str]:
	"""The usual ways in which one normalised number is stored."""
	bare = phone.lstrip("+")
	found = {phone, bare}
	for code in ("86", "886"):
		local = bare.removeprefix(code)
		found |= {
			local,
			f"+{code}{local}",
			f"+{code} {local}",
			f"+{code}-{local}",
			f"{code}{local}",
			f"00{code}{local}",
		}
	return sorted(found)


def contact_by_email(email: str) -> str | None:
	return frappe.db.get_value("Contact Email", {"email_id": email, "parenttype": "Contact"}, "parent")


def is_contact_of(contact: str, customer: str) -> bool:
	link = {"parent": contact, "parenttype": "Contact", "link_doctype": "Customer", "link_name": customer}
	return bool(frappe.db.exists("Dynamic Link", link))


def customer_of_contact(contact: str) -> str | None:
	return frappe.db.get_value(
		"Dynamic Link", {"parent": contact, "parenttype": "Contact", "link_doctype": "Customer"}, "link_name"
	)
