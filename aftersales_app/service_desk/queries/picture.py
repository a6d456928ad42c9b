"""What the customer's picture on a ticket shows. Tickets come through get_list: nobody sees more than their own lists."""

from typing import Any

import frappe

from aftersales_app.domain.service_clock import CLOCKS

LATEST = 30
FIELDS = (
	"name",
	"subject",
	"kind",
	"priority",
	"status",
	"status_category",
	"opened_at",
	"closed_at",
	"assignee",
	"serial_no",
	"result",
	*(f"{clock}_{part}" for clock in CLOCKS for part in ("due", "at", "verdict")),
)


def tickets_of(caller: dict[str, Any]) -> list[dict[str, Any]]:
	"""The latest tickets of a customer; of a caller without one those with the same phone number or e-mail address."""
	for field in ("customer", "phone_key", "contact_email"):
		if caller.get(field):
			return _tickets({field: caller[field]})
	return []


def tickets_of_unit(serial_no: str) -> list[dict[str, Any]]:
	"""The latest tickets of one unit, whoever asked for them."""
	return _tickets({"serial_no": serial_no})


def _tickets(filters: dict[str, Any]) -> list[dict[str, Any]]:
	return frappe.get_list(
		"Aftersales Ticket", filters=filters, fields=list(FIELDS), order_by="modified desc", limit=LATEST
	)


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
