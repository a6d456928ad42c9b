"""How many tickets were opened, resolved, closed and reopened, per day, week or month and by what people ask for."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from frappe import _

from aftersales_app.aftersales_core import moments
from aftersales_app.service_desk.queries import reports, rollup
from aftersales_app.service_desk.report import common

FATES = ("opened", "resolved", "closed", "reopened")
PERIODS = {
	"Day": lambda day: day,
	"Week": lambda day: day - timedelta(days=day.weekday()),
	"Month": lambda day: day.replace(day=1),
}


def execute(filters: common.Filters | None = None) -> tuple:
	filters = filters or {}
	period = filters.get("period") if filters.get("period") in PERIODS else "Month"
	group = None if filters.get("group_by") in (None, "", "None") else common.group_of(filters, "Team")
	scope = common.scope(filters)
	counts = count(scope, common.GROUPS[group][0] if group else None, period)
	rows = _rows(counts, period, group)
	return _columns(period, group), rows, None, _chart(counts, period, scope)


def count(scope: reports.Scope, group: str | None, period: str) -> dict[tuple[date, Any], Counter]:
	"""(beginning of the period, group) -> what happened how often. Days that are over are read from the daily figures where
	those can tell."""
	counts: dict[tuple[date, Any], Counter] = defaultdict(Counter)
	begin = PERIODS[period]
	anew = rollup.unsettled(scope) if rollup.answers(scope, group) else [scope]
	for day, key, *numbers in rollup.volume(scope, group) if anew != [scope] else ():
		if not any(part.start.date() <= day < part.end.date() for part in anew):
			counts[begin(day), key].update(dict(zip(FATES, numbers, strict=True)))
	for part in anew:
		for day, key, number in reports.opened(part, group):
			counts[begin(day), key or None]["opened"] += number
		for fate, day, key, number in reports.moved(part, group):
			counts[begin(day), key or None][fate] += number
	return counts


def _rows(counts: dict[tuple[date, Any], Counter], period: str, group: str | None) -> list[dict[str, Any]]:
	rows = []
	for begin, key in sorted(counts, key=lambda found: (found[0], str(found[1] or ""))):
		row = {"period": _written(period, begin), "begin": begin, "key": key}
		if group:
			row[common.GROUPS[group][0]] = common.written(group, key)
		row.update({fate: counts[begin, key][fate] for fate in FATES})
		row["net"] = row["opened"] + row["reopened"] - row["resolved"]
		rows.append(row)
	return rows


def _columns(period: str, group: str | None) -> list[common.Column]:
	return [
		{
			"label": _(period),
			"fieldname": "period",
			"fieldtype": "Data" if period == "Month" else "Date",
			"width": 120,
		},
		*([common.group_column(group)] if group else []),
		common.number(_("Opened"), "opened", drill={"period": "opened_at"}),
		common.number(_("Resolved"), "resolved"),
		common.number(_("Closed"), "closed"),
		common.number(_("Reopened"), "reopened"),
		common.number(_("Change in Backlog"), "net", width=150),
	]


def _written(period: str, begin: date) -> Any:
	return begin.strftime("%Y-%m") if period == "Month" else begin


def _chart(
	counts: dict[tuple[date, Any], Counter], period: str, scope: reports.Scope
) -> dict[str, Any] | None:
	"""Whole periods only: one that is cut off, by the filters or by today, would look like a fall."""
	totals: dict[date, Counter] = defaultdict(Counter)
	for (begin, _key), found in counts.items():
		totals[begin].update(found)
	first, end = scope.start.date(), min(scope.end.date(), moments.site_today())
	begins = [begin for begin in sorted(totals) if first <= begin and _following(begin, period) <= end]
	drawn = [
		(_(label), [totals[begin][fate] for begin in begins])
		for label, fate in (("Opened", "opened"), ("Resolved", "resolved"))
	]
	written = "%Y-%m" if period == "Month" else "%m-%d"  # a longer one is cut
	return common.bars([begin.strftime(written) for begin in begins], drawn, type="line")


def _following(begin: date, period: str) -> date:
	"""The day on which the next period begins."""
	return PERIODS[period](begin + timedelta(days={"Day": 1, "Week": 7, "Month": 31}[period]))
