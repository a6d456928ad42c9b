"""Rules and policies of the warranty, registered units, their repairs and extended warranties, and a second company."""

from typing import Any

import frappe
from factories.goods import a_company, make_item
from factories.people import make_customer
from factories.unique import unique


def new_rule(**fields: Any) -> Any:
	"""A rule of a kind of its own, not saved: in force since 2020, it gives the exchange of televisions within 30 days of
	receipt."""
	values = {
		"doctype": "Aftersales Statutory Rule",
		"rule_id": unique("RULE").upper().replace(" ", "-"),
		"rule_kind": "Remedies",
		"jurisdiction": "CN",
		"rank": "local_rule",
		"region": "CN-GD",
		"citation": "Ordinance of the test, art. 1",
		"effective_from": "2020-01-01",
		"categories": [{"goods_category": "CN-tv"}],
		"buyer": "consumer",
		"windows": [{"comparator": "within", "value": 30, "unit": "day", "since": "received_on"}],
		"conditions": [{"fact": "defect_confirmed", "operator": "==", "value": "true"}],
		"remedy_exchange": 1,
	}
	return frappe.get_doc({**values, **fields})


def make_rule(**fields: Any) -> Any:
	"""The same, published."""
	rule = new_rule(**fields)
	rule.insert(ignore_permissions=True)
	rule.submit()
	return rule


def new_policy(**fields: Any) -> Any:
	"""A contract of 24 months for all goods that the first company sells since 2020, not saved."""
	values = {
		"doctype": "Aftersales Warranty Policy",
		"policy_name": unique("POLICY"),
		"company": a_company(),
		"grant": "Contract",
		"applies_to": "All",
		"jurisdiction": "CN",
		"effective_from": "2020-01-01",
		"citation": "Terms of sale, no. 7",
		"periods": [{"months": 24}],
	}
	return frappe.get_doc({**values, **fields})


def make_policy(**fields: Any) -> Any:
	"""The same, published."""
	policy = new_policy(**fields)
	policy.insert(ignore_permissions=True)
	policy.submit()
	return policy


def make_unit(**fields: object) -> "frappe.model.document.Document":
	"""A television of the first company, sold in Guangdong on 2026-03-02 to a customer of its own."""
	customer = fields.pop("customer", None) or make_customer()
	item = fields.pop("item_code", None) or make_item()
	sold = {
		"goods_category": "tv",
		"jurisdiction": "CN",
		"region": "CN-GD",
		"buyer": "consumer",
		"channel": "store",
		"invoiced_on": "2026-03-02",
		"delivered_on": "2026-03-02",
	}
	about = {"company": a_company(), "customer": customer, "item_code": item, "serial_no": unique("SN")}
	unit = {"doctype": "Aftersales Product", **about, **sold, **fields}
	made = frappe.get_doc(unit)
	made.flags.derived = True  # also what only services write
	return made.insert(ignore_permissions=True)


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


def make_plain_unit(**fields: object) -> str:
	"""A unit of the first company in use whose kind of goods nobody told, bought and delivered on 10 January 2025; returns its name."""
	untold = dict.fromkeys(("goods_category", "jurisdiction", "region", "buyer", "channel"))
	return make_unit(**{**untold, "invoiced_on": "2025-01-10", "delivered_on": "2025-01-10", **fields}).name


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
