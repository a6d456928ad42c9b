"""What a customer may be asked about once it is over: a ticket, a visit, a warranty claim, the handling of a complaint; each with what its
own record tells. What a record does not tell is left empty."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from frappe.utils import cint

from aftersales_app.aftersales_core import services as core
from aftersales_app.domain import complaint_flow as complaint
from aftersales_app.domain.invitation import CLAIM, COMPLAINT, KINDS, TICKET, VISIT
from aftersales_app.domain.scoring import OnRecord, Solved, Told
from aftersales_app.integrations import erpnext
from aftersales_app.service_desk.services import served
from aftersales_app.service_quality.queries import complaints as complaint_reads
from aftersales_app.warranty.services import ended

SETTINGS: Mapping[str, str] = {
	TICKET: "ask_after_ticket",
	VISIT: "ask_after_visit",
	CLAIM: "ask_after_claim",
	COMPLAINT: "ask_after_complaint",
}
HANDLING = ("received_at", "acknowledged_at", "assessed_at", "investigated_at", "decided_at", "closed_at")
WRITTEN = ("findings", "cause", "decision", "opinion")


@dataclass(frozen=True, slots=True)
class Reach:
	"""Where a customer is reached."""

	name: str = ""
	email: str = ""
	phone: str = ""
	contact: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
	"""One case: whose it is, who is rated, whether it is over and worth asking about, and what its record tells."""

	doctype: str
	about: Mapping[str, Any]
	category: str | None
	item_code: str | None
	over: bool
	reach: Reach
	on_record: OnRecord
	imported: bool = False

	@property
	def name(self) -> str:
		return self.about["reference_name"]

	@property
	def ticket(self) -> str | None:
		return self.about["ticket"]

	@property
	def rated(self) -> str | None:
		return self.about["rated"]


def of(doctype: str, name: str) -> Asked | None:
	"""What may be asked about; None where there is none of that name."""
	return READERS[doctype](name)


def ended_since(doctype: str, moment: datetime, most: int) -> Sequence[str]:
	"""What of a kind has ended since a moment of the site, at most `most`."""
	return ENDED[doctype](moment, most)


def kinds() -> frozenset[str]:
	"""The kinds that the site asks about of itself."""
	settings = core.settings()
	return frozenset(kind for kind in KINDS if cint(settings.get(SETTINGS[kind])))


def _ticket(name: str) -> Asked | None:
	done = served.of_ticket(name)
	if done is None:
		return None
	ticket = done.ticket
	return Asked(
		TICKET,
		_about(TICKET, ticket, ticket=ticket.name, rated=ticket.assignee),
		ticket.category,
		ticket.item_code,
		done.closed,
		_reach_of(ticket),
		done.on_record,
		ticket.channel == "Import",
	)


def _visit(name: str) -> Asked | None:
	found = served.of_visit(name)
	if found is None:
		return None
	visit = found.visit
	ticket = served.of_ticket(visit.ticket).ticket
	about = _about(VISIT, visit, rated=visit.technician, customer=visit.customer or ticket.customer)
	item = visit.item_code or ticket.item_code
	return Asked(VISIT, about, ticket.category, item, found.done, _reach_of(ticket), found.on_record)


def _claim(name: str) -> Asked | None:
	found = ended.of_claim(name)
	if found is None:
		return None
	claim = found.claim
	done = served.of_ticket(claim.ticket) if claim.ticket else None
	about = _about(CLAIM, claim, rated=claim.assignee or claim.executed_by)
	reach = _reach_of(done.ticket) if done else _reach_of_customer(claim.customer)
	category = done.ticket.category if done else None
	return Asked(CLAIM, about, category, claim.item_code, found.over, reach, found.on_record)


def _complaint(name: str) -> Asked | None:
	"""Whoever decided is rated, and no team: the team at fault did not handle it."""
	row = complaint_reads.handled(name)
	if row is None:
		return None
	about = _about(COMPLAINT, row, team=None, rated=row.decided_by or row.investigator)
	reach = Reach(
		row.complainant_name or "", row.complainant_email or "", row.complainant_phone or "", row.contact
	)
	over = row.status == complaint.CLOSED
	return Asked(COMPLAINT, about, None, row.item_code, over, reach, _handling(row))


def _handling(row: Any) -> OnRecord:
	late = [row.acknowledged_at - row.acknowledge_by] if row.acknowledged_at and row.acknowledge_by else []
	if row.outside_due and row.outside_answered_on:
		late.append(timedelta(days=(row.outside_answered_on - row.outside_due).days))
	# Silence is no word about it.
	accepted = row.opinion == complaint.ACCEPTED
	solved = Solved(True, row.escalated, max(0, row.assigned - 1)) if accepted else None
	needed = {*WRITTEN, *({"immediate_action"} if row.safety else ())}
	needed |= {"routes_told"} if row.rejects else set()
	taken = sorted((row[step], at) for at, step in enumerate(HANDLING) if row[step])
	steps = tuple(HANDLING[at] for _moment, at in taken)
	told = frozenset(one for one in needed if row[one])
	return OnRecord(tuple(late), solved, Told(frozenset(needed), told, steps, HANDLING))


def _about(doctype: str, row: Any, **other: Any) -> dict[str, Any]:
	found = {field: other.get(field, row.get(field)) for field in ("ticket", "company", "rated", "customer")}
	team = other["team"] if "team" in other else row.get("team")
	return {"reference_doctype": doctype, "reference_name": row.name, **found, "team": team}


def _reach_of(ticket: Any) -> Reach:
	return Reach(
		ticket.contact_name or "", ticket.contact_email or "", ticket.contact_phone or "", ticket.contact
	)


def _reach_of_customer(customer: str | None) -> Reach:
	contact = erpnext.main_contact(customer) if customer else None
	if not contact:
		return Reach()
	facts = erpnext.contact_facts(contact)
	return Reach(
		facts.full_name or "", facts.email_id or "", facts.mobile_no or facts.phone or "", facts.name
	)


READERS: Mapping[str, Callable[[str], Asked | None]] = {
	TICKET: _ticket,
	VISIT: _visit,
	CLAIM: _claim,
	COMPLAINT: _complaint,
}
ENDED: Mapping[str, Callable[[datetime, int], Sequence[str]]] = {
	TICKET: served.closed_since,
	VISIT: served.visits_done_since,
	CLAIM: ended.since,
	COMPLAINT: complaint_reads.closed_since,
}
