"""Units handed out for others: the chain of serial numbers (rules.md R6).

The new unit carries what the old one's sale was, and is delivered on the day it is handed out: that is when its terms begin
anew where their rule says so. A unit exchanged twice has both exchanges, by its chain. It is registered once, whichever comes
first, the submission of its delivery note or the word that the customer has it.
"""

from datetime import date
from typing import Any

import frappe
from frappe import _

from aftersales_app.domain import registration as rule
from aftersales_app.integrations import erpnext_returns
from aftersales_app.integrations.erpnext_sales import DELIVERY
from aftersales_app.warranty.queries import units as queries
from aftersales_app.warranty.services import coverage, extensions, units

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


def delivered(returned: Any, serial: str) -> tuple[str | None, str]:
	"""The unit that the replacement's delivery note has registered, None where it has not; and the one that has the serial
	number otherwise, "" for none."""
	of_note = queries.of_delivery(returned.replacement_delivery, returned.item_code)
	taken = units.find(serial, item_code=returned.item_code) if serial else None
	if taken and taken not in {unit.name for unit in of_note}:
		return None, taken
	fitting = [unit.name for unit in of_note if not serial or (unit.serial_no or serial) == serial]
	return (fitting[0] if fitting else None), ""


def hand_out(returned: Any, registered: str | None, on: date) -> str:
	"""The unit that takes the place of the returned one from `on`, with the extended warranties of that; its name. `registered` is
	the unit that the delivery note has registered already, None for none."""
	old = frappe.get_doc(queries.PRODUCT, returned.product)
	if registered == old.name:
		frappe.throw(
			_("{0} cannot take its own place. Check the serial number that was handed out.").format(old.name)
		)
	carried = {field: old.get(field) for field in CARRIED}
	new = _adopt(registered, carried, returned.out_serial) if registered else _register(returned, carried, on)
	units.exchanged(old.name, new, on)
	extensions.carry(old.name, new)
	coverage.renew(old.name)
	return new


def _adopt(unit: str, carried: dict[str, Any], serial: str | None) -> str:
	"""What its delivery could not know; the serial number too where stock counts none."""
	if serial and not frappe.db.get_value(queries.PRODUCT, unit, "serial_no"):
		carried |= {"serial_no": serial, "unit_key": rule.unit_key(carried["item_code"], serial)}
	frappe.db.set_value(queries.PRODUCT, unit, carried)
	return unit


def _register(returned: Any, carried: dict[str, Any], on: date) -> str:
	"""By the row of the note that will deliver it, so that its submission finds it."""
	row = erpnext_returns.row_of_delivery(returned.replacement_delivery, returned.item_code)
	source = {"source_doctype": DELIVERY, "source_name": returned.replacement_delivery, "source_row": row}
	owner = {"customer": carried["customer"], "owned_from": on, **source}
	key = rule.unit_key(carried["item_code"], row=row, number=1)
	return units.register(
		**carried, **source, serial_no=returned.out_serial, unit_key=key, delivered_on=on, owners=[owner]
	)
