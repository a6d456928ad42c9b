"""Taking a person out of our records so that no figure changes (C7). What each column becomes is registered in
`domain/personal_fields`; what becomes of each record in `domain/retention`.

A record that a law wants kept is emptied like the others; what it said lies encrypted in an Aftersales Restricted Record, which goes when the law lets
it.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate
from frappe.utils.password import encrypt, get_encryption_key

from aftersales_app.aftersales_core import moments, rows
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain import anonymity, comment_terms, identity, retention
from aftersales_app.domain import personal_fields as fields
from aftersales_app.domain.anonymity import Person
from aftersales_app.domain.retention import ERASE, RESTRICT, WAIT, Fate, Rule
from aftersales_app.integrations import erpnext_people as erpnext
from aftersales_app.service_desk.services import tickets
from aftersales_app.service_quality.queries import privacy as reads
from aftersales_app.service_quality.queries.feedback import FEEDBACK
from aftersales_app.service_quality.services import traces, verification

MOST_COMMENTS = 20_000
ANONYMOUS, STORED_ONLY = "Anonymous", "Stored Only"


@dataclass(slots=True)
class Told:
	"""What was done, by DocType: records made anonymous, stored only, of open cases; until when and by which law they are stored."""

	erased: Counter[str] = field(default_factory=Counter)
	restricted: Counter[str] = field(default_factory=Counter)
	waiting: Counter[str] = field(default_factory=Counter)
	until: dict[str, date] = field(default_factory=dict)
	law: dict[str, str] = field(default_factory=dict)

	def note(self, doctype: str, fate: Fate) -> None:
		counts = {ERASE: self.erased, RESTRICT: self.restricted, WAIT: self.waiting}
		if fate.what in counts:
			counts[fate.what][doctype] += 1
		if fate.what == RESTRICT and fate.until and fate.until > self.until.get(doctype, date.min):
			self.until[doctype], self.law[doctype] = fate.until, fate.law


@dataclass(slots=True)
class Work:
	"""One erasure: of whom, why, and under which law's eyes."""

	person: Person
	cause: str
	request: str | None = None
	stand_ins: dict[str, tuple[str, str]] = field(default_factory=dict)
	common: dict[str, frozenset[str]] = field(default_factory=dict)
	own: Any = None

	def __post_init__(self) -> None:
		self.own = anonymity.compiled(self.person)


def rules() -> tuple[Rule, ...]:
	"""The retention periods as the site has them."""
	kept = core.settings().get("retention") or ()
	codes = reads.goods_codes(row.get("goods_category") for row in kept)
	return tuple(
		Rule(
			row.get("record_kind"),
			row.get("months") or 0,
			bool(row.get("by_law")),
			codes.get(row.get("goods_category") or "", ""),
			row.get("basis") or "",
		)
		for row in kept
	)


def fates(found: Mapping[str, Iterable[str]], released: bool = True) -> dict[tuple[str, str], Fate]:
	"""What becomes of these records today."""
	known, today = rules(), moments.site_today()
	told = {}
	for doctype, some in found.items():
		names = list(some)
		closed, category = reads.closed_on(doctype, names), reads.categories(doctype, names)
		for name in names:
			kind = retention.KINDS.get(doctype, "")
			told[doctype, name] = retention.fate(
				kind, category.get(name, ""), closed.get(name), known, released, today
			)
	return told


def preview(person: Person, company: str | None = None) -> Told:
	"""What an erasure would do today."""
	told = Told()
	for (doctype, _name), fate in fates(reads.of_person(person, company)).items():
		told.note(doctype, fate)
	return told


def erase(
	person: Person,
	cause: str,
	request: str | None,
	company: str | None = None,
	step: Callable[[int], None] | None = None,
) -> Told:
	"""Take a person out of their records, and their details out of everything else. `step` hears of progress in percent."""
	found = reads.of_person(person, company)
	work = Work(person, cause, request)
	told = carry_out(work, fates(found), step)
	waiting = {name for (_doctype, name), fate in fates(found).items() if fate.what == WAIT}
	_scrub_elsewhere(work, waiting, None if company and reads.is_only_company(company) else company)
	if not told.waiting:
		for customer in person.customers:
			erpnext.forget_stand_in(key_of(customer))
	return told


