"""What people and programs enter in our documents, looked at in one place before any rule reads it.

Numbers must be numbers and moments moments, texts must fit their columns and hold no code that a browser would run. Each
refusal names the field, and the row where there is one; none repeats a long entry.
"""

import math
from collections.abc import Mapping
from copy import copy
from datetime import date, datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now

from aftersales_app import compat
from aftersales_app.aftersales_core import masking, moments, rows
from aftersales_app.domain.markup import runs

BIGGEST = 10**12  # below which a decimal(21,9) holds every amount
BIGGEST_INT = 2**31
TEXT_BYTES = 65_535  # of a text column
DATA_LENGTH = 140
SHOWN = 40  # characters of what was entered


class MaskedDocument(Document):
	"""A document of ours as its readers may see it."""

	def apply_fieldlevel_read_permissions(self) -> None:
		masking.apply(self, super().apply_fieldlevel_read_permissions)

	def before_print(self, settings: Any = None) -> None:
		"""Print formats of one's own ask nobody's permission levels."""
		self.apply_fieldlevel_read_permissions()


class AftersalesDocument(MaskedDocument):
	"""A document of ours that people fill in."""

	def before_validate(self) -> None:
		check_entries(self)

	def _set_defaults(self) -> None:
		compat.set_defaults(self)

	def save_version(self) -> None:
		"""A new document has none, unless Frappe's import leaves word of itself; Frappe makes one to find that out."""
		if self.get_doc_before_save() or self.flags.updater_reference or self.get("amended_from"):
			super().save_version()

	def check_stored_permission(self, right: str = "write") -> None:
		check_stored_permission(self, right)

	def get_formatted(self, fieldname: str, *args: Any, **kwargs: Any) -> Any:
		"""For prints, which hold for HTML what Frappe was told to store as it is written: that is escaped."""
		shown = super().get_formatted(fieldname, *args, **kwargs)
		field = self.meta.get_field(fieldname)
		return frappe.utils.escape_html(shown) if field and field.ignore_xss_filter else shown


def put(doc: Any, facts: Mapping[str, Any]) -> None:
	"""Write what a verb has found into a record that stands, with the events of Frappe's `db_set`. The document it comes from knows
	what it was before: Frappe would read and lock it all again for notifications on a changed value."""
	doc._doc_before_save = copy(doc)
	stamped = {**facts, "modified": now(), "modified_by": frappe.session.user}
	doc.update(stamped)
	doc.run_method("before_change")
	rows.change(doc.doctype, doc.name, stamped)
	doc.run_method("on_change")


def check_stored_permission(doc: Any, right: str = "write") -> None:
	"""May the user do this? Asked of the stored record, locked against a second click; what the browser sent beside the name
	counts for nothing."""
	doc.flags.for_update = True
	doc.load_from_db()
	doc.flags.for_update = False
	doc.check_permission(right)


class AftersalesRow(Document):
	"""A row of a table of ours. It is part of its document: what the document refuses cannot be done to a row by itself."""

	def validate(self) -> None:
		_refuse_alone(self)

	def on_trash(self) -> None:
		_refuse_alone(self)

	def has_permission(self, permtype: str = "read", **options: Any) -> bool:
		"""Who sees a row sees its document. Of a row by itself Frappe asks whether documents of that kind may be read, and not
		whether this one may."""
		if not super().has_permission(permtype, **options):
			return False
		if self.parent_doc is not None:
			return True
		place = frappe.db.get_value(self.doctype, self.name, ["parenttype", "parent"]) if self.name else None
		return not place or frappe.has_permission(place[0], permtype, place[1], user=options.get("user"))


def _refuse_alone(row: Any) -> None:
	"""Frappe saves and deletes rows with their document past these."""
	frappe.throw(
		_("Rows are changed in their document only: open {0} {1}.").format(_(row.parenttype), row.parent),
		frappe.PermissionError,
	)


def check_entries(doc: Any) -> None:
	"""Throw for what cannot be stored, or should not be, of what is new in a document and its tables. A moment with an offset
	is brought to the site's time, a duration given as text to its number. With `flags.cleaned` code is left to Frappe, which takes
	it out: mail is never refused."""
	_check_all(doc, tuple(CHECKS))


def check_sums(doc: Any) -> None:
	"""The same for the numbers that were worked out since."""
	_check_all(doc, NUMBERS)


def check_values(doc: Any, values: Mapping[str, Any]) -> None:
	"""The same for what a verb is about to write past the form, by field."""
	for field in doc.meta.get(
		"fields", {"fieldname": ("in", list(values)), "fieldtype": ("in", tuple(CHECKS))}
	):
		if values[field.fieldname]:
			CHECKS[field.fieldtype](doc, field, values[field.fieldname], "{0}")


