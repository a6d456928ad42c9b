"""Registered units and their repairs, and a second company."""

import frappe
from factories.goods import a_company, make_item
from factories.people import make_customer
from factories.unique import unique


def make_unit(**fields: object) -> "frappe.model.document.Document":
	"""A television of the first company, sold in Guangdong on 2026-03-02 to a customer of its own."""
	return frappe.get_doc(
		{
			"doctype": "Aftersales Product",
			"company": a_company(),
			"customer": fields.pop("customer", None) or make_customer(),
			"item_code": fields.pop("item_code", None) or make_item(),
			"serial_no": unique("SN"),
			"goods_category": "tv",
			"jurisdiction": "CN",
			"region": "CN-GD",
			"buyer": "consumer",
			"channel": "store",
			"invoiced_on": "2026-03-02",
			"delivered_on": "2026-03-02",
			**fields,
		}
	).insert(ignore_permissions=True)


def new_repair(product: str, received_on: str, returned_on: str | None = None, **fields: object):
	"""A repair as somebody enters it, not saved: the product caused it, under warranty, taken back."""
	return frappe.get_doc(
		{
			"doctype": "Aftersales Repair",
			"product": product,
			"received_on": received_on,
			"returned_on": returned_on,
			"cause": "product",
			"fault": "no picture",
			"in_warranty": 1,
			"confirmed": 1,
			**fields,
		}
	)


def make_company() -> str:
	"""A second company of the site."""
	return (
		frappe.get_doc(
			{
				"doctype": "Company",
				"company_name": unique("Second"),
				"abbr": frappe.generate_hash(length=5).upper(),
				"default_currency": "CNY",
				"country": "China",
			}
		)
		.insert()
		.name
	)
