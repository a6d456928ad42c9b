"""Reads of registered units."""

from typing import Any

import frappe

PRODUCT = "Aftersales Product"


def facts(product: str, fields: list[str]) -> Any:
	"""These fields of a unit; empty where there is none of that name."""
	return frappe.db.get_value(PRODUCT, product, fields, as_dict=True) or frappe._dict()
