"""What fails how often, how soon and at what cost, by item, batch, supplier and more; an alert where surely too many fail early."""

from datetime import date
from typing import Any

from frappe import _

from aftersales_app.aftersales_core.figures import Column, Filters, bars, interval, number, percent, rounded
from aftersales_app.domain import statistics
from aftersales_app.domain.failure_rates import Job, repeats, total
from aftersales_app.domain.repair_time import HOLDS_DAYS
from aftersales_app.warranty.queries import reports
from aftersales_app.warranty.report import common

PER = 100  # unit-years


def execute(filters: Filters | None = None) -> tuple:
	filters = filters or {}
	group, scope = common.group_of(filters), common.scope(filters)
	column = common.GROUPS[group][0]
	units, failed = reports.cohorts(scope, column), reports.failures(scope, column)
	jobs, currencies = reports.jobs(scope, column), common.currencies(scope, column)
	titles = common.titles(group, units)
	rows = [
		{
			**common.written(group, key, titles),
			**_figures(units[key], failed.get(key, []), jobs.get(key, []), currencies[key], scope.today),
		}
		for key in units
	]
	if group == "Month":
		rows.sort(key=lambda row: str(row["key"]))
	else:
		rows.sort(key=lambda row: (not row["alarming"], -row["failed"], -row["units"], str(row["key"])))
	return _columns(group), rows, common.message(_told(), currencies.values()), _chart(rows, group)


def _figures(units: list, failed: list, jobs: list[Job], currency: str | None, today: date) -> dict[str, Any]:
	found, again = total(units, failed, common.early_months(), today), repeats(jobs)
	alarming = found.is_alarming(common.alert_percent())
	return {
		"units": found.units,
		"failed": found.failed,
		"behind": common.behind(failed),
		"rate": rounded(found.rate),
		"interval": interval(found.failed, found.units),
		"claims": found.failures,
		"claims_per_years": rounded(PER * found.failures / found.unit_years) if found.unit_years else None,
		"cost": common.amount(found.cost, currency),
		"cost_per_unit": common.amount(found.cost / found.units, currency),
		"currency": currency,
		"repairs": len(jobs),
		"repeats": again,
		"repeat_rate": rounded(statistics.share(again, len(jobs))),
		"old_enough": found.old_enough,
		"early": found.early,
		"early_rate": rounded(found.early_rate),
		"early_interval": interval(found.early, found.old_enough),
		"alarming": alarming,
		"remark": _("Early failures!") if alarming else common.remark(found.units),
	}


def _columns(group: str) -> list[Column]:
	data = {"fieldtype": "Data", "width": 130, "align": "left"}
	return [
		*common.group_columns(group),
		{"label": _("Remark"), "fieldname": "remark", **data},
		number(_("Units"), "units"),
		number(_("Units with Claims"), "failed", width=140, drill="claims"),
		percent(_("Claim Rate %"), "rate"),
		{"label": _("95 % Interval"), "fieldname": "interval", **data},
		number(_("Claims"), "claims", drill="claims"),
		{
			"label": _("Claims per 100 Unit-Years"),
			"fieldname": "claims_per_years",
			"fieldtype": "Float",
			"precision": 1,
			"width": 200,
		},
		common.money(_("Cost"), "cost"),
		common.money(_("Cost per Unit"), "cost_per_unit"),
		common.currency_column(),
		number(_("Repairs"), "repairs"),
		number(_("Repeat Repairs"), "repeats", width=130),
		percent(_("Repeat Repairs %"), "repeat_rate", width=140),
		number(_("Old Enough"), "old_enough"),
		number(_("Failed Early"), "early"),
		percent(_("Failed Early %"), "early_rate"),
		{"label": _("Failed Early: 95 % Interval"), "fieldname": "early_interval", **data, "width": 230},
	]


def _told() -> str:
	return _(
		"Failed early: of the units that have been out for {0} months or more, those with a claim in their first {0} months; younger units are left"
		" out. Alert: the lower end of the 95 % interval is above {1} %. Repeat: back in repair before {2} days were over."
	).format(common.early_months(), common.alert_percent(), HOLDS_DAYS)


def _chart(rows: list[dict[str, Any]], group: str) -> dict[str, Any] | None:
	shown = rows[-common.DRAWN_MONTHS :] if group == "Month" else rows[: common.DRAWN]
	drawn = [
		(_("Claim Rate %"), [row["rate"] for row in shown]),
		(_("Failed Early %"), [row["early_rate"] for row in shown]),
	]
	return bars([row["title"] or _("Not Set") for row in shown], drawn, fieldtype="Percent")
