"""Target against actual for a year: an objective a line, a period a column, each figure with its result in words."""

from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core.figures import Column, Filters
from aftersales_app.domain.objectives import AT_LEAST, BELOW, CLOSE, MET, MISSED, NO_DATA, VALUE, YEAR
from aftersales_app.service_quality.queries import objectives as reads
from aftersales_app.service_quality.services import objectives

SIGNS = {AT_LEAST: "≥", "At Most": "≤", BELOW: "<"}
VERDICTS = (MET, CLOSE, MISSED, NO_DATA)
COLORS = ["#28a745", "#F5A623", "#e24c4c", "#adb5bd"]


def execute(filters: Filters | None = None) -> tuple:
	filters = filters or {}
	year = cint(filters.get("year")) or moments.site_today().year
	shown = reads.shown(filters.get("company") or "", year, filters.get("team") or "")
	found = reads.figures([one.name for one in shown])
	keys = sorted({_key(figure) for figure in found if figure.kind != YEAR})
	rows = [_row(one, [figure for figure in found if figure.objective == one.name]) for one in shown]
	message = _(
		"Each figure stands with its result. “{0}” means that nothing was counted: see the figure for why. An asterisk marks a period that is not over."
	).format(_(NO_DATA))
	return _columns(keys), rows, message, _chart(keys, found)


def _key(figure: Any) -> str:
	if figure.kind == "Quarter":
		return f"{figure.first_day.year}-Q{(figure.first_day.month + 2) // 3}"
	return f"{figure.first_day:%Y-%m}"


def _row(objective: Any, figures: list[Any]) -> dict[str, Any]:
	unit = objectives.unit_of(objective)
	told = {
		"objective": objective.name,
		"metric": _(objective.metric),
		"measure": "" if objective.measure == VALUE else _(objective.measure),
		"team": objective.team or _("Whole Company"),
		"target": f"{SIGNS[objective.direction]} {objective.target:g} {unit}",
		"responsible": frappe.utils.get_fullname(objective.responsible) if objective.responsible else "",
	}
	for figure in figures:
		column = "year" if figure.kind == YEAR else _field(_key(figure))
		told[column] = _written(figure)
		told[f"{column}_verdict"] = figure.verdict
	return told


def _written(figure: Any) -> str:
	star = "*" if figure.so_far else ""
	if figure.verdict == NO_DATA:
		return _(NO_DATA) + star
	return f"{figure.told}{star} {_(figure.verdict)}"


def _field(key: str) -> str:
	return "p" + key.replace("-", "_").lower()


def _columns(keys: list[str]) -> list[Column]:
	data = {"fieldtype": "Data", "align": "left"}
	link = {"fieldtype": "Link", "options": reads.OBJECTIVE}
	return [
		{"label": _("Number"), "fieldname": "objective", "width": 140, **link},
		{"label": _("Metric"), "fieldname": "metric", "width": 150, **data},
		{"label": _("Target Is for"), "fieldname": "measure", "width": 140, **data},
		{"label": _("Team"), "fieldname": "team", "width": 130, **data},
		{"label": _("Target"), "fieldname": "target", "width": 100, **data},
		{"label": _("Year", context=reads.OBJECTIVE), "fieldname": "year", "width": 170, **data},
		*({"label": key, "fieldname": _field(key), "width": 160, **data} for key in keys),
		{"label": _("Responsible Person"), "fieldname": "responsible", "width": 120, **data},
	]


def _chart(keys: list[str], figures: list[Any]) -> dict[str, Any] | None:
	"""How many objectives were met, month by month."""
	if not keys:
		return None
	counts: dict[str, Counter[str]] = {key: Counter() for key in keys}
	for figure in figures:
		if figure.kind != YEAR:
			counts[_key(figure)][figure.verdict] += 1
	sets = [{"name": _(one), "values": [counts[key][one] for key in keys]} for one in VERDICTS]
	data = {"labels": keys, "datasets": sets}
	return {"data": data, "type": "bar", "colors": COLORS, "barOptions": {"stacked": 1}}
