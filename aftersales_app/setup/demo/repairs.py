"""What the tickets of the year did to their units, on the units' records; as rows, many thousand at a time being too many documents."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import frappe

from aftersales_app.domain.ticket_flow import CLOSED, OPEN
from aftersales_app.domain.visit_flow import DONE
from aftersales_app.service_desk.services import repairs as desk
from aftersales_app.service_desk.services.sweep import Row
from aftersales_app.setup.demo import company, words
from aftersales_app.setup.demo.ledger import insert_rows
from aftersales_app.warranty.services import coverage

REPAIR = "Aftersales Repair"
PRODUCT = "Aftersales Product"
COLUMNS = (
	"name", "owner", "creation", "modified", "product", "status", "company", "customer", "item_code", "serial_no", "received_on",
	"received_at", "returned_on", "returned_at", "fault", "same_fault", "cause", "part", "part_replaced", "in_warranty", "confirmed",
	"cost", "ticket", "source_key",
)  # fmt: skip


def write(tickets: list[Row], visits: list[dict[str, Any]]) -> None:
	"""Every finished visit of a repair is one repair of the unit; then the units are covered as their records say now."""
	made = {ticket.name: ticket for ticket in tickets if ticket.product and ticket.kind == "Repair"}
	done = [visit for visit in visits if visit["status"] == DONE and visit["ticket"] in made]
	rows = list(_rows(made, sorted(done, key=lambda visit: visit["arrived_at"])))
	if rows:
		insert_rows(REPAIR, [{column: row.get(column) for column in COLUMNS} for row in rows])
	for product in dict.fromkeys(row["product"] for row in rows if row["in_warranty"]):
		coverage.renew(product)


def _rows(tickets: dict[str, Row], visits: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
	units = _units()
	turns: dict[str, int] = {}
	faults: dict[str, str] = {}
	for number, visit in enumerate(visits, 1):
		ticket = tickets[visit["ticket"]]
		bought, last = units[ticket.product]
		if visit["arrived_at"].date() < bought:
			continue
		turn = turns[ticket.name] = turns.get(ticket.name, -1) + 1
		came: datetime = visit["arrived_at"]
		before = faults.get(ticket.name) or faults.get(ticket.previous_ticket or "")
		faults[ticket.name] = before or ticket.subject
		part = visit.get("part")
		ended = ticket.status_category not in OPEN
		yield {
			"name": f"{company.ABBR}-RP{number:05d}",
			"owner": visit["technician"],
			"creation": came,
			"modified": visit["left_at"],
			"product": ticket.product,
			"status": "Handed Back" if ended else "In Repair",
			**{field: ticket.get(field) for field in ("company", "customer", "item_code", "serial_no")},
			"received_on": came.date(),
			"received_at": came,
			"returned_on": visit["left_at"].date() if ended else None,
			"returned_at": visit["left_at"] if ended else None,
			"fault": ticket.subject,
			"same_fault": before,
			"cause": desk.cause_of(ticket) or None,
			"part": part and part["item_name"],
			"part_replaced": int(bool(part)),
			"in_warranty": int(not ticket.chargeable and bool(last) and came.date() <= last),
			"confirmed": int(ticket.status_category == CLOSED),
			"cost": words.PARTS[part["item_code"].removeprefix("HY-")][1] / 2 if part else 0,
			"ticket": ticket.name,
			"source_key": f"{ticket.name}/{turn}",
		}


def _units() -> dict[str, tuple[Any, Any]]:
	"""Of every unit: when it was sold, until when it is covered."""
	fields = ["name", "delivered_on", "coverage_until"]
	found = frappe.get_all(PRODUCT, {"company": company.NAME}, fields, limit=0)
	return {unit.name: (unit.delivered_on, unit.coverage_until) for unit in found}
