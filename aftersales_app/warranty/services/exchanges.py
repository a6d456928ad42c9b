"""Units handed out for others: the chain of serial numbers (rules.md R6).

The new unit carries what the old one's sale was, and is delivered on the day it is handed out: that is when its terms begin
anew where their rule says so. A unit exchanged twice has both exchanges, by its chain.
"""

from datetime import date
from typing import Any

import frappe

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
	"needs_installation",
)


def hand_out(returned: Any, delivered: str | None, on: date) -> str:
	"""The unit that takes the place of the returned one from `on`; its name. `delivered` is the unit that the delivery
	note has registered already, None for none."""
	old = frappe.get_doc("Aftersales Product", returned.product)
	carried = {field: old.get(field) for field in CARRIED}
	if delivered:
		frappe.db.set_value("Aftersales Product", delivered, carried)
	source = {"source_doctype": "Delivery Note", "source_name": returned.replacement_delivery}
	new = delivered or units.register(**carried, **source, serial_no=returned.out_serial)
	units.exchanged(old.name, new, on)
	return new
