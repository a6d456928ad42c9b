"""What figures of service take from ERPNext: calls of the hotline and who bought again."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import frappe
from pypika.terms import Function

from aftersales_app.aftersales_core.frames import Frame

CALL, INVOICE = "Call Log", "Sales Invoice"
GOING_ON = ("Ringing", "In Progress", "Queued")


def calls(first: date, last: date, numbers: Sequence[str] = ()) -> Frame:
	"""Incoming calls of some days, both included, to some numbers of ours; answered are those that were spoken on to their end."""
	call = frappe.qb.DocType(CALL)
	at = Function("coalesce", call.start_time, call.creation)
	query = frappe.qb.from_(call).where((call.type == "Incoming") & (at >= first))
	query = query.where(at < last + timedelta(days=1))
	if numbers:
		query = query.where(call.to.isin(list(numbers)))
	excluded = {"Call Not Over": call.status.isin(GOING_ON)}
	return Frame(CALL, query, call.name, at, call.status == "Completed", excluded)


def buyers(company: str, first: date, last: date) -> dict[str, str]:
	"""Customers who bought goods on these days, with the first invoice: submitted, no credit note, not taken back, no opening entry, over more than
	nothing, and not what a visit was charged for."""
	invoice = frappe.qb.DocType(INVOICE)
	query = (
		frappe.qb.from_(invoice)
		.select(invoice.customer, invoice.name)
		.where((invoice.company == company) & (invoice.docstatus == 1))
		.where((invoice.is_return == 0) & (invoice.is_opening == "No") & (invoice.base_grand_total > 0))
		.where(invoice.status != "Credit Note Issued")
		.where(Function("coalesce", invoice.aftersales_visit, "") == "")
		.where((invoice.posting_date >= first) & (invoice.posting_date <= last))
		.orderby(invoice.posting_date)
		.orderby(invoice.name)
	)
	found: dict[str, str] = {}
	for customer, name in query.run():
		found.setdefault(customer, name)
	return found


def own_companies() -> frozenset[str]:
	"""Customers that are companies of our own."""
	return frozenset(frappe.get_all("Customer", {"is_internal_customer": 1}, pluck="name"))


def company_count() -> int:
	return frappe.db.count("Company")


def departments_under(department: str) -> list[str]:
	"""A department and all below it."""
	bounds = frappe.db.get_value("Department", department, ["lft", "rgt"])
	if not bounds:
		return []
	return frappe.get_all("Department", {"lft": (">=", bounds[0]), "rgt": ("<=", bounds[1])}, pluck="name")


def departments_of(user: str) -> frozenset[str]:
	"""Where somebody is employed."""
	employed = {"user_id": user, "status": "Active", "department": ("is", "set")}
	return frozenset(frappe.get_all("Employee", employed, pluck="department"))


def departments_above(departments: Iterable[str]) -> frozenset[str]:
	"""These departments and all above them."""
	found: set[str] = set()
	for name in departments:
		bounds = frappe.db.get_value("Department", name, ["lft", "rgt"])
		if bounds:
			above = {"lft": ("<=", bounds[0]), "rgt": (">=", bounds[1])}
			found |= set(frappe.get_all("Department", above, pluck="name"))
	return frozenset(found)


def company_of_department(department: str) -> str | None:
	return frappe.db.get_value("Department", department, "company")
