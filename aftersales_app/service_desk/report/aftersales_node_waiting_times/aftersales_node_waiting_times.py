"""Where tickets wait: working time spent in each status, by team, category or week, and which status is the bottleneck."""

from collections import Counter, defaultdict
from typing import Any

from frappe import _

from aftersales_app.domain import statistics
from aftersales_app.domain.statistics import Bucket, Spread
from aftersales_app.domain.ticket_flow import OPEN, RESOLVED
from aftersales_app.service_desk.queries import reports
from aftersales_app.service_desk.report import common
from aftersales_app.service_desk.services.flow import flow

NODE = "Status"
Key = tuple[str, Any]


def execute(filters: common.Filters | None = None) -> tuple:
	filters = filters or {}
	group = filters.get("group_by") or NODE
	column = None if group == NODE else common.GROUPS[common.group_of(filters, "Team")][0]
	scope = common.scope(filters)
	nodes = waiting_nodes(bool(filters.get("with_resolved")))
	spreads = _spreads(reports.waits(scope, column, nodes))
	rows = _rows(spreads, _now(scope, group, column, nodes), group)
	return _columns(group), rows, _words(rows, group), _chart(rows), _summary(rows, group)


def _now(scope: reports.Scope, group: str, column: str | None, nodes: list[str]) -> Counter[Key]:
	"""Tickets that wait at present; a period has none."""
	if group in ("Week", "Month"):
		return Counter()
	found = reports.waiting_now(scope, column)
	return Counter({(node, key): number for node, key, number in found if node in nodes})


def waiting_nodes(with_resolved: bool) -> list[str]:
	"""Statuses in which a ticket waits for somebody: the open ones, and on request those that wait for closing."""
	wanted = OPEN | ({RESOLVED} if with_resolved else set())
	return [state for state, category in flow().categories.items() if category in wanted]


def _spreads(found: list[tuple]) -> dict[Key, Spread]:
	buckets: dict[Key, list[Bucket]] = defaultdict(list)
	for node, key, number, seconds in found:
		buckets[node, key].append(Bucket(number, float(seconds)))
	return {key: statistics.spread(held) for key, held in buckets.items()}


def _rows(spreads: dict[Key, Spread], now: Counter[Key], group: str) -> list[dict[str, Any]]:
	"""Groups in their order, in each the longest total first; a group's largest share is its bottleneck."""
	totals: Counter = Counter()
	for (_node, key), spread in spreads.items():
		totals[key] += spread.total
	rows: list[dict[str, Any]] = []
	for key in common.by_size({key for _node, key in (*spreads, *now)}, group, totals):
		nodes = {node for node, other in (*spreads, *now) if other == key}
		own = [
			_row(group, key, node, spreads.get((node, key)), now[node, key], totals[key]) for node in nodes
		]
		own.sort(key=lambda row: (-row["total"], row["node_name"]))
		if own[0]["total"]:
			own[0]["bottleneck"] = _("Bottleneck")
		rows += own
	return rows


def _row(group: str, key: Any, node: str, spread: Spread | None, now: int, whole: float) -> dict[str, Any]:
	spread = spread or statistics.spread([])
	row = {
		"node": _(node),
		"node_name": node,
		"key": key,
		"n": spread.count,
		"mean": common.rounded(spread.mean, 0),
		"median": common.rounded(spread.median, 0),
		"p90": common.rounded(spread.p90, 0),
		"total": spread.total,
		"share": common.rounded(statistics.share(spread.total, whole)),
		"now": now,
		"bottleneck": "",
	}
	if group != NODE:
		row[common.GROUPS[group][0]] = common.written(group, key)
	return row


def _columns(group: str) -> list[common.Column]:
	first = [] if group == NODE else [common.group_column(group)]
	present = (
		[]
		if group in ("Week", "Month")
		else [common.number(_("Waiting Now"), "now", drill={"status": "{node}"})]
	)
	return [
		*first,
		{"label": _("Status"), "fieldname": "node", "fieldtype": "Data", "width": 170},
		common.number(_("Stays"), "n"),
		common.duration(_("Mean"), "mean"),
		common.duration(_("Median"), "median"),
		common.duration(_("P90"), "p90"),
		common.duration(_("Total"), "total"),
		common.percent(_("Share of Waiting"), "share", width=140),
		*present,
		{"label": _("Bottleneck"), "fieldname": "bottleneck", "fieldtype": "Data", "width": 120},
	]


def _words(rows: list[dict[str, Any]], group: str) -> str | None:
	"""The bottleneck in a sentence: where most of all waiting of the period went."""
	if not any(row["total"] for row in rows):
		return None
	return _(
		"Working time by the team's calendar, of stays that ended in the period; median and P90 to within 1 %."
	)


def _summary(rows: list[dict[str, Any]], group: str) -> list[dict[str, Any]] | None:
	whole = sum(row["total"] for row in rows)
	if not whole:
		return None
	nodes: Counter = Counter()
	for row in rows:
		nodes[row["node"]] += row["total"]
	node, seconds = nodes.most_common(1)[0]
	share = statistics.share(seconds, whole) or 0
	return [
		{"label": _("Bottleneck"), "value": node, "datatype": "Data", "indicator": "Red"},
		{"label": _("Its Share of Waiting"), "value": f"{share:.1f} %", "datatype": "Data"},
		{
			"label": _("All Waiting"),
			"value": _("{0} h").format(f"{whole / 3600:,.0f}"),
			"datatype": "Data",
		},
	]


def _chart(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
	"""Hours of waiting by status."""
	nodes: Counter = Counter()
	for row in rows:
		nodes[row["node"]] += row["total"]
	found = [(node, seconds) for node, seconds in nodes.most_common() if seconds]
	hours = [round(seconds / 3600) for _node, seconds in found]
	return common.bars([node for node, _seconds in found], [(_("Hours of Waiting"), hours)])
