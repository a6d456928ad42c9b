"""How reports of every module write their figures: columns, intervals, charts."""

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from aftersales_app.domain import statistics

Filters = Mapping[str, Any]
Column = dict[str, Any]
FEW = 5  # answers, below which a group is not told (rules.md section 3)
Groups = Mapping[str, tuple[str, str, str]]  # what people group by: column, field type, options


def listed(value: Any) -> list[Any]:
	return list(value) if isinstance(value, list | tuple) else [value]


def group_of(filters: Filters, groups: Groups, default: str) -> str:
	"""The group that was asked for. Throws for one that the report does not know."""
	name = filters.get("group_by") or default
	if name not in groups:
		frappe.throw(_("The report cannot be grouped by {0}.").format(frappe.bold(escape_html(str(name)))))
	return name


def refuse_reversed(first: Any, last: Any) -> None:
	"""Throw where a period ends before it begins."""
	if first and last and first > last:
		frappe.throw(_("From Date is after To Date: choose a period that begins before it ends."))


def number(label: str, fieldname: str, **more: Any) -> Column:
	return {"label": label, "fieldname": fieldname, "fieldtype": "Int", "width": 110, **more}


def percent(label: str, fieldname: str, **more: Any) -> Column:
	return {
		"label": label,
		"fieldname": fieldname,
		"fieldtype": "Percent",
		"precision": 1,
		"width": 120,
		**more,
	}


def interval(part: int, whole: int) -> str | None:
	"""Wilson's 95 % interval as text, None where nothing was counted."""
	return bounded(statistics.wilson(part, whole))


def bounded(bounds: tuple[float, float] | None) -> str | None:
	"""An interval as text."""
	return f"{bounds[0]:.1f} – {bounds[1]:.1f} %" if bounds else None


def are_few(answers: int) -> bool:
	"""Are there so few that a reader could tell whose opinions they are?"""
	return answers < FEW


def rounded(value: float | None, digits: int = 1) -> float | None:
	return None if value is None else round(value, digits)


def bars(labels: list[Any], datasets: list[tuple[str, list[Any]]], **more: Any) -> dict[str, Any] | None:
	"""A chart of groups as they are written: most are names of somebody's own, which no catalogue may translate. None where there is nothing
	to draw."""
	if not labels:
		return None
	sets = [{"name": name, "values": [value or 0 for value in values]} for name, values in datasets]
	names = [str(label) if label else _("None") for label in labels]
	return {"data": {"labels": names, "datasets": sets}, "type": "bar", **more}