def carry_out(
	work: Work, decided: Mapping[tuple[str, str], Fate], step: Callable[[int], None] | None = None
) -> Told:
	"""Empty or lock away the records of which it was decided so."""
	told = Told()
	by_doctype: dict[str, list[str]] = {}
	for (doctype, name), fate in decided.items():
		told.note(doctype, fate)
		if fate.what in (ERASE, RESTRICT):
			by_doctype.setdefault(doctype, []).append(name)
	with core.forgetting(by_doctype.get(reads.EVENT, ()), work.cause):
		for number, (doctype, names) in enumerate(by_doctype.items()):
			for row in reads.stored(doctype, names):
				_empty(work, doctype, row, decided[doctype, row.name])
			own = names if doctype != reads.PRODUCT else _own_units(work, names)
			traces.remove(doctype, own)
			if doctype in reads.MARKED:
				traces.log(doctype, {name: _said(work, decided[doctype, name]) for name in own})
			if step:
				step(round(100 * (number + 1) / len(by_doctype)))
	return told


def _own_units(work: Work, names: list[str]) -> list[str]:
	"""What is noted beside a unit that has somebody else's by now is about that one as well."""
	return reads.still_with(names, [name for name, _called in work.stand_ins.values()])


def _said(work: Work, fate: Fate) -> str:
	if fate.what == RESTRICT:
		return _("Stored only until {0}: {1} ({2})").format(formatdate(fate.until), fate.law, _(work.cause))
	return _("Made anonymous ({0})").format(_(work.cause))


def key_of(value: str) -> str:
	"""Under which a person is known again without being named."""
	return identity.link_key(get_encryption_key(), value)


def _empty(work: Work, doctype: str, row: Any, fate: Fate) -> None:
	"""One record with its rows."""
	changes, before = [], []
	mine = _is_own(work, row)
	if doctype != reads.PRODUCT or mine:
		_treat(work, doctype, row, changes, before)
	for table, child in reads.children(doctype, row.name):
		if "customer" not in fields.FIELDS[table] or child.customer in work.person.customers:
			_treat(work, table, child, changes, before)
			if (
				not mine
				and doctype == reads.PRODUCT
				and row.source_name
				and child.source_name == row.source_name
			):
				changes.append((doctype, row.name, {"source_name": None}))
	urls = _files(before)
	if mine or doctype != reads.PRODUCT:
		_mark(doctype, row, fate, changes)
	for change in changes:
		_write(*change)
	vault = _lock_away(work, doctype, row, fate, before) if fate.what == RESTRICT and before else None
	traces.remove_files(doctype, row.name, urls, vault)


def _treat(work: Work, doctype: str, row: Any, changes: list[Any], before: list[Any]) -> None:
	after = anonymity.row_after(fields.FIELDS[doctype], row, work.own, _stand_in(work, row))
	if doctype == FEEDBACK and row.words:
		after["terms"] = json.dumps(_terms(work, row), ensure_ascii=False)
	if after:
		changes.append((doctype, row.name, after))
		before.append((doctype, row.name, {name: row[name] for name in after if name in row}))


def _is_own(work: Work, row: Any) -> bool:
	return row.get("customer") in work.person.customers


def _stand_in(work: Work, row: Any) -> dict[str, Any]:
	"""Who takes the customer's place; nobody where the customer is somebody else. A record without a customer loses the name alone."""
	customer = row.get("customer")
	if customer and customer not in work.person.customers:
		return {}
	if not customer:
		return {fields.NAMED: None}
	if customer not in work.stand_ins:
		work.stand_ins[customer] = erpnext.stand_in(customer, key_of(customer))
	name, called = work.stand_ins[customer]
	return {fields.STAND_IN: name, fields.NAMED: called}


