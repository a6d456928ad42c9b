"""Reports beside the SQL that somebody who knows the tables would write, each on the best covering index there can be.

Such an index holds a query's columns, the name and nothing else, so here it is a temporary table of exactly those. The SQL
gives every number of the report and says what it asks for, period and kinds of event included, as it would have to of an
index; it leaves to the report only what Python makes of the numbers.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import frappe
from timing import Figure, milliseconds, progress

from aftersales_app.aftersales_core import services as core

MODULE = "aftersales_app.service_desk"
ROUNDS = 5
FAST = 200  # ms
OPEN = "status_category in ('New', 'Working', 'Waiting Customer', 'Waiting Parts')"
NODES = "('New', 'In Diagnosis', 'Plan Given', 'In Service', 'Waiting for Customer', 'Waiting for Parts')"
CLOCKS = ("first_response", "diagnosis", "arrival", "resolution")
IN_YEAR = "{0} >= curdate() - interval 364 day and {0} < curdate() + interval 1 day".format
COLUMNS = {
	"Team": "team",
	"Category": "category",
	"Kind": "kind",
	"Priority": "priority",
	"Channel": "channel",
	"Service Policy": "policy",
	"Company": "company",
	"Week": "subdate(date({0}), weekday({0}))",
	"Month": "subdate(date({0}), dayofmonth({0}) - 1)",
}
KNOWN_BY_EVENTS = ("team", "company")
TICKETS = tuple(COLUMNS)[:7]
PERIODS = tuple(COLUMNS)


# Of each report: its groupings; of which tables it is made, each with its name, columns and rows; and the questions to them.
def _tickets(columns: str, *questions: str, moment: str = "opened_at", **more):
	return {"hand": columns, "questions": questions, "moment": moment, **more}


LATE = ", ".join(
	f"sum({clock}_verdict = 'Running' and {clock}_due < now()), sum({clock}_verdict = 'Missed' and {clock}_at is null)"
	for clock in CLOCKS
)
REPORTS = {
	"clock_attainment": (
		PERIODS,
		_tickets(
			"opened_at, first_response_verdict, diagnosis_verdict, arrival_verdict, resolution_verdict",
			f"""select {{key}}, first_response_verdict, diagnosis_verdict, arrival_verdict, resolution_verdict, count(*)
			from hand where {IN_YEAR("opened_at")} group by 1, 2, 3, 4, 5""",
			f"select {{key}}, {LATE} from waiting where {{open}} and {IN_YEAR('opened_at')} group by 1",
			waiting="opened_at, "
			+ ", ".join(f"{clock}_{part}" for clock in CLOCKS for part in ("verdict", "due", "at")),
		),
	),
	"backlog_by_age": (
		TICKETS,
		{
			"waiting": "opened_at",
			"moment": "opened_at",
			"questions": (
				"select {key}, timestampdiff(day, opened_at, now()), count(*) from waiting where {open} group by 1, 2",
			),
		},
	),
	"reassignments_and_reopenings": (
		PERIODS,
		_tickets(
			"opened_at, resolved_at, reassignments, handovers, reopenings",
			f"""select {{key}}, count(*), sum(reassignments > 0), sum(reassignments), sum(handovers > 0), sum(handovers),
			sum(resolved_at is not null or reopenings > 0), sum(reopenings > 0), sum(reopenings)
			from hand where {IN_YEAR("opened_at")} group by 1""",
			f"""select {{happened_key}}, count(*), sum(at >= now() - interval {{days}} day) from happened {{join}}
			where what = 'State' and stage = 'Closed' and {IN_YEAR("at")} group by 1""",
			f"""select {{happened_key}}, count(*) from (
				select distinct ended.name, ended.ticket, ended.at, ended.team, ended.company from happened ended
				join happened again on again.ticket = ended.ticket and again.what = 'Reopened'
					and again.at between ended.at and ended.at + interval {{days}} day
				where ended.what = 'State' and ended.stage = 'Closed' and {IN_YEAR("ended.at")}
					and ended.at < now() - interval {{days}} day
			) closings {{join}} group by 1""",
			events="""select name, ticket, at, kind as what, category as stage, team, company from {table}
			where kind = 'State' and category = 'Closed' or kind = 'Reopened'""",
			keys="(key (ticket, what, at))",
		),
	),
	"first_contact_resolution": (
		PERIODS,
		_tickets(
			"opened_at, resolved_at, customer, item_code, category as issue, contacts, reopenings",
			f"""select {{key}}, count(*), sum(resolved_at >= now() - interval 7 day),
			sum(resolved_at < now() - interval 7 day and contacts <= 1 and reopenings = 0 and
				(following is null or following >= resolved_at + interval 7 day))
			from (
				select hand.*, lead(opened_at) over (
					partition by ifnull(customer, name), ifnull(item_code, issue) order by opened_at, name) as following
				from hand
			) tickets where {IN_YEAR("resolved_at")} group by 1""",
			moment="resolved_at",
		),
	),
	"missed_by_owner": (
		(None,),
		_tickets(
			"opened_at, first_response_missed_by, diagnosis_missed_by, arrival_missed_by, resolution_missed_by, "
			"first_response_verdict, diagnosis_verdict, arrival_verdict, resolution_verdict",
			f"""select first_response_missed_by, diagnosis_missed_by, arrival_missed_by, resolution_missed_by, count(*)
			from hand where {IN_YEAR("opened_at")} group by 1, 2, 3, 4""",
			# and those that waited for nobody in particular
			f"""select sum(first_response_verdict = 'Missed'), sum(diagnosis_verdict = 'Missed'),
			sum(arrival_verdict = 'Missed'), sum(resolution_verdict = 'Missed')
			from hand where {IN_YEAR("opened_at")}""",
		),
	),
	"node_waiting_times": (
		("Status", "Team", "Category", "Week", "Month", "Kind", "Priority", "Channel"),
		{
			"moment": "at",
			"events": "select name, ticket, kind as what, at, from_value, team, working_seconds from {table} where kind = 'State'",
			"waiting": "status, opened_at as at",
			"questions": (
				f"""select from_value, {{key}}, floor(ln(greatest(working_seconds, 1)) * 50), count(*), sum(working_seconds)
				from happened {{join}} where what = 'State' and {IN_YEAR("at")} and from_value in {NODES} group by 1, 2, 3""",
				"select status, {key}, count(*) from waiting where {open} group by 1, 2",
			),
		},
	),
	"ticket_volume": (
		("None", *TICKETS),
		{
			"moment": "at",
			"hand": "opened_at",
			"events": """select name, ticket, at, kind as what, category as stage, team, company from {table}
			where kind = 'State' and category in ('Resolved', 'Closed') or kind = 'Reopened'""",
			"questions": (
				f"select date(opened_at), {{key}}, count(*) from hand where {IN_YEAR('opened_at')} group by 1, 2",
				f"""select what, stage, date(at), {{key}}, count(*) from happened {{join}}
				where (what = 'State' and stage in ('Resolved', 'Closed') or what = 'Reopened') and {IN_YEAR("at")}
				group by 1, 2, 3, 4""",
			),
		},
	),
}


def figures() -> Iterator[Figure]:
	for name, (groups, hand) in REPORTS.items():
		for group in groups:
			progress(f"report {name} by {group}")
			with _prepared(hand, group) as by_hand:
				pairs = list(_pairs(_report(name, group), by_hand))
			ratio = median(ours / sql for ours, sql in pairs)
			ours, sql = (median(times) for times in zip(*pairs, strict=True))
			title = f"report: {name.replace('_', ' ')}" + (f" by {group}" if group else "")
			yield Figure(title, ratio, "x SQL", 1.5, note=f"{ours:.0f} ms, by hand {sql:.0f} ms")


def peak() -> float:
	"""Megabytes that a process needs which runs every report once in each grouping, and nothing else. Asked of the address space:
	getrusage would count what the process had been before it was another program, a copy of this one."""
	with get_context("spawn").Pool(1) as pool:
		return pool.apply(_run_all, (frappe.local.site, frappe.local.sites_path))


def _run_all(site: str, sites: str) -> float:
	frappe.init(site=site, sites_path=sites)
	frappe.connect()
	for name, (groups, _hand) in REPORTS.items():
		for group in groups:
			_report(name, group)()
	frappe.destroy()
	told = Path("/proc/self/status").read_text()
	return int(re.search(r"VmHWM:\s+(\d+) kB", told)[1]) / 1024


def _report(name: str, group: str | None) -> Callable[[], object]:
	execute = frappe.get_attr(f"{MODULE}.report.aftersales_{name}.aftersales_{name}.execute")
	return partial(execute, {"group_by": group} if group else {})


def _pairs(ours: Callable[[], object], sql: Callable[[], object]) -> Iterator[tuple[float, float]]:
	"""Milliseconds of both, some rounds after one that warms up; fast ones have more rounds."""
	spent = milliseconds(ours) + milliseconds(sql)
	for _round in range(ROUNDS if spent > FAST else 5 * ROUNDS):
		yield milliseconds(ours), milliseconds(sql)


@contextmanager
def _prepared(hand: dict, group: str | None) -> Iterator[Callable[[], object]]:
	"""Asks the questions, while their tables stand."""
	key = COLUMNS.get(group, "''").format(hand["moment"])
	column = key if key.isidentifier() else None
	try:
		for name, query in _tables(hand, column).items():
			frappe.db.sql_ddl(f"create temporary table {name} {query}")
		join = "join grouped on grouped.name = ticket" if _must_join(hand, column) else ""
		words = {
			"key": key,
			"happened_key": COLUMNS.get(group, "''").format("at"),
			"join": join,
			"open": OPEN,
		}
		words["days"] = int(core.settings().reopen_window_days or 0)
		questions = [question.format(**words) for question in hand["questions"]]
		yield lambda: [frappe.db.sql(question) for question in questions]
	finally:
		for table in ("hand", "waiting", "happened", "grouped"):
			frappe.db.sql_ddl(f"drop temporary table if exists {table}")


def _must_join(hand: dict, column: str | None) -> bool:
	return "events" in hand and bool(column) and column not in KNOWN_BY_EVENTS


def _tables(hand: dict, column: str | None) -> dict[str, str]:
	"""Of each table what it is made with."""
	tickets, more = "`tabAftersales Ticket`", f", {column}" if column else ""
	found = {}
	if "hand" in hand:
		found["hand"] = f"as select name, {hand['hand']}{more} from {tickets}"
	if "waiting" in hand:
		found["waiting"] = (
			f"as select name, status_category, {hand['waiting']}{more} from {tickets} where {OPEN}"
		)
	if "events" in hand:
		found["happened"] = (
			f"{hand.get('keys', '')} as {hand['events'].format(table='`tabAftersales Ticket Event`')}"
		)
	if _must_join(hand, column):
		found["grouped"] = f"(primary key (name)) as select name, {column} from {tickets}"
	return found
