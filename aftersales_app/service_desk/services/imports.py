"""Bringing in tickets of another system (A16): check first, then import, in jobs.

A check writes nothing but its report. An import writes one batch per job, with the tickets' whole histories; the next
batch is a job of its own, enqueued when this one is committed. A ticket is known by `<source system>:<number>`, so that a
second run, also after one that died, brings in only what is not here yet. Every job reads the whole source again, so a
batch is large: most files are one or two jobs of about half a minute each.
"""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import frappe
from frappe import _

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.event_log import History
from aftersales_app.domain.unknown_words import unknown_words
from aftersales_app.service_desk.queries import imports as queries
from aftersales_app.service_desk.services import answers, import_sources, import_tickets, rollup
from aftersales_app.service_desk.services.import_sources import Found
from aftersales_app.service_desk.services.import_tickets import source_key

IMPORT = "Aftersales Import"
BATCH = 10_000  # tickets in one job, and so in one transaction
CHANGES = 100_000  # in the histories of one job, unless a single ticket has more
SHOWN = 200  # findings on the form; the report has all
LONGEST_KEY = 140
REPORT_FIELD = "report_file"
REJECTED, CONTRADICTION, UNKNOWN = "Rejected", "Contradiction", "Unknown Word"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
INPUTS = (
	"source",
	"company",
	"source_company",
	"team",
	"kind",
	"file",
	"encoding",
	"source_system",
	"time_zone",
	"judge",
)
RESULTS = (
	"status",
	"row_count",
	"ticket_count",
	"new_count",
	"known_count",
	"brought_count",
	"rejected_count",
	"anomaly_count",
	"unknown_count",
	"summary",
	"report_file",
	"error",
)


@dataclass(frozen=True, slots=True)
class Finding:
	"""What is wrong with a row, or what a ticket's history contradicts. `line` is that of the file."""

	line: int
	number: str
	outcome: str
	code: str
	message: str
	details: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
	"""A source, with its tickets told apart: those not here yet, and how many are."""

	found: Found
	new: tuple[History, ...]
	known: int
	findings: tuple[Finding, ...]


def request_check(doc: Any) -> None:
	"""Check the source in a job; the tickets stay as they are."""
	_start(doc, "Checking", check)


def request_import(doc: Any) -> None:
	"""Bring in what the last check found, in jobs. Also goes on with an import that stopped."""
	if doc.status not in ("Checked", "Importing", "Imported"):
		frappe.throw(_("Check the source first: then you see what would come of it."))
	_start(doc, "Importing", bring_in)


def _start(doc: Any, status: str, job: Any) -> None:
	if doc.source == import_sources.CSV and not doc.file:
		frappe.throw(_("Attach the CSV file first."), frappe.MandatoryError)
	answers.refuse_while_at_work(
		*(_job_id(job, doc.name, turn) for job in (check, bring_in) for turn in (0, 1))
	)
	answers.save(doc, status=status, error=None)
	_enqueue(job, doc.name, 0)


def _enqueue(job: Any, name: str, turn: int) -> None:
	"""Two ids in turn: the job that is running keeps its own id until it ends."""
	frappe.enqueue(
		f"{job.__module__}.{job.__name__}",
		queue="long",
		name=name,
		turn=turn,
		job_id=_job_id(job, name, turn),
		deduplicate=True,
		enqueue_after_commit=True,
	)


def _job_id(job: Any, name: str, turn: int) -> str:
	return f"aftersales-import-{name}-{job.__name__}-{turn % 2}"


@messages.in_language_of()
def check(name: str, turn: int = 0) -> None:
	"""The dry run: counts, findings and the report. A source that cannot be read leaves its reason on the form."""
	doc = frappe.get_doc(IMPORT, name)
	_progress(doc, 5, _("Reading"))
	try:
		seen = examine(doc)
	except (DomainError, frappe.ValidationError, frappe.PermissionError) as error:
		_refuse(doc, error)
		return
	_progress(doc, 80, _("Writing the report"))
	findings = (*seen.findings, *_unknown(doc, seen.found))
	_show(doc, seen, findings)
	answers.save(doc, status="Checked", report_file=_attach_report(doc, findings))
	_progress(doc, 100, _("Checked"))


