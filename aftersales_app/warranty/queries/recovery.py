"""Demands on suppliers: those of a claim and those that are due."""

from datetime import date
from typing import Any

import frappe

DOCTYPE, CLAIM = "Aftersales Supplier Recovery", "Aftersales Claim"


def costs(claim: str) -> list[Any]:
	"""What a claim cost, row by row."""
	fields = ["kind", "item", "amount", "supplier"]
	filters = {"parent": claim, "parenttype": CLAIM}
	return frappe.get_all("Aftersales Claim Cost", filters=filters, fields=fields, order_by="idx")


def of_claim(claim: str) -> dict[tuple[str, str], str]:
	"""The demands that a claim has led to: supplier and part -> name."""
	rows = frappe.get_all(DOCTYPE, filters={"claim": claim}, fields=["supplier", "part", "name"])
	return {(row.supplier, row.part or ""): row.name for row in rows}


def old_part_is_back(claim: str, supplier: str, part: str) -> bool:
	"""Has the part that the claim's demand names been returned to the supplier?"""
	told = {"claim": claim, "supplier": supplier, "part": part, "old_part_returned_on": ("is", "set")}
	return bool(frappe.db.exists(DOCTYPE, told))


def open_until(day: date) -> list[str]:
	"""Demands that are still to be raised and whose last day is `day` or earlier, the most urgent first."""
	filters = {"status": "Open", "due_on": ("<=", day)}
	return frappe.get_all(DOCTYPE, filters=filters, pluck="name", order_by="due_on, name")


def due(day: date) -> list[dict[str, Any]]:
	"""What the user may see of demands to be raised, and of old parts to be returned, until `day`; the most urgent first."""
	fields = ["name", "claim", "supplier", "part", "amount", "currency"]
	raised = frappe.get_list(
		DOCTYPE, {"status": "Open", "due_on": ("<=", day)}, [*fields, "due_on as day"], limit=0
	)
	parts = frappe.get_list(
		DOCTYPE,
		{"old_part_due": ("<=", day), "old_part_returned_on": ("is", "not set"), "status": ("!=", "Lapsed")},
		[*fields, "old_part_due as day"],
		limit=0,
	)
	found = [{**row, "what": "raise"} for row in raised] + [{**row, "what": "old_part"} for row in parts]
	return sorted(found, key=lambda row: (row["day"], row["name"], row["what"]))
