"""What the customer of a ticket is owed for the unit it is about, from what the ticket knows by now. Nothing is written."""

from typing import Any

from aftersales_app.domain.case_facts import CHOICES, Value
from aftersales_app.domain.repair_time import NO_FAULT_FOUND, PRODUCT
from aftersales_app.domain.ticket_flow import CANCELLED
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.services import repairs
from aftersales_app.warranty.services import glance

CLAIMING = (
	"Repair",
	"Complaint",
	"Parts",
)  # kinds of tickets by which a customer says that something is wrong


def glance_of(ticket: Any) -> dict[str, Any]:
	"""As `warranty.services.glance.of_unit`, and `event_on`, `other_customer`: the unit is registered to somebody else. Empty for
	a ticket without a unit. By a ticket that was cancelled nobody asks for anything any more: no deadline runs."""
	if not ticket.product:
		return {}
	event_on = queries.begun_at(ticket).date()
	found = glance.of_unit(ticket.product, event_on, _told(ticket), repairs.same_fault(ticket))
	if ticket.status_category == CANCELLED:
		found["deadlines"] = []
	owner = found["unit"]["customer"]
	stranger = bool(ticket.customer and owner and ticket.customer != owner)
	return {**found, "event_on": event_on, "other_customer": owner if stranger else ""}


def _told(ticket: Any) -> dict[str, Value]:
	"""What is known of the fault: what caused it, and whether there is one."""
	facts: dict[str, Value] = {"requested_on": queries.begun_at(ticket).date()}
	if ticket.kind in CLAIMING:
		facts["defect_claimed"] = True
	cause = repairs.cause_of(ticket)
	if cause in CHOICES["cause"]:
		facts["cause"] = cause
	if cause in (PRODUCT, NO_FAULT_FOUND):
		facts["defect_confirmed"] = cause == PRODUCT
	return facts
