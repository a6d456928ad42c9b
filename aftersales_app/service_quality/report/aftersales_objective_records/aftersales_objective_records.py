"""The records behind a figure of an objective: its numerator, its denominator, or what was left out. Readers get those that they may read."""

from typing import Any

import frappe
from frappe import _

from aftersales_app.aftersales_core.figures import Column, Filters, rounded
from aftersales_app.service_quality.services import metrics, objectives

FIGURE = "Aftersales Objective Period"
PARTS = (metrics.NUMERATOR, metrics.DENOMINATOR, metrics.EXCLUDED)


def execute(filters: Filters | None = None) -> tuple:
	filters = filters or {}
	part = filters.get("part") or metrics.NUMERATOR
	if not filters.get("figure"):
		frappe.throw(_("Choose the figure whose records you want to see."))
	if part not in PARTS:
		frappe.throw(_("Choose numerator, denominator or what was left out."))
	figure = frappe.get_doc(FIGURE, filters["figure"])
	figure.check_permission("read")
	rows = [_row(one) for one in objectives.records(figure, part)]
	return _columns(), rows, _message(figure, part, len(rows))


def _row(one: dict[str, Any]) -> dict[str, Any]:
	doctype, fate = one["doctype"], one["fate"]
	return {
		"kind": _(doctype),
		"document_type": doctype,
		"record": one["name"],
		"at": one["at"],
		"fate": _(fate),
		"hours": None if one["amount"] is None else rounded(float(one["amount"]) / 3600, 2),
		"paper": one.get("paper") or "",
	}


def _message(figure: Any, part: str, seen: int) -> str:
	"""How many the figure counts, and how many of them the reader sees."""
	counted = figure.numerator if part == metrics.NUMERATOR else figure.denominator
	if part == metrics.EXCLUDED:
		counted = sum(row.number for row in figure.exclusions)
	if part == metrics.NUMERATOR and figure.p90:
		return _("The numerator is the sum of the hours of these {0} records.").format(seen)
	told = _("Counted: {0}. Shown, as far as you may read them: {1}.").format(int(counted), seen)
	if int(counted) != seen:
		told += " " + _(
			"Records that changed since {0} may have come or gone: work the objective out anew."
		).format(figure.get_formatted("computed_at"))
	return told


def _columns() -> list[Column]:
	return [
		{"label": _("Kind"), "fieldname": "kind", "fieldtype": "Data", "width": 140},
		{
			"label": _("Record"),
			"fieldname": "record",
			"fieldtype": "Dynamic Link",
			"options": "document_type",
			"width": 190,
		},
		{"label": _("At"), "fieldname": "at", "fieldtype": "Datetime", "width": 170},
		{"label": _("What Became of It"), "fieldname": "fate", "fieldtype": "Data", "width": 180},
		{"label": _("Hours"), "fieldname": "hours", "fieldtype": "Float", "precision": 2, "width": 100},
		{"label": _("Sales Invoice"), "fieldname": "paper", "fieldtype": "Data", "width": 170},
	]
