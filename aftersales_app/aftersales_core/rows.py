"""Records appended many at a time and records changed in place, past the making of documents."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import frappe
from pypika.terms import LiteralValue

IFNULL = re.compile(r"(ifnull)\(", re.IGNORECASE)
SHORT = 140  # characters of a text that is likely to come again


def append(
	doctype: str, fields: Sequence[str], rows: Iterable[Mapping[str, Any]], ignore_duplicates: bool = False
) -> None:
	"""Insert `rows` in their order in statements of many. Columns that no row fills are left to the table's defaults."""
	rows = list(rows)
	used = [field for field in fields if any(row.get(field) is not None for row in rows)]
	values = [literal(row.get(field) for field in used) for row in rows]
	append_literals(doctype, used, values, ignore_duplicates=ignore_duplicates)


def next_name(doctype: str, prefix: str, digits: int = 7) -> str:
	"""The next name of a DocType that has numbers of its own (setup/database): nobody waits for another's transaction, as they do for
	Frappe's naming series."""
	return f"{prefix}-{frappe.db.get_next_sequence_val(doctype, '_number_seq'):0{digits}d}"


def change(doctype: str, name: str, values: Mapping[str, Any]) -> None:
	"""Write these columns of one record, and nothing of it stays in the caches. A third of what Frappe's `set_value` takes is spent on
	a query of a general kind."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.update(table, immutable=False).where(table.name == name)
	for field, value in values.items():
		query.set(field, LiteralValue(_literal(value)))
	query.run()
	frappe.clear_document_cache(doctype, name)
	frappe.db.value_cache.pop(doctype, None)


def literal(values: Iterable[Any]) -> str:
	"""The values of a row as SQL, to be put together once where many rows have them in common."""
	return ",".join(map(_literal, values))


def append_literals(
	doctype: str,
	fields: Sequence[str],
	rows: Sequence[str],
	chunk: int = 2500,
	ignore_duplicates: bool = False,
) -> None:
	"""Insert rows that `literal` wrote. Going through the query builder value by value takes ten times as long."""
	into = _into(doctype, tuple(fields))
	for start in range(0, len(rows), chunk):
		some = [(LiteralValue(row),) for row in rows[start : start + chunk]]
		query = into.insert(*some)
		(query.ignore() if ignore_duplicates else query).run()


@lru_cache(maxsize=64)
def _into(doctype: str, fields: tuple[str, ...]) -> Any:
	"""The statement without its rows, which the query builder copies when they come."""
	columns = LiteralValue(",".join(f"`{field}`" for field in fields))  # quoted once, not in every statement
	return frappe.qb.into(frappe.qb.DocType(doctype)).columns(columns)


def _literal(value: Any) -> str:
	if value is None:
		return "NULL"
	if isinstance(value, int | float):
		return str(int(value) if isinstance(value, bool) else value)
	text = value if isinstance(value, str) else str(value)
	return _known_text(text) if len(text) <= SHORT else _quoted(text)


def _quoted(text: str) -> str:
	"""Between single quotes MariaDB reads nothing but the backslash and the quote as other than itself; Frappe's `escape` looks at every
	character, twenty times as long for a decision. The percent sign is Frappe's, which also puts coalesce( for ifnull( wherever it
	stands in a statement: a text that has the word is written as two, which are one to MariaDB."""
	escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("%", "%%")
	quoted = f"'{escaped}'"
	return IFNULL.sub(r"\1' '(", quoted) if "ifnull(" in quoted.lower() else quoted


_known_text = lru_cache(maxsize=2048)(_quoted)  # most of the short texts in many rows are the same few
