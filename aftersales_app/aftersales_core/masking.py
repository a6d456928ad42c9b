"""What readers without the right see of personal data: a mask instead of the value, on forms, prints and wherever a document is read
alone. Lists, reports, exports and searches leave the fields out altogether, which Frappe's permission levels see to.

Numbers, addresses and free words are at level 1, names at level 3. A mask never reaches the database: Frappe puts the stored value of a
field back before it saves what somebody without its level has sent.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

import frappe
from frappe import _
from frappe.utils.password import get_encryption_key

from aftersales_app.domain import identity
from aftersales_app.domain.free_text import mask_address, mask_text, name_text

Execute = Callable[..., tuple]
Clean = Callable[[str, Mapping[str, str]], str]

NUMBERS, NAMES = 1, 3  # permission levels
LINE = {  # a field that is personal data as a whole, and what is shown of it
	"contact_phone": identity.mask_phone,
	"complainant_phone": identity.mask_phone,
	"contact_email": identity.mask_email,
	"complainant_email": identity.mask_email,
	"service_address": mask_address,
}
CUSTOMER = ("customer", "customer_name")
PERSON = ("contact_name", "complainant_name", "price_confirmed_by", "consent_by")
TEXT = frozenset({"Text Editor", "Text", "Long Text", "Small Text"})
TITLES = frozenset({"subject", "fault"})
UNSHOWN = frozenset({"search_terms", "customer_remark"})  # made for the index only; given with a signature
# What stands in these is nobody's but the reader's who may see it: not even a mask of it is shown.
WITHOUT_MASK = frozenset({"Aftersales Absence", "Aftersales Settings"})


def apply(doc: Any, strip: Callable[[], None]) -> None:
	"""Let `strip` take out of `doc` and its rows what the reader may not see, and put masks in its place. The form is told of which
	fields (`__onload.masked`), and which of them the reader may ask for (`__onload.reveals`)."""
	if frappe.session.user == "Administrator" or doc.doctype in WITHOUT_MASK:
		return strip()
	levels = frozenset(doc.get_permlevel_access("read"))
	names, clean, whole = _names(doc, levels), _cleaner(doc, levels), dict(doc.__dict__)
	found = [(row, dict(_masks(row, levels, names, clean))) for row in (doc, *doc.get_all_children())]
	strip()
	for row, masks in found:
		row.update({field: mask for field, mask in masks.items() if mask})
	if masked := [field for field, mask in found[0][1].items() if mask and _is_hidden(doc, field, levels)]:
		doc.set_onload("masked", masked)
		revealing = _may("create", "Aftersales Reveal")
		doc.set_onload("reveals", [field for field in masked if revealing and doc.get(field) != whole[field]])


def _cleaner(doc: Any, levels: frozenset[int]) -> Clean:
	"""What is done to words that may be read: numbers and names in them are masked, except for those who may save them again."""
	if _may("write", doc.doctype):
		return lambda text, names: text
	return name_text if _sees_numbers(doc.doctype, levels) else mask_text


def _may(right: str, doctype: str) -> bool:
	"""By role: Frappe tells people of a record that they may not touch it when it is only asked."""
	return bool(frappe.permissions.get_role_permissions(frappe.get_meta(doctype)).get(right))


def pseudonym(report: str, customer: str) -> str:
	"""What a customer is called where the reader may not see names: always the same in one report, unrelated in another (rules.md
	section 3)."""
	return _("Customer {0}").format(_code(report, customer))


def pseudonymous(report: str) -> Callable[[Execute], Execute]:
	"""For a report's `execute`: who may not see names reads pseudonyms in the columns of customers, and in what lies behind them; no
	column leads to a customer. Screen, export, print and mail of a report are all made of what it returns."""

	def decorate(execute: Execute) -> Execute:
		@wraps(execute)
		def run(filters: Any = None) -> tuple:
			columns, rows, *others = execute(filters)
			if may_read(NAMES):
				return (columns, rows, *others)
			unnamed = [_unnamed(report, row) for row in rows]
			return (_plain_columns(columns), unnamed, *others)

		return run

	return decorate


def called(report: str, customer: str) -> str:
	"""A customer as the reader of a report may know them."""
	return customer if may_read(NAMES) else pseudonym(report, customer)


def _plain_columns(columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
	"""Without links to customers, and without a second column of the same pseudonym."""
	twice = {column["fieldname"] for column in columns} >= set(CUSTOMER)
	return [_plain(column) for column in columns if not (twice and column["fieldname"] == "customer_name")]


def _plain(column: Mapping[str, Any]) -> dict[str, Any]:
	if column["fieldname"] not in CUSTOMER:
		return dict(column)
	told = {name: value for name, value in column.items() if name not in ("options", "drill")}
	return {**told, "fieldtype": "Data"}


def _unnamed(report: str, row: Mapping[str, Any]) -> dict[str, Any]:
	customer = row.get("customer") or row.get("customer_name")
	return {**row, **{name: pseudonym(report, customer) for name in CUSTOMER if row.get(name)}}


class Reader:
	"""How the user is shown what was written beside a document: messages, comments, earlier versions."""

	def __init__(self, doc: Any) -> None:
		levels = frozenset(doc.get_permlevel_access("read"))
		whole = frappe.session.user == "Administrator"
		self.report, self.names = doc.doctype, {} if whole else _names(doc, levels)
		self.sees_numbers = whole or _sees_numbers(doc.doctype, levels)
		self.sees_all = self.sees_numbers and (whole or NAMES in levels or not _has_names(doc.meta))

	def words(self, text: str) -> str:
		return name_text(text, self.names) if self.sees_numbers else mask_text(text, self.names)

	def addresses(self, text: str) -> str:
		"""Mail addresses, those of the site's own people as they are."""
		if self.sees_numbers:
			return text
		parts = [part.strip() for part in text.split(",")]
		return ", ".join(
			part if frappe.db.exists("User", part) else mask_text(part, self.names) for part in parts
		)

	def person(self, name: str) -> str:
		return self.names.get(name) or _("Person {0}").format(_code(self.report, name))


