"""Reads of invitations and of what customers answered."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import frappe

INVITATION, FEEDBACK, TICK = (
	"Aftersales Feedback Invitation",
	"Aftersales Feedback",
	"Aftersales Feedback Tick",
)
REASON = "Aftersales Feedback Reason"
ABOUT = ("reference_doctype", "reference_name", "ticket", "company", "team", "rated", "customer")
STATE = ("name", "status", "channel", "language", "expires_at", "feedback", *ABOUT)


def by_hash(token_hash: str, lock: bool = False) -> Any:
	"""The invitation of a token, locked against a second answer where it is to be answered; None for a token of nobody's."""
	return frappe.db.get_value(
		INVITATION, {"token_hash": token_hash}, list(STATE), as_dict=True, for_update=lock
	)


def invited(doctype: str, names: Sequence[str]) -> set[str]:
	"""Which of these documents have an invitation."""
	filters = {"reference_doctype": doctype, "reference_name": ("in", list(names))}
	return set(frappe.get_all(INVITATION, filters, pluck="reference_name")) if names else set()


def reached_since(moment: datetime, email: str, phone: str) -> bool:
	"""Was somebody with this address or number invited since a moment of the site?"""
	for field, value in (("contact_email", email), ("contact_phone", phone)):
		if value and frappe.db.exists(INVITATION, {field: value, "invited_at": (">=", moment)}):
			return True
	return False


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
