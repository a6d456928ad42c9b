"""Records appended many at a time, past the making of documents."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import frappe
from pypika.terms import LiteralValue

IFNULL = re.compile(r"(ifnull)\(", re.IGNORECASE)


def append(
	doctype: str, fields: Sequence[str], rows: Iterable[Mapping[str, Any]], ignore_duplicates: bool = False
) -> None:
	"""Insert `rows` in their order in statements of many. Columns that no row fills are left to the table's defaults."""
	rows = list(rows)
	used = [field for field in fields if any(row.get(field) is not None for row in rows)]
	values = [literal(row.get(field) for field in used) for row in rows]
	append_literals(doctype, used, values, ignore_duplicates=ignore_duplicates)


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
	return frappe.qb.into(frappe.qb.DocType(doctype)).columns(*fields)


def _literal(value: Any) -> str:
	if value is None:
		return "NULL"
	if isinstance(value, int | float):
		return str(int(value) if isinstance(value, bool) else value)
	return _escaped(value if isinstance(value, str) else str(value))


@lru_cache(maxsize=2048)
def _escaped(text: str) -> str:
	"""Most of the texts in many rows are the same few. Frappe puts coalesce( for ifnull( wherever it stands in a statement: a text that
	has the word is written as two, which are one to MariaDB."""
	escaped = frappe.db.escape(text)
	return IFNULL.sub(r"\1' '(", escaped) if "ifnull(" in escaped.lower() else escaped
