"""Twenty rows of tickets as a restricted agent, as the list view asks for them, beside the same list of the bare DocType.

Every filter that is shipped: the lists under Show, the standard filters, and the filters of the cards.
"""

import json
from collections.abc import Iterator
from functools import partial

import desk
import fill
import frappe
from frappe.desk import reportview
from timing import Figure, milliseconds, paired, progress

from aftersales_app.aftersales_core import moments

TICKET = "Aftersales Ticket"
AGENT = "agent00@load.example"
STAGES = ["New", "Working", "Waiting Customer", "Waiting Parts"]
SYSTEM = (
	"name",
	"owner",
	"creation",
	"modified",
	"modified_by",
	"_user_tags",
	"_comments",
	"_assign",
	"docstatus",
)
ADDED = ("subject", "status_category", "resolution_pending", "customer_name", "team")
BARE = ("title", "customer", "status", "priority", "phone", "due", "opened", "amount", "count_of", "note")
ROUNDS = 9

Filters = list[list[object]]


def figures(rows: int) -> Iterator[Figure]:
	_fill_bare(rows)
	lists = {**_shown(), **_standard(), **_cards()}
	shown = [field.fieldname for field in frappe.get_meta(TICKET).fields if field.in_list_view]
	columns = list(dict.fromkeys([*SYSTEM, *ADDED, *shown]))
	for name, (filters, order) in lists.items():
		progress(f"list {name}")
		other, sort = _same(filters, order)
		ours = partial(_ask, TICKET, columns, filters, order)
		bare = partial(_ask, desk.BARE, [*SYSTEM, *BARE], other, sort)
		frappe.set_user(AGENT)
		try:
			ratio, own, plain = paired(partial(milliseconds, ours), partial(milliseconds, bare), ROUNDS)
		finally:
			frappe.set_user("Administrator")
		yield Figure(f"list: {name}", ratio, "x bare", 2.0, note=f"{own:.1f} ms, bare {plain:.1f} ms")


def _same(filters: Filters, order: str) -> tuple[Filters, str]:
	"""The same kind of question to the bare DocType, of a column with an index: one value or several, the same order."""
	if not filters:
		return [], order
	several = any(row[2] in ("in", "not in") for row in filters)
	asked = [desk.BARE, "status", *(("in", ["Open", "Working"]) if several else ("=", "Open"))]
	return [asked], order.replace("resolution_due", "due")


def _ask(doctype: str, columns: list[str], filters: Filters, order: str) -> object:
	sort = f"`tab{doctype}`.`{order.split()[0]}` {order.split()[1]}"
	pending = any(row[1] == "resolution_pending" for row in filters)
	if doctype == TICKET and order == "resolution_due asc" and not pending:
		sort = f"`tab{doctype}`.`resolution_pending` desc, {sort}"
	frappe.local.form_dict = frappe._dict(
		doctype=doctype,
		fields=json.dumps([f"`tab{doctype}`.`{column}`" for column in columns]),
		filters=json.dumps(filters),
		order_by=sort,
		start=0,
		page_length=20,
		view="List",
		with_comment_count=0,
	)
	return reportview.get()


def _shown() -> dict[str, tuple[Filters, str]]:
	"""The lists under Show: what aftersales_ticket_list.js asks for."""
	opened, mine = ["status_category", "in", STAGES], ["assignee", "=", AGENT]
	pending, now = ["resolution_pending", "=", 1], str(moments.site_now())
	due, last = "resolution_due asc", "modified desc"
	lists = {
		"everything": ([], last),
		"my open": ([opened, mine], due),
		"unassigned": ([opened, ["assignee", "is", "not set"]], due),
		"overdue": ([pending, ["resolution_due", "<", now]], due),
		"due today": ([pending, ["resolution_due", "Timespan", "today"]], due),
		"waiting for customer": ([["status_category", "=", "Waiting Customer"]], last),
		"waiting for parts": ([["status_category", "=", "Waiting Parts"]], last),
		"all open": ([["is_open", "=", 1]], last),
		"reopened": ([opened, ["reopenings", ">", 0]], last),
	}
	return {name: ([[TICKET, *row] for row in rows], order) for name, (rows, order) in lists.items()}


def _standard() -> dict[str, tuple[Filters, str]]:
	"""One standard filter at a time, each with the value that the agent's team has the fewest tickets of: the longest search."""
	fields = [field.fieldname for field in frappe.get_meta(TICKET).fields if field.in_standard_filter]
	found = {}
	for name in fields:
		rows = frappe.get_all(
			TICKET,
			{name: ("is", "set"), "team": fill.TEAMS[0]},
			[name, "count(*) as tickets"],
			group_by=name,
			order_by="tickets",
			limit=1,
		)
		if rows:
			found[f"by {name.replace('_', ' ')}"] = ([[TICKET, name, "=", rows[0][name]]], "modified desc")
	return found


def _cards() -> dict[str, tuple[Filters, str]]:
	"""What a click on a card of tickets opens."""
	found = {}
	for card in frappe.get_all(
		"Number Card", {"document_type": TICKET}, ["name", "filters_json", "dynamic_filters_json"]
	):
		rows = json.loads(card.filters_json or "[]")
		for row in json.loads(card.dynamic_filters_json or "[]"):
			rows.append([*row[:3], AGENT if "user" in row[3] else str(moments.site_now())])
		pending = any(row[1] == "resolution_pending" for row in rows)
		order = "resolution_due asc" if pending else "modified desc"  # as aftersales_ticket_list.js asks
		found[f"card {card.name.lower()}"] = ([row[:4] for row in rows], order)
	return found


def _fill_bare(wanted: int) -> None:
	"""As many bare rows, a fortieth of them open, with an index for those and one for each order."""
	frappe.db.add_index(desk.BARE, ["status", "modified"])
	frappe.db.add_index(desk.BARE, ["due"])
	have = frappe.db.count(desk.BARE)
	names = [*desk.bare(0)][1:]
	rows = []
	for number in range(have, wanted):
		values = desk.bare(number) | {"status": "Open" if number % 40 == 0 else "Closed"}
		stamp = f"2026-{1 + number % 9:02d}-{1 + number % 28:02d} 10:00:00"
		facts = (values[name] for name in names)
		rows.append((f"FILL-{number:07d}", stamp, stamp, "Administrator", "Administrator", *facts))
	if rows:
		columns = ["name", "creation", "modified", "owner", "modified_by", *names]
		frappe.db.bulk_insert(desk.BARE, columns, rows, chunk_size=2000)
		frappe.db.sql(f"analyze table `tab{desk.BARE}`")
		frappe.db.commit()
