"""What the records tell of indicators that are judged by sample: here everything is looked at."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Count
from pypika.terms import Function, Term

from aftersales_app.domain.evaluation_flow import Period
from aftersales_app.domain.legal_days import add_months
from aftersales_app.domain.service_clock import CLOCKS, MET, MISSED
from aftersales_app.service_quality.queries.complaints import COMPLAINT
from aftersales_app.service_quality.queries.feedback import FEEDBACK

ASSESSMENT, TICKET = "Aftersales Self-Assessment", "Aftersales Ticket"
LOGGED = ("diagnosis", "cause", "action_taken", "result")
Seen = tuple[int, int]  # records looked at, of them nonconforming


def latest(company: str, besides: str | None) -> str | None:
	"""The latest other self-assessment of a company."""
	filters = {"company": company, "name": ("!=", besides or "")}
	found = frappe.get_all(
		ASSESSMENT, filters, pluck="name", order_by="last_day desc, creation desc", limit=1
	)
	return found[0] if found else None


def complaints_closed(company: str, period: Period) -> Seen:
	"""Complaints received, and not taken back by the customer: those not closed do not conform."""
	table = frappe.qb.DocType(COMPLAINT)
	held = (table.company == company) & _in(table.received_at, period) & (table.status != "Withdrawn")
	return _seen(frappe.qb.from_(table).where(held), table.status != "Closed")


def customers_surveyed(company: str, period: Period) -> Seen:
	"""The months of the period: those in which no customer answered do not conform."""
	answer = frappe.qb.DocType(FEEDBACK)
	month = Function("date_format", answer.given_at, "%Y-%m")
	query = frappe.qb.from_(answer).select(month).distinct()
	query = query.where((answer.company == company) & _in(answer.given_at, period))
	answered = set(query.run(pluck=True))
	months = {f"{add_months(period.first, ahead):%Y-%m}" for ahead in range(period.months)}
	return len(months), len(months - answered)


def repairs_complete(company: str, period: Period) -> Seen:
	"""Repair tickets resolved: those without diagnosis, cause, action or result do not conform."""
	ticket = frappe.qb.DocType(TICKET)
	held = (ticket.company == company) & (ticket.kind == "Repair") & _in(ticket.resolved_at, period)
	told = [Function("coalesce", ticket[field], "") == "" for field in LOGGED]
	return _seen(frappe.qb.from_(ticket).where(held), told[0] | told[1] | told[2] | told[3])


def promises_kept(company: str, period: Period) -> Seen:
	"""Promises of tickets opened, of all clocks, that were kept or missed: missed ones do not conform."""
	ticket = frappe.qb.DocType(TICKET)
	verdicts = [ticket[f"{clock}_verdict"] for clock in CLOCKS]
	counts = [_times(verdict == told) for told in (MET, MISSED) for verdict in verdicts]
	query = frappe.qb.from_(ticket).select(*counts)
	query = query.where((ticket.company == company) & _in(ticket.opened_at, period))
	found = [int(number or 0) for number in query.run()[0]]
	return sum(found), sum(found[len(CLOCKS) :])


SOURCES: Mapping[str, Callable[[str, Period], Seen]] = {
	"Complaints Closed": complaints_closed,
	"Customers Surveyed": customers_surveyed,
	"Repair Records Complete": repairs_complete,
	"Service Promises Kept": promises_kept,
}


def _seen(query: Any, bad: Term) -> Seen:
	found = query.select(Count("*"), _times(bad)).run()[0]
	return int(found[0] or 0), int(found[1] or 0)


def _times(condition: Term) -> Term:
	return Count(Case().when(condition, 1))


def _in(moment: Term, period: Period) -> Term:
	return (moment >= period.first) & (moment < period.last + timedelta(days=1))
