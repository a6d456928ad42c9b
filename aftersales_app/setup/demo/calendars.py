"""When the people of the demo work: with the country's holidays and make-up workdays, as far as they are published."""

from datetime import date

import frappe

from aftersales_app.aftersales_core import calendar_seeds
from aftersales_app.setup.demo import company
from aftersales_app.setup.demo.ledger import Ledger

SERVICE, DESK = "海韵上门服务 Field Service", "海韵客服 Service Desk"
EARLY, LATE = "海韵早班 Early Shift", "海韵晚班 Late Shift"
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = {
	SERVICE: (WEEK[:6], (("08:30:00", "12:00:00"), ("13:00:00", "18:30:00"))),
	DESK: (WEEK, (("08:00:00", "22:00:00"),)),
	EARLY: (WEEK, (("08:00:00", "16:00:00"),)),
	LATE: (WEEK, (("14:00:00", "22:00:00"),)),
}


def make(ledger: Ledger, today: date) -> None:
	for name, (days, hours) in HOURS.items():
		windows = [{"weekday": day, "from_time": a, "to_time": b} for day in days for a, b in hours]
		values = {
			"calendar_name": name,
			"company": company.NAME,
			"time_zone": "Asia/Shanghai",
			"windows": windows,
		}
		ledger.once("Aftersales Calendar", name, values)
	if SERVICE in ledger.made.get("Aftersales Calendar", ()):
		_fill(frappe.get_doc("Aftersales Calendar", SERVICE), today)


def _fill(calendar: "frappe.model.document.Document", today: date) -> None:
	years = (today.year - 1, today.year, today.year + 1)
	calendar_seeds.fill(calendar, "China", [year for year in years if calendar_seeds.is_known("China", year)])
	calendar.save(ignore_permissions=True)
