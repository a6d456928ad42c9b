"""Comments, likes, files, assignments and shares on our documents. Frappe lets whoever reads a document add them."""

from typing import Any

import frappe
from frappe import _

from aftersales_app.service_desk.services import desk

TICKET = "Aftersales Ticket"
WORKED_ON = (TICKET, "Aftersales Visit")
BY_PEOPLE = frozenset({"Comment", "Like"})  # other comments are Frappe's own notes of what was done


def check_comment(doc: Any, method: str | None = None) -> None:
	if doc.comment_type in BY_PEOPLE:
		_refuse_readers(doc.reference_doctype, doc.reference_name)


def check_file(doc: Any, method: str | None = None) -> None:
	_refuse_readers(doc.attached_to_doctype, doc.attached_to_name)


def check_assignment(doc: Any, method: str | None = None) -> None:
	"""Asked of the DocType: who hands a ticket to another team leaves it a follow-up. A ticket has one assignee, whoever
	names them: assigning it by Frappe's sidebar or list is re-assigning it."""
	if doc.is_new():
		_refuse_readers(doc.reference_type, None)
		if doc.reference_type == TICKET and doc.allocated_to:
			desk.assigned(doc.reference_name, doc.allocated_to)


def check_share(doc: Any, method: str | None = None) -> None:
	"""Who works on tickets and visits is said by teams and assignments; sharing lets others look."""
	if doc.share_doctype in WORKED_ON and (doc.write or doc.share):
		frappe.throw(
			_(
				"{0} can be shared for reading only. To let somebody work on a ticket, re-assign it or hand it over."
			).format(_(doc.share_doctype))
		)


def _refuse_readers(doctype: str | None, name: str | None) -> None:
	"""Throw unless the user may write the document; one that is not saved yet is asked for by its DocType."""
	if (doctype or "").startswith("Aftersales "):
		stored = name if name and frappe.db.exists(doctype, name) else None
		frappe.has_permission(doctype, "write", stored, throw=True)
