"""Reads of the core that are not a plain get_doc."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import frappe
from frappe.desk.search import get_std_fields_list, relevance_sorter
from frappe.utils import cstr

from aftersales_app.aftersales_core import masking

PAGE = 5000
SEARCHED = {"Data", "Text", "Small Text", "Long Text", "Link", "Select", "Read Only", "Text Editor"}


def search(
	doctype: str, text: str, start: int, count: int, filters: Any, as_dict: bool, reference: str | None
) -> list[Any]:
	"""What Frappe's search finds of a DocType, by its name, its title and its search fields, among what the user may see. Where names are
	translated, by what they are called in the user's language: all are looked at."""
	meta = frappe.get_meta(doctype)
	hidden = masking.hidden_fields(doctype)
	fields = [field for field in get_std_fields_list(meta, "name") if field not in hidden]
	texts = [field for field in fields if field == "name" or _is_searched(meta.get_field(field))]
	found = frappe.get_list(
		doctype,
		filters=filters,
		or_filters=None if meta.translated_doctype or not text else _like(doctype, texts, text),
		fields=fields,
		order_by="modified desc",
		limit_start=start,
		limit_page_length=None if meta.translated_doctype else count,
		reference_doctype=reference,
		as_list=not as_dict,
	)
	if meta.translated_doctype:
		found = [row for row in found if _is_called(row.values() if as_dict else row, text)]
	return sorted(found, key=lambda row: relevance_sorter(row, text, as_dict))


def _like(doctype: str, fields: list[str], text: str) -> list[list[str]]:
	return [[doctype, field, "like", f"%{text}%"] for field in fields]


def _is_called(values: Iterable[Any], text: str) -> bool:
	return any(text.casefold() in frappe._(cstr(value)).casefold() for value in values)


def _is_searched(field: Any) -> bool:
	return field is not None and field.fieldtype in SEARCHED


def holidays(holiday_list: str | None) -> list[date]:
	"""The days off of an ERPNext Holiday List."""
	if not holiday_list:
		return []
	return frappe.get_all("Holiday", filters={"parent": holiday_list}, pluck="holiday_date")


def last_seal() -> Any:
	"""The newest link of the archive's chain, None before the first."""
	return _seal({})


def seal_before(day: date) -> Any:
	"""The link on which that day's was put."""
	return _seal({"day": ("<", day)})


def _seal(filters: dict[str, Any]) -> Any:
	found = frappe.get_all(
		"Aftersales Seal", filters, ["name", "day", "through", "digest"], order_by="day desc", limit=1
	)
	return found[0] if found else None


def seals() -> list[str]:
	"""All links of the chain, oldest first."""
	return frappe.get_all("Aftersales Seal", order_by="day", pluck="name")


RENEWED = ("name", "seal", "cause", "changed_events", "held_before", "digest")


def renewals_of(seal: str) -> list[Any]:
	"""How often a day was renewed, oldest first."""
	return frappe.get_all(
		"Aftersales Seal Renewal", {"seal": seal}, ["name", "digest", "held_before"], order_by="name"
	)


def renewals_made(first: str, end: str) -> list[tuple[Any, ...]]:
	"""Renewals with `first` <= name < `end`: their names rise with time as those of events do."""
	made = [["name", ">=", first], ["name", "<", end]]
	return frappe.get_all("Aftersales Seal Renewal", made, list(RENEWED), order_by="name", as_list=True)


def first_event() -> str | None:
	"""The name of the oldest event."""
	return next(iter(frappe.get_all("Aftersales Ticket Event", order_by="name", limit=1, pluck="name")), None)


def events(columns: list[str], first: str, end: str) -> Iterator[tuple[Any, ...]]:
	"""Events with `first` <= name < `end` in order of names, the name being the first column; read by pages."""
	Event = frappe.qb.DocType("Aftersales Ticket Event")
	wanted = (
		frappe.qb.from_(Event).select(*(Event[column] for column in columns)).orderby(Event.name).limit(PAGE)
	)
	page = wanted.where((Event.name >= first) & (Event.name < end)).run()
	while page:
		yield from page
		page = (
			wanted.where((Event.name > page[-1][0]) & (Event.name < end)).run() if len(page) == PAGE else ()
		)


def revealed_since(user: str, moment: datetime) -> int:
	"""How many masked values somebody has revealed since then. Read with a lock: of two clicks at once the second waits."""
	Reveal = frappe.qb.DocType("Aftersales Reveal")
	query = frappe.qb.from_(Reveal).select(Reveal.name).for_update()
	return len(query.where((Reveal.revealed_by == user) & (Reveal.revealed_at > moment)).run())
