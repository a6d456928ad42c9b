"""Failures by age in months, each with the number of units that had reached that age: young products are not flattered."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from aftersales_app.aftersales_core.figures import (
	Column,
	Filters,
	bars,
	bounded,
	interval,
	number,
	percent,
	rounded,
)
from aftersales_app.domain.failure_rates import Month, age, by_age
from aftersales_app.domain.statistics import Failed
from aftersales_app.warranty.queries import reports
from aftersales_app.warranty.report import common

MONTHS, MOST = 24, 120


def execute(filters: Filters | None = None) -> tuple:
	filters = filters or {}
	scope = common.scope(filters)
	months = _months(filters)
	units = reports.cohorts(scope, "").get("", [])
	failed = reports.failures(scope, "").get("", [])
	currencies = common.currencies(scope, "")
	of_age: dict[int, list[reports.Claim]] = {}
	for claim in failed:
		of_age.setdefault(age(claim.began, claim.on), []).append(claim)
	rows = [
		_row(month, of_age.get(month.age, []), currencies.get(""))
		for month in by_age(units, failed, months, scope.today)
		if month.at_risk
	]
	told = _(
		"At risk: units that had reached that age. Failed by then: estimated from first failures (Kaplan-Meier); each unit counts for the full months that it was watched, up to its first failure."
	)
	return _columns(), rows, common.message(told, currencies.values()), _chart(rows)


def _months(filters: Filters) -> int:
	months = cint(filters.get("months") or MONTHS)
	if not 1 <= months <= MOST:
		frappe.throw(_("Months of Age: enter a number from 1 to {0}.").format(MOST))
	return months


def _row(month: Month, claims: list, currency: str | None) -> dict[str, Any]:
	return {
		"age": month.age,
		"at_risk": month.at_risk,
		"failed": month.failed,
		"behind": common.behind(claims),
		"rate": rounded(month.rate, 2),
		"interval": interval(month.failed, month.at_risk),
		"claims": month.failures,
		"cost": common.amount(month.cost, currency),
		"currency": currency,
		**_by_then(month.by_then),
		"remark": common.remark(month.at_risk),
	}


def _by_then(found: Failed | None) -> dict[str, Any]:
	"""Nothing where nobody is at risk any more."""
	if found is None:
		return dict.fromkeys(("first_at_risk", "first_failed", "by_then", "by_then_interval"))
	return {
		"first_at_risk": found.at_risk,
		"first_failed": found.failed,
		"by_then": rounded(found.share, 2),
		"by_then_interval": bounded(found.bounds),
	}


def _columns() -> list[Column]:
	"""What has failed by an age stands beside what failed in it on a laptop's screen; costs come behind."""
	data = {"fieldtype": "Data", "align": "left"}
	return [
		number(_("Age (Months)"), "age", width=120, drill="claims"),
		{"label": _("Remark"), "fieldname": "remark", "width": 95, **data},
		number(_("At Risk"), "at_risk", width=90),
		number(_("Units Failed"), "failed", drill="claims"),
		percent(_("Failed %"), "rate", precision=2, width=100),
		{"label": _("95 % Interval"), "fieldname": "interval", "width": 120, **data},
		number(_("Without Earlier Failure"), "first_at_risk", width=170),
		number(_("First Failures"), "first_failed", width=120),
		percent(_("Failed by Then %"), "by_then", precision=2, width=140),
		{"label": _("Failed by Then: 95 % Interval"), "fieldname": "by_then_interval", "width": 220, **data},
		number(_("Claims"), "claims", drill="claims"),
		common.money(_("Cost"), "cost"),
		common.currency_column(),
	]


def _chart(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
	"""Months of which nothing can be told are not drawn: they would look as if nothing had failed."""
	shown = [row for row in rows if row["first_at_risk"]]
	drawn = [
		(_("Failed %"), [row["rate"] for row in shown]),
		(_("Failed by Then %"), [row["by_then"] for row in shown]),
	]
	return bars([str(row["age"]) for row in shown], drawn, type="line", fieldtype="Percent")
