"""What the customer's picture on a ticket shows. Tickets come through get_list, as in everybody's own lists; others of the same
caller or unit beside them, for a line that says no more than LINE of them."""

from typing import Any

import frappe

from aftersales_app.domain.service_clock import CLOCKS

LATEST = 30
LINE = (
	"name",
	"kind",
	"subject",
	"status",
	"status_category",
	"opened_at",
	"closed_at",
	"modified",
	"team",
	"assignee",
)
FIELDS = (
	*LINE,
	"customer",
	"priority",
	"serial_no",
	"result",
	*(f"{clock}_{part}" for clock in CLOCKS for part in ("due", "at", "verdict")),
)


def tickets_of(caller: dict[str, Any], companies: frozenset[str]) -> list[dict[str, Any]]:
	"""The latest tickets of a customer, those of the companies that the user has no other sight of included; of a caller without
	a customer those with the same phone number or e-mail address."""
	for field in ("customer", "phone_key", "contact_email"):
		if caller.get(field):
			return _tickets({field: caller[field]}, companies)
	return []


def tickets_of_unit(serial_no: str, companies: frozenset[str]) -> list[dict[str, Any]]:
	"""The latest tickets of one unit, whoever asked for them."""
	return _tickets({"serial_no": serial_no}, companies)


def _tickets(filters: dict[str, Any], companies: frozenset[str]) -> list[dict[str, Any]]:
	"""`opens`: may the user open it?"""
	latest = {"order_by": "modified desc", "limit": LATEST}
	own = frappe.get_list("Aftersales Ticket", filters=filters, fields=list(FIELDS), **latest)
	beside = {"company": ("in", sorted(companies)), "name": ("not in", [row.name for row in own])}
	others = companies and frappe.get_all(
		"Aftersales Ticket", filters={**filters, **beside}, fields=list(FIELDS), **latest
	)
	for rows, opens in ((own, True), (others, False)):
		for row in rows:
			row.opens = opens
	return sorted((*own, *others), key=lambda row: row.modified, reverse=True)[:LATEST]


def events(ticket: str, count: int) -> list[dict[str, Any]]:
	"""The latest events of a ticket, newest first."""
	return frappe.get_all(
		"Aftersales Ticket Event",
		filters={"ticket": ticket},
		fields=["*"],
		order_by="name desc",
		limit=count,
	)


def full_names(users: set[str]) -> dict[str, str]:
	"""Users' full names."""
	rows = frappe.get_all("User", filters={"name": ("in", sorted(users))}, fields=["name", "full_name"])
	return {row.name: row.full_name or row.name for row in rows}


def teams_to_hand_to(company: str, team: str | None) -> list[str]:
	"""The other teams of a company that work."""
	filters = {"company": company, "disabled": 0, "name": ("!=", team or "")}
	return frappe.get_all("Aftersales Team", filters=filters, pluck="name", order_by="name")
