"""Registered units: how they are found."""

from typing import Any

import frappe

PRODUCT = "Aftersales Product"


def find(serial_no: str, customer: str | None = None, item_code: str | None = None) -> str | None:
	"""The unit with this serial number, the one in use before those that were exchanged or given back."""
	asked: dict[str, Any] = {"serial_no": serial_no, "customer": customer, "item_code": item_code}
	found = frappe.get_all(
		PRODUCT,
		{field: value for field, value in asked.items() if value},
		["name", "status"],
		order_by="creation desc",
	)
	return next((row.name for row in sorted(found, key=lambda row: row.status != "In Use")), None)
