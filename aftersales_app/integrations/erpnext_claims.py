"""What a warranty claim needs of ERPNext: the draft of a quotation."""

from typing import Any

import frappe
from frappe import _

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
