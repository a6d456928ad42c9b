"""Extended warranties: those of an invoice, of a unit, and those that are over."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe

DOCTYPE = "Aftersales Extension"


def of_invoice(invoice: str, statuses: Iterable[str]) -> list[Any]:
	"""Name, day of sale and unit of what an invoice sold, as far as it is in one of these states."""
	filters = {"sales_invoice": invoice, "status": ("in", list(statuses))}
	return frappe.get_all(DOCTYPE, filters=filters, fields=["name", "sold_on", "product"])


def of_product(product: str) -> list[Any]:
	"""The extensions of a unit, in the order of their sale: what its coverage needs to know of them."""
	Extension = frappe.qb.DocType(DOCTYPE)
	return (
		frappe.qb.from_(Extension)
		.select("name", "item_name", "sales_invoice", "months", "days", "sold_on", "last_day", "cancelled_on")
		.where(Extension.product == product)
		.orderby(Extension.sold_on, Extension.name)
		.run(as_dict=True)
	)


def over(status: str, day: date) -> list[str]:
	"""Those in a state whose last day is before `day`."""
	return frappe.get_all(DOCTYPE, filters={"status": status, "last_day": ("<", day)}, pluck="name")
