"""The customer's whole picture, as an agent sees it while the customer is still on the phone."""

from typing import Any

import frappe

from aftersales_app import permissions
from aftersales_app.aftersales_core import masking, messages
from aftersales_app.domain.identity import mask_email, mask_phone
from aftersales_app.domain.service_clock import CLOCKS, MISSED, RUNNING
from aftersales_app.domain.ticket_flow import OPEN
from aftersales_app.integrations import erpnext
from aftersales_app.service_desk.queries import picture as queries
from aftersales_app.service_desk.services import customers, units

ORDERS, UNITS, SHOWN = 6, 10, 8
ASKED = ("customer", "contact", "contact_name", "contact_phone", "contact_email", "serial_no", "item_code")


def picture(asked: dict[str, Any], besides: str = "") -> dict[str, Any]:
	"""Who calls and what we have of them. `asked`: what the caller told us, of ASKED, and the company of a ticket that the
	user may read; `besides`: a ticket not to show.

	Keys: caller, open, past, unit_open and unit (other open and past tickets of the same unit), promises, orders, units. Of tickets
	that the user may not open there are lines, and the next promise. Nothing is written.
	"""
	caller = frappe._dict({field: asked.get(field) or None for field in ASKED})
	with messages.translated():
		customers.identify(caller)
	if caller.customer and not _may("select", caller.customer):
		caller.customer = caller.customer_name = caller.contact = None
	companies = _companies_told(caller.customer)
	tickets = queries.tickets_of(caller, companies)
	unit = queries.tickets_of_unit(caller.serial_no, companies) if caller.serial_no else []
	tickets, unit = ([row for row in rows if row.name != besides and _told(row)] for rows in (tickets, unit))
	promises = _promises(tickets)
	_name_assignees([*tickets, *unit])
	_keep_lines([*tickets, *unit])
	return {
		"caller": _caller(caller),
		"open": _open(tickets),
		"past": _past(tickets),
		"unit_open": _open(unit),
		"unit": _past(unit),
		"promises": promises,
		**_bought(caller.customer, asked.get("company")),
	}


def allowed(asked: dict[str, Any]) -> dict[str, Any]:
	"""What of `asked` this user may look people up by: phone and e-mail who sees personal data, contacts who may read them."""
	hidden = set() if permissions.sees_personal_data() else {"contact_phone", "contact_email"}
	hidden |= set() if permissions.sees_names() else {"customer", "contact", "contact_name"}
	if asked.get("contact") and not frappe.has_permission("Contact", "read", asked["contact"]):
		hidden.add("contact")
	return {field: value for field, value in asked.items() if field not in hidden}


def _companies_told(customer: str | None) -> frozenset[str]:
	"""The companies of which the user is told every ticket of a customer whom they may read, or of a caller who is no customer yet
	and whose number they may see. Who sees all tickets needs none."""
	if not (_may("read", customer) if customer else permissions.sees_personal_data()):
		return frozenset()
	return permissions.companies_of(frappe.session.user) or frozenset()


def _told(row: dict[str, Any]) -> bool:
	"""May the user know of the ticket? The same number or unit may be another customer's, whom they may not read."""
	return row["opens"] or not row["customer"] or _may("read", row["customer"])


def _may(right: str, customer: str) -> bool:
	return frappe.has_permission("Customer", right, frappe.get_cached_doc("Customer", customer))


def _name_assignees(tickets: list[dict[str, Any]]) -> None:
	users = {row.assignee for row in tickets if row.assignee}
	names = queries.full_names(users) if users else {}
	for row in tickets:
		row.assignee_name = names.get(row.assignee)


def _keep_lines(tickets: list[dict[str, Any]]) -> None:
	"""Of a ticket that does not open, no more is told than a line, and nobody's account."""
	hidden = set(queries.FIELDS) - set(queries.LINE) | {"assignee"}
	for row in tickets:
		for field in () if row.opens else hidden:
			del row[field]


def _open(tickets: list[dict[str, Any]]) -> list[dict[str, Any]]:
	return [row for row in tickets if row.status_category in OPEN][:SHOWN]


def _past(tickets: list[dict[str, Any]]) -> list[dict[str, Any]]:
	return [row for row in tickets if row.status_category not in OPEN][:SHOWN]


def _caller(caller: frappe._dict) -> dict[str, Any]:
	"""The names and numbers of whoever calls, masked for those who may not see personal data."""
	customer = erpnext.customer_facts(caller.customer) if caller.customer else {}
	contact = erpnext.contact_facts(caller.contact) if caller.contact else {}
	phone = contact.get("mobile_no") or contact.get("phone") or caller.contact_phone or ""
	email = contact.get("email_id") or caller.contact_email or ""
	if not permissions.sees_personal_data():
		phone, email = mask_phone(phone), mask_email(email)
	return {
		**_named(caller, customer, contact),
		"customer_group": customer.get("customer_group"),
		"territory": customer.get("territory"),
		"customer_disabled": customer.get("disabled"),
		"item_code": caller.item_code,
		"serial_unknown": bool(caller.serial_no and not units.knows(caller.serial_no)),
		"phone": phone,
		"email": email,
	}


def _named(caller: frappe._dict, customer: dict[str, Any], contact: dict[str, Any]) -> dict[str, Any]:
	"""Who they are, or a pseudonym, the one of the form, that leads nowhere."""
	if permissions.sees_names():
		return {
			"customer": caller.customer,
			"customer_name": customer.get("customer_name"),
			"contact": caller.contact,
			"contact_name": contact.get("full_name") or caller.contact_name,
		}
	known = caller.customer and masking.pseudonym("Aftersales Ticket", caller.customer)
	return {"customer": None, "customer_name": known or None, "contact": None, "contact_name": None}


def _promises(tickets: list[dict[str, Any]]) -> list[dict[str, Any]]:
	"""What we still owe the customer, the nearest due first: every promise of the tickets that the user may open, the next one of
	the others."""
	found = [one for row in tickets for one in _owed(row)[: None if row["opens"] else 1]]
	return sorted(found, key=lambda promise: promise["due"])


def _owed(row: dict[str, Any]) -> list[dict[str, Any]]:
	"""The promises of a ticket that are still to be kept, the nearest due first."""
	if row["status_category"] not in OPEN:
		return []
	facts = {"ticket": row["name"], **{field: row[field] for field in ("subject", "kind", "status", "opens")}}
	found = [
		{**facts, "clock": clock, "due": row[f"{clock}_due"]}
		for clock in CLOCKS
		if row[f"{clock}_verdict"] in (RUNNING, MISSED) and not row[f"{clock}_at"]
	]
	return sorted(found, key=lambda promise: promise["due"])


def _bought(customer: str | None, company: str | None) -> dict[str, list[dict[str, Any]]]:
	"""Orders and units in the user's companies and that of the ticket."""
	companies = permissions.companies_of(frappe.session.user)
	if companies is not None and company:
		companies |= {company}
	if not customer:
		return {"orders": [], "units": []}
	return {
		"orders": erpnext.latest_orders(customer, companies, ORDERS),
		"units": erpnext.units_of(customer, companies, UNITS),
	}
