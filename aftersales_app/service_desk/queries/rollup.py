"""What the daily roll-up is made of: every ticket, whoever may see it. Keys are (day, company, team, kind)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import frappe
from frappe.desk.reportview import build_match_conditions
from frappe.query_builder.functions import Count, Min, Sum
from pypika.terms import Function, Term

from aftersales_app.aftersales_core import moments
from aftersales_app.domain.service_clock import CLOCKS, MET, MISSED
from aftersales_app.domain.ticket_flow import CLOSED, RESOLVED
from aftersales_app.service_desk.queries import reports
from aftersales_app.service_desk.queries.reports import (
	EVENT,
	EVERY_STAGE,
	FIRST_CONTACT_DAYS,
	ON_EVENT,
	TICKET,
	Scope,
	midnight,
)

DAILY = "Aftersales Ticket Daily"
SETTINGS, RENEWED = "Aftersales Settings", "figures_renewed_at"
ONE_DAY = timedelta(days=1)
CHUNK = 31  # days worked on at once
LONGEST_SAVE = timedelta(hours=1)  # between a ticket's stamp and its commit


def lock() -> None:
	"""Keep others from writing daily figures until the transaction ends. It locks the DocType's row, which reads pass by."""
	frappe.db.get_value("DocType", "Aftersales Ticket Daily", "name", for_update=True)


def days_touched(since: datetime) -> set[date]:
	"""The days whose figures may have changed: of tickets saved, and exemptions decided, since then."""
	ticket, exemption = frappe.qb.DocType(TICKET), frappe.qb.DocType("Aftersales Exemption")
	days = [Function("date", ticket[column]) for column in ("opened_at", "resolved_at", "closed_at")]
	saved = frappe.qb.from_(ticket).select(*days).where(ticket.modified >= since).distinct().run()
	decided = (
		frappe.qb.from_(exemption)
		.join(ticket)
		.on(ticket.name == exemption.ticket)
		.select(days[0])
		.where(exemption.modified >= since)
		.distinct()
		.run()
	)
	return {day for row in (*saved, *decided) for day in row if day}


def answers(scope: Scope, group: str | None) -> bool:
	"""Whether daily figures can tell how many tickets were opened, resolved, closed and reopened: to somebody who sees all
	tickets, of what the days are kept by."""
	return {*scope.facts, group} <= {*ON_EVENT, None} and not build_match_conditions(TICKET)


def volume(scope: Scope, group: str | None) -> list[tuple]:
	"""Daily figures of the scope's days as they stand: (day, group, opened, resolved, closed, reopened)."""
	daily = frappe.qb.DocType(DAILY)
	key = daily[group or "day"]
	query = frappe.qb.from_(daily).groupby(daily.day, key)
	for column, values in scope.facts.items():
		query = query.where(daily[column].isin(values))
	counted = [Sum(daily[name]) for name in ("opened", "resolved", "closed", "reopened")]
	found = query.select(daily.day, key, *counted).where(scope.within(daily.day)).run()
	return [(day, (key or None) if group else None, *map(int, sums)) for day, key, *sums in found]


def unsettled(scope: Scope) -> list[Scope]:
	"""The days of the scope whose daily figures may be out of date, as scopes: those of tickets saved since the last renewal."""
	since = complete_until()
	if not since:
		return [scope]
	first, end = scope.start.date(), scope.end.date()
	days = {*days_between(since.date(), moments.site_today()), *days_touched(since)}
	found = runs(day for day in days if first <= day < end)
	return [Scope(midnight(begin), midnight(last + ONE_DAY), scope.facts) for begin, last in found]


def complete_until() -> datetime | None:
	"""What was saved before this moment is in the daily figures; None where they were never renewed as a whole."""
	renewed = frappe.db.get_value("Singles", {"doctype": SETTINGS, "field": RENEWED}, "value", order_by=None)
	return frappe.utils.get_datetime(renewed) - LONGEST_SAVE if renewed else None


