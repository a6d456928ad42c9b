"""Comments, likes, files, assignments and shares on our documents. Frappe lets whoever reads a document add them, and
whoever added or reads them take them away."""

from typing import Any

import frappe
from frappe import _

from aftersales_app.service_desk.services import desk

TICKET = "Aftersales Ticket"
WORKED_ON = (TICKET, "Aftersales Visit")
ASSIGNMENT = ("reference_type", "reference_name", "allocated_to", "status")
BY_PEOPLE = frozenset({"Comment", "Like"})  # other comments are Frappe's own notes of what was done


def check_comment(doc: Any, method: str | None = None) -> None:
	if doc.comment_type in BY_PEOPLE:
		_refuse_readers(doc.reference_doctype, doc.reference_name)


def check_file(doc: Any, method: str | None = None) -> None:
	"""Where it is attached, and where it was: taking it away changes a document as much. A file is gone from the disk before
	its deletion can be refused here: see permissions.has_belonging_permission."""
	for file in filter(None, (doc, doc.get_doc_before_save())):
		_refuse_readers(file.attached_to_doctype, file.attached_to_name)


def check_assignment(doc: Any, method: str | None = None) -> None:
	"""A ticket has one assignee, whoever names them: assigning it by Frappe's sidebar or list is re-assigning it, removing
	its assignee there puts it back into the queue."""
	before = doc.get_doc_before_save()
	if before and all(before.get(fact) == doc.get(fact) for fact in ASSIGNMENT):
		return
	_take(doc)
	if before and (before.reference_type, before.reference_name) != (doc.reference_type, doc.reference_name):
		_let_go(before, removed=True)
	elif before and before.status == "Open" != doc.status:
		_let_go(before, removed=doc.status == "Cancelled")


def check_removed_assignment(doc: Any, method: str | None = None) -> None:
	_let_go(doc, removed=True)


def _take(todo: Any) -> None:
	"""Asked of the DocType: who hands a ticket to another team leaves it a follow-up."""
	if todo.is_new() or todo.status == "Open":
		_refuse_readers(todo.reference_type, None)
		if todo.reference_type == TICKET and todo.allocated_to:
			desk.assigned(todo.reference_name, todo.allocated_to)


def _let_go(todo: Any, removed: bool) -> None:
	"""A to-do ends for whoever has it, or by those who work on what it is about."""
	if todo.allocated_to != frappe.session.user:
		_refuse_readers(todo.reference_type, todo.reference_name)
	if todo.reference_type == TICKET and todo.allocated_to and todo.status == "Open":
		desk.let_go(todo.reference_name, todo.allocated_to, removed)


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
