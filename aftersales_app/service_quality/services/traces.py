"""What Frappe keeps beside a record: comments, mails, versions, files, notifications, what was deleted, what went wrong."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import frappe

from aftersales_app.aftersales_core import rows
from aftersales_app.domain import anonymity
from aftersales_app.domain.anonymity import Person
from aftersales_app.service_quality.queries import privacy as reads

OURS = "Aftersales "
# Records about a document, by the columns of its DocType and its name.
BESIDE = (
	("Comment", "reference_doctype", "reference_name"),
	("Version", "ref_doctype", "docname"),
	("ToDo", "reference_type", "reference_name"),
	("Notification Log", "document_type", "document_name"),
	("Activity Log", "reference_doctype", "reference_name"),
	("View Log", "reference_doctype", "reference_name"),
	("Deleted Document", "deleted_doctype", "deleted_name"),
)
# Where the details of somebody may stand in what is kept about our documents: the column of the DocType, and the texts.
TEXTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
	("Comment", "reference_doctype", ("content", "subject")),
	("Version", "ref_doctype", ("data",)),
	("ToDo", "reference_type", ("description",)),
	("Notification Log", "document_type", ("subject", "email_content")),
	("Deleted Document", "deleted_doctype", ("data",)),
	(
		"Communication",
		"reference_doctype",
		(
			"subject",
			"content",
			"text_content",
			"sender",
			"sender_full_name",
			"recipients",
			"cc",
			"bcc",
			"phone_no",
		),
	),
	("File", "attached_to_doctype", ("file_name",)),
)
IMPORTED = (("Aftersales Import", ("file", "report_file")), ("Aftersales What-if", ("file",)))
ENCODINGS = ("utf-8-sig", "utf-16", "gb18030", "big5")


def remove(doctype: str, names: Sequence[str]) -> None:
	"""Everything that Frappe keeps beside these records."""
	for some in reads.portions(names):
		remove_mail(doctype, some)
		for other, kind, name in BESIDE:
			frappe.db.delete(other, {kind: doctype, name: ("in", some)})
		_remove_from_search(doctype, some)
		_forget_comments(doctype, some)


def log(doctype: str, said: Mapping[str, str]) -> None:
	"""On the timeline of each record, what was done to it and when."""
	now, user = frappe.utils.now(), frappe.session.user
	stamps = {"owner": user, "modified_by": user, "creation": now, "modified": now}
	place = {"comment_type": "Info", "reference_doctype": doctype, "comment_email": user, "published": 0}
	lines = [
		{**stamps, **place, "name": frappe.generate_hash(length=10), "reference_name": name, "content": words}
		for name, words in said.items()
	]
	if lines:
		rows.append("Comment", tuple(lines[0]), lines)


def remove_files(doctype: str, name: str, urls: Iterable[str], vault: str | None) -> None:
	"""The files of a record, with what lies on the disk; with `vault` they go under lock there. What another document shows as well stays
	with that one."""
	own = {"attached_to_doctype": doctype, "attached_to_name": name}
	for file in sorted({*frappe.get_all("File", own, pluck="name"), *_by_themselves(urls)}):
		_lock(file, vault) if vault else _delete(file)


def _by_themselves(urls: Iterable[str]) -> list[str]:
	named = [url for url in urls if url]
	alone = {"file_url": ("in", named), "attached_to_name": ("is", "not set"), "is_folder": 0}
	return frappe.get_all("File", alone, pluck="name") if named else []


def remove_sent(person: Person) -> None:
	"""What the site sent the person of its own: mails without a document, text messages. Mails about ERPNext's documents are ERPNext's."""
	if person.emails:
		_remove_queued(sorted(person.emails))
	pattern = anonymity.pattern(Person(phones=person.phones))
	if pattern and frappe.db.table_exists("SMS Log"):
		found = reads.mentioning("SMS Log", ("requested_numbers", "sent_to"), pattern)
		frappe.db.delete("SMS Log", {"name": ("in", [row.name for row in found] or [""])})


def scrub(pattern: str, own: Any, waiting: set[str]) -> None:
	"""Take somebody's details out of what is kept beside documents of others, out of the errors of the site, and out of imported files."""
	for doctype, kind, columns in TEXTS:
		place = next((name for other, _kind, name in BESIDE if other == doctype), None)
		also = (place,) if place else ("reference_name",) if doctype == "Communication" else ()
		for row in reads.mentioning(doctype, (*columns, *also), pattern, {kind: OURS}):
			if not (also and row[also[0]] in waiting):
				_write(doctype, row, columns, own)
	for row in reads.mentioning("Error Log", ("method", "error"), pattern):
		_write("Error Log", row, ("method", "error"), own)
	for doctype, columns in IMPORTED:
		for column in columns:
			_remove_files_telling(doctype, column, own)


