"""Reads of registered units that are not a plain get_doc."""

from collections.abc import Collection, Iterable
from typing import Any

import frappe
from frappe.query_builder import DocType
from frappe.query_builder.functions import Count
from pypika.terms import Function, LiteralValue

from aftersales_app.domain.registration import CANCELLED, IN_USE

PRODUCT, OWNER, COVERAGE = "Aftersales Product", "Aftersales Product Owner", "Aftersales Coverage"
NUMBERS = "aftersales_product_number_seq"
# what a sale reads and writes of a unit
FIELDS = (
	"name",
	"unit_key",
	"company",
	"customer",
	"status",
	"item_code",
	"serial_no",
	"source_doctype",
	"source_name",
	"source_row",
	"order_row",
	"delivery_row",
	"invoice",
	"invoice_row",
	"invoiced_on",
	"delivered_on",
	"installed_on",
	"registered_on",
	"replaces",
	"replaced_by",
	"jurisdiction",
	"region",
	"buyer",
	"channel",
	"price",
	"currency",
	"coverage_statement",
)
SEGMENT = (
	"part",
	"kind",
	"term",
	"norm",
	"norm_version",
	"citation",
	"first_day",
	"last_day",
	"not_for",
	"why",
)


def numbers(count: int) -> list[int]:
	"""The next `count` numbers of units, by one statement."""
	if not count:
		return []
	Rows = frappe.qb.Table(f"seq_1_to_{count}")
	return [row[0] for row in frappe.qb.from_(Rows).select(LiteralValue(f"nextval(`{NUMBERS}`)")).run()]


def known(column: str, values: Collection[str]) -> list[frappe._dict]:
	"""The units whose `column` is one of the values, in the order of their numbers, with their owners."""
	if not values:
		return []
	Product, Owner = DocType(PRODUCT), DocType(OWNER)
	units = (
		frappe.qb.from_(Product)
		.select(*(Product[field] for field in FIELDS))
		.where(Product[column].isin(list(values)))
		.orderby(Product.name)
		.run(as_dict=True)
	)
	if not units:
		return []
	by_name = {unit.name: unit for unit in units}
	for unit in units:
		unit.owners = []
	owners = (
		frappe.qb.from_(Owner)
		.select(Owner.star)
		.where((Owner.parenttype == PRODUCT) & Owner.parent.isin(list(by_name)))
		.orderby(Owner.parent, Owner.idx)
		.run(as_dict=True)
	)
	for owner in owners:
		by_name[owner.parent].owners.append(owner)
	return units


def keyed(filters: dict[str, Any]) -> list[frappe._dict]:
	"""Units with what they are known by, in the order of their numbers."""
	return frappe.get_all(PRODUCT, filters, ["name", "item_code", "serial_no", "unit_key"], order_by="name")


def sold_again(customer: str) -> list[frappe._dict]:
	"""The rows of sales that units had after others, with what each was before, of units that this customer had or has."""
	Row, Had = frappe.qb.DocType(OWNER), frappe.qb.DocType(OWNER).as_("had")
	query = frappe.qb.from_(Row).join(Had).on(Had.parent == Row.parent)
	query = query.where((Had.customer == customer) & Row.before.isnotnull())
	return query.select(Row.name, Row.before).distinct().run(as_dict=True)


def sold_before_by(company: str) -> list[frappe._dict]:
	"""The rows of sales that units had after others, with what each was before, where that was a unit of this company."""
	Row = frappe.qb.DocType(OWNER)
	query = frappe.qb.from_(Row).select(Row.name, Row.before)
	return query.where(Function("json_value", Row.before, "$.unit.company") == company).run(as_dict=True)


def find(serial_no: str, customer: str | None, item_code: str | None) -> list[frappe._dict]:
	"""Units of a serial number, of a customer or an item where they are given; two at the most."""
	filters = {"serial_no": serial_no, "customer": customer, "item_code": item_code}
	given = {field: value for field, value in filters.items() if value}
	return frappe.get_all(PRODUCT, given, ["name", "customer", "status"], order_by="name", limit=2)


def statement(product: str, number: int) -> list[tuple[Any, ...]]:
	"""The segments of a statement of coverage, as they were written."""
	told = {"product": product, "statement": number}
	return frappe.get_all(COVERAGE, told, list(SEGMENT), order_by="name", as_list=True)


def of_sale(doctype: str, name: str) -> list[str]:
	"""The units that a delivery or an invoice sold, also those that were sold again since."""
	told = {"parenttype": PRODUCT, "source_doctype": doctype, "source_name": name, "void": 0}
	return sorted(set(frappe.get_all(OWNER, told, pluck="parent")))


def of_delivery(name: str | None, item_code: str) -> list[frappe._dict]:
	"""The units in use of an item that a delivery note has registered, with their serial numbers."""
	told = {"source_doctype": "Delivery Note", "source_name": name, "item_code": item_code, "status": IN_USE}
	return frappe.get_all(PRODUCT, told, ["name", "serial_no"], order_by="name") if name else []


def handed_over_by(rows: Collection[str]) -> list[str]:
	"""The units that rows of a delivery handed over and another document had sold."""
	return frappe.get_all(PRODUCT, {"delivery_row": ("in", sorted(rows))}, pluck="name") if rows else []


def billed(rows: Collection[str]) -> dict[tuple[str, str], int]:
	"""(row of an invoice, item) -> the units that it bills. Those whose sale was cancelled are not counted."""
	if not rows:
		return {}
	Product = DocType(PRODUCT)
	query = frappe.qb.from_(Product).groupby(Product.invoice_row, Product.item_code)
	query = query.select(Product.invoice_row, Product.item_code, Count("*"))
	query = query.where(Product.invoice_row.isin(sorted(rows)) & (Product.status != CANCELLED))
	return {(row, item): count for row, item, count in query.run()}


def taken_back_by(name: str, rows: Collection[str]) -> list[str]:
	"""The units that a return of these rows took back, as their owners' papers say."""
	told = {"parenttype": PRODUCT, "heard": ("like", f"%{name}%")}
	if rows:
		told["source_row"] = ("in", sorted(rows))
	return sorted(set(frappe.get_all(OWNER, told, pluck="parent")))


def invoiced_by(name: str) -> list[str]:
	"""The units that an invoice is about."""
	return frappe.get_all(PRODUCT, {"invoice": name}, pluck="name")


def replaced(product: str | None) -> Iterable[frappe._dict]:
	"""The units that this one's owner had before it: this one, what it replaced, and so on."""
	seen: set[str] = set()
	while product and product not in seen:
		seen.add(product)
		unit = frappe.db.get_value(
			PRODUCT, product, [*DATES, "name", "replaces", "has_history"], as_dict=True
		)
		if not unit:
			return
		yield unit
		product = unit.replaces


def has_history(product: str) -> bool:
	"""Is there a repair of this unit, or an extended warranty that was put to it?"""
	told = {"product": product}
	return any(frappe.db.exists(doctype, told) for doctype in ("Aftersales Repair", "Aftersales Extension"))


DATES = ("invoiced_on", "delivered_on", "installed_on", "registered_on", "factory_on")
