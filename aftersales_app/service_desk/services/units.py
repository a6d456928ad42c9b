"""Which registered unit a ticket is about: chosen by somebody, or found by its serial number."""

from typing import Any

import frappe
from frappe import _

from aftersales_app.domain.coverage import TIER_UNKNOWN
from aftersales_app.integrations import erpnext
from aftersales_app.service_desk import queries
from aftersales_app.warranty.services import glance
from aftersales_app.warranty.services import units as registered

OF_UNIT = ("item_code", "serial_no")
SCOPE = ("serial_no", "company")


def recognise(ticket: Any, before: Any = None) -> None:
	"""Fill in the unit of a ticket, and from it whose it is and under which warranty. Asks the database nothing where there is
	neither unit nor serial number."""
	if ticket.product and not (before and ticket.product == before.product):
		_take(ticket, _chosen(ticket), before)
	elif not before or any((ticket.get(field) or "") != (before.get(field) or "") for field in SCOPE):
		ticket.product = None
		if ticket.serial_no:
			_find(ticket, before)


def knows(serial_no: str) -> bool:
	"""Is there such a unit, in stock or registered?"""
	return erpnext.knows_serial(serial_no) or bool(registered.find(serial_no))


def _chosen(ticket: Any) -> Any:
	"""A unit of the ticket's company that its author may see."""
	unit = glance.identity(ticket.product)
	if unit and not frappe.has_permission("Aftersales Product", "read", ticket.product):
		frappe.throw(_("You may not see the unit {0}.").format(ticket.product), frappe.PermissionError)
	if unit and unit.company != ticket.company:
		frappe.throw(
			_("Unit {0} belongs to {1}, the ticket to {2}.").format(
				ticket.product, unit.company, ticket.company
			)
		)
	return unit


def _find(ticket: Any, before: Any) -> None:
	found = registered.find(ticket.serial_no)
	unit = glance.identity(found) if found else None
	if unit and unit.company == ticket.company:
		ticket.product = found
		_take(ticket, unit, before)


def _take(ticket: Any, unit: Any, before: Any) -> None:
	"""Which item it is the unit says; whose it is and under which warranty, where nobody does."""
	ticket.update({field: unit[field] for field in OF_UNIT if unit.get(field)})
	ticket.customer = ticket.customer or unit.get("customer")
	said = TIER_UNKNOWN if not before else before.warranty_tier
	if unit and (ticket.warranty_tier or TIER_UNKNOWN) == (said or TIER_UNKNOWN):
		ticket.warranty_tier = glance.tier_of(ticket.product, queries.begun_at(ticket).date())
