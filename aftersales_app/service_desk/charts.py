"""The charts of the workspaces, in the form that Frappe draws."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_months, formatdate

from aftersales_app.aftersales_core import moments
from aftersales_app.domain import statistics
from aftersales_app.domain.ticket_flow import WAITING
from aftersales_app.service_desk.queries import dashboards

WEEKS, MONTHS = 26, 12
Chart = dict[str, Any]


def facts(filters: Any) -> dict[str, str]:
	"""The company and team that a chart's reader asked for."""
	found = frappe.parse_json(filters) or {}
	return (
		{name: found[name] for name in dashboards.FACTS if found.get(name)} if isinstance(found, dict) else {}
	)


def flow_by_week(facts: Mapping[str, str]) -> Chart:
	"""Tickets opened and resolved per week of the last half year. It ends with the last whole week: an unfinished one would look
	like a fall."""
	this = _monday(moments.site_today())
	weeks = [this - timedelta(weeks=back) for back in range(WEEKS, 0, -1)]
	sums: dict[date, Counter[str]] = defaultdict(Counter)
	for day, opened, resolved in dashboards.daily(weeks[0], ("opened", "resolved"), facts):
		sums[_monday(day)].update(opened=int(opened or 0), resolved=int(resolved or 0))
	return _chart(
		[formatdate(week, "MM-dd") for week in weeks],
		(_("Opened"), [sums[week]["opened"] for week in weeks]),
		(_("Resolved"), [sums[week]["resolved"] for week in weeks]),
	)


def attainment_by_month(facts: Mapping[str, str]) -> Chart:
	"""Promises kept of those judged, in percent, by the month in which the ticket was opened; and with exempted ones left out. No
	month comes twice: its number is enough, and fits under the chart on a phone too."""
	this = moments.site_today().replace(day=1)
	months = [add_months(this, -back) for back in range(MONTHS - 1, -1, -1)]
	sums: dict[date, Counter[str]] = defaultdict(Counter)
	figures = ("promises", "promises_met", "promises_exempted")
	for day, *found in dashboards.daily(months[0], figures, facts):
		sums[day.replace(day=1)].update(
			{name: int(value or 0) for name, value in zip(figures, found, strict=True)}
		)
	raw = [_percent(sums[month], 0) for month in months]
	adjusted = [_percent(sums[month], sums[month]["promises_exempted"]) for month in months]
	return _chart(
		[formatdate(month, "MM") for month in months], (_("Attainment %"), raw), (_("Adjusted %"), adjusted)
	)


def backlog_by_team(facts: Mapping[str, str]) -> Chart:
	"""Open tickets of each team by whose turn it is, the largest backlog first. Two shares: their names fit under the chart on a
	phone too."""
	counts: dict[str, Counter[str]] = defaultdict(Counter)
	for team, stage, number in dashboards.backlog_by_team(facts):
		counts[team or _("No Team")]["waiting" if stage in WAITING else "with_us"] += number
	teams = sorted(counts, key=lambda team: (-counts[team].total(), team))
	drawn = ((_("With Us"), "with_us"), (_("Waiting"), "waiting"))
	return _chart(teams, *((label, [counts[team][turn] for team in teams]) for label, turn in drawn))


def _percent(sums: Counter[str], exempted: int) -> float | None:
	found = statistics.share(sums["promises_met"], sums["promises"] - exempted)
	return None if found is None else round(found, 1)


def _monday(day: date) -> date:
	return day - timedelta(days=day.weekday())


def _chart(labels: list[str], *datasets: tuple[str, list[Any]]) -> Chart:
	return {"labels": labels, "datasets": [{"name": name, "values": values} for name, values in datasets]}