@messages.in_language_of()
def bring_in(name: str, turn: int = 0) -> None:
	"""Write the next batch of tickets that are not here yet, and see to the one after it."""
	doc = frappe.get_doc(IMPORT, name)
	frappe.db.savepoint("batch")
	try:
		seen = examine(doc)
		batch = _next_batch(seen.new)
		if batch:
			rows, events = import_tickets.make(doc, seen.found, batch, moments.now())
			import_tickets.write(rows, events)
			rollup.renew_around(import_tickets.days(rows, events))
	except (DomainError, frappe.ValidationError, frappe.PermissionError) as error:
		frappe.db.rollback(save_point="batch")
		_refuse(doc, error)
		return
	left, total = len(seen.new) - len(batch), len(seen.new) + seen.known
	_progress(doc, 100 * (total - left) // max(total, 1), _("{0} of {1} tickets").format(total - left, total))
	brought = (doc.brought_count or 0) + len(batch)
	figures = {"new_count": left, "known_count": total - left, "brought_count": brought}
	if left:
		answers.save(doc, **figures)
		_enqueue(bring_in, name, turn + 1)
	else:
		answers.save(doc, status="Imported", **figures)


def _next_batch(new: tuple[History, ...]) -> tuple[History, ...]:
	"""One ticket at least, however long its history."""
	told = accumulate(len(history.changes) for history in new)
	return new[: max(1, min(BATCH, sum(total <= CHANGES for total in told)))]


def examine(doc: Any) -> Examined:
	"""Read the source and compare it with what is here. Raises DomainError or throws for one that cannot be read."""
	found = import_sources.read(doc)
	known = {_folded(key) for key in queries.known_keys(doc.source_system)}
	lines: dict[str, int] = {}
	new, refused = [], []
	here = 0
	for history in found.log.histories:
		key = _folded(source_key(doc.source_system, history.number))
		if len(key) > LONGEST_KEY:
			refused.append(
				_finding(history.line, history.number[:LONGEST_KEY], "number_too_long", {}, REJECTED)
			)
		elif key in lines:
			params = {"first": lines[key]}
			refused.append(_finding(history.line, history.number, "number_twice", params, REJECTED))
		elif key in known:
			here += 1
		else:
			new.append(history)
		lines.setdefault(key, history.line)
	return Examined(found, tuple(new), here, (*refused, *_findings(found)))


def _folded(key: str) -> str:
	"""As the database compares keys: without regard to case and accents."""
	plain = unicodedata.normalize("NFKD", key)
	return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold().strip()


def _findings(found: Found) -> Iterator[Finding]:
	for error in found.log.errors:
		outcome = REJECTED if error.rejected else CONTRADICTION
		yield _finding(error.line, error.number, error.code, error.params, outcome)
	for history in found.log.histories:
		for anomaly in history.anomalies:
			yield _finding(history.line, history.number, anomaly.code, anomaly.params, CONTRADICTION)


def _unknown(doc: Any, found: Found) -> Iterator[Finding]:
	"""What the source names and nobody knows here, and what becomes of it."""
	histories = found.log.histories
	for word in unknown_words(histories, import_tickets.here(histories, doc.company)):
		column = found.log.columns.get(word.field, word.field)
		params = {"column": column, "value": word.word, "tickets": word.tickets}
		yield _finding(word.line, word.number, f"no_such_{word.field}", params, UNKNOWN)


def _finding(line: int, number: str, code: str, params: Any, outcome: str) -> Finding:
	details = "; ".join(f"{name}: {value}" for name, value in params.items())
	return Finding(line, number, outcome, code, messages.text(code, params), details)


def _show(doc: Any, seen: Examined, findings: tuple[Finding, ...]) -> None:
	"""Counts and the first findings on the form."""
	counts = Counter((finding.code, finding.outcome) for finding in findings)
	outcomes = Counter(finding.outcome for finding in findings)
	doc.update(
		{
			"row_count": seen.found.log.rows,
			"ticket_count": len(seen.found.log.histories),
			"new_count": len(seen.new),
			"known_count": seen.known,
			"brought_count": 0,
			"rejected_count": outcomes[REJECTED],
			"anomaly_count": outcomes[CONTRADICTION],
			"unknown_count": outcomes[UNKNOWN],
			"summary": "\n".join(_summary(seen, findings, counts)),
		}
	)
	doc.set("findings", [])
	for finding in findings[:SHOWN]:
		doc.append(
			"findings",
			{
				"row_no": finding.line,
				"source_id": finding.number,
				"outcome": finding.outcome,
				"code": finding.code,
				"message": finding.message,
			},
		)


def _summary(seen: Examined, findings: tuple[Finding, ...], counts: Counter) -> Iterator[str]:
	log = seen.found.log
	if log.ignored_columns:
		yield _("Columns not read: {0}").format(", ".join(log.ignored_columns))
	if log.rejected:
		yield _("Tickets without a row that could be used: {0}").format(", ".join(log.rejected[:20]))
	first = {finding.code: finding.message for finding in reversed(findings)}
	for (code, _outcome), count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
		yield f"{count} × {first[code]}"


def _attach_report(doc: Any, findings: Iterable[Finding]) -> str:
	"""Every finding as a private CSV file on the import; one of an earlier check is taken away."""
	for old in queries.old_reports(IMPORT, doc.name, REPORT_FIELD):
		frappe.delete_doc("File", old)
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"findings-{doc.name}.csv",
			"content": report(findings),
			"is_private": 1,
			"attached_to_doctype": IMPORT,
			"attached_to_name": doc.name,
			"attached_to_field": REPORT_FIELD,
		}
	)
	return file.insert().file_url


def report(findings: Iterable[Finding]) -> bytes:
	"""The findings as CSV for a spreadsheet, which will not take any cell for a formula."""
	out = io.StringIO()
	writer = csv.writer(out)
	writer.writerow([_("Row"), _("Number"), _("Outcome"), _("Code"), _("Reason"), _("Details")])
	for finding in findings:
		cells = (
			finding.line,
			finding.number,
			_(finding.outcome),
			finding.code,
			finding.message,
			finding.details,
		)
		writer.writerow([_cell(value) for value in cells])
	return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
	return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _refuse(doc: Any, error: Exception) -> None:
	"""The source cannot be used: say why on the form, for that is where its owner looks."""
	reason = (
		messages.text(error.code, error.params)
		if isinstance(error, DomainError)
		else frappe.utils.strip_html(str(error))
	)
	frappe.clear_messages()
	answers.save(doc, status="Failed", error=reason)
	_progress(doc, 100, _("Failed"))


def keep_results(doc: Any) -> None:
	"""Another question takes the answer away; the columns and states that were mapped belong to the question."""
	answers.keep(doc, INPUTS, RESULTS, ("findings",), _mapping_changed)


def _mapping_changed(doc: Any, before: Any) -> bool:
	def told(of: Any) -> list[tuple]:
		columns = [(row.column_name, row.target, row.date_format) for row in of.mapping]
		return columns + [(row.state, row.category) for row in of.states]

	return told(doc) != told(before)


def _progress(doc: Any, percent: int, what: str) -> None:
	frappe.publish_progress(percent, _("Import"), doctype=IMPORT, docname=doc.name, description=what)
