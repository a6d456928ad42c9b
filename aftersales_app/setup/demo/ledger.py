"""What the demo made on this site, so that exactly that can be taken away again.

Kept as defaults of a parent of its own, by DocType: not a DocType that customers would have to carry, and not
among the defaults that every page loads.
"""

import json
from collections.abc import Iterable
from typing import Any

import frappe

from aftersales_app.aftersales_core.rows import append_literals, literal

PARENT = "aftersales_demo"
IN_A_ROW = 500


class Ledger:
	"""Names by DocType, in the order in which they were made."""

	def __init__(self, made: dict[str, list[str]] | None = None) -> None:
		self.made = made or {}

	def once(self, doctype: str, name: str, values: dict[str, Any], **options: Any) -> str:
		"""The record of that name: the site's own where it has one, else a new one that the ledger remembers."""
		if not frappe.db.exists(doctype, name):
			doc = frappe.get_doc({"doctype": doctype, **values})
			doc.flags.update(options)
			# Set-up writes records of many departments, before anybody has a role.
			doc.insert(ignore_permissions=True, set_name=name)
			self.made.setdefault(doctype, []).append(doc.name)
			return doc.name
		return name

	def rows(self, doctype: str, rows: Iterable[dict[str, Any]]) -> None:
		"""Plain rows with the DocType's defaults, many to a statement, past the document's own rules."""
		found = list(rows)
		if found:
			insert_rows(doctype, found)
			if not frappe.get_meta(doctype).istable:
				self.made.setdefault(doctype, []).extend(row["name"] for row in found)

	def save(self) -> None:
		for doctype, names in self.made.items():
			for start in range(0, len(names), IN_A_ROW):
				part = json.dumps(names[start : start + IN_A_ROW])
				frappe.defaults.add_default(doctype, part, parent=PARENT)


def read() -> Ledger:
	"""The ledger of the demo on this site, empty where there is none."""
	rows = frappe.get_all("DefaultValue", {"parent": PARENT}, ["defkey", "defvalue"], order_by="creation")
	book = Ledger()
	for row in rows:
		book.made.setdefault(row.defkey, []).extend(json.loads(row.defvalue))
	return book


def forget() -> None:
	frappe.defaults.clear_default(parent=PARENT)


def insert_rows(doctype: str, rows: list[dict[str, Any]]) -> None:
	"""Insert rows of one DocType; all have the columns of the first, `name` among them."""
	now, user = frappe.utils.now(), "Administrator"
	usual = {"owner": user, "modified_by": user, "creation": now, "modified": now, "docstatus": 0, "idx": 0}
	blank = {**usual, **_defaults(doctype)}
	columns = [*blank, *(column for column in rows[0] if column not in blank)]
	values = [literal(_value(row, column, blank) for column in columns) for row in rows]
	append_literals(doctype, columns, values, chunk=1000)


def _value(row: dict[str, Any], column: str, blank: dict[str, Any]) -> Any:
	found = row.get(column)
	return blank.get(column) if found is None else found


def _defaults(doctype: str) -> dict[str, Any]:
	"""Column -> what an empty document has there, only where that is something."""
	doc = frappe.new_doc(doctype).get_valid_dict()
	skip = ("name", "owner", "creation", "modified", "modified_by", "doctype")
	return {field: value for field, value in doc.items() if value not in (None, "") and field not in skip}
