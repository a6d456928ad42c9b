"""Registered units: how they come to be, are found and leave."""

from typing import Any

import frappe

from aftersales_app.domain.return_flow import IN_USE

PRODUCT = "Aftersales Product"
EXCHANGED, RETURNED = "Exchanged", "Returned"


def register(**facts: Any) -> str:
	"""A new unit; its name. Throws PermissionError for a user who may not register one."""
	return frappe.get_doc({"doctype": PRODUCT, **facts}).insert().name


def find(serial_no: str, customer: str | None = None, item_code: str | None = None) -> str | None:
	"""The unit in use that has this serial number."""
	asked = {"serial_no": serial_no, "customer": customer, "item_code": item_code, "status": IN_USE}
	return frappe.db.get_value(PRODUCT, {field: value for field, value in asked.items() if value}, "name")


def exchanged(old: str, new: str) -> None:
	"""The old unit is back, the new one takes its place."""
	frappe.db.set_value(PRODUCT, old, {"status": EXCHANGED, "replaced_by": new})
	frappe.db.set_value(PRODUCT, new, {"replaces": old})


def returned(unit: str) -> None:
	"""The unit is back and its price is paid back."""
	frappe.db.set_value(PRODUCT, unit, "status", RETURNED)
