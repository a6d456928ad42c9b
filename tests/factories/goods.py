"""Items and their serial numbers."""

import frappe
from factories.unique import unique


def make_item(serialised: bool = False, **fields: object) -> str:
	"""A stock item that may be sold; with `serialised`, one whose units have serial numbers. Returns its code."""
	return (
		frappe.get_doc(
			{
				"doctype": "Item",
				"item_code": unique("Item"),
				"item_group": "Products",
				"stock_uom": "Nos",
				"is_stock_item": 1,
				"has_serial_no": int(serialised),
				**fields,
			}
		)
		.insert(ignore_permissions=True)
		.name
	)


def make_serial(item: str, **fields: object) -> str:
	"""One unit of `item`, in nobody's warehouse; returns its serial number."""
	return (
		frappe.get_doc(
			{
				"doctype": "Serial No",
				"serial_no": unique("SN"),
				"item_code": item,
				"company": a_company(),
				**fields,
			}
		)
		.insert(ignore_permissions=True)
		.name
	)


def a_company() -> str:
	return frappe.get_all("Company", pluck="name", order_by="creation", limit=1)[0]


def a_tax_account() -> str:
	filters = {"company": a_company(), "account_type": "Tax", "is_group": 0}
	return frappe.get_all("Account", filters, pluck="name", order_by="name", limit=1)[0]
