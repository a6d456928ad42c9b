"""What was paid for a piece on a delivery note or an invoice: its net amount, which the discount on the whole document has lessened already,
with its share of the taxes."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import frappe
from frappe.utils import flt

TAX = "Sales Taxes and Charges"
FIXED_SUM = "Actual"  # freight and the like: not paid for the goods


def taxes(doctype: str, names: Collection[str]) -> dict[str, list[Any]]:
	"""Of each document its rows of taxes, in one read."""
	asked = {"parenttype": doctype, "parent": ("in", names)}
	found: dict[str, list[Any]] = {}
	for row in frappe.get_all(TAX, asked, ["parent", "charge_type", "item_wise_tax_detail"], order_by="idx"):
		found.setdefault(row.parent, []).append(row)
	return found


def of_documents(doctype: str, names: Collection[str]) -> dict[str, float]:
	"""`paid` for whole documents, by three reads."""
	if not names:
		return {}
	rates = frappe.get_all(doctype, {"name": ("in", sorted(names))}, ["name", "conversion_rate"])
	items: dict[str, list[Any]] = {}
	fields = ["name", "parent", "item_code", "net_amount", "stock_qty"]
	for row in frappe.get_all(f"{doctype} Item", {"parent": ("in", sorted(names))}, fields):
		items.setdefault(row.parent, []).append(row)
	taxed, found = taxes(doctype, names), {}
	for head in rates:
		found |= paid(items.get(head.name, ()), taxed.get(head.name, ()), head.conversion_rate)
	return found


def paid(items: Iterable[Any], taxes: Iterable[Any], conversion_rate: float | None) -> dict[str, float]:
	"""Row -> the price of one piece in the unit of stock, taxes included, in the document's currency. ERPNext keeps the taxes of an item
	in the company's currency, for all rows of the item together."""
	rows = list(items)
	net, tax = _by_item(rows), _taxes_by_item(taxes, flt(conversion_rate) or 1)
	return {row.get("name"): _per_piece(row, net, tax) for row in rows}


def _per_piece(row: Any, net: Mapping[str, float], tax: Mapping[str, float]) -> float:
	item, own, pieces = row.get("item_code"), flt(row.get("net_amount")), flt(row.get("stock_qty"))
	share = own / net[item] if net.get(item) else 0
	return flt((own + share * tax.get(item, 0)) / pieces, 2) if pieces else 0


def _by_item(rows: Iterable[Any]) -> dict[str, float]:
	found: dict[str, float] = {}
	for row in rows:
		found[row.get("item_code")] = found.get(row.get("item_code"), 0) + flt(row.get("net_amount"))
	return found


def _taxes_by_item(taxes: Iterable[Any], conversion_rate: float) -> dict[str, float]:
	found: dict[str, float] = {}
	for row in taxes:
		if row.get("charge_type") == FIXED_SUM:
			continue
		for item, (_rate, amount) in json.loads(row.get("item_wise_tax_detail") or "{}").items():
			found[item] = found.get(item, 0) + flt(amount) / conversion_rate
	return found
