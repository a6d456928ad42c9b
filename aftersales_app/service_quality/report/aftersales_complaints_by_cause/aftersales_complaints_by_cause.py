"""Complaints by cause and source: how many, how soon they are decided, whether customers accept the decision, what they cost."""

from datetime import date
from typing import Any

from frappe import _
from frappe.utils import add_days, flt, getdate

from aftersales_app.aftersales_core import figures, moments
from aftersales_app.aftersales_core.contents import exact
from aftersales_app.aftersales_core.figures import Column, Filters, bars, interval, number, percent, rounded
from aftersales_app.domain.complaint_figures import Told
from aftersales_app.domain.complaint_figures import figures as figures_of
from aftersales_app.service_quality.queries import complaints as reads

YEAR, DRAWN = 365, 8
# What people group by: its columns. All is plain text: a report with links is refused to whoever may not read all that they lead to.
GROUPS: dict[str, tuple[str, ...]] = {
	"Cause and Source": ("cause", "source"),
	"Cause": ("cause",),
	"Source": ("source",),
	"Team": ("team",),
	"Severity": ("severity",),
}
TRANSLATED = ("cause", "source", "severity")


def execute(filters: Filters | None = None) -> tuple:
	filters = filters or {}
	first, last = _period(filters)
	columns = GROUPS[figures.group_of(filters, {name: ("", "", "") for name in GROUPS}, "Cause and Source")]
	groups: dict[tuple[str, ...], list[Told]] = {}
	for row in reads.counted(first, last, filters.get("company") or ""):
		groups.setdefault(tuple(row[column] or "" for column in columns), []).append(_told(row))
	rows = [_row(columns, key, told) for key, told in groups.items()]
	rows.sort(key=lambda row: (-row["complaints"], *(str(row[column]) for column in columns)))
	message = _(
		"Counted by the day of receipt. Days run from the receipt to the first decision; accepted is of those whose final opinion, or silence, is recorded."
	)
	message += "<br>" + _("Of fewer than {0} opinions nothing is told.").format(figures.FEW)
	if any(row["cost"] is None for row in rows):
		message += "<br>" + _("Costs in several currencies are not added up: choose a company to see them.")
	return _columns(columns), rows, message, _chart(columns, rows)


def _period(filters: Filters) -> tuple[date, date]:
	last = getdate(filters.get("to_date") or moments.site_today())
	first = getdate(filters.get("from_date") or add_days(last, 1 - YEAR))
	figures.refuse_reversed(first, last)
	return first, last


def _told(row: Any) -> Told:
	days = flt(row.days_to_decision) if row.decided_at else None
	return Told(row.status, days, row.opinion or "", exact(row.cost), row.currency or "")


def _row(columns: tuple[str, ...], key: tuple[str, ...], told: list[Told]) -> dict[str, Any]:
	found = figures_of(told)
	few = figures.are_few(found.opinions)
	named = {
		column: (_(value) if column in TRANSLATED else value) or _("Not Set")
		for column, value in zip(columns, key, strict=True)
	}
	return {
		**named,
		"complaints": found.count,
		"open": found.open,
		"median_days": rounded(found.median_days),
		"accepted_share": None if few else rounded(found.accepted_share),
		"interval": None if few else interval(found.accepted, found.opinions),
		"cost": None if found.cost is None else float(found.cost),
		"currency": found.currency,
	}


def _columns(columns: tuple[str, ...]) -> list[Column]:
	labels = {
		"cause": _("Cause"),
		"source": _("Source"),
		"team": _("Team"),
		"severity": _("Severity", context="Aftersales Complaint"),
	}
	data = {"fieldtype": "Data", "width": 180, "align": "left"}
	return [
		*({"label": labels[column], "fieldname": column, **data} for column in columns),
		number(_("Complaints"), "complaints"),
		number(_("Still Open"), "open"),
		{
			"label": _("Median Days to Decision"),
			"fieldname": "median_days",
			"fieldtype": "Float",
			"precision": 1,
			"width": 190,
		},
		percent(_("Decision Accepted %"), "accepted_share", width=150),
		{"label": _("95 % Interval"), "fieldname": "interval", **data, "width": 140},
		{
			"label": _("Cost"),
			"fieldname": "cost",
			"fieldtype": "Currency",
			"options": "currency",
			"width": 120,
		},
		{"label": _("Currency"), "fieldname": "currency", "fieldtype": "Data", "width": 80},
	]


def _chart(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> dict[str, Any] | None:
	shown = rows[:DRAWN]
	labels = [" · ".join(str(row[column]) for column in columns) for row in shown]
	return bars(labels, [(_("Complaints"), [row["complaints"] for row in shown])])
