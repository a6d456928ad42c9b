"""Comments, likes, files and assignments on our documents. Frappe lets whoever reads a document add them."""

from typing import Any

import frappe

BY_PEOPLE = frozenset({"Comment", "Like"})  # other comments are Frappe's own notes of what was done


def check_comment(doc: Any, method: str | None = None) -> None:
	if doc.comment_type in BY_PEOPLE:
		_refuse_readers(doc.reference_doctype, doc.reference_name)


def check_file(doc: Any, method: str | None = None) -> None:
	_refuse_readers(doc.attached_to_doctype, doc.attached_to_name)


def check_assignment(doc: Any, method: str | None = None) -> None:
	"""Asked of the DocType: who hands a ticket to another team leaves it a follow-up."""
	if doc.is_new():
		_refuse_readers(doc.reference_type, None)


def _refuse_readers(doctype: str | None, name: str | None) -> None:
	"""Throw unless the user may write the document; one that is not saved yet is asked for by its DocType."""
	if (doctype or "").startswith("Aftersales "):
		stored = name if name and frappe.db.exists(doctype, name) else None
		frappe.has_permission(doctype, "write", stored, throw=True)
