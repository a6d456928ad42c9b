"""How often tickets changed hands and came back: of those opened in the period."""

from typing import Any

from frappe import _

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


def execute(filters: common.Filters | None = None) -> tuple:
	filters = filters or {}
	group = common.group_of(filters, "Team")
	found = reports.changes_of_hands(common.scope(filters), common.GROUPS[group][0])
	rows = [_row(key, figures, group) for key, *figures in found]
	order = common.by_size([row["key"] for row in rows], group, {row["key"]: row["tickets"] for row in rows})
	rows.sort(key=lambda row: order.index(row["key"]))
	return _columns(group), rows, None, _chart(rows, group)


def _row(key: Any, figures: list[Any], group: str) -> dict[str, Any]:
	row = dict(zip(FIELDS, (int(figure or 0) for figure in figures), strict=True))
	return {
		common.GROUPS[group][0]: common.written(group, key),
		"key": key,
		**row,
		"reassigned_share": common.rounded(statistics.share(row["reassigned"], row["tickets"])),
		"reopened_share": common.rounded(statistics.share(row["reopened"], row["resolved"])),
		"interval": common.interval(row["reopened"], row["resolved"]),
	}


def _columns(group: str) -> list[common.Column]:
	return [
		common.group_column(group),
		common.number(_("Tickets"), "tickets", drill={}),
		common.number(_("Re-assigned"), "reassigned", drill={"reassignments": [">", 0]}),
		common.percent(_("Re-assigned %"), "reassigned_share"),
		common.number(_("Re-assignments"), "reassignments", width=130),
		common.number(_("Handed Over"), "handed_over", width=120, drill={"handovers": [">", 0]}),
		common.number(_("Handovers"), "handovers"),
		common.number(_("Resolved"), "resolved"),
		common.number(_("Reopened"), "reopened", drill={"reopenings": [">", 0]}),
		common.percent(_("Reopened %"), "reopened_share"),
		{"label": _("95 % Interval"), "fieldname": "interval", "fieldtype": "Data", "width": 130},
		common.number(_("Reopenings"), "reopenings"),
	]


def _chart(rows: list[dict[str, Any]], group: str) -> dict[str, Any] | None:
	shown = rows[:12]
	drawn = [
		(_("Re-assigned %"), [row["reassigned_share"] for row in shown]),
		(_("Reopened %"), [row["reopened_share"] for row in shown]),
	]
	return common.bars([row[common.GROUPS[group][0]] for row in shown], drawn)
