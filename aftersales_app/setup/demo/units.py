"""What the company promises beyond the law, and every appliance that was sold, registered: those of earlier years as they would be
taken over from an older system, those on this year's deliveries by themselves."""

from datetime import date
from typing import Any

import frappe

from aftersales_app.integrations import erpnext_sales
from aftersales_app.integrations.erpnext_sales import Sale, SaleRow
from aftersales_app.setup.demo import company
from aftersales_app.setup.demo.customers import Customer, Unit
from aftersales_app.setup.demo.ledger import Ledger
from aftersales_app.setup.demo.words import GROUPS, PRICES
from aftersales_app.warranty.services import register as book

PRODUCT, OWNER = "Aftersales Product", "Aftersales Product Owner"
PROMISED_YEARS, COMPRESSOR_YEARS = 3, 10
WHOLE = {
	"months": 12 * PROMISED_YEARS,
	"starts": "invoice",
	"starts_2": "delivery",
	"starts_3": "installation",
}
COMPRESSOR = {**WHOLE, "part": "压缩机", "months": 12 * COMPRESSOR_YEARS, "restarts_part_replaced": 1}
# name: (item group, what it says in the terms of sale, periods)
POLICIES = {
	"海韵整机三年 Three Years": (company.ALL_ITEMS, "海韵售后服务承诺（2018版）第二条", (WHOLE,)),
	"海韵冰箱压缩机十年 Compressor": (
		f"Haiyun {GROUPS['RF']}",
		"海韵售后服务承诺（2018版）第三条",
		(WHOLE, COMPRESSOR),
	),
}


def promise(ledger: Ledger, today: date) -> None:
	"""The company's policies, in force since before anything was sold that is still in use."""
	for name, (group, citation, periods) in POLICIES.items():
		values = {
			"policy_name": name,
			"company": company.NAME,
			"grant": "Promise",
			"applies_to": "Item Group",
			"item_group": group,
			"jurisdiction": "CN",
			"effective_from": date(today.year - 9, 1, 1),
			"citation": citation,
			"periods": [dict(period) for period in periods],
			"remedy_repair": 1,
			"remedy_replace_part": 1,
		}
		policy = frappe.get_doc({"doctype": "Aftersales Warranty Policy", **values})
		policy.insert(ignore_permissions=True)
		policy.flags.ignore_permissions = True
		policy.submit()
		ledger.made.setdefault(policy.doctype, []).append(policy.name)


def register(known: list[Customer]) -> dict[str, str]:
	"""Register what stands in the customers' homes by the service that reads sales: the serial numbers with their units."""
	sales = sorted((_sale(one, unit) for one in known for unit in one.units), key=lambda sale: sale.day)
	book.take(sales)
	_no_papers(PRODUCT)
	_no_papers(OWNER)
	return serials()


def serials() -> dict[str, str]:
	"""The serial numbers of the company with their units."""
	fields = ["serial_no", "name"]
	return dict(frappe.get_all(PRODUCT, {"company": company.NAME}, fields, as_list=True, limit=0))


def _sale(customer: Customer, unit: Unit) -> Sale:
	"""Paid and taken along on one day; the papers are in the older system."""
	code = company.model_code(unit.model)
	row = SaleRow("", code, 1, PRICES[unit.product], False, ((unit.serial, ""),))
	kind = erpnext_sales.INVOICE
	return Sale(kind, "", company.NAME, customer.name, unit.bought, "CNY", False, True, "", (row,))


def _no_papers(doctype: str) -> None:
	"""Nothing on this site is the source of what came from the older system."""
	table: Any = frappe.qb.DocType(doctype)
	blank = frappe.qb.update(table).set(table.source_doctype, None).set(table.source_name, None)
	if doctype == PRODUCT:
		blank = blank.set(table.invoice, None).set(table.invoice_row, None)
		blank = blank.where(table.company == company.NAME)
	blank.where((table.source_doctype == erpnext_sales.INVOICE) & (table.source_name == "")).run()