def _terms(work: Work, row: Any) -> list[str]:
	"""What stays counted of a comment: words that stand in at least as many comments as evaluations tell of."""
	reader = verification.reader()
	if row.company not in work.common:
		everything = comment_terms.count(
			reads.comments_of(row.company, MOST_COMMENTS),
			reader,
			kept=reads.terms_kept(row.company, MOST_COMMENTS),
		)
		work.common[row.company] = frozenset(everything.found)
	return anonymity.kept_terms(reader.terms(row.words), work.common[row.company], work.person)


def _files(before: list[Any]) -> list[str]:
	return [
		told[column]
		for doctype, _name, told in before
		for column in fields.columns(doctype, fields.FILE)
		if told.get(column)
	]


def _mark(doctype: str, row: Any, fate: Fate, changes: list[Any]) -> None:
	if reads.MARK in row:
		marked = {reads.MARK: STORED_ONLY if fate.what == RESTRICT else ANONYMOUS}
		changes.append((doctype, row.name, marked))


def _lock_away(work: Work, doctype: str, row: Any, fate: Fate, before: list[Any]) -> str:
	"""What a law wants kept, where nobody uses it."""
	told = [
		[table, name, {key: _text(value) for key, value in values.items()}] for table, name, values in before
	]
	record = {
		**{"doctype": reads.RESTRICTED, "request": work.request, "kept_until": fate.until, "law": fate.law},
		**{"reference_doctype": doctype, "reference_name": row.name, "company": row.get("company")},
		"content": encrypt(json.dumps(told, ensure_ascii=False)),
	}
	return frappe.get_doc(record).insert().name


def _text(value: Any) -> Any:
	return value if value is None or isinstance(value, str | int | float) else str(value)


def _scrub_elsewhere(work: Work, waiting: set[str], company: str | None) -> None:
	"""The person's details in what is about others: comments on another ticket, an imported file; with `company` in the records of that one
	alone. A name that others have as well is left there: nobody can tell who is meant."""
	names = not erpnext.namesakes(work.person)
	pattern, own = anonymity.pattern(work.person, names), anonymity.compiled(work.person, names)
	if not own:
		return
	changes = list(_mentions(pattern, own, waiting, company))
	events = [name for doctype, name, _after in changes if doctype == reads.EVENT]
	with core.forgetting(events, work.cause):
		for change in changes:
			_write(*change)
	if not company:
		traces.scrub(pattern, own, waiting)


def _write(doctype: str, name: str, after: dict[str, Any]) -> None:
	rows.change(doctype, name, after)
	if doctype == reads.TICKET:
		tickets.renew_search_terms(name)


def _mentions(
	pattern: str, own: Any, waiting: set[str], company: str | None
) -> Iterable[tuple[str, str, dict[str, Any]]]:
	"""Records with the columns in which the person stands, and what stands there afterwards; not those of cases that are still open."""
	for doctype in fields.FIELDS:
		columns = reads.stored_columns(doctype, *fields.FREE_TEXT)
		if not columns or doctype == reads.REQUEST or not (company is None or reads.has_company(doctype)):
			continue
		for row in reads.mentioning(doctype, columns, pattern, {"company": company} if company else None):
			changed = anonymity.changed({column: row[column] for column in columns}, own)
			if changed and not waiting & {row.name, row.get("parent"), row.get("ticket")}:
				yield doctype, row.name, changed


def release(today: date, most: int) -> Counter[str]:
	"""Delete what no law wants kept any more; how many records by request."""
	due = frappe.get_all(
		reads.RESTRICTED,
		{"kept_until": ("<", today)},
		["name", "request", "reference_doctype", "reference_name"],
		limit=most,
	)
	gone: Counter[str] = Counter()
	for row in due:
		traces.remove_files(reads.RESTRICTED, row.name, (), None)
		frappe.db.delete(reads.RESTRICTED, {"name": row.name})
		if frappe.get_meta(row.reference_doctype).has_field(reads.MARK):
			rows.change(row.reference_doctype, row.reference_name, {reads.MARK: ANONYMOUS})
		gone[row.request or ""] += 1
	traces.remove(reads.RESTRICTED, [row.name for row in due])
	return gone
