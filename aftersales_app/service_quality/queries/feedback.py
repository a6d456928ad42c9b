"""Reads of invitations and of what customers answered."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import frappe

from aftersales_app.domain.invitation import CLAIM, COMPLAINT, OPEN, TICKET, WITHDRAWN

INVITATION, FEEDBACK, TICK = (
	"Aftersales Feedback Invitation",
	"Aftersales Feedback",
	"Aftersales Feedback Tick",
)
REASON = "Aftersales Feedback Reason"
ABOUT = ("reference_doctype", "reference_name", "ticket", "company", "team", "rated", "customer")
STATE = ("name", "status", "channel", "language", "expires_at", "feedback", *ABOUT)
# Of a kind what is not over yet, by its ticket.
UNFINISHED = {
	TICKET: {"status_category": ("not in", ("Closed", "Cancelled"))},
	CLAIM: {"status": ("not in", ("Executed", "Closed", "Withdrawn"))},
	COMPLAINT: {"status": ("not in", ("Closed", "Withdrawn"))},
}


def by_hash(token_hash: str, lock: bool = False) -> Any:
	"""The invitation of a token, locked against a second answer where it is to be answered; None for a token of nobody's."""
	return frappe.db.get_value(
		INVITATION, {"token_hash": token_hash}, list(STATE), as_dict=True, for_update=lock
	)


def invited(doctype: str, names: Sequence[str]) -> set[str]:
	"""Which of these documents have an invitation."""
	filters = {"reference_doctype": doctype, "reference_name": ("in", list(names))}
	return set(frappe.get_all(INVITATION, filters, pluck="reference_name")) if names else set()


def asked_about(ticket: str | None) -> frozenset[str]:
	"""The kinds of what was asked about of the case of a ticket and is not withdrawn."""
	told = {"ticket": ticket, "status": ("!=", WITHDRAWN)}
	return frozenset(frappe.get_all(INVITATION, told, pluck="reference_doctype")) if ticket else frozenset()


def unfinished(ticket: str | None) -> frozenset[str]:
	"""The kinds of what is not over yet of the case of a ticket."""
	if not ticket:
		return frozenset()
	return frozenset(
		kind
		for kind, open_still in UNFINISHED.items()
		if frappe.db.exists(kind, {("name" if kind == TICKET else "ticket"): ticket, **open_still})
	)


def asked_since(moment: datetime, email: str, phone: str) -> frozenset[str]:
	"""The kinds of what somebody with this address or number was asked about since a moment of the site."""
	found: set[str] = set()
	for field, value in (("contact_email", email), ("contact_phone", phone)):
		if value:
			told = {field: value, "invited_at": (">=", moment), "status": ("!=", WITHDRAWN)}
			found.update(frappe.get_all(INVITATION, told, pluck="reference_doctype", distinct=True))
	return frozenset(found)


def open_invitations(doctype: str, name: str) -> list[str]:
	"""The invitations to a document that may still be answered."""
	told = {"reference_doctype": doctype, "reference_name": name, "status": OPEN}
	return frappe.get_all(INVITATION, told, pluck="name")


def is_answered(doctype: str, name: str) -> bool:
	"""Has somebody answered about this document?"""
	return bool(frappe.db.exists(FEEDBACK, {"reference_doctype": doctype, "reference_name": name}))


def reasons(tells: str = "") -> list[Any]:
	"""The reasons that are offered, in the order of their dimensions."""
	filters = {"disabled": 0, **({"tells": tells} if tells else {})}
	fields = ["name as reason", "dimension", "tells"]
	return frappe.get_all(REASON, filters, fields, order_by="tells desc, dimension, name")


def answers(company: str, first: date, last: date, columns: Sequence[str]) -> list[Any]:
	"""What was answered in a period, as far as the user may see it."""
	period = [
		["company", "=", company],
		["given_at", ">=", first],
		["given_at", "<", last + timedelta(days=1)],
	]
	return frappe.get_list(FEEDBACK, period, list(columns), order_by="given_at", limit=0)


def answered(name: str) -> Any:
	"""What was answered, as the page shows it again."""
	fields = ["overall", "timeliness", "solving", "attitude", "compliance", "perception", "words", "given_at"]
	found = frappe.db.get_value(FEEDBACK, name, fields, as_dict=True)
	if found:
		ticks = {"parent": name, "parenttype": FEEDBACK}
		found.reasons = frappe.get_all(TICK, ticks, pluck="reason", order_by="idx")
	return found
