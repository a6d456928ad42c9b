"""Versions of our documents. Frappe shows them whole to whoever may open the document."""

from typing import Any

import frappe

from aftersales_app.service_desk.services.tickets import LOGGED

HIDDEN = "•••"
KEPT = frozenset(
	{"description"}
)  # what somebody wrote is not lost: readers see it as they see the document's (timeline)


def hide_personal_data(doc: Any, method: str | None = None) -> None:
	"""That a field of a higher permission level changed, when and by whom is kept; what it said is not. A ticket's version
	holds what its event log does not tell."""
	if not doc.data or not (doc.ref_doctype or "").startswith("Aftersales "):
		return
	told = frappe.parse_json(doc.data)
	changed = told.get("changed") or []
	if (
		doc.ref_doctype == "Aftersales Ticket"
	):  # what the event log tells in words is not told again as it is stored
		changed[:] = [change for change in changed if change[0] not in LOGGED]
	_hide(changed, doc.ref_doctype)
	for table, _place, _row, of_row in told.get("row_changed") or []:
		_hide(of_row, _rows_of(doc.ref_doctype, table))
	for table, row in (*(told.get("added") or []), *(told.get("removed") or [])):
		row.update({field: HIDDEN for field in _hidden(_rows_of(doc.ref_doctype, table)) if row.get(field)})
	doc.data = frappe.as_json(told, indent=None, separators=(",", ":"))


def _hide(changes: list[list[Any]], doctype: str) -> None:
	hidden = _hidden(doctype)
	for change in changes:
		if change[0] in hidden:
			change[1:] = [HIDDEN if value else value for value in change[1:]]


def _hidden(doctype: str) -> set[str]:
	return {field.fieldname for field in frappe.get_meta(doctype).get_high_permlevel_fields()} - KEPT


def _rows_of(doctype: str, table: str) -> str:
	return frappe.get_meta(doctype).get_field(table).options
