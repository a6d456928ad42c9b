"""Deliveries and invoices with the stock that they need, as the desk submits them."""

import frappe
from factories.goods import a_company, make_item, make_serial
from factories.people import make_customer


def new_year() -> str:
	"""The first day of the year, which ERPNext's books are open for."""
	return f"{frappe.utils.today()[:4]}-01-01"


def a_warehouse() -> str:
	filters = {"company": a_company(), "is_group": 0, "disabled": 0}
	return frappe.get_all("Warehouse", filters, pluck="name", order_by="name", limit=1)[0]


def receive(item: str, qty: int = 1, serials: str = "", batch: str = "", **fields: object):
	"""A material receipt into the first warehouse."""
	return move("Material Receipt", item, qty, serials, batch, t_warehouse=a_warehouse(), **fields)


def issue(item: str, qty: int = 1, serials: str = "", **fields: object):
	return move("Material Issue", item, qty, serials, s_warehouse=a_warehouse(), **fields)


def move(purpose: str, item: str, qty: int, serials: str, batch: str = "", day: str = "", **row: object):
	"""A stock entry of that day, today's without one."""
	entry = frappe.get_doc(
		{
			"doctype": "Stock Entry",
			"stock_entry_type": purpose,
			"purpose": purpose,
			"company": a_company(),
			"posting_date": day or frappe.utils.today(),
			"set_posting_time": 1,
			"items": [
				{
					"item_code": item,
					"qty": qty,
					"basic_rate": 100,
					"use_serial_batch_fields": 1,
					"serial_no": serials,
					"batch_no": batch,
					**row,
				}
			],
		}
	)
	entry.insert(ignore_permissions=True)
	entry.submit()
	return entry


def new_delivery(item: str, qty: int = 1, serials: str = "", customer: str = "", **fields: object):
	"""A delivery note as somebody enters it, not saved. Fields of the row by `row`."""
	return _sale("Delivery Note", item, qty, serials, customer, fields)


def deliver(item: str, qty: int = 1, serials: str = "", customer: str = "", **fields: object):
	doc = new_delivery(item, qty, serials, customer, **fields)
	doc.insert(ignore_permissions=True)
	doc.submit()
	return doc


def invoice(item: str, qty: int = 1, serials: str = "", customer: str = "", **fields: object):
	doc = _sale("Sales Invoice", item, qty, serials, customer, {"due_date": "2099-12-31", **fields})
	doc.insert(ignore_permissions=True)
	doc.submit()
	return doc


def _sale(doctype: str, item: str, qty: int, serials: str, customer: str, fields: dict):
	fields = dict(fields)
	row = fields.pop("row", {})
	rate = {"rate": 3000, "price_list_rate": 3000}
	return frappe.get_doc(
		{
			"doctype": doctype,
			"company": a_company(),
			"customer": customer or make_customer(),
			"items": [
				{
					"item_code": item,
					"qty": qty,
					**rate,
					"warehouse": a_warehouse(),
					"use_serial_batch_fields": 1,
					"serial_no": serials,
					**row,
				}
			],
			**fields,
		}
	)


def serialised(count: int = 1, **fields: object) -> tuple[str, list[str]]:
	"""An item with serial numbers and so many units of it in stock."""
	item = make_item(serialised=True, **fields)
	serials = [make_serial(item) for _ in range(count)]
	receive(item, count, "\n".join(serials), day=new_year())
	return item, serials
