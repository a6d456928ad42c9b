"""Reads of what departments' quarters come to."""

import frappe

from aftersales_app.domain.evaluation_flow import Period

PERFORMANCE, TEAM = "Aftersales Department Performance", "Aftersales Team"


def departments() -> list[tuple[str, str]]:
	"""The departments that teams belong to, with their company."""
	rows = frappe.get_all(
		TEAM,
		{"department": ("is", "set"), "disabled": 0},
		["company", "department"],
		distinct=True,
		order_by="company, department",
	)
	return [(row.company, row.department) for row in rows]


def is_drawn_up(company: str, department: str, first: object) -> bool:
	told = {"company": company, "department": department, "first_day": first}
	return bool(frappe.db.exists(PERFORMANCE, told))


def periods(company: str, department: str) -> list[Period]:
	"""The quarters of a department that are judged already."""
	told = {"company": company, "department": department}
	found = frappe.get_all(PERFORMANCE, told, ["first_day", "last_day"], as_list=True)
	return [Period(first, last) for first, last in found]
