"""Registered units, extended warranties and what sells them."""

import frappe
from factories.goods import a_company, make_item
from factories.people import make_customer
from factories.unique import unique


def make_unit(**fields: object) -> str:
	"""A unit of the first company in use, bought and delivered on 10 January 2025; returns its name."""
	return (
		frappe.get_doc(
			{
				"doctype": "Aftersales Product",
				"company": a_company(),
				"customer": fields.pop("customer", None) or make_customer(),
				"item_code": fields.pop("item_code", None) or make_item(),
				"serial_no": unique("SN"),
				"status": "In Use",
				"invoiced_on": "2025-01-10",
				"delivered_on": "2025-01-10",
				**fields,
			}
		)
		.insert(ignore_permissions=True)
		.name
	)


def make_extension_item(months: int = 12, **fields: object) -> str:
	"""An item that is an extended warranty; returns its code."""
	return make_item(is_stock_item=0, aftersales_extension_months=months, **fields)


def make_extension(**fields: object):
	"""An extended warranty of a year for 365, sold by hand on 10 January 2025."""
	return frappe.get_doc(
		{
			"doctype": "Aftersales Extension",
			"company": a_company(),
			"customer": fields.pop("customer", None) or make_customer(),
			"item": fields.pop("item", None) or make_extension_item(),
			"months": 12,
			"sold_on": "2025-01-10",
			"price": 365,
			"currency": "CNY",
			**fields,
		}
	).insert(ignore_permissions=True)


def make_invoice(customer: str, *rows: dict, submit: bool = True, **fields: object):
	"""A sales invoice of the first company with these rows, submitted."""
	invoice = frappe.get_doc(
		{
			"doctype": "Sales Invoice",
			"company": a_company(),
			"customer": customer,
			"posting_date": "2026-01-10",
			"set_posting_time": 1,
			"due_date": "2026-12-31",
			"currency": "CNY",
			"conversion_rate": 1,
			"items": [{"qty": 1, "rate": 365, **row} for row in rows],
			**fields,
		}
	).insert(ignore_permissions=True)
	if submit:
		invoice.submit()
	return invoice


def make_supplier(**fields: object) -> str:
	"""A supplier; returns its name."""
	return (
		frappe.get_doc(
			{
				"doctype": "Supplier",
				"supplier_name": unique("Supplier"),
				"supplier_group": frappe.get_all("Supplier Group", {"is_group": 0}, pluck="name", limit=1)[0],
				**fields,
			}
		)
		.insert(ignore_permissions=True)
		.name
	)
