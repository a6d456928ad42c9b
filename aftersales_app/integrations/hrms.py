"""The bridge to HRMS; nothing here runs where HRMS is not installed."""

from datetime import date, datetime, time, timedelta
from typing import Any

import frappe

ONE_DAY = timedelta(days=1)


def leave_of(users: list[str], day: date) -> dict[str, str]:
	"""Users on approved leave that day, half a day counting as the day, with the leave type."""
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


def off_shift(users: list[str], at: datetime) -> frozenset[str]:
	"""Users who have a shift that day and are not in it at that moment (the site's time); a shift over midnight belongs to
	the day on which it begins. Of whoever has no shift that day nothing is known."""
	told: set[str] = set()
	working: set[str] = set()
	for row in _assignments(users, at.date()):
		for day in (at.date() - ONE_DAY, at.date()):
			if row.start_date <= day <= (row.end_date or day):
				begin, end = _hours(row, day)
				told |= {row.user} if day == at.date() else set()
				working |= {row.user} if begin <= at < end else set()
	return frozenset(told - working)


def _assignments(users: list[str], day: date) -> list[Any]:
	"""The shifts in force on that day or the one before."""
	Shift, Kind, Employee = (
		frappe.qb.DocType(name) for name in ("Shift Assignment", "Shift Type", "Employee")
	)
	return (
		frappe.qb.from_(Shift)
		.join(Employee)
		.on(Employee.name == Shift.employee)
		.join(Kind)
		.on(Kind.name == Shift.shift_type)
		.select(
			Employee.user_id.as_("user"), Shift.start_date, Shift.end_date, Kind.start_time, Kind.end_time
		)
		.where(Employee.user_id.isin(users) & (Shift.status == "Active") & (Shift.docstatus == 1))
		.where((Shift.start_date <= day) & (Shift.end_date.isnull() | (Shift.end_date >= day - ONE_DAY)))
		.run(as_dict=True)
	)


def _hours(row: Any, day: date) -> tuple[datetime, datetime]:
	midnight = datetime.combine(day, time())
	begin, end = midnight + row.start_time, midnight + row.end_time
	return begin, end if end > begin else end + ONE_DAY
