"""Complaints by month: how many of a hundred tickets, from where and why, how soon acknowledged and decided, and what customers say of it
(ISO 10002:2018 8.2, 8.3; for the management review)."""

from datetime import date
from typing import Any

from frappe import _
from frappe.utils import flt

from aftersales_app.aftersales_core import figures, moments
from aftersales_app.aftersales_core.figures import Column, Filters, interval, number, percent, rounded
from aftersales_app.domain import complaint_figures
from aftersales_app.domain.complaint_figures import Course
from aftersales_app.domain.complaint_flow import OPEN, OUTSIDE
from aftersales_app.domain.statistics import share
from aftersales_app.service_desk.services import served
from aftersales_app.service_quality.queries import complaints as reads
from aftersales_app.service_quality.report.common import month, period

SPLITS = {
	"Month": "",
	"Month and Cause": "cause",
	"Month and Source": "source",
	"Month and Severity": "severity",
}
HOUR = 3600


def execute(filters: Filters | None = None) -> tuple:
	filters = filters or {}
	first, last = period(filters)
	split = SPLITS[figures.group_of(filters, {name: ("", "", "") for name in SPLITS}, "Month")]
	company = filters.get("company") or ""
	tickets = served.opened_by_month(first, last, company)
	groups: dict[tuple[str, str], list[Course]] = {}
	if not split:
		groups = {(one, ""): [] for one in months(first, last)}
	facts = {field: filters.get(field) or "" for field in ("cause", "source", "severity")}
	for row in reads.courses(first, last, company, **facts):
		key = (month(row.received_at), (row[split] or "") if split else "")
		groups.setdefault(key, []).append(_course(row))
	rows = [_row(key, told, tickets.get(key[0], 0)) for key, told in sorted(groups.items())]
	message = _(
		"By the month of receipt. The rate is per 100 tickets opened in the month; hours and days are medians; late counts what was not acknowledged in time. A month that is not over is not complete."
	)
	return _columns(split), rows, message, _chart(split, rows)


def months(first: date, last: date) -> list[str]:
	"""Every month of a period, also those without a complaint."""
	count = (last.year - first.year) * 12 + last.month - first.month + 1
	starts = (divmod(first.year * 12 + first.month - 1 + ahead, 12) for ahead in range(count))
	return [f"{year:04d}-{number + 1:02d}" for year, number in starts]


def _course(row: Any) -> Course:
	now = moments.site_now()
	at, by = row.acknowledged_at, row.acknowledge_by
	return Course(
		ack_hours=(at - row.received_at).total_seconds() / HOUR if at else None,
		in_time=at <= by if at else False if by and by < now else None,
		days=flt(row.days_to_decision) if row.decided_at else None,
		opinion=row.opinion or "",
		handling=row.handling or 0,
		safety=bool(row.safety),
		outside=row.source in OUTSIDE,
		open=row.status in OPEN,
	)


def _row(key: tuple[str, str], told: list[Course], tickets: int) -> dict[str, Any]:
	found = complaint_figures.trend(told, tickets)
	return {
		"month": key[0],
		"split": _(key[1], context="Aftersales Complaint") if key[1] else _("Not Set"),
		"key": key[1],
		"complaints": found.count,
		"tickets": tickets,
		"per_hundred": rounded(found.per_hundred, 2),
		"interval": interval(found.count, tickets) if tickets >= found.count else None,
		"open": found.open,
		"safety": found.safety,
		"outside": found.outside,
		"ack_hours": rounded(found.ack_hours),
		"in_time": rounded(share(found.in_time, found.judged)),
		"late": found.judged - found.in_time,
		"days": rounded(found.days),
		"accepted": rounded(share(found.accepted, found.opinions)),
		"handling": rounded(found.handling, 2),
		"asked": found.asked,
	}


def _columns(split: str) -> list[Column]:
	labels = {
		"cause": _("Cause"),
		"source": _("Source"),
		"severity": _("Severity", context="Aftersales Complaint"),
	}
	data = {"fieldtype": "Data", "align": "left"}
	decimal = {"fieldtype": "Float", "precision": 1, "width": 140}
	return [
		{"label": _("Month"), "fieldname": "month", **data, "width": 100},
		*([{"label": labels[split], "fieldname": "split", **data, "width": 160}] if split else []),
		number(_("Complaints"), "complaints"),
		number(_("Tickets"), "tickets", width=90),
		{"label": _("Per 100 Tickets"), "fieldname": "per_hundred", **decimal, "precision": 2},
		{"label": _("95 % Interval"), "fieldname": "interval", **data, "width": 130},
		number(_("Still Open"), "open"),
		number(_("Safety at Stake"), "safety", width=120),
		number(_("From Authorities"), "outside", width=130),
		{"label": _("Hours to Acknowledge"), "fieldname": "ack_hours", **decimal, "width": 170},
		percent(_("Acknowledged in Time %"), "in_time", width=180),
		number(_("Late"), "late", width=80),
		{"label": _("Median Days to Decision"), "fieldname": "days", **decimal, "width": 190},
		percent(_("Decision Accepted %"), "accepted", width=150),
		{
			"label": _("Satisfied with the Handling (1-5)"),
			"fieldname": "handling",
			**decimal,
			"precision": 2,
			"width": 210,
		},
		number(_("Asked"), "asked", width=80),
	]


def _chart(split: str, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
	"""Complaints and their rate by month; split, the parts of each month on top of each other."""
	if not rows:
		return None
	shown = sorted({row["month"] for row in rows})
	if not split:
		sets = [
			{"name": _("Complaints"), "chartType": "bar", "values": [row["complaints"] for row in rows]},
			{
				"name": _("Per 100 Tickets"),
				"chartType": "line",
				"values": [row["per_hundred"] or 0 for row in rows],
			},
		]
		return {"data": {"labels": shown, "datasets": sets}, "type": "axis-mixed"}
	counts = {(row["month"], row["split"]): row["complaints"] for row in rows}
	parts = sorted({row["split"] for row in rows})
	sets = [{"name": part, "values": [counts.get((one, part), 0) for one in shown]} for part in parts]
	return {"data": {"labels": shown, "datasets": sets}, "type": "bar", "barOptions": {"stacked": 1}}
