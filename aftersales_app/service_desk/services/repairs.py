"""What a ticket and its visits do to a registered unit becomes a repair on the unit's record.

A ticket is one repair from the first work on the unit until it is resolved; reopened, it is a further one of the same fault. The
record is completed as the ticket goes on, and what people correct in it stays (`warranty.services.repairs.record`).
"""

from datetime import date, datetime
from typing import Any

import frappe
from frappe.utils import get_datetime

from aftersales_app.aftersales_core import moments
from aftersales_app.domain.repair_history import CAUSES
from aftersales_app.domain.repair_time import NO_FAULT_FOUND
from aftersales_app.domain.ticket_flow import CANCELLED, CLOSED, RESOLVED, WAITING_PARTS
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.queries import visits as visit_reads
from aftersales_app.service_desk.services import clocks
from aftersales_app.warranty.services import coverage
from aftersales_app.warranty.services import repairs as register

ENDED = (RESOLVED, CLOSED, CANCELLED)
WORKED_ON = ("Repair", "Parts Supplied")  # actions that are a repair whatever the ticket was opened for
INSPECTED = ("Free Inspection",)
WORKSHOP = "Workshop"


def after_save(ticket: Any) -> None:
	"""A ticket that waits for parts, has them, or has come to an end. Asks the database nothing of one without a unit."""
	before = ticket.get_doc_before_save()
	if not (before and ticket.product) or ticket.status_category == before.status_category:
		return
	if WAITING_PARTS in (before.status_category, ticket.status_category) or ticket.status_category in ENDED:
		follow(ticket)


def follow(ticket: Any) -> None:
	"""Write the repair that the ticket is now, if it is about a unit and a repair at all."""
	if not ticket.product:
		return
	begun = queries.begun_at(ticket)
	visits = [visit for visit in visit_reads.begun(ticket.name) if visit.arrived_at >= begun]
	waits = _waits(ticket, begun)
	if _is_repair(ticket, visits, waits):
		register.record(**_facts(ticket, begun, visits), waits=waits)


def _is_repair(ticket: Any, visits: list[Any], waits: list[Any]) -> bool:
	if ticket.action_taken in WORKED_ON:
		return True
	return ticket.kind == "Repair" and bool(visits or waits or ticket.action_taken in INSPECTED)


def _facts(ticket: Any, begun: datetime, visits: list[Any]) -> dict[str, Any]:
	received = visits[0].arrived_at if visits and ticket.channel != "Walk-in" else begun
	facts = {
		"source_key": f"{ticket.name}/{ticket.reopenings or 0}",
		"product": ticket.product,
		"ticket": ticket.name,
		"received_on": received.date(),
		"received_at": received,
		"cause": cause_of(ticket),
		"fault": ticket.subject,
		"same_fault": same_fault(ticket),
		**_part(ticket, visits),
	}
	facts["in_warranty"] = int(_free(ticket, visits, received.date()))
	if ticket.status_category in ENDED:
		handed_back = max(received, _handed_back(ticket, visits))
		facts |= {"returned_on": handed_back.date(), "returned_at": handed_back}
	if ticket.status_category in (CLOSED, CANCELLED):
		facts["confirmed"] = int(_confirmed(ticket, visits))
	return facts


def _handed_back(ticket: Any, visits: list[Any]) -> datetime:
	"""When the last visit at the customer's ended; what was in the workshop, when the ticket was resolved."""
	away = not visits or any(visit.kind == WORKSHOP for visit in visits)
	if away or not visits[-1].left_at:
		return get_datetime(ticket.resolved_at or ticket.closed_at)
	return visits[-1].left_at


def _confirmed(ticket: Any, visits: list[Any]) -> bool:
	"""Did the customer take the unit back? Where it never left them, there was nothing to take back."""
	if ticket.confirmation == "Rejected":
		return False
	stayed = bool(visits) and all(visit.kind != WORKSHOP for visit in visits)
	return ticket.confirmation == "Confirmed" or stayed or any(visit.signature for visit in visits)


def cause_of(ticket: Any) -> str:
	if ticket.result == "No Fault Found":
		return NO_FAULT_FOUND
	said = frappe.get_cached_value("Aftersales Cause", ticket.cause, "warranty_cause") if ticket.cause else ""
	return said if said in CAUSES else ""


def same_fault(ticket: Any) -> str:
	"""A reopened or continued ticket is about the fault of the repair before."""
	earlier = [ticket.previous_ticket] if ticket.previous_ticket else []
	return register.fault_of([*([ticket.name] if ticket.reopenings else []), *earlier])


def _part(ticket: Any, visits: list[Any]) -> dict[str, Any]:
	used = visit_reads.parts_of([visit.name for visit in visits]) if visits else []
	return register.replaced_part(ticket.product, [row.item_name or row.item_code for row in used])


def _free(ticket: Any, visits: list[Any], day: date) -> bool:
	"""Was it done under warranty: charged to nobody, and the unit covered as far as anybody knows?"""
	if ticket.chargeable or any(visit.charges_total for visit in visits):
		return False
	return coverage.cover_on(ticket.product, day).covered is not False


def _waits(ticket: Any, begun: datetime) -> list[tuple[date, date | None]]:
	"""The days on which the ticket waited for parts, since the repair began."""
	return [
		(_day(first), _day(last) if last else None)
		for category, first, last in clocks.stays(ticket)
		if category == WAITING_PARTS and moments.to_site(first) >= begun
	]


def _day(moment: datetime) -> date:
	return moments.to_site(moment).date()
