"""The company of the demo: an appliance maker with its warehouses, products, parts and services."""

import frappe

from aftersales_app.setup.demo.ledger import Ledger
from aftersales_app.setup.demo.words import CATEGORIES, FEES, GROUPS, PARTS, PRODUCTS

NAME, ABBR = "Haiyun Appliances (Demo)", "HYD"
EXTENSION_ITEM, EXTENSION = "HY-SV-EXTEND", ("海韵延保两年 Extended Warranty", 299, 24)
ALL_ITEMS, PARTS_GROUP, FEES_GROUP = "Haiyun Catalogue", "Haiyun Spare Parts", "Haiyun Services"


def make(ledger: Ledger) -> None:
	_company(ledger)
	_groups(ledger)
	for product, (chinese, _share, _months, models) in PRODUCTS.items():
		for model in models:
			_item(
				ledger,
				model_code(model),
				f"海韵{chinese} {model}",
				GROUPS[product],
				is_stock_item=1,
				has_serial_no=1,
			)
	for code, (name, price) in PARTS.items():
		_item(ledger, f"HY-{code}", name, PARTS_GROUP, is_stock_item=1, standard_rate=price)
	for code, (name, price) in FEES.items():
		_item(ledger, f"HY-{code}", name, FEES_GROUP, is_stock_item=0, standard_rate=price)
	name, price, months = EXTENSION
	facts = {"is_stock_item": 0, "aftersales_extension_months": months}
	_item(ledger, EXTENSION_ITEM, name, FEES_GROUP, standard_rate=price, **facts)


def model_code(model: str) -> str:
	return f"HY-{model}"


def _company(ledger: Ledger) -> None:
	ledger.once(
		"Company",
		NAME,
		{
			"company_name": NAME,
			"abbr": ABBR,
			"default_currency": "CNY",
			"country": "China",
			"create_chart_of_accounts_based_on": "Standard Template",
			"chart_of_accounts": "Standard",
			"domain": "Manufacturing",
		},
	)


def _groups(ledger: Ledger) -> None:
	root = frappe.db.get_value("Item Group", {"is_group": 1, "parent_item_group": ("in", ("", None))})
	ledger.once(
		"Item Group", ALL_ITEMS, {"item_group_name": ALL_ITEMS, "parent_item_group": root, "is_group": 1}
	)
	for product, group in GROUPS.items():
		_group(ledger, f"Haiyun {group}", aftersales_goods_category=_category(product))
	for name in (PARTS_GROUP, FEES_GROUP):
		_group(ledger, name)


def _group(ledger: Ledger, name: str, **facts: str | None) -> None:
	ledger.once("Item Group", name, {"item_group_name": name, "parent_item_group": ALL_ITEMS, **facts})


def _category(product: str) -> str | None:
	"""The goods category by which the law sorts the product, where the site has it."""
	name = f"CN-{CATEGORIES[product]}"
	return name if frappe.db.exists("Aftersales Goods Category", name) else None


def _item(ledger: Ledger, code: str, name: str, group: str, standard_rate: int = 0, **facts: int) -> None:
	values = {
		"item_code": code,
		"item_name": name,
		"item_group": group if group.startswith("Haiyun ") else f"Haiyun {group}",
		"stock_uom": "Nos",
		"include_item_in_manufacturing": 0,
		**facts,
	}
	ledger.once("Item", code, values)
