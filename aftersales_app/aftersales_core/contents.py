"""What a document holds, as it compares with what it held before, and as rules reckon with it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import frappe
from frappe.utils import cstr, flt


def content(doc: Any, field: str, columns: Sequence[str] = ()) -> Any:
	"""A field as it compares, see `plain`; of a table its rows in these columns, by default in all."""
	value = doc.get(field)
	if not isinstance(value, list):
		return plain(value)
	columns = columns or [one.fieldname for one in frappe.get_meta(doc.meta.get_options(field)).fields]
	return [[plain(row.get(column)) for column in columns] for row in value]


def plain(value: Any) -> Any:
	"""Numbers as numbers, nothing as nothing, days and moments as text."""
	return flt(value) if isinstance(value, int | float) or not value else cstr(value)


def exact(value: Any) -> Decimal:
	"""A sum, quantity or percentage of a document as rules reckon with it; nothing is 0."""
	return Decimal(str(flt(value)))