def _write(doctype: str, row: Any, columns: Sequence[str], own: Any) -> None:
	changed = anonymity.changed({column: row[column] for column in columns}, own)
	if changed:
		rows.change(doctype, row.name, changed)


def _remove_files_telling(doctype: str, column: str, own: Any) -> None:
	"""A file that was brought in long ago proves nothing that its records do not tell."""
	for row in frappe.get_all(doctype, {column: ("is", "set")}, ["name", column]):
		for file in frappe.get_all("File", {"file_url": row[column]}, pluck="name"):
			if own.search(_content(file)):
				_delete(file)
				rows.change(doctype, row.name, {column: None})


def _content(file: str) -> str:
	try:
		content = frappe.get_doc("File", file).get_content()
	except OSError:
		return ""
	if isinstance(content, str):
		return content
	for encoding in ENCODINGS:
		try:
			return content.decode(encoding)
		except UnicodeError:
			continue
	return content.decode("latin-1")


def remove_mail(doctype: str, names: Sequence[str]) -> None:
	"""The mails of these records, received, sent and on their way, with their attachments."""
	place = {"reference_doctype": doctype, "reference_name": ("in", names)}
	mails = frappe.get_all("Communication", place, pluck="name")
	for mail in mails:
		remove_files("Communication", mail, (), None)
	queued = frappe.get_all("Email Queue", place, pluck="name")
	if mails:
		queued += frappe.get_all("Email Queue", {"communication": ("in", mails)}, pluck="name")
		frappe.db.delete("Communication Link", {"parenttype": "Communication", "parent": ("in", mails)})
		frappe.db.delete("Comment", {"reference_doctype": "Communication", "reference_name": ("in", mails)})
		frappe.db.delete("Communication", {"name": ("in", mails)})
	_delete_queued(queued)


def _remove_queued(emails: Sequence[str]) -> None:
	queued = set(frappe.get_all("Email Queue Recipient", {"recipient": ("in", emails)}, pluck="parent"))
	kept = frappe.get_all(
		"Email Queue",
		{"name": ("in", sorted(queued) or [""]), "reference_doctype": ("is", "set")},
		["name", "reference_doctype"],
	)
	others = {row.name for row in kept if not row.reference_doctype.startswith(OURS)}
	_delete_queued(sorted(queued - others))


def _delete_queued(names: Sequence[str]) -> None:
	if names:
		frappe.db.delete("Email Queue Recipient", {"parent": ("in", names)})
		frappe.db.delete("Email Queue", {"name": ("in", names)})


def _remove_from_search(doctype: str, names: Sequence[str]) -> None:
	Search = frappe.qb.Table("__global_search")
	frappe.qb.from_(Search).delete().where((Search.doctype == doctype) & Search.name.isin(list(names))).run()


def _forget_comments(doctype: str, names: Sequence[str]) -> None:
	"""Frappe keeps the latest comments in a column of the record."""
	if "_comments" in frappe.db.get_table_columns(doctype):
		table = frappe.qb.DocType(doctype)
		frappe.qb.update(table).set(table["_comments"], None).where(table.name.isin(list(names))).run()


def _lock(file: str, vault: str) -> None:
	record = frappe.get_doc("File", file)
	record.update(
		{"attached_to_doctype": reads.RESTRICTED, "attached_to_name": vault, "attached_to_field": None}
	)
	record.is_private = 1
	record.save()


def _delete(file: str) -> None:
	"""With what lies on the disk, unless another record shows the same."""
	frappe.delete_doc("File", file, force=True, delete_permanently=True)
