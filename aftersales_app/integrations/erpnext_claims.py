"""What a warranty claim needs of ERPNext: a quotation, as a draft and as it stands."""

from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.utils import strip_html

from aftersales_app.integrations.erpnext import default_currency


def draft_quotation(claim: Any) -> str:
	"""A draft Quotation for the costs of a claim, in the company's currency. The user needs the right to create quotations.

	As with invoices the agreed price is the row's list price, so that it never becomes one for other customers.
	"""
	if not frappe.has_permission("Quotation", "create"):
		frappe.throw(
			_("You may not create quotations. Ask somebody in sales to make it from this claim."),
			frappe.PermissionError,
		)
	quotation = frappe.new_doc("Quotation")
	quotation.update(
		{
			"quotation_to": "Customer",
			"party_name": claim.customer,
			"company": claim.company,
			"currency": default_currency(claim.company),
			"conversion_rate": 1,
			"ignore_pricing_rule": 1,
			"aftersales_claim": claim.name,
		}
	)
	for row in claim.amounts:
		line = {"item_code": row.item, "qty": row.qty, "price_list_rate": row.rate, "rate": row.rate}
		quotation.append("items", {**line, **({"description": row.description} if row.description else {})})
	quotation.set_missing_values()
	for line, row in zip(quotation.get("items"), claim.amounts, strict=True):
		line.update({"price_list_rate": row.rate, "rate": row.rate})
	return quotation.insert().name


class Quoted(NamedTuple):
	"""A quotation in the company's currency: its lines as (text, quantity, rate, amount), taxes and discount as (label, amount)."""

	docstatus: int
	total: float
	lines: list[tuple[str, float, float, float]]
	extras: list[tuple[str, float]]


def standing(name: str) -> tuple[int, float]:
	"""Its docstatus and its grand total in the company's currency."""
	return frappe.db.get_value("Quotation", name, ["docstatus", "base_grand_total"])


def quotation(name: str) -> Quoted:
	"""What is quoted, for a print; whoever may read the claim may read it."""
	doc = frappe.get_doc("Quotation", name)
	lines = [(_text(row), row.qty, row.base_rate, row.base_amount) for row in doc.get("items")]
	extras = [(strip_html(row.description), row.base_tax_amount) for row in doc.taxes if row.base_tax_amount]
	if doc.base_discount_amount:
		extras.append((_("Discount"), -doc.base_discount_amount))
	return Quoted(doc.docstatus, doc.base_grand_total, lines, extras)


def _text(row: Any) -> str:
	"""The item, and what was written about it where that is something else."""
	about = strip_html(row.description or "").strip()
	return row.item_name if about in ("", row.item_name, row.item_code) else about
