"""Documents that ask a question and have a job write the answer: an import's check, a What-if."""

from collections.abc import Callable, Iterable
from typing import Any

import frappe
from frappe import _
from frappe.utils import background_jobs


def save(doc: Any, **results: Any) -> None:
	"""Write what a job found, and tell open forms."""
	doc.update(results)
	doc.flags.results = True
	doc.save()
	doc.flags.results = False
	doc.notify_update()


def refuse_while_at_work(*job_ids: str) -> None:
	"""Throws while one of these jobs is waiting or running: another start would take its answer away. A job that was killed
	is neither, once the queue has noticed."""
	if any(map(background_jobs.is_job_enqueued, job_ids)):
		frappe.throw(_("A job is at work on this. Should nothing come of it, try again in a few minutes."))


def keep(
	doc: Any,
	inputs: Iterable[str],
	results: Iterable[str],
	tables: Iterable[str],
	asks_anew: Callable[[Any, Any], bool] = lambda doc, before: False,
) -> None:
	"""Results and their tables are written by the jobs only; a changed question takes its old answer away.

	`asks_anew`: is the question another one than `before`, though its `inputs` are the same?
	"""
	if doc.flags.results:
		return
	before = doc.get_doc_before_save()
	changed = before is None or any(map(doc.has_value_changed, inputs)) or asks_anew(doc, before)
	for field in results:
		doc.set(field, None if changed else before.get(field))
	for table in tables:
		doc.set(table, [] if changed else before.get(table))
	if changed:
		doc.status = "Draft"