def runs(days: Iterable[date]) -> Iterator[tuple[date, date]]:
	"""Days without a gap as (first, last), a month at the most."""
	first = last = None
	for day in sorted(days):
		if first and day == last + ONE_DAY and (day - first).days < CHUNK:
			last = day
			continue
		if first:
			yield first, last
		first = last = day
	if first:
		yield first, last


def days_between(first: date, last: date) -> Iterator[date]:
	"""Every day from the first to the last, both included."""
	while first <= last:
		yield first
		first += ONE_DAY


def first_day() -> date | None:
	"""The day of the first ticket, None where there is none."""
	ticket = frappe.qb.DocType(TICKET)
	((first,),) = frappe.qb.from_(ticket).select(Function("date", Min(ticket.opened_at))).run()
	return first


def opened(start: datetime, end: datetime) -> list[tuple]:
	"""Tickets opened: (*key, number)."""
	ticket = frappe.qb.DocType(TICKET)
	keys = _keys(ticket, ticket.opened_at)
	query = frappe.qb.from_(ticket).select(*keys, Count("*")).groupby(*keys)
	return query.where(Scope(start, end).within(ticket.opened_at)).run()


def moved(start: datetime, end: datetime) -> list[tuple]:
	"""Times that tickets were resolved, closed, reopened: (kind, stage, *key, number). The team is the one of that moment."""
	event, ticket = frappe.qb.DocType(EVENT), frappe.qb.DocType(TICKET)
	keys = [Function("date", event.at), event.company, event.team, ticket.kind]
	reached = (event.kind == "State") & event.category.isin([RESOLVED, CLOSED])
	again = (event.kind == "Reopened") & event.category.isin(EVERY_STAGE)
	return (
		frappe.qb.from_(event)
		.join(ticket)
		.on(ticket.name == event.ticket)
		.select(event.kind, event.category, *keys, Count("*"))
		.where((reached | again) & Scope(start, end).within(event.at))
		.groupby(event.kind, event.category, *keys)
		.run()
	)


def judged(start: datetime, end: datetime) -> list[tuple]:
	"""Promises of tickets opened, all clocks together: (*key, judged, met)."""
	ticket = frappe.qb.DocType(TICKET)
	keys = _keys(ticket, ticket.opened_at)
	verdicts = [ticket[f"{clock}_verdict"] for clock in CLOCKS]
	met = [Function("coalesce", verdict == MET, 0) for verdict in verdicts]
	judged = [Function("coalesce", verdict.isin([MET, MISSED]), 0) for verdict in verdicts]
	query = frappe.qb.from_(ticket).select(*keys, Sum(_total(judged)), Sum(_total(met))).groupby(*keys)
	return query.where(Scope(start, end).within(ticket.opened_at)).run()


def exempted(start: datetime, end: datetime) -> list[tuple]:
	"""Missed promises of tickets opened that have an approved exemption: (*key, number)."""
	ticket, exemption = frappe.qb.DocType(TICKET), frappe.qb.DocType("Aftersales Exemption")
	keys = _keys(ticket, ticket.opened_at)
	return (
		frappe.qb.from_(exemption)
		.join(ticket)
		.on(ticket.name == exemption.ticket)
		.select(*keys, Count(exemption.name))
		.where((exemption.status == "Approved") & Scope(start, end).within(ticket.opened_at))
		.groupby(*keys)
		.run()
	)


def first_contact(start: datetime, end: datetime) -> list[tuple]:
	"""Tickets resolved and those solved at the first contact: (*key, resolved, too young to tell, solved)."""
	scope = Scope(start, end)
	ripe = moments.site_now() - timedelta(days=FIRST_CONTACT_DAYS)
	query, source, following = reports.from_contacts(scope, FIRST_CONTACT_DAYS, ("company", "team", "kind"))
	keys = _keys(source, source.resolved_at)
	return reports.count_first_contact(query, source, following, keys, scope, ripe, FIRST_CONTACT_DAYS).run()


def _keys(ticket: Any, moment: Term) -> list[Term]:
	return [Function("date", moment), ticket.company, ticket.team, ticket.kind]


def _total(terms: list[Term]) -> Term:
	first, *others = terms
	for term in others:
		first = first + term
	return first