def _check_all(doc: Any, kinds: tuple[str, ...]) -> None:
	before = doc.get_doc_before_save()
	_check(doc, before, "{0}", kinds)
	for table in doc.meta.get_table_fields():
		stored = {row.name: row for row in before.get(table.fieldname)} if before else {}
		for row in doc.get(table.fieldname):
			if before and not row.is_new() and row.name not in stored:
				_refuse_other_row(row, table)
			place = _("{0} in row {1} of {2}").format("{0}", row.idx, _(table.label))
			_check(row, stored.get(row.name), place, kinds)


def _refuse_other_row(row: Any, table: Any) -> None:
	"""Frappe would take the row of another document over, and write into it."""
	frappe.throw(
		_("Row {0} of {1} belongs to another document or is gone. Reload, and enter it anew.").format(
			row.idx, _(table.label)
		),
		frappe.PermissionError,
	)


def _check(doc: Any, before: Any, place: str, kinds: tuple[str, ...]) -> None:
	for field in doc.meta.get("fields", {"fieldtype": ("in", kinds)}):
		value = doc.get(field.fieldname)
		if value is None or value == "" or (before and value == before.get(field.fieldname)):
			continue
		if isinstance(value, list | tuple | dict):
			frappe.throw(_("{0} must be one value, not a list.").format(_name(field, place)))
		CHECKS[field.fieldtype](doc, field, value, place)


def _name(field: Any, place: str) -> str:
	"""How a message calls a field. Asked only for a message: translating takes longer than looking."""
	return place.format(frappe.bold(_(field.label or field.fieldname)))


def _check_number(doc: Any, field: Any, value: Any, place: str) -> None:
	try:
		number = float(value.replace(",", "") if isinstance(value, str) else value)
	except (TypeError, ValueError):
		number = math.nan
	if math.isnan(number):
		frappe.throw(_("{0}: {1} is not a number.").format(_name(field, place), _shown(value)))
	if abs(number) >= (BIGGEST_INT if field.fieldtype == "Int" else BIGGEST):
		frappe.throw(_("{0}: {1} is too large. Check the number.").format(_name(field, place), _shown(value)))
	if field.fieldtype == "Duration" and isinstance(value, str):
		doc.set(field.fieldname, int(number))  # which Frappe does for all other numbers


def _check_time(doc: Any, field: Any, value: Any, place: str) -> None:
	try:
		moments.seconds_of_day(value)
	except (TypeError, ValueError, OverflowError):
		frappe.throw(
			_("{0}: {1} is not a time of day. Write it as 22:00.").format(_name(field, place), _shown(value))
		)


def _check_moment(doc: Any, field: Any, value: Any, place: str) -> None:
	try:
		moment = _moment(value)
	except (TypeError, ValueError, OverflowError):
		frappe.throw(_("{0}: {1} is not a date and time.").format(_name(field, place), _shown(value)))
	if moment.tzinfo:
		doc.set(field.fieldname, moments.to_site(moment.replace(microsecond=0)))


def _moment(value: Any) -> datetime:
	"""The moment that is meant. Raises ValueError where there is none."""
	if not isinstance(value, str | date):
		raise ValueError
	moment = get_datetime(value)
	moments.to_utc(moment)
	return moment


def _check_line(doc: Any, field: Any, value: Any, place: str) -> None:
	limit = field.length or DATA_LENGTH
	if isinstance(value, str) and len(value) > limit:
		frappe.throw(
			_("{0} has {1} characters; {2} are possible. Shorten it.").format(
				_name(field, place), len(value), limit
			),
			frappe.CharacterLengthExceededError,
		)
	_check_code(doc, field, value, place)


def _check_text(doc: Any, field: Any, value: Any, place: str) -> None:
	if isinstance(value, str) and len(value) > TEXT_BYTES // 4 and len(value.encode()) > TEXT_BYTES:
		frappe.throw(_("{0} is too long. Attach it as a file.").format(_name(field, place)))
	_check_code(doc, field, value, place)


def _check_code(doc: Any, field: Any, value: Any, place: str) -> None:
	if isinstance(value, str) and runs(value) and not doc.flags.cleaned:
		frappe.throw(
			_("{0}: scripts and other code for a browser are not accepted. Enter plain text.").format(
				_name(field, place)
			)
		)


NUMBERS = ("Currency", "Float", "Int", "Percent", "Duration")
CHECKS: Mapping[str, Any] = {
	**dict.fromkeys(NUMBERS, _check_number),
	**dict.fromkeys(("Datetime", "Date"), _check_moment),
	"Time": _check_time,
	**dict.fromkeys(("Data", "Select"), _check_line),
	**dict.fromkeys(("Small Text", "Text"), _check_text),
	"Text Editor": _check_code,
}


def _shown(value: Any) -> str:
	text = frappe.utils.escape_html(str(value)[: SHOWN + 1])
	return f"{text[:SHOWN]}…" if len(str(value)) > SHOWN else text
