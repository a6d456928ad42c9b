"""What the charts of the workspace count: claims of the user's companies, from one index."""

from datetime import date
from typing import Any

import frappe
from frappe.desk.reportview import build_match_conditions
from frappe.query_builder.functions import Count
from pypika import Order
from pypika.terms import Function, LiteralValue

CLAIM = "Aftersales Claim"
WITHDRAWN = "Withdrawn"


def claims_by_month(first: date, company: str) -> list[tuple]:
	"""(first of the month, verdict or nothing, number) of the claims since `first` that were not withdrawn."""
	claim = frappe.qb.DocType(CLAIM)
	month = Function("subdate", claim.event_on, Function("dayofmonth", claim.event_on) - 1)
	query = frappe.qb.from_(claim).select(month, claim.verdict, Count("*")).groupby(month, claim.verdict)
	return _since(query, claim, first, company).run()


def claims_by_item(first: date, company: str, most: int) -> list[tuple]:
	"""(item, number) of those items with the most claims since `first`."""
	claim = frappe.qb.DocType(CLAIM)
	query = frappe.qb.from_(claim).select(claim.item_code, Count("*")).groupby(claim.item_code)
	query = _since(query, claim, first, company).orderby(Count("*"), order=Order.desc)
	return query.orderby(claim.item_code).limit(most).run()


def _since(query: Any, claim: Any, first: date, company: str) -> Any:
	query = query.where((claim.event_on >= first) & (claim.status != WITHDRAWN))
	if company:
		query = query.where(claim.company == company)
	visible = build_match_conditions(CLAIM)
	return query.where(LiteralValue(f"({visible})")) if visible else query
