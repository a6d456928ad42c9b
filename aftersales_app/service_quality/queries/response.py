"""Who was asked and who answered, and of how much that ended; as far as the user may see it."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.desk.reportview import build_match_conditions
from frappe.query_builder import Case
from frappe.query_builder.functions import Count
from pypika.terms import LiteralValue

from aftersales_app.domain.invitation import ANSWERED, CLAIM, COMPLAINT, TICKET, VISIT, WITHDRAWN
from aftersales_app.service_quality.queries.feedback import INVITATION

# Of each kind: the statuses that it ends with, and the moment of its end; a claim that was refused has none.
ENDS = {
	TICKET: ("status_category", ["Closed"], "closed_at"),
	VISIT: ("status", ["Done"], "left_at"),
	CLAIM: ("status", ["Executed", "Closed"], "executed_on"),
	COMPLAINT: ("status", ["Closed"], "closed_at"),
}


def asked(column: str, first: date, last: date, company: str = "") -> dict[str, tuple[int, int]]:
	"""Of those invited on these days, both included, by a column: how many, and how many of them answered. What was taken back was never
	asked."""
	table = frappe.qb.DocType(INVITATION)
	query = frappe.qb.from_(table).where(table.status != WITHDRAWN).groupby(table[column])
	query = query.select(table[column], Count("*"), Count(Case().when(table.status == ANSWERED, 1)))
	query = query.where((table.invited_at >= first) & (table.invited_at < last + timedelta(days=1)))
	return {key or "": (n, given) for key, n, given in _seen(query, table, INVITATION, company).run()}


def ended(kind: str, column: str, first: date, last: date, company: str = "") -> Counter[str]:
	"""What of a kind ended on these days, both included, by one of its columns; "" for its number altogether."""
	status, over, moment = ENDS[kind]
	table = frappe.qb.DocType(kind)
	query = frappe.qb.from_(table).where(table[status].isin(over))
	query = query.where((table[moment] >= first) & (table[moment] < last + timedelta(days=1)))
	if column:
		query = query.select(table[column], Count("*")).groupby(table[column])
	else:
		query = query.select(LiteralValue("''"), Count("*"))
	return Counter({key or "": n for key, n in _seen(query, table, kind, company).run()})


def _seen(query: Any, table: Any, doctype: str, company: str) -> Any:
	if company:
		query = query.where(table.company == company)
	visible = build_match_conditions(doctype)
	return query.where(LiteralValue(f"({visible})")) if visible else query
