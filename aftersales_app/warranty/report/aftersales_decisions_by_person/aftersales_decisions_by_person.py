"""Who decides on claims and how: approvals, overrides of what the rules say, and what an appeal reversed."""

from typing import Any

from frappe import _
from frappe.utils import add_days, get_fullname

from aftersales_app.aftersales_core import figures, moments
from aftersales_app.aftersales_core.figures import (
	Column,
	Filters,
	bars,
	interval,
	listed,
	number,
	percent,
	rounded,
)
from aftersales_app.domain import statistics
from aftersales_app.warranty.queries import reports
from aftersales_app.warranty.report import common

FIELDS = ("decided", "approved", "refused", "goodwill", "overrides", "appealed", "reversed")
YEAR = 365


def execute(filters: Filters | None = None) -> tuple:
	filters = filters or {}
	first, last = common.period(filters)
	last = last or moments.site_today()
	first = first or add_days(last, 1 - YEAR)
	figures.refuse_reversed(first, last)
	companies = listed(filters["company"]) if filters.get("company") else []
	common.refuse_others(companies)
	period = {"from_date": first, "to_date": last}  # what the lists behind the figures show
	rows = [{**_row(*found), **period} for found in reports.decisions(first, last, companies)]
	rows.sort(key=lambda row: (-row["decided"], str(row["user"])))
	message = _(
		"Reversed: after an appeal the next decision grants what was refused, or refuses what was granted. It counts for who made the first one, in the"
		" period in which that was made."
	)
	return _columns(), rows, message, _chart(rows)


def _row(user: str | None, *figures: Any) -> dict[str, Any]:
	row = dict(zip(FIELDS, (int(figure or 0) for figure in figures), strict=True))
	decided = row["decided"]
	return {
		"user": user,
		"full_name": get_fullname(user) if user else _("Not Set"),
		**row,
		"approved_share": rounded(statistics.share(row["approved"], decided)),
		"interval": interval(row["approved"], decided),
		"override_share": rounded(statistics.share(row["overrides"], decided)),
		"reversed_share": rounded(statistics.share(row["reversed"], decided)),
		"reversed_interval": interval(row["reversed"], decided),
		"remark": _("Few decisions") if common.is_few(decided) else "",
	}


def _columns() -> list[Column]:
	data = {"fieldtype": "Data", "width": 130, "align": "left"}
	return [
		{"label": _("Person"), "fieldname": "full_name", **data, "width": 180, "drill": {}},
		{"label": _("Remark"), "fieldname": "remark", **data},
		number(_("Decided"), "decided", drill={}),
		number(_("Approved"), "approved", drill={"verdict": "Approved"}),
		percent(_("Approved %"), "approved_share"),
		{"label": _("95 % Interval"), "fieldname": "interval", **data},
		number(_("Refused"), "refused", drill={"verdict": "Refused"}),
		number(_("Goodwill"), "goodwill", drill={"verdict": "Goodwill"}),
		number(_("Overrides"), "overrides", drill={"override": 1}),
		percent(_("Overrides %"), "override_share"),
		number(_("Appealed"), "appealed"),
		number(_("Reversed"), "reversed"),
		percent(_("Reversed %"), "reversed_share"),
		{"label": _("Reversed: 95 % Interval"), "fieldname": "reversed_interval", **data, "width": 180},
		{"label": _("User"), "fieldname": "user", **data, "width": 200},
	]


def _chart(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
	shown = rows[: common.DRAWN]
	drawn = [
		(_("Approved %"), [row["approved_share"] for row in shown]),
		(_("Reversed %"), [row["reversed_share"] for row in shown]),
	]
	return bars([row["full_name"] for row in shown], drawn, fieldtype="Percent")
