"""How many promises were kept, clock by clock: as they were judged, and with approved exemptions taken out."""

from collections import Counter
from typing import Any

from frappe import _

from aftersales_app.aftersales_core import moments
from aftersales_app.domain import statistics
from aftersales_app.domain.service_clock import CANCELLED, CLOCKS, MET, MISSED
from aftersales_app.service_desk.queries import reports
from aftersales_app.service_desk.queries.reports import Scope
from aftersales_app.service_desk.report import common

LABELS = {
	"first_response": "First Response",
	"diagnosis": "Diagnosis",
	"arrival": "Arrival on Site",
	"resolution": "Resolution",
}
Counts = Counter[tuple[Any, str, str]]  # (group, clock, what) -> number


def execute(filters: common.Filters | None = None) -> tuple:
	filters = filters or {}
	group = common.group_of(filters, "Team")
	counts = count(common.scope(filters), common.GROUPS[group][0])
	rows = _rows(counts, group, filters.get("clock"))
	return _columns(group), rows, None, _chart(rows, group)


def count(scope: Scope, group: str | None) -> Counts:
	"""Promises by group, clock and fate: promised, met, missed (done late), open_late, exempted.

	What is open and overdue is missed whether or not the sweep has seen it yet (rules.md T1); what was cancelled was
	not promised.
	"""
	counts: Counts = Counter()
	for key, *verdicts, tickets in reports.attainment(scope, group):
		for clock, verdict in zip(CLOCKS, verdicts, strict=True):
			if verdict and verdict != CANCELLED:
				counts[key, clock, "promised"] += tickets
			if verdict in (MET, MISSED):
				counts[key, clock, verdict.lower()] += tickets
	for key, *late in reports.late_now(scope, group, moments.site_now()):
		for clock, unjudged, undone in zip(CLOCKS, late[::2], late[1::2], strict=True):
			counts[key, clock, "open_late"] += int(unjudged or 0) + int(undone or 0)
			counts[key, clock, "missed"] -= int(undone or 0)
	for key, clock, number in reports.exempted(scope, group):
		counts[key, clock, "exempted"] += number
	return counts


def _rows(counts: Counts, group: str, only: str | None) -> list[dict[str, Any]]:
	sizes: Counter = Counter()
	for (key, _clock, what), number in counts.items():
		sizes[key] += number if what == "promised" else 0
	keys = common.by_size({key for key, _clock, _what in counts}, group, sizes)
	clocks = [clock for clock in CLOCKS if not only or clock == only]
	return [
		_row(counts, group, key, clock) for key in keys for clock in clocks if counts[key, clock, "promised"]
	]


def _row(counts: Counts, group: str, key: Any, clock: str) -> dict[str, Any]:
	met, missed, late, exempted = (
		counts[key, clock, what] for what in ("met", "missed", "open_late", "exempted")
	)
	judged = met + missed + late
	return {
		common.GROUPS[group][0]: common.written(group, key),
		"key": key,
		"clock": _(LABELS[clock]),
		"clock_name": clock,
		"promised": counts[key, clock, "promised"],
		"met": met,
		"missed": missed,
		"open_late": late,
		"exempted": exempted,
		"judged": judged,
		"attainment": common.rounded(statistics.share(met, judged)),
		"interval": common.interval(met, judged),
		"adjusted": common.rounded(statistics.share(met, judged - exempted)),
	}


def _columns(group: str) -> list[common.Column]:
	"""Narrow enough that the adjusted figure stands beside the raw one on a laptop's screen."""
	narrow = {"width": 90}
	return [
		common.group_column(group, 185),
		{"label": _("Clock"), "fieldname": "clock", "fieldtype": "Data", "width": 115},
		common.number(
			_("Promised"), "promised", drill={"{clock}_verdict": ["not in", "Cancelled,"]}, **narrow
		),
		common.number(_("Met"), "met", drill={"{clock}_verdict": "Met"}, **narrow),
		common.number(
			_("Missed"), "missed", drill={"{clock}_verdict": "Missed", "{clock}_at": ["is", "set"]}, **narrow
		),
		common.number(
			_("Open and Late"),
			"open_late",
			drill={
				"{clock}_verdict": ["in", "Running,Missed"],
				"{clock}_at": ["is", "not set"],
				"late": "{clock}_due",
			},
			width=125,
		),
		common.number(_("Exempted"), "exempted", **narrow),
		common.number(_("Judged"), "judged", **narrow),
		common.percent(_("Attainment"), "attainment", width=100),
		{"label": _("95 % Interval"), "fieldname": "interval", "fieldtype": "Data", "width": 120},
		common.percent(_("Adjusted"), "adjusted", width=100),
	]


def _chart(rows: list[dict[str, Any]], group: str) -> dict[str, Any] | None:
	"""Attainment of each clock by group, for the twelve largest groups."""
	column = common.GROUPS[group][0]
	labels = list(dict.fromkeys(row[column] for row in rows))[-12 if group in ("Week", "Month") else 0 :][:12]
	drawn = []
	for clock in CLOCKS:
		found = {row[column]: row["attainment"] for row in rows if row["clock_name"] == clock}
		if found:
			drawn.append((_(LABELS[clock]), [found.get(label) for label in labels]))
	return common.bars([common.drawn(group, label) for label in labels], drawn)
