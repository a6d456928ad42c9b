"""What is on record of a unit's repairs."""

from typing import Any

import frappe

REPAIR, WAIT = "Aftersales Repair", "Aftersales Repair Wait"
COLUMNS = (
	"name",
	"received_on",
	"received_at",
	"returned_on",
	"returned_at",
	"cause",
	"fault",
	"same_fault",
	"severe",
	"part",
	"part_replaced",
	"in_warranty",
	"confirmed",
)


def of_unit(product: str) -> list[Any]:
	"""The repairs of a unit in order of time, each with its `waits`: pairs of days."""
	Repair = frappe.qb.DocType(REPAIR)
	rows = (
		frappe.qb.from_(Repair)
		.select(*COLUMNS)
		.where(Repair.product == product)
		.orderby(Repair.received_on, Repair.name)
		.run(as_dict=True)
	)
	waits = _waits([row.name for row in rows])
	for row in rows:
		row.waits = waits.get(row.name, [])
	return rows


def _waits(repairs: list[str]) -> dict[str, list[tuple[Any, Any]]]:
	if not repairs:
		return {}
	found: dict[str, list[tuple[Any, Any]]] = {}
	asked = {"parenttype": REPAIR, "parent": ("in", repairs)}
	for row in frappe.get_all(WAIT, asked, ["parent", "from_day", "until_day"], order_by="parent, idx"):
		found.setdefault(row.parent, []).append((row.from_day, row.until_day))
	return found


def by_source(source_key: str) -> str | None:
	"""The repair that was recorded for this, locked against a second writer."""
	return frappe.db.get_value(REPAIR, {"source_key": source_key}, "name", for_update=True)


def fault_of(tickets: list[str]) -> str | None:
	"""What the fault of the latest repair for one of these tickets is called, as it recurs."""
	rows = frappe.get_all(
		REPAIR,
		{"ticket": ("in", tickets)},
		["fault", "same_fault"],
		order_by="received_on desc, creation desc",
		limit=1,
	)
	return (rows[0].same_fault or rows[0].fault) if rows else None
