"""What was written beside a document of ours, for readers who may not see personal data: messages, comments and earlier versions, masked
as the document itself is. Frappe shows all of it to whoever may open the document."""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe.desk.form import load

from aftersales_app.aftersales_core import masking

WORDS = ("content", "text_content", "subject", "description", "data")
ADDRESSES = ("sender", "recipients", "cc", "bcc")
NAMES = ("sender_full_name",)


@frappe.whitelist()
def getdoc(doctype: str, name: str) -> None:
	"""Frappe's, which checks the right to read."""
	load.getdoc(doctype, name)
	_mask_docinfo(doctype, name)


@frappe.whitelist()
def get_docinfo(doc: Any = None, doctype: str | None = None, name: str | None = None) -> None:
	"""Frappe's, which checks the right to read. A document that was sent along names its record and is asked for nothing else: Frappe
	takes it for one that the server has made."""
	given = frappe.parse_json(doc) if doc else {}
	doctype, name = given.get("doctype") or doctype, given.get("name") or name
	load.get_docinfo(None, doctype, name)
	_mask_docinfo(doctype, name)


@frappe.whitelist()
def get_communications(doctype: str, name: str, start: int | str = 0, limit: int | str = 20) -> Any:
	"""Frappe's, which checks the right to read."""
	found = load.get_communications(doctype, name, start, limit)
	_mask_rows(masking.Reader(frappe.get_doc(doctype, name)), found) if _is_ours(doctype) else None
	return found


def _mask_docinfo(doctype: str, name: str) -> None:
	docinfo = frappe.response.get("docinfo")
	if not docinfo or not _is_ours(doctype):
		return
	reader = masking.Reader(frappe.get_doc(doctype, name))
	for value in list(docinfo.values()):
		if isinstance(value, list):
			_mask_rows(reader, value)


def _mask_rows(reader: masking.Reader, rows: Iterable[Any]) -> None:
	if reader.sees_all:
		return
	for row in rows:
		if isinstance(row, dict):
			row.update(_masked(reader, row))


def _masked(reader: masking.Reader, row: dict[str, Any]) -> dict[str, str]:
	told = {field: reader.words(row[field]) for field in WORDS if isinstance(row.get(field), str)}
	told |= {field: reader.addresses(row[field]) for field in ADDRESSES if row.get(field)}
	named = {field: row[field] for field in NAMES if row.get(field)}
	if not frappe.db.exists("User", row.get("sender") or ""):
		told |= {field: reader.person(name) for field, name in named.items()}
	return told


def _is_ours(doctype: str) -> bool:
	return (doctype or "").startswith("Aftersales ")
