"""What the charts of the workspaces show: from the daily figures, and for the backlog from the tickets' own index."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import frappe
from frappe.desk.reportview import build_match_conditions
from frappe.query_builder.functions import Count, Sum
from pypika.terms import LiteralValue

from aftersales_app.domain.ticket_flow import OPEN
from aftersales_app.service_desk.queries.reports import TICKET

DAILY = "Aftersales Ticket Daily"
FACTS = ("company", "team")


def daily(first: date, figures: tuple[str, ...], facts: Mapping[str, str]) -> list[tuple]:
	"""Per day since `first`: (day, sum of each figure), of the teams that the user sees."""
	table = frappe.qb.DocType(DAILY)
	query = frappe.qb.from_(table).select(table.day, *(Sum(table[figure]) for figure in figures))
	query = query.where(table.day >= first).groupby(table.day).orderby(table.day)
	return _restrict(query, table, DAILY, facts).run()


def backlog_by_team(facts: Mapping[str, str]) -> list[tuple]:
	"""Open tickets that the user sees: (team, stage, number)."""
	ticket = frappe.qb.DocType(TICKET)
	query = frappe.qb.from_(ticket).select(ticket.team, ticket.status_category, Count("*"))
	query = query.where(ticket.status_category.isin(sorted(OPEN)))
	query = query.groupby(ticket.team, ticket.status_category)
	return _restrict(query, ticket, TICKET, facts).run()


def _restrict(query: Any, table: Any, doctype: str, facts: Mapping[str, str]) -> Any:
	for column in FACTS:
		if facts.get(column):
			query = query.where(table[column] == facts[column])
	visible = build_match_conditions(doctype)
	return query.where(LiteralValue(f"({visible})")) if visible else query
