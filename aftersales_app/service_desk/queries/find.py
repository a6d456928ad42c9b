"""Finding tickets by what a caller says: a number, a phone, a serial number, an address, or words of the subject.

Each question goes to an index of its own, the sure ones first; all carry the conditions of the user's own lists.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import frappe
from frappe.desk.reportview import build_match_conditions
from pypika.terms import Criterion, LiteralValue

from aftersales_app import permissions
from aftersales_app.aftersales_core import masking
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.identity import normalise_email, normalise_phone
from aftersales_app.domain.text_terms import index_terms
from aftersales_app.service_desk.queries import find_words, spellings

DOCTYPE = "Aftersales Ticket"
MOST = 20
SHOWN = (
	"name",
	"subject",
	"customer_name",
	"status",
	"status_category",
	"serial_no",
	"opened_at",
	"assignee",
)
_NUMBER = re.compile(r"(?:TK-?)?0*(\d{1,7})", re.IGNORECASE)
_DIGITS = re.compile(r"[+(]?\d[\d\s().+\-]{5,}")


class _Allowed(LiteralValue, Criterion):
	"""What Frappe says that the user may see, as a condition among others."""


def find(text: str, count: int = MOST) -> list[dict[str, Any]]:
	"""Up to `count` tickets that the user may see: the surest find first, the newest first among equals."""
	found: dict[str, dict[str, Any]] = {}
	text = text.strip()[:200]
	if not text:
		return []
	seen = partial(_seen, match=build_match_conditions(DOCTYPE))
	Ticket = frappe.qb.DocType(DOCTYPE)
	for condition in _questions(text, Ticket):
		query = seen(frappe.qb.from_(Ticket).where(condition)).orderby(Ticket.modified, order=frappe.qb.desc)
		for row in query.limit(count).run(as_dict=True):
			found.setdefault(row.name, row)
	if len(found) < count:
		for row in find_words.find(text, seen, count):
			if permissions.sees_names() or _tells(row, text):
				found.setdefault(row.name, row)
	return list(found.values())[:count]


def _tells(row: Any, text: str) -> bool:
	"""Is what was looked for in what the user sees of the ticket? Who may not see names does not find by them, either."""
	told = index_terms(f"{row.subject} {row.serial_no or ''}").split()
	return all(any(term.startswith(asked) for term in told) for asked in index_terms(text).split())


def _questions(text: str, Ticket: Any) -> Iterator[Any]:
	"""Conditions to ask with, one after the other."""
	if number := _NUMBER.fullmatch(text):
		yield Ticket.name == f"TK-{int(number.group(1)):07d}"
	if permissions.sees_personal_data():
		yield from _asked_by(text, Ticket)
	if " " not in text:
		yield Ticket.serial_no == text


def _asked_by(text: str, Ticket: Any) -> Iterator[Any]:
	if phone := _phone(text):
		yield Ticket.phone_key.isin(spellings(phone))
	if email := _email(text):
		yield Ticket.contact_email == email


def _phone(text: str) -> str:
	if not _DIGITS.fullmatch(text):
		return ""
	try:
		return normalise_phone(text)
	except DomainError:
		return ""


def _email(text: str) -> str:
	if "@" not in text:
		return ""
	try:
		return normalise_email(text)
	except DomainError:
		return ""


def _seen(query: Any, match: str) -> Any:
	"""The query with what is shown of tickets, of those that the user may see."""
	Ticket = frappe.qb.DocType(DOCTYPE)
	hidden = masking.hidden_fields(DOCTYPE)
	query = query.select(*(Ticket[field] for field in SHOWN if field not in hidden))
	return query.where(_Allowed(f"({match})")) if match else query


def search(text: str, start: int, count: int, filters: Any) -> list[tuple[str, ...]]:
	"""Tickets for a link field: found by `text`, or the newest without one, among those that the field's filters allow."""
	wanted = frappe.parse_json(filters) or {}
	conditions = (
		[[DOCTYPE, key, *_operand(value)] for key, value in wanted.items()]
		if isinstance(wanted, dict)
		else list(wanted)
	)
	if text.strip():
		names = [row["name"] for row in find(text)]
		conditions.append([DOCTYPE, "name", "in", names or [""]])
	rows = frappe.get_list(
		DOCTYPE,
		filters=conditions,
		fields=["name", "subject", "customer_name", "status"],
		order_by="modified desc",
		limit_start=start,
		limit=count,
	)
	return [(row.name, row.subject, row.customer_name or "", frappe._(row.status)) for row in rows]


def _operand(value: Any) -> list[Any]:
	return list(value) if isinstance(value, list | tuple) else ["=", value]
