"""Whatever differs between Frappe 15 and 16, and what neither offers a setting for, is asked here and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.model.meta import Meta

WORKFLOW_ACTIONS = "frappe.workflow.doctype.workflow_action.workflow_action.process_workflow_actions"


@contextmanager
def without_workflow_actions() -> Iterator[None]:
	"""Run a document's hooks without Frappe's list of pending workflow actions.

	That list tells every holder of a role what waits for an approval. A ticket waits for its assignee, who has it on
	the assignment list; keeping both costs six statements a save and a row per state that nobody reads.
	"""
	everywhere = frappe.get_doc_hooks().get("*", {})
	handlers = everywhere.get("on_update", [])
	everywhere["on_update"] = [handler for handler in handlers if handler != WORKFLOW_ACTIONS]
	try:
		yield
	finally:
		everywhere["on_update"] = handlers


class RememberingMeta(Meta):
	"""A DocType's meta that filters its fields once for each question.

	Frappe asks the same dozen questions (which are links, which are mandatory, ...) of all fields at every save. On a
	DocType with a hundred fields that is a fifth of an insert.
	"""

	def get(self, key: Any, filters: Any = None, limit: int | None = None, default: Any = None) -> Any:
		if key != "fields" or not isinstance(filters, dict) or limit:
			return super().get(key, filters, limit, default)
		answers = self.__dict__.setdefault("_answers", {})
		question = repr(filters)
		if question not in answers:
			answers[question] = super().get(key, filters)
		return list(answers[question])


def remembering_meta(doctype: str) -> RememberingMeta:
	"""The DocType's meta as Frappe caches it, with a memory. It forgets when Frappe replaces the meta."""
	meta = frappe.get_meta(doctype)
	if not isinstance(meta, RememberingMeta):
		meta.__class__ = RememberingMeta
	return meta
