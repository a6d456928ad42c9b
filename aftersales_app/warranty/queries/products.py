"""Reads of registered units."""

from typing import Any

import frappe
from frappe.utils import cint, getdate

from aftersales_app.domain.counters import Seen
from aftersales_app.domain.registration import Owner, resold_on

PRODUCT = "Aftersales Product"
# What a case is made of, and who has the unit.
RECORD = (
	*("name", "company", "customer", "item_code", "item_name", "serial_no"),
	*("status", "replaces", "replaced_by"),
	*("jurisdiction", "goods_category", "region", "buyer", "channel", "price", "currency"),
	*("invoiced_on", "delivered_on", "installed_on", "source_doctype", "source_name", "source_row"),
)


def record(name: str | None) -> Any:
	"""A registered unit as far as cases need it, with the day it was sold again, from Frappe's cache; None where there is none of that
	name."""
	try:
		unit = frappe.get_cached_doc(PRODUCT, name) if name else None
	except frappe.DoesNotExistError:
		frappe.clear_last_message()
		return None
	return unit and frappe._dict(
		{field: unit.get(field) for field in RECORD}, resold_on=resold_on(owners(unit))
	)


def owners(unit: Any) -> list[Owner]:
	"""Who has and had a unit, first to last."""
	return [
		Owner(
			row.customer,
			getdate(row.owned_from) if row.owned_from else None,
			row.source_row or "",
			row.kind,
			bool(row.void),
		)
		for row in unit.owners
	]


def readings(unit: Any) -> list[Seen]:
	"""What the counters of a unit showed, as far as it is told when."""
	return [
		Seen(row.idx, row.counter or "", getdate(row.read_on), cint(row.value), bool(row.replaced))
		for row in unit.readings
		if row.read_on
	]


def facts(product: str, fields: list[str]) -> Any:
	"""These fields of a unit; empty where there is none of that name."""
	return frappe.db.get_value(PRODUCT, product, fields, as_dict=True) or frappe._dict()
