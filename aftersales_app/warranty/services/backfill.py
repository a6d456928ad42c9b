"""Registering what was sold before the app came (B2).

Deliveries and invoices are read in the order of their days, a batch in one job and one transaction, and how far it came is kept with what
it wrote: a job that was killed leaves nothing half done, and going on begins behind the last whole batch. Reading again what was read
changes nothing (`register`).
"""

from collections import Counter
from datetime import date
from time import perf_counter
from typing import Any

import frappe
from frappe import _
from frappe.utils import background_jobs, getdate

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.domain import registration as rule
from aftersales_app.integrations import erpnext_sales as erpnext
from aftersales_app.warranty.services import register, units

BACKFILL = "Aftersales Backfill"
BATCH = 1000  # documents in one job
DRAFT, RUNNING, DONE = "Draft", "Running", "Done"
COUNTS = {
	"registered": (rule.NEW,),
	"resold": (rule.RESOLD, rule.EARLIER),
	"returned": (rule.TAKEN_BACK,),
	"known": (rule.KNOWN, rule.BACK),
}
After = tuple[date, str, str]


def start(doc: Any) -> None:
	"""Begin, go on where a killed job left off, or look once more for what is new since the last time."""
	if background_jobs.is_job_enqueued(_job_id(doc.name, 0)) or background_jobs.is_job_enqueued(
		_job_id(doc.name, 1)
	):
		frappe.throw(_("A job is at work on this. Should nothing come of it, try again in a few minutes."))
	_begin(doc)
	_enqueue(doc.name, 0)


def work(name: str, turn: int = 0) -> None:
	"""One batch, and another job for the next."""
	if not step(name):
		_enqueue(name, turn + 1)


def run(company: str, from_date: str | None = None) -> dict[str, Any]:
	"""`bench --site SITE execute aftersales_app.warranty.services.backfill.run --kwargs '{"company": "..."}'`: every batch as a job here,
	which Frappe commits. Goes on with one of the company's that was killed."""
	told = {"company": company, "status": RUNNING}
	name = frappe.db.get_value(BACKFILL, told, order_by="creation desc")
	if not name:
		doc = frappe.get_doc({"doctype": BACKFILL, "company": company, "from_date": from_date}).insert()
		name = doc.name
		_begin(doc)
	done = False
	while not done:
		done = background_jobs.execute_job(
			frappe.local.site, f"{__name__}.step", None, "backfill", {"name": name}, is_async=False
		)
	doc = frappe.get_doc(BACKFILL, name)
	fields = (*COUNTS, "skipped", "documents_done", "seconds")
	return {"backfill": name, **{field: doc.get(field) for field in fields}}


@messages.in_language_of()
def step(name: str) -> bool:
	"""Read one batch of documents; whether it was the last."""
	began = perf_counter()
	doc = frappe.get_doc(BACKFILL, name, for_update=True)
	after = (getdate(doc.after_day), doc.after_doctype, doc.after_name) if doc.after_day else None
	since = getdate(doc.from_date) if doc.from_date else None
	found = erpnext.documents(doc.company, since, after, BATCH)
	tally = _take(found)
	units.list_sales(tally)
	_count(doc, tally)
	if found:
		doc.after_day, doc.after_doctype, doc.after_name = found[-1]
	doc.documents_done += len(found)
	doc.documents_total = max(doc.documents_total, doc.documents_done)  # what was sold since it began
	last = len(found) < BATCH
	if last:
		doc.update({"status": DONE, "finished_at": moments.site_now()})
	doc.progress = 100 if last else min(99, 100 * doc.documents_done / max(1, doc.documents_total))
	doc.seconds = (doc.seconds or 0) + perf_counter() - began
	_save(doc)
	return last


def _take(found: list[tuple]) -> register.Tally:
	"""Register what documents say. Raises RetryBackgroundJobError where a sale that is submitted meanwhile was the first to register
	one of the units: done again, the batch finds it."""
	try:
		return register.take(_read(found))
	except Exception as error:
		if frappe.db.is_duplicate_entry(error):
			raise frappe.RetryBackgroundJobError from error
		raise


def _read(found: list[tuple]) -> list[erpnext.Sale]:
	"""The documents in the order in which they were found."""
	order = {(doctype, name): place for place, (_day, doctype, name) in enumerate(found)}
	read = [
		sale
		for doctype in (erpnext.DELIVERY, erpnext.INVOICE)
		for sale in erpnext.sales(doctype, [name for _day, kind, name in found if kind == doctype])
	]
	return sorted(read, key=lambda sale: order[sale.doctype, sale.name])


def _begin(doc: Any) -> None:
	"""A killed one keeps what it did; one that is done reads from the first document on again."""
	if doc.status != RUNNING:
		doc.update(dict.fromkeys((*COUNTS, "skipped", "documents_done", "seconds", "progress"), 0))
		doc.update(dict.fromkeys(("after_day", "after_doctype", "after_name", "finished_at")))
		doc.update({"status": RUNNING, "started_at": moments.site_now(), "reasons": []})
	since = getdate(doc.from_date) if doc.from_date else None
	doc.documents_total = erpnext.count_documents(doc.company, since)
	_save(doc)


def _count(doc: Any, tally: register.Tally) -> None:
	for field, meanings in COUNTS.items():
		doc.set(field, (doc.get(field) or 0) + sum(tally.done[what] for what in meanings))
	left_out = Counter({row.reason: row.count for row in doc.reasons}) + tally.left_out
	examples = {row.reason: (row.example_doctype, row.example) for row in doc.reasons}
	doc.skipped = sum(left_out.values())
	doc.set("reasons", [])
	for reason, count in left_out.most_common():
		doctype, name = examples.get(reason) or tally.examples[reason]
		doc.append("reasons", {"reason": reason, "count": count, "example_doctype": doctype, "example": name})


def _save(doc: Any) -> None:
	doc.flags.results = True
	doc.save()
	doc.flags.results = False
	frappe.publish_progress(
		doc.progress or 0,
		_("Register Units"),
		doctype=BACKFILL,
		docname=doc.name,
		description=_("{0} of {1} documents").format(doc.documents_done, doc.documents_total),
	)
	doc.notify_update()


def _enqueue(name: str, turn: int) -> None:
	"""Two ids in turn: the job that is running keeps its own id until it ends."""
	frappe.enqueue(
		f"{__name__}.work",
		queue="long",
		name=name,
		turn=turn,
		job_id=_job_id(name, turn),
		deduplicate=True,
		enqueue_after_commit=True,
	)


def _job_id(name: str, turn: int) -> str:
	return f"aftersales-backfill-{name}-{turn % 2}"