def _has_names(meta: Any) -> bool:
	return any(field.permlevel == NAMES for field in meta.fields)


def may_read(level: int) -> bool:
	"""May the user see, where a document does not say it itself, what is at this level? As on tickets."""
	return level in frappe.get_meta("Aftersales Ticket").get_permlevel_access("read")


def hidden_fields(doctype: str, parent: str | None = None) -> frozenset[str]:
	"""The fields whose values the user may not read; of a table, as a table of `parent`."""
	meta = frappe.get_meta(doctype)
	levels = {0, *meta.get_permlevel_access("read", parenttype=parent)}
	return frozenset(
		field.fieldname for field in meta.get_high_permlevel_fields() if field.permlevel not in levels
	)


def _names(doc: Any, levels: frozenset[int]) -> dict[str, str]:
	"""The hidden names of a document and what is written for each, wherever it stands in the document."""
	hidden = (field for field in PERSON + CUSTOMER if doc.get(field) and _is_hidden(doc, field, levels))
	return {doc.get(field): _named(doc, field) for field in hidden}


def _is_hidden(doc: Any, field: str, levels: frozenset[int]) -> bool:
	found = doc.meta.get_field(field)
	return bool(found) and found.permlevel not in levels | {0}


def _named(doc: Any, field: str) -> str:
	if field in CUSTOMER:
		return pseudonym(doc.doctype, doc.get("customer") or doc.get(field))
	return _("Person {0}").format(_code(doc.doctype, doc.get(field)))


def _code(report: str, value: str) -> str:
	return identity.pseudonym(get_encryption_key(), report, value).removeprefix(f"{report}-")


def _masks(
	row: Any, levels: frozenset[int], names: Mapping[str, str], clean: Clean
) -> Iterator[tuple[str, str | None]]:
	"""The fields of a document or of one of its rows that are shown otherwise than they are stored."""
	for field in row.meta.fields:
		value = row.get(field.fieldname)
		if not value or not isinstance(value, str):
			continue
		if field.permlevel and field.permlevel not in levels:
			yield field.fieldname, _mask(row, field, value, names)
		elif _is_words(field):
			yield field.fieldname, clean(value, names)


def _mask(row: Any, field: Any, value: str, names: Mapping[str, str]) -> str | None:
	if field.fieldname in LINE:
		return LINE[field.fieldname](value)
	if field.fieldname in CUSTOMER + PERSON:
		return names.get(value) or _named(row, field.fieldname)
	return mask_text(value, names) if _is_words(field) and field.fieldname not in UNSHOWN else None


def _sees_numbers(doctype: str, levels: frozenset[int]) -> bool:
	if NUMBERS in levels:
		return True
	told = any(field.permlevel == NUMBERS for field in frappe.get_meta(doctype).fields)
	return not told and may_read(NUMBERS)


def _is_words(field: Any) -> bool:
	return field.fieldtype in TEXT or field.fieldname in TITLES
