"""Units that were sold, with or without the invoice of the sale, and returns of them."""

from datetime import date

import frappe
from factories import warranty
from factories.goods import a_company


def make_unit(**fields: object) -> str:
	"""A unit sold online to a consumer on 2025-03-03; returns its name."""
	day = fields.pop("sold", "2025-03-03")
	sold = {"goods_category": "other", "channel": "online", "price": 270, "currency": "CNY"}
	return warranty.make_unit(**{**sold, "invoiced_on": day, "delivered_on": day, **fields}).name


def new_return(unit: str, kind: str = "No Reason", **fields: object) -> "frappe.model.document.Document":
	"""A return as somebody enters it, not saved."""
	product = frappe.get_doc("Aftersales Product", unit)
	return frappe.get_doc(
		{
			"doctype": "Aftersales Return",
			"company": product.company,
			"customer": product.customer,
			"product": unit,
			"return_kind": kind,
			"requested_on": frappe.utils.today(),
			**({} if kind == "No Reason" else {"grounds": "Does not start"}),
			**fields,
		}
	)


def make_invoice(item: str, customer: str, rates: dict[str, float] | None = None, **fields: object) -> str:
	"""A submitted invoice of one piece of the item, or of each item that `rates` prices; returns its name."""
	rows = [{"item_code": code, "qty": 1, "rate": rate} for code, rate in (rates or {item: 270}).items()]
	invoice = frappe.get_doc(
		{"doctype": "Sales Invoice", "company": a_company(), "customer": customer, "items": rows, **fields}
	)
	invoice.set_missing_values()
	invoice.insert(ignore_permissions=True)
	invoice.submit()
	return invoice.name


def a_warehouse() -> str:
	return frappe.db.get_value(
		"Warehouse", {"company": a_company(), "is_group": 0, "name": ("like", "Stores%")}
	)


def a_photo(name: str) -> None:
	"""A file that hangs on a return."""
	frappe.get_doc(
		doctype="File",
		file_name="scratch.txt",
		content="a photo",
		is_private=1,
		attached_to_doctype="Aftersales Return",
		attached_to_name=name,
	).insert(ignore_permissions=True)


def days(text: str) -> date:
	return frappe.utils.getdate(text)
