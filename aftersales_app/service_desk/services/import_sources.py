"""Where imported tickets come from: a CSV file, ERPNext's issues, ERPNext's warranty claims. Each is read into the same
histories (`domain.event_log`), with everything found wrong on the way. Nothing is written here."""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, strip_html

from aftersales_app.aftersales_core import files, moments
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.event_log import (
	FIELDS,
	INCIDENT_LOG,
	KEPT,
	Anomaly,
	Change,
	Claimed,
	History,
	Log,
	LogMapping,
	RowError,
	mapping_for,
	read_header,
	read_log,
)
from aftersales_app.domain.ticket_flow import (
	CANCELLED,
	CATEGORIES,
	CLOSED,
	NEW,
	RESOLVED,
	WAITING_CUSTOMER,
	WAITING_PARTS,
	WORKING,
)
from aftersales_app.domain.ticket_list import as_histories
from aftersales_app.integrations import erpnext
from aftersales_app.service_desk.services.flow import flow

CSV, ISSUE, CLAIM = "CSV File", "ERPNext Issue", "ERPNext Warranty Claim"
BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"%PDF", b"\xff\xd8\xff", b"\x1f\x8b", b"\xfd7zXZ")
LANGUAGES = ("en", "zh", "zh_TW")  # in which a file's headings and states are understood by themselves
ON_THE_TICKET = {
	"state": "status_category",
	"owner": "assignee",
	"reopens": "reopenings",
	"resolution": "action_note",
}
THREE_BYTES = "\u0800"  # the first character that takes three bytes in UTF-8
LOOKED_AT = 4096  # bytes from which a file is told to be text
ISSUE_STATES = {
	"Open": NEW,
	"Replied": WAITING_CUSTOMER,
	"On Hold": WAITING_PARTS,
	"Resolved": RESOLVED,
	"Closed": CLOSED,
}
CLAIM_STATES = {"Open": NEW, "Work In Progress": WORKING, "Closed": CLOSED, "Cancelled": CANCELLED}
CLAIM_TIERS = {
	"Under Warranty": "In Warranty",
	"Under AMC": "Extended Warranty",
	"Out of Warranty": "Out of Warranty",
	"Out of AMC": "Out of Warranty",
}


@dataclass(frozen=True, slots=True)
class Found:
	"""What a source holds. `origin`: the doctype of the original records, "" for a file. `done`: number -> clock -> when
	that was done, where the source says so apart from its states."""

	log: Log
	origin: str = ""
	done: Mapping[str, Mapping[str, datetime]] | None = None


def read(doc: Any) -> Found:
	"""Read an import's source. Throws, or raises DomainError, for a source that cannot be read as a whole."""
	company = doc.source_company or doc.company
	if doc.source == ISSUE:
		return _read_records("Issue", erpnext.issues(company), _issue)
	if doc.source == CLAIM:
		return _read_records("Warranty Claim", erpnext.warranty_claims(company), _claim)
	own = {row.state.strip(): row.category for row in doc.states}
	return Found(read_file(doc.file, mapping_of(doc), doc.time_zone, doc.encoding, own))


def read_file(
	url: str,
	mapping: LogMapping | None,
	zone: str,
	encoding: str | None,
	states: Mapping[str, str] | None = None,
) -> Log:
	"""A CSV log or list of tickets; without a mapping its headings tell, and its states are ours or one of `states`."""
	lines, encoding, delimiter = read_lines(url, encoding)
	told = mapping or _by_headings(read_header(lines, encoding, delimiter), states or {})
	order = "time" if told is mapping else told.order
	mapping = replace(told, zone=zone, encoding=encoding, delimiter=delimiter, order=order)
	return as_histories(read_log(lines, mapping, moments.now()))


def read_lines(url: str, encoding: str | None) -> tuple[list[bytes], str, str]:
	"""The lines of a file that the user may read, their encoding and the separator of their cells."""
	lines, encoding = _lines(path_of(url), encoding)
	if not any(line.strip() for line in lines):
		raise DomainError("empty_file")
	return lines, encoding, _delimiter(lines, encoding)


def _by_headings(header: tuple[str, ...], states: Mapping[str, str]) -> LogMapping:
	told = mapping_for(header, headings())
	return replace(told, states={**_states(), **told.states, **states})


def headings() -> dict[str, str]:
	"""What a column may be called to be read by itself: names and labels of our fields, and the import's words for them, in
	every language -> the field. A word for two fields means the one that is needed more."""
	meta = frappe.get_meta("Aftersales Ticket")
	found: dict[str, str] = {"ID": "number", "Number": "number"}
	for name in (*FIELDS, *KEPT):
		field = meta.get_field(ON_THE_TICKET.get(name, name))
		for word in (name, *([field.label] if field else [])):
			for language in LANGUAGES:
				found.setdefault(_(word, lang=language), name)
	return found


