"""The stored rules, categories and policies, read whole: a few statements each, then compiled."""

from collections import defaultdict
from typing import Any

import frappe

RULE, CATEGORY, POLICY = (
	"Aftersales Statutory Rule",
	"Aftersales Goods Category",
	"Aftersales Warranty Policy",
)


def published_rules() -> list[dict[str, Any]]:
	"""All published rules with their tables."""
	return _with_tables(RULE, {"docstatus": 1})


def published_policies(company: str) -> list[dict[str, Any]]:
	"""A company's published policies with their tables."""
	return _with_tables(POLICY, {"docstatus": 1, "company": company})


def categories() -> list[dict[str, Any]]:
	"""All goods categories with their tables."""
	return _with_tables(CATEGORY, {})


def titles_of_categories(jurisdiction: str) -> dict[str, str]:
	"""What the categories of a country are called, by name."""
	return dict(frappe.get_all(CATEGORY, {"jurisdiction": jurisdiction}, ["name", "title"], as_list=True))


def is_category(name: str) -> bool:
	return bool(name and frappe.db.exists(CATEGORY, name))


def versions_of(doctype: str, field: str, name: str) -> list[dict[str, Any]]:
	"""Every version of a rule or policy, drafts and withdrawn ones too, newest first."""
	return frappe.get_all(
		doctype, filters={field: name}, fields=["name", "version", "docstatus"], order_by="version desc"
	)


def _with_tables(doctype: str, filters: dict[str, Any]) -> list[dict[str, Any]]:
	found = frappe.get_all(doctype, filters=filters, fields=["*"], order_by="name")
	names = [row.name for row in found]
	for table in frappe.get_meta(doctype).get_table_fields() if names else ():
		rows = _rows(table.options, doctype, table.fieldname, names)
		for record in found:
			record[table.fieldname] = rows[record.name]
	return found


def _rows(table: str, doctype: str, field: str, names: list[str]) -> dict[str, list[dict[str, Any]]]:
	grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
	filters = {"parenttype": doctype, "parentfield": field, "parent": ("in", names)}
	for row in frappe.get_all(table, filters=filters, fields=["*"], order_by="parent, idx"):
		grouped[row.parent].append(row)
	return grouped
