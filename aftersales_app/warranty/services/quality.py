"""Early failures: who is told when surely too many units of an item fail early."""

from datetime import date, timedelta

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.utils import cint, flt

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain.failure_rates import total
from aftersales_app.warranty.queries import people, reports
from aftersales_app.warranty.queries.reports import Scope

TOLD = ("Quality Specialist", "Operations Manager")
QUIET_DAYS = 30  # before the same is said again


def alert(today: date | None = None) -> int:
	"""Every night: tell quality of a company's items that fail early, each once in thirty days. How many were told of."""
	day, told = today or moments.site_today(), 0
	for company in frappe.get_all("Company", pluck="name"):
		for item in _alarming(company, day):
			told += _tell(company, item, day)
	return told


def _alarming(company: str, day: date) -> list[str]:
	settings = core.settings()
	months = max(1, cint(settings.early_failure_months))
	scope = Scope(day, facts={"company": (company,)})
	failed = reports.failures(scope, "item_code")
	if not failed:
		return []
	units = reports.cohorts(scope, "item_code")
	percent = flt(settings.early_failure_percent)
	return sorted(
		item for item, found in failed.items() if total(units[item], found, months, day).is_alarming(percent)
	)


def _tell(company: str, item: str, day: date) -> bool:
	subject = _("Early failures of {0} in {1} are above the threshold.").format(item, company)
	since = {"subject": subject, "creation": (">=", day - timedelta(days=QUIET_DAYS))}
	if frappe.db.exists("Notification Log", since):
		return False
	enqueue_create_notification(
		people.of_company(TOLD, company),
		{
			"type": "Alert",
			"document_type": "Item",
			"document_name": item,
			"subject": subject,
			"from_user": "Administrator",
		},
	)
	return True
