"""Extended warranty on ERPNext's invoices: which rows sell one, and the draft of the credit note when one is cancelled."""

from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt


def months_of(item_code: str) -> int:
	"""How many months of extended warranty an item is; 0 for other items."""
	return cint(frappe.get_cached_value("Item", item_code, "aftersales_extension_months"))


def sold(invoice: Any) -> Iterator[dict[str, Any]]:
	"""The extensions that an invoice sells, one for each piece: a row of three is three.

	The price is what the customer pays for the piece as the row states it, less its share of a discount on the whole invoice.
	"""
	for row in invoice.items:
		months = months_of(row.item_code) if row.item_code else 0
		pieces = max(1, cint(row.qty))
		for _piece in range(pieces if months > 0 else 0):
			yield {
				"company": invoice.company,
				"customer": invoice.customer,
				"item": row.item_code,
				"item_name": row.item_name,
				"months": months,
				"sales_invoice": invoice.name,
				"sales_invoice_row": row.name,
				"sold_on": invoice.posting_date,
				"price": flt((flt(row.amount) - flt(row.distributed_discount_amount)) / pieces, 2),
				"currency": invoice.currency,
			}


def draft_credit_note(extension: Any) -> str:
	"""A draft credit note against the invoice that sold the extension, for one piece and what is paid back of it. The user needs
	the right to create invoices.

	Shipping and other charges of a fixed amount, payments and the discount on the whole invoice belong to what stays sold.
	"""
	from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return

	note = make_sales_return(extension.sales_invoice)
	row = next((one for one in note.items if one.sales_invoice_item == extension.sales_invoice_row), None)
	if row is None:
		frappe.throw(_("The invoice {0} has been credited in full already.").format(extension.sales_invoice))
	row.update({"qty": -1, "rate": extension.refund, "price_list_rate": extension.refund})
	row.update(
		{"discount_percentage": 0, "discount_amount": 0, "margin_type": "", "margin_rate_or_amount": 0}
	)
	note.set("items", [row])
	note.set("taxes", [tax for tax in note.taxes if tax.charge_type != "Actual"])
	for table in ("payments", "payment_schedule", "packed_items", "advances"):
		note.set(table, [])
	note.update(
		{
			"is_pos": 0,
			"update_stock": 0,
			"posting_date": None,
			"payment_terms_template": None,
			"discount_amount": 0,
			"additional_discount_percentage": 0,
			"aftersales_extension": extension.name,
			"remarks": _("For the cancelled extended warranty {0}").format(extension.name),
		}
	)
	return note.insert().name
