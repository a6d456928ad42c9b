"""Units whose item, serial number, customer or company is called otherwise now: what they are found by and go back to is told anew (B2).

Where two units come to have one item and serial number, since two records were merged, both are kept. The first keeps the key, which
is the one that sales go on with; a remark on the other names it.
"""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _

from aftersales_app.domain.registration import unit_key
from aftersales_app.warranty.queries import units as queries

AT_ONCE = 500


def item_renamed(item_code: str) -> None:
	"""An item has this code now, by renaming or merging; Frappe has changed the links to it."""
	_renew_keys(queries.keyed({"item_code": item_code, "serial_no": ("is", "set")}))


def serial_renamed(item_code: str, old: str, new: str) -> None:
	"""A serial number of the item was renamed, or merged into another."""
	units = queries.keyed({"item_code": item_code, "serial_no": old})
	for unit in units:
		unit.serial_no = new
		frappe.db.set_value(queries.PRODUCT, unit.name, "serial_no", new)
	_renew_keys(units)


def customer_renamed(old: str, new: str) -> None:
	"""A customer has this name now; Frappe has changed the links to it. What a unit goes back to, should its next sale be cancelled,
	is kept as it was told, and names its customer too."""
	_retell(queries.sold_again(new), "customer", old, new)


def company_renamed(old: str, new: str) -> None:
	"""A company has this name now; the same holds for it."""
	_retell(queries.sold_before_by(old), "company", old, new)


def _retell(rows: Iterable[Any], field: str, old: str, new: str) -> None:
	changed: dict[str, Any] = {}
	for row in rows:
		before = frappe.parse_json(row.before)
		if before.unit[field] == old:
			before.unit[field] = new
			changed[row.name] = {"before": frappe.as_json(before)}
	frappe.db.bulk_update(queries.OWNER, changed, chunk_size=AT_ONCE, update_modified=False)


def _renew_keys(units: Iterable[Any]) -> None:
	wanted = {unit.name: unit_key(unit.item_code, unit.serial_no) for unit in units}
	taken = {unit.unit_key: unit.name for unit in queries.known("unit_key", set(wanted.values()))}
	moved: dict[str, Any] = {}
	for unit in units:
		first = taken.setdefault(wanted[unit.name], unit.name)
		if first == unit.name and unit.unit_key != wanted[unit.name]:
			moved[unit.name] = {"unit_key": wanted[unit.name]}
		elif first != unit.name:
			moved[unit.name] = {"unit_key": None}
			_remark(unit.name, first)
	frappe.db.bulk_update(queries.PRODUCT, moved, chunk_size=AT_ONCE, update_modified=False)


def _remark(unit: str, first: str) -> None:
	text = _("{0} has the same item and serial number since records were merged. Sales go on with that unit.")
	frappe.get_doc(queries.PRODUCT, unit).add_comment("Info", text.format(first))
