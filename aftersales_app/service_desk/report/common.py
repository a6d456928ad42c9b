"""What the reports of the service desk share: filters as a scope, columns, groups and how they are written."""

from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from aftersales_app.aftersales_core import figures, moments
from aftersales_app.aftersales_core.figures import Column as Column
from aftersales_app.aftersales_core.figures import Filters as Filters
from aftersales_app.aftersales_core.figures import bars as bars
from aftersales_app.aftersales_core.figures import interval as interval
from aftersales_app.aftersales_core.figures import listed as listed
from aftersales_app.aftersales_core.figures import number as number
from aftersales_app.aftersales_core.figures import percent as percent
from aftersales_app.aftersales_core.figures import rounded as rounded
from aftersales_app.service_desk.queries import reports
from aftersales_app.service_desk.queries.reports import Scope

YEAR = 365
FACTS = ("company", "team", "kind", "priority", "channel")
# what people group by: column of the ticket or beginning of a period, field type, options
GROUPS: dict[str, tuple[str, str, str]] = {
	"Team": ("team", "Link", "Aftersales Team"),
	"Category": ("category", "Link", "Aftersales Category"),
	"Kind": ("kind", "Data", ""),
	"Priority": ("priority", "Data", ""),
	"Channel": ("channel", "Data", ""),
	"Service Policy": ("policy", "Link", "Aftersales Service Policy"),
	"Company": ("company", "Link", "Company"),
	"Week": ("week", "Date", ""),
	"Month": ("month", "Data", ""),
}


def scope(filters: Filters) -> Scope:
	"""The period (both days included; the last year where none is given) and the facts asked for.

	Throws where the period ends before it begins.
	"""
	last = getdate(filters.get("to_date")) if filters.get("to_date") else moments.site_today()
	first = getdate(filters.get("from_date")) if filters.get("from_date") else add_days(last, 1 - YEAR)
	figures.refuse_reversed(first, last)
	facts = {name: tuple(listed(filters[name])) for name in FACTS if filters.get(name)}
	if filters.get("category"):
		facts["category"] = reports.under(filters["category"])
	return Scope.days(first, last, **facts)


def group_of(filters: Filters, default: str) -> str:
	"""The group that was asked for. Throws for one that the report does not know."""
	return figures.group_of(filters, GROUPS, default)


def group_column(name: str, width: int = 180) -> Column:
	column, fieldtype, options = GROUPS[name]
	return {"label": _(name), "fieldname": column, "fieldtype": fieldtype, "options": options, "width": width}


def written(name: str, value: Any) -> Any:
	"""A group's value as its column shows it."""
	if not value:
		return _("No Team") if name == "Team" else _("Not Set")
	if name == "Month":
		return value.strftime("%Y-%m")
	return _(value) if name in ("Kind", "Priority", "Channel") else value


def drawn(name: str, shown: Any) -> Any:
	"""A group in a chart, called as in its column: the desk writes records of a DocType whose names are translated in the reader's language."""
	doctype = GROUPS[name][2]
	return _(shown) if doctype and frappe.get_meta(doctype).translated_doctype else shown


def by_size(keys: Iterable[Any], name: str, size: Mapping[Any, float]) -> list[Any]:
	"""Periods in their order, everything else the largest first."""
	if name in ("Week", "Month"):
		return sorted(keys)
	return sorted(keys, key=lambda key: (-size.get(key, 0), str(key or "")))


def duration(label: str, fieldname: str, **more: Any) -> Column:
	"""Working time, in seconds, written in hours, minutes and seconds: a day of work is no 24 hours."""
	return {
		"label": label,
		"fieldname": fieldname,
		"fieldtype": "Duration",
		"hide_days": 1,
		"hide_seconds": 1,
		"width": 130,
		**more,
	}
