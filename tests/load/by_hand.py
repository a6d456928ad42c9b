"""Reports beside the SQL that somebody who knows the tables would write, each on the best covering index there can be.

Such an index holds a query's columns, the name and nothing else, so here it is a temporary table of exactly those.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median

import frappe
from timing import Figure, milliseconds, progress

MODULE = "aftersales_app.service_desk"
ROUNDS = 5
SLOW = 3000  # ms
OPEN = "('New', 'Working', 'Waiting Customer', 'Waiting Parts')"
YEAR = "interval 365 day"
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


# Of each report: its groupings, and (columns, of which rows, question) of the one table or of events and tickets.
def _tickets(columns: str, where: str, question: str, moment: str = "opened_at"):
	return {"columns": columns, "where": where, "question": question, "moment": moment}


IN_YEAR = f"opened_at >= now() - {YEAR}"
REPORTS = {
	"clock_attainment": (
		PERIODS,
		_tickets(
			"opened_at, first_response_verdict, diagnosis_verdict, arrival_verdict, resolution_verdict",
			"1",
			f"""select {{key}}, first_response_verdict, diagnosis_verdict, arrival_verdict, resolution_verdict, count(*)
			from hand where {IN_YEAR} group by 1, 2, 3, 4, 5""",
		),
	),
	"backlog_by_age": (
		TICKETS,
		_tickets(
			"opened_at",
			f"status_category in {OPEN}",
			"select {key}, timestampdiff(day, opened_at, now()), count(*) from hand group by 1, 2",
		),
	),
	"reassignments_and_reopenings": (
		PERIODS,
		_tickets(
			"opened_at, resolved_at, reassignments, handovers, reopenings",
			"1",
			f"""select {{key}}, count(*), sum(reassignments > 0), sum(reassignments), sum(handovers > 0), sum(handovers),
			sum(resolved_at is not null), sum(reopenings > 0), sum(reopenings) from hand where {IN_YEAR} group by 1""",
		),
	),
	"first_contact_resolution": (
		PERIODS,
		_tickets(
			"opened_at, resolved_at, customer, item_code, category as issue, contacts, reopenings",
			"1",
			f"""select {{key}}, count(*), sum(contacts <= 1 and reopenings = 0 and
				(following is null or following > resolved_at + interval 7 day))
			from (
				select hand.*, lead(opened_at) over (
					partition by customer, ifnull(item_code, issue) order by opened_at, name) as following
				from hand
			) tickets where resolved_at >= now() - {YEAR} group by 1""",
			"resolved_at",
		),
	),
	"missed_by_owner": (
		(None,),
		_tickets(
			"opened_at, first_response_missed_by, diagnosis_missed_by, arrival_missed_by, resolution_missed_by",
			"1",
			f"""select first_response_missed_by, diagnosis_missed_by, arrival_missed_by, resolution_missed_by, count(*)
			from hand where {IN_YEAR} group by 1, 2, 3, 4""",
		),
	),
	"node_waiting_times": (
		("Status", "Team", "Category", "Week", "Month", "Kind", "Priority", "Channel"),
		{
			"moment": "at",
			"events": f"""select name, ticket, at, from_value, team, working_seconds from `tabAftersales Ticket Event`
			where kind = 'State' and at >= now() - {YEAR}""",
			"question": """select from_value, {key}, floor(ln(greatest(working_seconds, 1)) * 50), count(*),
			sum(working_seconds) from happened {join} group by 1, 2, 3""",
		},
	),
	"ticket_volume": (
		("None", *TICKETS),
		{
			"moment": "at",
			"columns": "opened_at",
			"where": "1",
			"events": f"""select name, ticket, at, kind as what, category as stage, team, company from `tabAftersales Ticket Event`
			where (kind = 'State' and category in ('Resolved', 'Closed') or kind = 'Reopened') and at >= now() - {YEAR}""",
			"question": f"""select 'Opened', '', date(opened_at), {{key}}, count(*) from hand where {IN_YEAR} group by 3, 4
			union all select what, stage, date(at), {{key}}, count(*) from happened {{join}} group by 1, 2, 3, 4""",
		},
	),
}


def figures() -> Iterator[Figure]:
	for name, (groups, hand) in REPORTS.items():
		execute = frappe.get_attr(f"{MODULE}.report.aftersales_{name}.aftersales_{name}.execute")
		for group in groups:
			progress(f"report {name} by {group}")
			filters = {"group_by": group} if group else {}
			with _prepared(hand, group) as question:
				pairs = list(_pairs(partial(execute, filters), partial(frappe.db.sql, question)))
			ratio = median(ours / sql for ours, sql in pairs)
			ours, sql = (median(times) for times in zip(*pairs, strict=True))
			title = f"report: {name.replace('_', ' ')}" + (f" by {group}" if group else "")
			yield Figure(title, ratio, "x SQL", 1.5, note=f"{ours:.0f} ms, by hand {sql:.0f} ms")


def _pairs(ours: Callable[[], object], sql: Callable[[], object]) -> Iterator[tuple[float, float]]:
	"""Milliseconds of both, some rounds after one that warms up; slow ones have fewer rounds."""
	spent = milliseconds(ours) + milliseconds(sql)
	for _round in range(ROUNDS if spent < SLOW else 1):
		yield milliseconds(ours), milliseconds(sql)


@contextmanager
def _prepared(hand: dict, group: str | None) -> Iterator[str]:
	"""The question, while its tables stand."""
	key = COLUMNS.get(group, "''").format(hand["moment"])
	column = key if key.isidentifier() else None
	join = ""
	try:
		if "columns" in hand:
			more = f", {column}" if column else ""
			frappe.db.sql_ddl(
				f"create temporary table hand as select name, {hand['columns']}{more} from `tabAftersales Ticket` where {hand['where']}"
			)
		if "events" in hand:
			frappe.db.sql_ddl(f"create temporary table happened as {hand['events']}")
			if column and column not in KNOWN_BY_EVENTS:
				join = "join grouped on grouped.name = ticket"
				frappe.db.sql_ddl(
					f"create temporary table grouped (primary key (name)) as select name, {column} from `tabAftersales Ticket`"
				)
		yield hand["question"].format(key=key, join=join)
	finally:
		for table in ("hand", "happened", "grouped"):
			frappe.db.sql_ddl(f"drop temporary table if exists {table}")
