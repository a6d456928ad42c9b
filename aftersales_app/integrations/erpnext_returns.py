"""ERPNext's documents of returns and exchanges: the invoice of a unit, credit notes and replacement deliveries, as drafts."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, fmt_money

from aftersales_app.integrations.erpnext import company_of_warehouse, default_currency, has_serial_no


def invoice_of(doctype: str | None, name: str | None, row: str | None = None) -> str | None:
	"""The submitted invoice by which a unit was sold, found from the document that it was registered from."""
	if doctype == "Sales Invoice":
		return name if frappe.db.get_value(doctype, name, "docstatus") == 1 else None
	if doctype != "Delivery Note" or not name:
		return None
	billed = {"delivery_note": name, "docstatus": 1, **({"dn_detail": row} if row else {})}
	before = {"parent": name, **({"name": row} if row else {})}
	return frappe.db.get_value("Sales Invoice Item", billed, "parent") or frappe.db.get_value(
		"Delivery Note Item", {**before, "against_sales_invoice": ("is", "set")}, "against_sales_invoice"
	)


def check_invoice(name: str, customer: str, company: str) -> None:
	"""Throw for an invoice that cannot be the one of this sale."""
	fields = ["customer", "company", "docstatus", "is_return"]
	invoice = frappe.db.get_value("Sales Invoice", name, fields, as_dict=True)
	if not invoice or (invoice.customer, invoice.company) != (customer, company):
		frappe.throw(_("The invoice {0} is not one of this customer and company.").format(name))
	if invoice.docstatus != 1 or invoice.is_return:
		frappe.throw(_("The invoice {0} is no submitted invoice of a sale.").format(name))


def draft_credit_note(doc: Any) -> str:
	"""A draft that credits the returned unit with the refund of the return, against the invoice of its sale. The user needs
	the right to create invoices. Throws where the invoice has no such item left, or less than the refund."""
	from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return

	note = make_sales_return(doc.sales_invoice)
	row = _row_of(note, doc)
	note.set("items", [row])
	note.set("payments", [])
	note.update({"is_pos": 0, "paid_amount": 0, "discount_amount": 0, "additional_discount_percentage": 0})
	note.update({"apply_discount_on": "Grand Total", "disable_rounded_total": 1})
	note.update({"aftersales_return": doc.name, "remarks": _("For return {0}").format(doc.name)})
	note.run_method("calculate_taxes_and_totals")
	credited, refund = abs(flt(note.grand_total, 2)), flt(doc.refund_amount, 2)
	if refund > credited:
		frappe.throw(
			_(
				"The refund of {0} is more than the {1} that the invoice {2} has for it. Check the amounts."
			).format(
				*(fmt_money(amount, currency=note.currency) for amount in (refund, credited)),
				doc.sales_invoice,
			)
		)
	note.discount_amount = flt(refund - credited, 2)
	return note.insert().name


def _row_of(note: Any, doc: Any) -> Any:
	"""The row of the unit, for one piece."""
	rows = [row for row in note.items if row.item_code == doc.item_code and flt(row.qty) < 0]
	own = [row for row in rows if doc.serial_no and doc.serial_no in (row.serial_no or "").split("\n")]
	if not rows:
		frappe.throw(
			_("The invoice {0} has no {1} that can still be credited.").format(
				doc.sales_invoice, doc.item_code
			)
		)
	row = (own or rows)[0]
	row.qty, row.stock_qty = -1, -flt(row.conversion_factor or 1)
	if has_serial_no(doc.item_code) and doc.serial_no:
		row.update(
			{"use_serial_batch_fields": 1, "serial_no": doc.serial_no, "serial_and_batch_bundle": None}
		)
	return row


def draft_replacement(doc: Any) -> str:
	"""A draft that delivers another piece of the returned item at no price. The user needs the right to create delivery
	notes."""
	if not doc.warehouse:
		frappe.throw(_("Say from which warehouse the replacement comes."))
	if company_of_warehouse(doc.warehouse) != doc.company:
		frappe.throw(_("The warehouse {0} does not belong to {1}.").format(doc.warehouse, doc.company))
	note = frappe.new_doc("Delivery Note")
	note.update({"company": doc.company, "customer": doc.customer, "currency": default_currency(doc.company)})
	note.update({"conversion_rate": 1, "ignore_pricing_rule": 1, "aftersales_return": doc.name})
	row = {"item_code": doc.item_code, "qty": 1, "warehouse": doc.warehouse}
	counted = doc.out_serial and has_serial_no(doc.item_code)
	serial = {"use_serial_batch_fields": 1, "serial_no": doc.out_serial} if counted else {}
	note.append("items", {**row, **serial})
	note.set_missing_values()
	for item in note.items:
		item.update({"price_list_rate": 0, "rate": 0, "is_free_item": 1})
	return note.insert().name


def row_of_delivery(name: str, item_code: str) -> str | None:
	"""The row of a delivery note, draft or not, that hands out an item."""
	return frappe.db.get_value("Delivery Note Item", {"parent": name, "item_code": item_code}, "name")


def is_submitted(delivery: str | None) -> bool:
	return bool(delivery) and frappe.db.get_value("Delivery Note", delivery, "docstatus") == 1


def booked(credit_note: str) -> str | None:
	"""The credit note that its owner submitted: this one, or the one that it was amended to; None as long as none is."""
	note: str | None = credit_note
	while note and frappe.db.get_value("Sales Invoice", note, "docstatus") != 1:
		note = frappe.db.get_value("Sales Invoice", {"amended_from": note})
	return note
