"""Whatever differs between Frappe 15 and 16, and what neither offers a setting for, is asked here and nowhere else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.model.meta import Meta
from redis import Redis
from redis.exceptions import RedisError

# Handlers that Frappe and ERPNext hang on every document and that say nothing about a ticket.
#
# `process_workflow_actions` tells every holder of a role what waits for an approval. A ticket waits for its assignee, who
# has it on the assignment list; keeping both costs six statements a save and a row per state that nobody reads.
# `check_for_running_deletion_job` asks whether the company's transactions are being deleted. Tickets are not among those
# (hook `company_data_to_be_ignored`).
NOT_FOR_TICKETS = {
	"on_update": "frappe.workflow.doctype.workflow_action.workflow_action.process_workflow_actions",
	"validate": "erpnext.setup.doctype.transaction_deletion_record.transaction_deletion_record"
	".check_for_running_deletion_job",
}

KEY_TOO_LONG = 1071  # MariaDB's ER_TOO_LONG_KEY


@contextmanager
def only_ticket_handlers(method: str) -> Iterator[None]:
	"""Run a document's event without the handler that is not for tickets."""
	everywhere = frappe.get_doc_hooks().get("*", {})
	handlers = everywhere.get(method, [])
	everywhere[method] = [handler for handler in handlers if handler != NOT_FOR_TICKETS[method]]
	try:
		yield
	finally:
		everywhere[method] = handlers


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


_metas: dict[tuple[str, str], tuple[bytes, RememberingMeta]] = {}


def remembering_meta(doctype: str) -> RememberingMeta:
	"""The DocType's meta as Frappe caches it, with a memory. A process keeps it for as long as Frappe's cache holds the same
	bytes: version 15 would unpickle it, and ask its questions anew, at every request."""
	of_request = frappe.local.cache.setdefault(frappe.cache.make_key("doctype_meta"), {})
	meta = of_request.get(doctype) or _of_process(doctype) or frappe.get_meta(doctype)
	if not isinstance(meta, RememberingMeta):
		meta.__class__ = RememberingMeta
	of_request[doctype] = meta
	return meta


def _of_process(doctype: str) -> RememberingMeta | None:
	if hasattr(frappe, "client_cache"):  # version 16 keeps metas itself
		return None
	try:
		cached = Redis.hget(frappe.cache, frappe.cache.make_key("doctype_meta"), doctype)
	except RedisError:
		return None
	held = _metas.get((frappe.local.site, doctype))
	if cached is None or held is None or held[0] != cached:
		meta = frappe.get_meta(doctype)
		meta.__class__ = RememberingMeta
		if cached is not None:
			_metas[frappe.local.site, doctype] = (cached, meta)
		return meta
	return held[1]


def set_defaults(doc: Any) -> None:
	"""What Frappe's `_set_defaults` gives to a document and its new rows. Frappe makes a template of a row for every table, also for
	those without a row to fill in: with four tables that is as long as looking at the document itself."""
	if frappe.flags.in_import:
		return
	if doc.is_new():
		doc.update_if_missing(frappe.new_doc(doc.doctype, as_dict=True))
	for table in doc.meta.get_table_fields():
		rows = [row for row in doc.get(table.fieldname) or () if row.is_new()]
		if rows:
			place = {"parent_doc": doc, "parentfield": table.fieldname}
			template = frappe.new_doc(table.options, as_dict=True, **place)
			for row in rows:
				row.update_if_missing(template)


def add_index(doctype: str, columns: Sequence[str], name: str) -> None:
	"""Add a named index, unless it stands. Where a lengthened field makes its key too long, say so in the error log and go
	without: what the index would make quick is slower then, and a migrate does not end half way."""
	try:
		frappe.db.add_index(doctype, list(columns), name)
	except frappe.db.OperationalError as error:
		if error.args[0] != KEY_TOO_LONG:
			raise
		frappe.log_error(f"Index {name} of {doctype} left out: its key would be too long")
