"""The desk with a year of 200,000 tickets: sweep, reports beside hand-written SQL, cards, charts, lists, find, memory."""

import json
import os
import resource
from collections.abc import Iterator
from datetime import timedelta

import desk
import fill
import frappe
import sweep
from frappe.desk.doctype.number_card.number_card import get_result
from timing import Figure, typical

from aftersales_app.aftersales_core import moments
from aftersales_app.service_desk.queries.find import find
from aftersales_app.service_desk.services import rollup

TICKETS = int(os.environ.get("AFTERSALES_BENCH_TICKETS", "200000"))
AGENT = "agent00@load.example"
MODULE = "aftersales_app.service_desk"
OPEN = "('New', 'Working', 'Waiting Customer', 'Waiting Parts')"
YEAR = "opened_at >= now() - interval 365 day"
# What somebody who knows the tables would write for the core of each report.
BY_HAND = {
	"aftersales_clock_attainment": f"""
		select team, first_response_verdict, diagnosis_verdict, arrival_verdict, resolution_verdict, count(*)
		from `tabAftersales Ticket` where {YEAR} group by 1, 2, 3, 4, 5""",
	"aftersales_node_waiting_times": """
		select from_value, team, floor(ln(greatest(working_seconds, 1)) * 50), count(*), sum(working_seconds)
		from `tabAftersales Ticket Event` where kind = 'State' and at >= now() - interval 365 day group by 1, 2, 3""",
	"aftersales_ticket_volume": f"""
		select date(opened_at), team, count(*) from `tabAftersales Ticket` where {YEAR} group by 1, 2
		union all
		select date(at), concat(kind, category), count(*) from `tabAftersales Ticket Event`
		where kind in ('State', 'Reopened') and category in ('Resolved', 'Closed', 'Working')
		and at >= now() - interval 365 day group by 1, 2""",
	"aftersales_backlog_by_age": f"""
		select team, timestampdiff(day, opened_at, now()), count(*)
		from `tabAftersales Ticket` where status_category in {OPEN} group by 1, 2""",
	"aftersales_reassignments_and_reopenings": f"""
		select team, count(*), sum(reassignments > 0), sum(reassignments), sum(handovers > 0), sum(handovers),
		sum(resolved_at is not null), sum(reopenings > 0), sum(reopenings)
		from `tabAftersales Ticket` where {YEAR} group by 1""",
	"aftersales_first_contact_resolution": """
		select team, count(*), sum(contacts <= 1 and reopenings = 0 and
			(following is null or following > resolved_at + interval 7 day))
		from (
			select team, contacts, reopenings, resolved_at, lead(opened_at) over (
				partition by customer, ifnull(item_code, category) order by opened_at, name) as following
			from `tabAftersales Ticket`
		) tickets where resolved_at >= now() - interval 365 day group by team""",
	"aftersales_missed_by_owner": f"""
		select first_response_missed_by, diagnosis_missed_by, arrival_missed_by, resolution_missed_by, count(*)
		from `tabAftersales Ticket` where {YEAR} group by 1, 2, 3, 4""",
}


def figures() -> Iterator[Figure]:
	desk.prepare()
	_fill()
	yield from _sweep()
	yield from _reports()
	yield from _workspace()
	yield from _lists()
	yield from _find()


def _fill() -> None:
	short = TICKETS - frappe.db.count("Aftersales Ticket")
	if short > 0:
		frappe.local.conf.throttle_user_limit = 1000  # Frappe lets people make only so many users an hour
		fill.fill(short)
		frappe.db.commit()
		rollup.renew([moments.site_today() - timedelta(days=back) for back in range(fill.DAYS + 1)])
		frappe.db.commit()


def _sweep() -> Iterator[Figure]:
	yield Figure("sweep with nothing due", sweep.idle(), "ms", 10)
	yield Figure("due tickets warned, with history", sweep.warned(3000), "/s", 1000, at_most=False)
	yield Figure("silent tickets closed, with history", sweep.closed(3000), "/s", 1000, at_most=False)


