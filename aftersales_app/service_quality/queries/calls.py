"""Reads of follow-up calls and their draws."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import frappe

from aftersales_app.domain.invitation import COMPLAINT
from aftersales_app.service_quality.queries.feedback import FEEDBACK

CALL, DRAW, ATTEMPT = "Aftersales Follow-up Call", "Aftersales Call Draw", "Aftersales Call Attempt"
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


def companies() -> list[str]:
	"""The companies that have teams."""
	return frappe.get_all("Aftersales Team", pluck="company", distinct=True, order_by="company")
