"""Follow-up calls: attempts, refusals, who was not reached, and what the answers are worth (rules.md T2)."""

from typing import Any

from frappe import _
from frappe.utils import get_fullname

from aftersales_app.aftersales_core import figures
from aftersales_app.aftersales_core.figures import Column, Filters, bars, interval, number, percent, rounded
from aftersales_app.domain import call_figures
from aftersales_app.domain.call_figures import Called, Figures
from aftersales_app.service_quality.queries import calls as reads
from aftersales_app.service_quality.report.common import month, period
from aftersales_app.service_quality.services.call_figures import bias_warning

GROUPS = {"Team": "team", "Caller": "caller", "Month": "month", "Why": "reason"}


def execute(filters: Filters | None = None) -> tuple:
	filters = filters or {}
	first, last = period(filters, days=90)
	group = figures.group_of(filters, {name: ("", "", "") for name in GROUPS}, "Team")
	groups: dict[str, list[Called]] = {}
	calls = reads.counted(first, last, filters.get("company") or "")
	for row in calls:
		groups.setdefault(_key(row, GROUPS[group]), []).append(_called(row))
	found = {key: call_figures.figures(told) for key, told in groups.items()}
	ranks = _ranks(found) if group == "Team" else {}
	rows = [_row(key, found[key], group, ranks.get(key)) for key in sorted(found)]
	return _columns(group), rows, _message(found, group), _chart(rows)


def _key(row: Any, field: str) -> str:
	return month(row.creation) if field == "month" else row[field] or ""


def _called(row: Any) -> Called:
	return Called(
		row.status,
		row.reason,
		row.stratum or "",
		row.weight or 1.0,
		row.overall or 0,
		row.attempts,
		bool(row.violates),
	)


def _ranks(found: dict[str, Figures]) -> dict[str, int]:
	"""Places only where every group's margin is narrow enough to have one."""
	if not found or not all(one.may_rank and one.mean is not None for one in found.values()):
		return {}
	order = sorted(found, key=lambda key: (-(found[key].mean or 0), key))
	return {key: place for place, key in enumerate(order, 1)}


def _row(key: str, told: Figures, group: str, place: int | None) -> dict[str, Any]:
	label = get_fullname(key) if group == "Caller" and key else _(key) if group == "Why" else key
	return {
		"key": key,
		"group": label or _("Not Set"),
		"calls": told.calls,
		"to_call": told.to_call,
		"reached": told.reached,
		"refused": told.refused,
		"no_contact": told.no_contact,
		"cancelled": told.cancelled,
		"attempts": rounded(told.attempts / told.calls),
		"response": rounded(told.response),
		"interval": interval(told.reached, told.over),
		"mean": rounded(told.mean, 2),
		"mean_drawn": rounded(told.mean_drawn, 2),
		"mean_forced": rounded(told.mean_forced, 2),
		"margin": rounded(told.margin),
		"place": place,
		"violations": told.violations,
	}


def _message(found: dict[str, Figures], group: str) -> str:
	lines = [
		_(
			"Mean of All weighs forced calls and stands in for who did not answer; the margin is of a share among those drawn by chance."
		)
	]
	weak = [key or _("Not Set") for key, told in sorted(found.items()) if told.biased]
	if weak:
		names = ", ".join(get_fullname(key) if group == "Caller" else _(key) for key in weak)
		lines.append(f"<b>{bias_warning()}</b> ({names})")
	if group == "Team" and found and not _ranks(found):
		lines.append(_("Teams are not ranked: the margin of at least one is wider than 10 points."))
	return "<br>".join(lines)


def _columns(group: str) -> list[Column]:
	labels = {"Team": _("Rated Team"), "Caller": _("Caller"), "Month": _("Month"), "Why": _("Why")}
	score = {"fieldtype": "Float", "precision": 2, "width": 120}
	return [
		{"label": labels[group], "fieldname": "group", "fieldtype": "Data", "width": 170, "align": "left"},
		number(_("Calls"), "calls", width=80),
		number(_("To Call"), "to_call", width=90),
		number(_("Reached", context=reads.CALL), "reached", width=90),
		number(_("Refused", context=reads.CALL), "refused", width=90),
		number(_("No Answer", context=reads.CALL), "no_contact", width=100),
		number(_("Cancelled"), "cancelled", width=100),
		{"label": _("Attempts per Call"), "fieldname": "attempts", **score, "precision": 1, "width": 140},
		percent(_("Response %"), "response"),
		{"label": _("95 % Interval"), "fieldname": "interval", "fieldtype": "Data", "width": 140},
		{"label": _("Mean of All"), "fieldname": "mean", **score},
		{"label": _("Mean of the Drawn"), "fieldname": "mean_drawn", **score, "width": 150},
		{"label": _("Mean of the Forced"), "fieldname": "mean_forced", **score, "width": 150},
		{"label": _("Margin ± Points"), "fieldname": "margin", **score, "precision": 1, "width": 130},
		number(_("Rank"), "place", width=80),
		number(_("Against the Rules"), "violations", width=140),
	]


def _chart(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
	sets = [
		(_("Reached", context=reads.CALL), [row["reached"] for row in rows]),
		(_("Refused", context=reads.CALL), [row["refused"] for row in rows]),
		(_("No Answer", context=reads.CALL), [row["no_contact"] for row in rows]),
	]
	return bars([row["group"] for row in rows], sets, barOptions={"stacked": 1})
