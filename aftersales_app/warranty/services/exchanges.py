"""Units handed out for others: the chain of serial numbers, and what it means for coverage (rules.md R6).

The new unit carries the facts of the old one's sale. That it was exchanged, and when, makes its terms begin anew where
their rule says so; a unit exchanged twice has both exchanges.
"""

from typing import Any

import frappe

from aftersales_app.domain.coverage_terms import EXCHANGED, Change
from aftersales_app.warranty.queries import returns as queries
from aftersales_app.warranty.services import units

# What the new unit has from the old one: whose it is, what law and which sale it comes from.
CARRIED = (
	"company",
	"customer",
	"item_code",
	"item_name",
	"brand",
	"goods_category",
	"supplier",
	"jurisdiction",
	"region",
	"buyer",
	"channel",
	"price",
	"currency",
	"invoiced_on",
	"delivered_on",
	"needs_installation",
	"installed_on",
	"registered_on",
)


def hand_out(returned: Any, delivered: str | None) -> str:
	"""The unit that takes the place of the returned one, with its coverage; its name. `delivered` is the unit that the delivery
	note has registered already, None for none."""
	old = frappe.get_doc("Aftersales Product", returned.product)
	carried = {field: old.get(field) for field in CARRIED}
	if delivered:
		frappe.db.set_value("Aftersales Product", delivered, carried)
	source = {"source_doctype": "Delivery Note", "source_name": returned.replacement_delivery}
	new = delivered or units.register(**carried, **source, serial_no=returned.out_serial)
	units.exchanged(old.name, new)
	return new


def changes(product: str) -> tuple[Change, ...]:
	"""The exchanges that this unit came by, the first one first."""
	return tuple(Change(EXCHANGED, day) for day in queries.exchange_days(product))
