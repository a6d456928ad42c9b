"""Records appended many at a time, past the making of documents."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import frappe


def append(
	doctype: str, fields: Sequence[str], rows: Iterable[Mapping[str, Any]], ignore_duplicates: bool = False
) -> None:
	"""Insert `rows` in their order by one statement. Columns that no row fills are left to the table's defaults."""
	rows = list(rows)
	used = [field for field in fields if any(row.get(field) is not None for row in rows)]
	values = [tuple(row.get(field) for field in used) for row in rows]
	if values:
		frappe.db.bulk_insert(doctype, used, values, ignore_duplicates=ignore_duplicates)
