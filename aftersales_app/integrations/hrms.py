"""The bridge to HRMS; nothing here runs where HRMS is not installed."""

from typing import Any

import frappe


def leave_of(users: list[str], day: Any) -> dict[str, str]:
	"""Users on approved leave that day, with the leave type."""
	Leave, Employee = frappe.qb.DocType("Leave Application"), frappe.qb.DocType("Employee")
	rows = (
		frappe.qb.from_(Leave)
		.join(Employee)
		.on(Employee.name == Leave.employee)
		.select(Employee.user_id, Leave.leave_type)
		.where(Employee.user_id.isin(users) & (Leave.status == "Approved") & (Leave.docstatus == 1))
		.where((Leave.from_date <= day) & (Leave.to_date >= day))
		.run()
	)
	return dict(rows)