def _states() -> dict[str, str]:
	"""The stages and the workflow's statuses, in every language -> the stage."""
	words = dict(flow().categories) | {category: category for category in CATEGORIES}
	return {
		_(word, lang=language): category for word, category in words.items() for language in LANGUAGES
	} | words


def mapping_of(doc: Any) -> LogMapping | None:
	"""The mapping that the import's tables say; None where they say nothing. Throws for a row that lacks something, raises
	DomainError for a mapping that cannot be."""
	for table in ("mapping", "states"):
		for row in doc.get(table) or ():
			_check_whole(row, doc.meta.get_label(table))
	if not doc.get("mapping"):
		return None
	formats = dict.fromkeys([row.date_format.strip() for row in doc.mapping if row.date_format] + ["iso"])
	return LogMapping(
		columns={row.target: row.column_name.strip() for row in doc.mapping if row.target in FIELDS},
		keep={row.target: row.column_name.strip() for row in doc.mapping if row.target not in FIELDS},
		states={
			**{category: category for category in CATEGORIES},
			**INCIDENT_LOG.states,
			**{row.state.strip(): row.category for row in doc.states},
		},
		date_formats=tuple(formats),
	)


def _check_whole(row: Any, table: str) -> None:
	"""Frappe looks for what is missing after the rules that read it."""
	for field in row.meta.get("fields", {"reqd": 1}):
		if not (row.get(field.fieldname) or "").strip():
			frappe.throw(
				_("Row {0} of {1}: {2} is missing.").format(row.idx, _(table), _(field.label)),
				frappe.MandatoryError,
			)


def path_of(url: str | None) -> str:
	"""Where the file lies, if the user may read it."""
	if not url:
		frappe.throw(_("Attach the CSV file first."), frappe.MandatoryError)
	return files.named(url).get_full_path()


def _lines(path: str, encoding: str | None) -> tuple[list[bytes], str]:
	"""The file's lines and their encoding: the one that was named, else UTF-16 by its mark, else UTF-8."""
	try:
		with open(path, "rb") as file:
			raw = file.read()
	except OSError:
		frappe.throw(_("The file cannot be opened any more. Attach it again."))
	if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or encoding == "utf-16":
		return _from_utf16(raw), "utf-8"
	if raw.startswith(BINARY) or b"\0" in raw[:LOOKED_AT]:
		frappe.throw(_("This is not a CSV file. Save the table as CSV (UTF-8) and attach that."))
	if encoding in (None, "", "utf-8"):
		return io.BytesIO(raw).readlines(), "utf-8-sig"
	_refuse_utf8(raw, encoding)
	return io.BytesIO(raw).readlines(), encoding


def _refuse_utf8(raw: bytes, encoding: str) -> None:
	"""Bytes of UTF-8 often are characters of gb18030 or Big5 as well, wrong ones; the reverse happens to a few characters of two
	bytes only. Raises DomainError `wrong_encoding`."""
	try:
		lines = raw.decode("utf-8").split("\n")
	except UnicodeDecodeError:
		return
	for number, line in enumerate(lines, 1):
		if any(letter >= THREE_BYTES for letter in line):
			raise DomainError("wrong_encoding", {"line": number, "encoding": encoding, "suggestion": "utf-8"})


def _from_utf16(raw: bytes) -> list[bytes]:
	try:
		return io.BytesIO(raw.decode("utf-16").encode()).readlines()
	except UnicodeError:
		raise DomainError(
			"wrong_encoding", {"line": 1, "encoding": "utf-16", "suggestion": "utf-8"}
		) from None


def _delimiter(lines: list[bytes], encoding: str) -> str:
	"""The separator that the first line has most of."""
	first = lines[0].decode(encoding, "replace") if lines else ""
	return max(",;\t", key=first.count)


# ERPNext's own records


@dataclass(slots=True)
class _Story:
	"""A record as it went. `moves`: (moment, category, the source's word or None), the first one being its beginning."""

	number: str
	moves: list[tuple[datetime, str, str | None]]
	words: dict[str, str | None]
	facts: dict[str, str | None]
	by: str | None
	anomalies: list[str]
	done: dict[str, datetime]


def _read_records(doctype: str, records: list[dict[str, Any]], tell: Any) -> Found:
	told = [(line, tell(frappe._dict(record))) for line, record in enumerate(records, 1)]
	now = moments.now()
	ahead = tuple(_not_come_yet(story, line, now) for line, story in told if story.moves[-1][0] > now)
	stories = [(line, story) for line, story in told if story.moves[-1][0] <= now]
	histories = tuple(_history(story, line) for line, story in stories)
	log = Log(histories, ahead, tuple(error.number for error in ahead), len(records), ())
	return Found(log, doctype, {story.number: story.done for _line, story in stories})


def _not_come_yet(story: _Story, line: int, now: datetime) -> RowError:
	at, state, word = next(move for move in story.moves if move[0] > now)
	params = {"column": word or state, "value": f"{moments.to_site(at):%Y-%m-%d %H:%M}"}
	return RowError(line, "in_the_future", params, True, story.number)


