"""Reads of follow-up calls and their draws."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import frappe
from frappe.query_builder.functions import Coalesce, Count
from pypika import Criterion

from aftersales_app.domain.ratings import LOW
from aftersales_app.integrations import erpnext_items
from aftersales_app.service_quality.queries.feedback import FEEDBACK

CALL, DRAW, ATTEMPT = "Aftersales Follow-up Call", "Aftersales Call Draw", "Aftersales Call Attempt"
COMPLAINT = "Aftersales Complaint"
SCORES = ("overall", "timeliness", "solving", "attitude", "compliance", "perception")


def is_drawn(day: date, company: str) -> bool:
	"""Was this day of a company drawn already?"""
	return bool(frappe.db.exists(DRAW, {"day": day, "company": company}))


def answered(tickets: Sequence[str]) -> dict[str, Any]:
	"""What customers said of these tickets, the latest of each."""
	fields = ["name", "ticket", "words", *SCORES]
	told = {"ticket": ("in", list(tickets)), "reference_doctype": ("!=", COMPLAINT)}
	rows = frappe.get_all(FEEDBACK, told, fields, order_by="given_at") if tickets else []
	return {row.ticket: row for row in rows}


def called_since(moment: datetime, phones: Sequence[str]) -> frozenset[str]:
	"""The numbers at which somebody was reached since a moment of the site, or is to be called."""
	if not phones:
		return frozenset()
	call = frappe.qb.DocType(CALL)
	query = frappe.qb.from_(call).select(call.contact_phone).distinct()
	query = query.where(call.contact_phone.isin(list(phones)))
	query = query.where((call.called_at >= moment) | (call.status == "To Call"))
	return frozenset(query.run(pluck=True))


def spoken_of_on(day: date, company: str) -> list[str]:
	"""Tickets of which a customer said something bad on a day of the site: by a low score or by a complaint."""
	following = day + timedelta(days=1)
	Feedback, Complaint = frappe.qb.DocType(FEEDBACK), frappe.qb.DocType(COMPLAINT)
	low = Criterion.any((Feedback[score] > 0) & (Feedback[score] <= LOW) for score in SCORES)
	given = frappe.qb.from_(Feedback).select(Feedback.ticket).distinct().where(low)
	given = given.where((Feedback.company == company) & (Feedback.given_at >= day))
	given = given.where(Coalesce(Feedback.reference_doctype, "") != COMPLAINT)  # which is of the handling
	complained = frappe.qb.from_(Complaint).select(Complaint.ticket).distinct()
	complained = complained.where((Complaint.company == company) & (Complaint.ticket > ""))
	complained = complained.where((Complaint.received_at >= day) & (Complaint.received_at < following))
	found = {*given.where(Feedback.given_at < following).run(pluck=True), *complained.run(pluck=True)}
	return sorted(filter(None, found))


def complained(tickets: Sequence[str]) -> frozenset[str]:
	"""Those of these tickets about which there is a complaint."""
	about = {"ticket": ("in", list(tickets))}
	return frozenset(frappe.get_all(COMPLAINT, about, pluck="ticket") if tickets else ())


def with_calls(tickets: Sequence[str]) -> frozenset[str]:
	"""Those of these tickets about which somebody is or was to be called."""
	about = {"ticket": ("in", list(tickets))}
	return frozenset(frappe.get_all(CALL, about, pluck="ticket") if tickets else ())


def weights(draw: str) -> dict[str, float]:
	"""Who was called of a draw, by ticket, and for how many each stands."""
	rows = frappe.get_all(CALL, {"draw": draw}, ["ticket", "weight"])
	return {row.ticket: row.weight for row in rows}


def taken(logs: Sequence[str]) -> frozenset[str]:
	"""Those of these phone calls that are an attempt already."""
	known = {"call_log": ("in", list(logs))}
	return frozenset(frappe.get_all(ATTEMPT, known, pluck="call_log") if logs else ())


def counted(first: date, last: date, company: str = "", draw: str = "") -> list[Any]:
	"""Follow-up calls drawn on these days, both included, as far as the user may see them, with their attempts."""
	period = [["creation", ">=", first], ["creation", "<", last + timedelta(days=1)]]
	fields = [
		"name",
		"status",
		"reason",
		"stratum",
		"weight",
		"overall",
		"violates",
		"team",
		"caller",
		"creation",
	]
	filters = [
		*period,
		*([["company", "=", company]] if company else []),
		*([["draw", "=", draw]] if draw else []),
	]
	found = frappe.get_list(CALL, filters, fields, limit=0, order_by="name")
	tries = attempts([row.name for row in found])
	return [frappe._dict(row, attempts=tries.get(row.name, 0)) for row in found]


def attempts(calls: Sequence[str]) -> dict[str, int]:
	"""How often somebody tried, by call."""
	if not calls:
		return {}
	attempt = frappe.qb.DocType(ATTEMPT)
	query = frappe.qb.from_(attempt).select(attempt.parent, Count("*")).groupby(attempt.parent)
	return dict(query.where(attempt.parent.isin(list(calls))).run())


def statuses(draw: str) -> dict[str, int]:
	"""How many calls of a draw have which status."""
	call = frappe.qb.DocType(CALL)
	query = frappe.qb.from_(call).select(call.status, Count("*")).where(call.draw == draw)
	return dict(query.groupby(call.status).run())


def visitors(ticket: str) -> frozenset[str]:
	"""Who was at the customer's for a ticket."""
	visited = {"ticket": ticket, "technician": ("is", "set")}
	return frozenset(frappe.get_all("Aftersales Visit", visited, pluck="technician"))


def contact_of(ticket: str) -> str | None:
	return frappe.db.get_value("Aftersales Ticket", ticket, "contact")


def item_of(ticket: str) -> str | None:
	"""What the ticket's item is called."""
	return erpnext_items.item_name(frappe.db.get_value("Aftersales Ticket", ticket, "item_code"))


def script_in(language: str | None) -> str | None:
	"""The script of a language that is in use, the latest changed; of any language for None."""
	found = {"enabled": 1, **({"language": language} if language else {})}
	names = frappe.get_all("Aftersales Call Script", found, pluck="name", order_by="modified desc", limit=1)
	return names[0] if names else None


def companies() -> list[str]:
	"""The companies that have teams."""
	return frappe.get_all("Aftersales Team", pluck="company", distinct=True, order_by="company")
