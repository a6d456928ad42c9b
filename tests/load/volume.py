"""The desk with a year of 200,000 tickets: sweep, reports beside hand-written SQL, cards, charts, lists, find, memory."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from time import sleep

import by_hand
import desk
import fill
import frappe
import lists
import sweep
from frappe.desk.doctype.number_card.number_card import get_result
from timing import Figure, progress, typical

from aftersales_app.aftersales_core import moments
from aftersales_app.service_desk.queries.find import find
from aftersales_app.service_desk.services import rollup

TICKETS = int(os.environ.get("AFTERSALES_BENCH_TICKETS", "200000"))
AGENT = "agent00@load.example"
REST = 60  # seconds at most
MODULE = "aftersales_app.service_desk"


def figures() -> Iterator[Figure]:
	desk.prepare()
	_fill()
	_age_other_tickets()
	_come_to_rest()
	yield from _reports()
	yield from _workspace()
	yield from lists.figures(TICKETS)
	yield from _find()
	yield from _sweep()  # last: it opens thousands of closed tickets again


def _fill() -> None:
	short = TICKETS - frappe.db.count("Aftersales Ticket")
	if short > 0:
		frappe.local.conf.throttle_user_limit = 1000  # Frappe lets people make only so many users an hour
		progress(f"filling {short:,} tickets, some minutes")
		fill.fill(short)
		frappe.db.commit()
		rollup.renew_touched()  # as every hour
		rollup.renew([moments.site_today() - timedelta(days=back) for back in range(fill.DAYS + 1)])
		frappe.db.commit()


def _age_other_tickets() -> None:
	"""What the sections before made is put a year back: thousands of one team's tickets in a row, all newer than the year's, are
	no desk that there is."""
	frappe.db.sql(
		"UPDATE `tabAftersales Ticket` SET modified = modified - INTERVAL 1 YEAR"
		" WHERE team = %s AND modified > NOW() - INTERVAL 30 DAY",
		desk.TEAM,
	)
	frappe.db.commit()


def _come_to_rest() -> None:
	"""Wait until the database has cleared away what the bench itself changed a moment ago: rows that are marked as deleted in an
	index are walked past by whoever reads it next."""
	for _second in range(REST):
		((_name, waiting),) = frappe.db.sql("SHOW GLOBAL STATUS LIKE 'Innodb_history_list_length'")
		if int(waiting) < 100:
			break
		progress(f"{int(waiting):,} changes still to be cleared away")
		sleep(1)
	frappe.db.commit()


def _sweep() -> Iterator[Figure]:
	progress("sweep")
	yield Figure("sweep with nothing due", sweep.idle(), "ms", 10)
	yield Figure("due tickets warned, with history", sweep.warned(3000), "/s", 1000, at_most=False)
	yield Figure("silent tickets closed, with history", sweep.closed(3000), "/s", 1000, at_most=False)


def _reports() -> Iterator[Figure]:
	yield from by_hand.figures()
	progress("all reports in a process of their own")
	yield Figure("memory of a process that runs all reports", by_hand.peak(), "MB", 300)


def _workspace() -> Iterator[Figure]:
	"""The slowest card and the slowest chart, past Frappe's cache."""
	cards = frappe.get_all("Number Card", {"module": "Service Desk"}, pluck="name")
	charts = frappe.get_all("Dashboard Chart", {"module": "Service Desk"}, pluck="name")
	frappe.set_user(AGENT)
	yield _slowest("card", {name: typical(lambda name=name: _card(name), 5) for name in cards})
	frappe.set_user("Administrator")
	yield _slowest("chart", {name: typical(lambda name=name: _chart(name), 5) for name in charts})


def _card(name: str) -> object:
	doc = frappe.get_doc("Number Card", name)
	if doc.type == "Custom":
		return frappe.get_attr(doc.method)()
	filters = json.loads(doc.filters_json or "[]")
	dynamic = json.loads(doc.dynamic_filters_json or "[]")
	filters += [
		[*row[:3], frappe.session.user if "user" in row[3] else str(moments.site_now())] for row in dynamic
	]
	return get_result(doc.as_dict(), json.dumps(filters))


def _chart(name: str) -> object:
	doc = frappe.get_doc("Dashboard Chart", name)
	if doc.chart_type == "Custom":
		source = frappe.scrub(doc.source)
		return frappe.get_attr(f"{MODULE}.dashboard_chart_source.{source}.{source}.get")(
			chart_name=name, no_cache=1
		)
	if doc.chart_type == "Report":
		from frappe.desk.query_report import run

		return run(doc.report_name, json.loads(doc.filters_json or "{}"), ignore_prepared_report=True)
	from frappe.desk.doctype.dashboard_chart.dashboard_chart import get

	return get(chart_name=name, refresh=1)


def _slowest(kind: str, times: dict[str, float]) -> Figure:
	name, spent = max(times.items(), key=lambda entry: entry[1])
	return Figure(f"slowest {kind} of {len(times)}", spent, "ms", 50, note=name)


FIND = {
	"phone": ("13800007919", "138 0001 5838", "13800023757"),
	"a whole Chinese subject": (
		"上海浦东空调不制冷",
		"苏州园区燃气灶噪音很大",
		"成都锦江洗衣机显示故障代码E4",
	),
	"a Chinese phrase": ("空调不制冷", "洗衣机漏水", "热水器噪音", "燃气灶异味"),
	"a Chinese word": ("空调", "漏水", "冰箱", "跳闸"),
	"one character": ("漏", "E4"),
	"several words": ("上海 空调", "不制冷 冰箱", "Load Customer 007", "深圳 燃气灶 跳闸"),
	"words that no ticket has together": ("空调漏水", "不锈钢水壶", "abcdef ghij"),
}


def _find() -> Iterator[Figure]:
	"""Each kind of question as a restricted agent: the slowest of its examples."""
	conditions = {"serial_no": ["is", "set"], "team": fill.TEAMS[0]}
	serials = frappe.get_all(
		"Aftersales Ticket", conditions, pluck="serial_no", limit=3, order_by="name desc"
	)
	frappe.set_user(AGENT)
	for kind, texts in {**FIND, "serial number": serials}.items():
		times = {text: typical(lambda text=text: find(text)) for text in texts}
		text, spent = max(times.items(), key=lambda entry: entry[1])
		note = f"median {median(times.values()):.1f} ms, worst {text}, {len(find(text))} found"
		yield Figure(f"find by {kind}", spent, "ms", 50, note=note)
	frappe.set_user("Administrator")