def _reports() -> Iterator[Figure]:
	for name, by_hand in BY_HAND.items():
		execute = frappe.get_attr(f"{MODULE}.report.{name}.{name}.execute")
		ours = typical(lambda execute=execute: execute({}), 5)
		sql = typical(lambda by_hand=by_hand: frappe.db.sql(by_hand), 5)
		title = name.removeprefix("aftersales_").replace("_", " ")
		yield Figure(
			f"report: {title}", ours / sql, "x SQL", 1.5, note=f"{ours:.0f} ms, by hand {sql:.0f} ms"
		)
	peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
	yield Figure("memory of the process after all reports", peak, "MB", 300)


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
		return frappe.get_attr(f"{MODULE}.dashboard_chart_source.{source}.{source}.get_data")(
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


def _lists() -> Iterator[Figure]:
	"""Twenty rows as a restricted agent with each shipped filter, beside the same list of the bare DocType."""
	_fill_bare()
	stages = ["in", ["New", "Working", "Waiting Customer", "Waiting Parts"]]
	now = str(moments.site_now())
	lists = {
		"my open": ({"status_category": stages, "assignee": AGENT}, "resolution_due asc"),
		"unassigned": ({"status_category": stages, "assignee": ["is", "not set"]}, "resolution_due asc"),
		"overdue": (
			{"status_category": stages, "resolution_at": ["is", "not set"], "resolution_due": ["<", now]},
			"resolution_due asc",
		),
		"waiting for customer": ({"status_category": "Waiting Customer"}, "modified desc"),
		"waiting for parts": ({"status_category": "Waiting Parts"}, "modified desc"),
		"all open": ({"status_category": stages}, "modified desc"),
		"reopened": ({"status_category": stages, "reopenings": [">", 0]}, "modified desc"),
		"everything": ({}, "modified desc"),
	}
	fields = [
		"name",
		"subject",
		"status",
		"status_category",
		"priority",
		"team",
		"assignee",
		"customer",
		"resolution_due",
		"modified",
	]
	bare_fields = [
		"name",
		"title",
		"status",
		"priority",
		"customer",
		"phone",
		"due",
		"amount",
		"note",
		"modified",
	]
	frappe.set_user(AGENT)
	bare = typical(
		lambda: frappe.get_list(
			desk.BARE, {"status": "Open"}, bare_fields, order_by="modified desc", limit=20
		)
	)
	for name, (filters, order) in lists.items():
		spent = typical(
			lambda f=filters, o=order: frappe.get_list("Aftersales Ticket", f, fields, order_by=o, limit=20)
		)
		yield Figure(f"list: {name}", spent / bare, "x bare", 2.0, note=f"{spent:.1f} ms, bare {bare:.1f} ms")
	frappe.set_user("Administrator")


def _fill_bare() -> None:
	"""As many bare rows, a fortieth of them open."""
	have = frappe.db.count(desk.BARE)
	names = [*desk.bare(0)][1:]
	rows = []
	for number in range(have, TICKETS):
		values = desk.bare(number) | {"status": "Open" if number % 40 == 0 else "Closed"}
		stamp = f"2026-{1 + number % 9:02d}-{1 + number % 28:02d} 10:00:00"
		rows.append(
			(
				f"FILL-{number:07d}",
				stamp,
				stamp,
				"Administrator",
				"Administrator",
				*(values[name] for name in names),
			)
		)
	if rows:
		frappe.db.bulk_insert(
			desk.BARE, ["name", "creation", "modified", "owner", "modified_by", *names], rows, chunk_size=2000
		)
		frappe.db.commit()


def _find() -> Iterator[Figure]:
	sample = frappe.get_all(
		"Aftersales Ticket",
		{"serial_no": ["is", "set"], "contact_phone": ["is", "set"], "team": ["in", ["维修一组"]]},
		["contact_phone", "serial_no", "subject"],
		limit=1,
		order_by="name desc",
	)[0]
	frappe.set_user(AGENT)
	for name, text in (
		("phone", sample.contact_phone),
		("serial", sample.serial_no),
		("words of the subject", sample.subject[:8]),
	):
		spent = typical(lambda text=text: find(text))
		yield Figure(f"find by {name}", spent, "ms", 50, note=f"{len(find(text))} found")
	frappe.set_user("Administrator")
