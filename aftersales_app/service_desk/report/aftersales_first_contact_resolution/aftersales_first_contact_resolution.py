"""Tickets solved at the first contact, of those resolved long enough ago to tell (rules.md T1)."""

from datetime import timedelta
from typing import Any

from frappe import _

from aftersales_app.aftersales_core import moments
from aftersales_app.domain import statistics
from aftersales_app.service_desk.queries import reports
from aftersales_app.service_desk.report import common

WINDOW = reports.FIRST_CONTACT_DAYS


def execute(filters: common.Filters | None = None) -> tuple:
	filters = filters or {}
	group = common.group_of(filters, "Team")
	ripe = moments.site_now() - timedelta(days=WINDOW)
	found = reports.first_contact(common.scope(filters), common.GROUPS[group][0], ripe, WINDOW)
	rows = [_row(key, figures, group) for key, *figures in found]
	order = common.by_size([row["key"] for row in rows], group, {row["key"]: row["resolved"] for row in rows})
	rows.sort(key=lambda row: order.index(row["key"]))
	message = _(
		"Solved at first contact: one contact, not reopened, and within {0} days no other ticket of the same customer for"
		" the same product. Tickets resolved in the last {0} days are too young to tell and are left out of the share."
	).format(WINDOW)
	return _columns(group), rows, message, _chart(rows, group)


def _row(key: Any, figures: list[Any], group: str) -> dict[str, Any]:
	resolved, young, first = (int(figure or 0) for figure in figures)
	told = resolved - young
	return {
		common.GROUPS[group][0]: common.written(group, key),
		"key": key,
		"resolved": resolved,
		"too_young": young,
		"told": told,
		"first_contact": first,
		"share": common.rounded(statistics.share(first, told)),
		"interval": common.interval(first, told),
	}


def _columns(group: str) -> list[common.Column]:
	return [
		common.group_column(group),
		common.number(_("Resolved"), "resolved", drill={"period": "resolved_at"}),
		common.number(_("Too Young to Tell"), "too_young", width=175),
		common.number(_("Counted"), "told"),
		common.number(_("Solved at First Contact"), "first_contact", width=180),
		common.percent(_("Share %"), "share"),
		{"label": _("95 % Interval"), "fieldname": "interval", "fieldtype": "Data", "width": 130},
	]


def _chart(rows: list[dict[str, Any]], group: str) -> dict[str, Any] | None:
	shown = rows[:12]
	names = [common.drawn(group, row[common.GROUPS[group][0]]) for row in shown]
	return common.bars(names, [(_("Solved at First Contact %"), [row["share"] for row in shown])])
