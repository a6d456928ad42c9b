"""Whatever differs between Frappe 15 and 16, and what neither offers a setting for, is asked here and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe

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
