"""How often tickets changed hands and came back: of those opened in the period; and of those closed in it, how many were
reopened within the reopening window (rules.md T1)."""

from datetime import timedelta
from typing import Any

from frappe import _

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain import statistics
from aftersales_app.service_desk.queries import reports
from aftersales_app.service_desk.report import common

FIELDS = (
	"tickets",
	"reassigned",
	"reassignments",
	"handed_over",
	"handovers",
	"resolved",
	"reopened",
	"reopenings",
)
CLOSINGS = ("closings", "closings_young", "closings_reopened")


def execute(filters: common.Filters | None = None) -> tuple:
	filters = filters or {}
	group = common.group_of(filters, "Team")
	scope, column = common.scope(filters), common.GROUPS[group][0]
	days = int(core.settings().reopen_window_days or 0)
	ripe = moments.site_now() - timedelta(days=days)
	opened = {key: figures for key, *figures in reports.changes_of_hands(scope, column)}
	closed = {key: figures for key, *figures in reports.reopened_after_closing(scope, column, ripe, days)}
	rows = [_row(key, opened.get(key), closed.get(key), group) for key in opened | closed]
	order = common.by_size([row["key"] for row in rows], group, {row["key"]: row["tickets"] for row in rows})
	rows.sort(key=lambda row: order.index(row["key"]))
	message = _(
		"Reopen rate: of the tickets closed in the period, those reopened within {0} days of it. Closed in the last {0} days:"
		" too young to tell, left out of the rate. The other columns count the tickets opened in the period."
	).format(days)
	return _columns(group), rows, message, _chart(rows, group)


def _row(key: Any, opened: list[Any] | None, closed: list[Any] | None, group: str) -> dict[str, Any]:
	row = _numbers(FIELDS, opened) | _numbers(CLOSINGS, closed)
	told = row["closings"] - row["closings_young"]
	return {
		common.GROUPS[group][0]: common.written(group, key),
		"key": key,
		**row,
		"reassigned_share": common.rounded(statistics.share(row["reassigned"], row["tickets"])),
		"reopened_share": common.rounded(statistics.share(row["reopened"], row["resolved"])),
		"interval": common.interval(row["reopened"], row["resolved"]),
		"reopen_rate": common.rounded(statistics.share(row["closings_reopened"], told)),
		"reopen_interval": common.interval(row["closings_reopened"], told),
	}


def _numbers(names: tuple[str, ...], figures: list[Any] | None) -> dict[str, int]:
	return dict(zip(names, (int(figure or 0) for figure in figures or (0,) * len(names)), strict=True))


def _columns(group: str) -> list[common.Column]:
	return [
		common.group_column(group),
		common.number(_("Tickets"), "tickets", drill={}),
		common.number(_("Re-assigned"), "reassigned", drill={"reassignments": [">", 0]}),
		common.percent(_("Re-assigned %"), "reassigned_share", width=130),
		common.number(_("Re-assignments"), "reassignments", width=130),
		common.number(_("Handed Over"), "handed_over", width=120, drill={"handovers": [">", 0]}),
		common.number(_("Handovers"), "handovers"),
		common.number(_("Resolved"), "resolved"),
		common.number(_("Reopened"), "reopened", drill={"reopenings": [">", 0]}),
		common.percent(_("Reopened %"), "reopened_share"),
		{"label": _("95 % Interval"), "fieldname": "interval", "fieldtype": "Data", "width": 130},
		common.number(_("Reopenings"), "reopenings"),
		common.number(_("Closed in Period"), "closings", width=140),
		common.number(_("Too Young to Tell"), "closings_young", width=175),
		common.number(_("Closed, then Reopened"), "closings_reopened", width=185),
		common.percent(_("Reopen Rate %"), "reopen_rate", width=130),
		{
			"label": _("Reopen Rate: 95 % Interval"),
			"fieldname": "reopen_interval",
			"fieldtype": "Data",
			"width": 220,
		},
	]


def _chart(rows: list[dict[str, Any]], group: str) -> dict[str, Any] | None:
	shown = rows[:12]
	drawn = [
		(_("Re-assigned %"), [row["reassigned_share"] for row in shown]),
		(_("Reopen Rate %"), [row["reopen_rate"] for row in shown]),
	]
	return common.bars([common.drawn(group, row[common.GROUPS[group][0]]) for row in shown], drawn)
