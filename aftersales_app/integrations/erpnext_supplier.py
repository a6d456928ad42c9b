"""What ERPNext knows of a supplier that recovery needs."""

import frappe
from frappe.utils import cint


def recovery_days(supplier: str) -> int:
	"""The days that were agreed with a supplier for raising a claim; 0 where nothing was."""
	return cint(frappe.get_cached_value("Supplier", supplier, "aftersales_recovery_days"))
