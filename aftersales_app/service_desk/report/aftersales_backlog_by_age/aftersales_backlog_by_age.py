"""Open tickets by how long they have been open."""

from datetime import datetime
from itertools import pairwise
from typing import Any

from frappe import _

from aftersales_app.aftersales_core import moments
from aftersales_app.service_desk.queries import reports
from aftersales_app.service_desk.report import common

# fieldname, first day, day after the last
AGES = (("d1", 0, 1), ("d3", 1, 3), ("d7", 3, 7), ("d14", 7, 14), ("d30", 14, 30), ("older", 30, None))


def execute(filters: common.Filters | None = None) -> tuple:
	filters = filters or {}
	group = common.group_of(filters, "Team")
	now, days = moments.site_now(), [first for _age, first, _end in AGES]
	rows = _rows(reports.backlog(common.scope(filters), common.GROUPS[group][0], now, days), group, now)
	return _columns(group), rows, None, _chart(rows, group)


def _rows(found: list[tuple], group: str, now: datetime) -> list[dict[str, Any]]:
	by_key = {key: numbers for key, *numbers in found}
	sizes = {key: numbers[0] for key, numbers in by_key.items()}
	return [_row(group, key, by_key[key], now) for key in common.by_size(by_key, group, sizes)]


def _row(group: str, key: Any, numbers: list[Any], now: datetime) -> dict[str, Any]:
	number, *reached, earliest = numbers
	aged = [
		here - beyond for here, beyond in pairwise([*map(int, reached), 0])
	]  # each age begins where the one before ends
	return {
		common.GROUPS[group][0]: common.written(group, key),
		"key": key,
		"open": number,
		**{age: count for (age, _first, _end), count in zip(AGES, aged, strict=True)},
		"oldest": (now - earliest).days,
	}


def _labels() -> dict[str, str]:
	return {
		"d1": _("Under 1 Day"),
		"d3": _("1 to 3 Days"),
		"d7": _("3 to 7 Days"),
		"d14": _("7 to 14 Days"),
		"d30": _("14 to 30 Days"),
		"older": _("30 Days and More"),
	}


def _columns(group: str) -> list[common.Column]:
	labels = _labels()
	return [
		common.group_column(group),
		common.number(_("Open"), "open", drill={"age": [0, None]}),
		*(
			common.number(labels[age], age, width=125 if end else 150, drill={"age": [first, end]})
			for age, first, end in AGES
		),
		common.number(_("Oldest (Days)"), "oldest", width=120),
	]


def _chart(rows: list[dict[str, Any]], group: str) -> dict[str, Any] | None:
	labels, shown = _labels(), rows[:12]
	drawn = [(labels[age], [row[age] for row in shown]) for age, _first, _end in AGES]
	names = [common.drawn(group, row[common.GROUPS[group][0]]) for row in shown]
	return common.bars(names, drawn, barOptions={"stacked": 1})