def _history(story: _Story, line: int) -> History:
	opened, first, word = story.moves[0]
	ends = {category: at for at, category, _word in story.moves[1:]}
	return History(
		number=story.number,
		opened_at=opened,
		first={"state": first, "status": word, **story.words},
		facts=story.facts,
		changes=tuple(_changes(story, line)),
		state=story.moves[-1][1],
		resolved_at=ends.get(RESOLVED) or ends.get(CLOSED),
		closed_at=ends.get(CLOSED) or ends.get(CANCELLED),
		reopened=0,
		reassigned=0,
		claimed=Claimed(),
		anomalies=tuple(Anomaly(code) for code in story.anomalies),
		rows=1,
		line=line,
	)


def _changes(story: _Story, line: int) -> Iterator[Change]:
	for (_at, before, word), (at, after, next_word) in zip(story.moves, story.moves[1:], strict=False):
		yield Change(at, "state", before, after, story.by, line)
		yield Change(at, "status", word, next_word, story.by, line)


def _issue(row: Any) -> _Story:
	opened = _day_and_time(row.opening_date, row.opening_time) or moments.to_utc(row.creation)
	answered = _after(opened, row.first_responded_on)
	state = ISSUE_STATES.get(row.status, NEW)
	moves: list[tuple[datetime, str, str | None]] = [(opened, NEW, "Open")]
	if answered and state != WAITING_CUSTOMER:
		moves.append((answered, WORKING, None))
	ended = {WAITING_PARTS: row.on_hold_since, WAITING_CUSTOMER: row.first_responded_on}
	anomalies = _end(moves, state, row.status, ended.get(state, row.sla_resolution_date), row.modified)
	facts = {
		"subject": row.subject,
		"description": row.description,
		"customer": row.customer,
		"contact": row.contact,
		"contact_email": row.raised_by,
		"channel": "Portal" if row.via_customer_portal else "E-mail" if row.raised_by else None,
		"resolution": row.resolution_details and strip_html(row.resolution_details),
	}
	words = {"priority": row.priority, "category": row.issue_type}
	done = {"first_response": answered} if answered else {}
	return _Story(row.name, moves, words, facts, row.modified_by, anomalies, done)


def _claim(row: Any) -> _Story:
	"""A claim knows the day of the complaint only; its moment is that of its making, if that was on the same day."""
	made = get_datetime(row.creation)
	opened = moments.to_utc(made)
	if row.complaint_date and row.complaint_date < made.date():
		opened = _day_and_time(row.complaint_date, None)
	state = CLAIM_STATES.get(row.status, NEW)
	moves: list[tuple[datetime, str, str | None]] = [(opened, NEW, "Open")]
	anomalies = _end(moves, state, row.status, row.resolution_date, row.modified)
	complaint = strip_html(row.complaint or "").strip()
	facts = {
		"subject": complaint.splitlines()[0] if complaint else row.name,
		"description": row.complaint,
		"customer": row.customer,
		"contact": row.contact_person,
		"contact_name": row.contact_display,
		"contact_phone": row.contact_mobile,
		"contact_email": row.contact_email,
		"service_address": row.service_address,
		"serial_no": row.serial_no,
		"item_code": row.item_code,
		"warranty_tier": CLAIM_TIERS.get(row.warranty_amc_status),
		"kind": "Repair",
		"resolution": row.resolution_details,
	}
	return _Story(row.name, moves, {"owner": row.resolved_by}, facts, row.modified_by, anomalies, {})


def _end(moves: list, state: str, word: str, at: Any, modified: Any) -> list[str]:
	"""Add how the record ended. One that does not say when ended at its last change, and that is said of it."""
	last, category, _word = moves[-1]
	if state == category or (state == NEW and category == WORKING):
		return []
	known = _after(last, at)
	if state in (CLOSED, CANCELLED, RESOLVED):
		known = known or _after(last, modified)
		if state == CLOSED:
			moves.append((known, RESOLVED, None))
		moves.append((known, state, word))
		return [] if at or state == CANCELLED else ["resolved_at_missing"]
	moves.append((known or _after(last, modified), state, word))
	return []


def _after(last: datetime, value: Any) -> datetime | None:
	at = moments.to_utc(value)
	return max(at, last) if at else None


def _day_and_time(day: Any, time: timedelta | None) -> datetime | None:
	if not day:
		return None
	return moments.to_utc(get_datetime(day) + timedelta(seconds=int((time or timedelta()).total_seconds())))


def words(histories: Iterable[History], field: str) -> set[str]:
	"""Every word that the source uses in a tracked field."""
	found = {history.first.get(field) for history in histories}
	found |= {
		word
		for history in histories
		for change in history.of(field)
		for word in (change.before, change.after)
	}
	return {word for word in found if word}
