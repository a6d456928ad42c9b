"""What customers said and complained about, customer by customer."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.query_builder.functions import Avg, Count, Sum
from pypika import Case

from aftersales_app import permissions
from aftersales_app.domain.ratings import LOW

FEEDBACK, COMPLAINT = "Aftersales Feedback", "Aftersales Complaint"


def opinions(first: date, last: date, company: str = "") -> list[Any]:
	"""(customer, answers, mean, low scores) of the answers given on these days, both included, that count, in the companies that the user
	works for."""
	Feedback = frappe.qb.DocType(FEEDBACK)
	score = Feedback.verified_overall
	low = Sum(Case().when(score <= LOW, 1).else_(0))
	query = frappe.qb.from_(Feedback).select(Feedback.customer, Count(score), Avg(score), low)
	query = query.where((Feedback.counts == 1) & (Feedback.customer.isnotnull()) & (Feedback.customer != ""))
	query = query.where((Feedback.given_at >= first) & (Feedback.given_at < last + timedelta(days=1)))
	return _of_companies(query, Feedback, company).groupby(Feedback.customer).run()


def complaints(first: date, last: date, company: str = "") -> dict[str, int]:
	"""How many complaints each customer made on these days."""
	Complaint = frappe.qb.DocType(COMPLAINT)
	query = frappe.qb.from_(Complaint).select(Complaint.customer, Count(Complaint.name))
	query = query.where((Complaint.customer.isnotnull()) & (Complaint.customer != ""))
	query = query.where((Complaint.received_at >= first) & (Complaint.received_at < last + timedelta(days=1)))
	return dict(_of_companies(query, Complaint, company).groupby(Complaint.customer).run())


def names(customers: Iterable[str]) -> dict[str, str]:
	found = {"name": ("in", sorted(customers))}
	return dict(frappe.get_all("Customer", found, ["name", "customer_name"], as_list=True))


def _of_companies(query: Any, table: Any, company: str) -> Any:
	mine = permissions.companies_of(frappe.session.user)
	if mine is not None:
		query = query.where(table.company.isin(sorted(mine) or [""]))
	return query.where(table.company == company) if company else query
