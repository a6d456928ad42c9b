"""Past tickets of the site as the domain replays them, read in chunks of three queries each."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import frappe
from frappe.query_builder.functions import Coalesce, Count, Min
from pypika.queries import Table

from aftersales_app.aftersales_core import moments
from aftersales_app.domain.service_clock import Stay
from aftersales_app.domain.ticket_flow import CANCELLED
from aftersales_app.domain.visit_flow import WITH_CUSTOMER

CHUNK = 2000
TICKET, EVENT = "Aftersales Ticket", "Aftersales Ticket Event"
FIELDS = (
	"name",
	"company",
	"opened_at",
	"team",
	"customer",
	"warranty_tier",
	"category",
	"kind",
	"priority",
	"channel",
	"status_category",
	"state_since",
	"planned_at",
	"first_response_at",
	"diagnosis_at",
	"arrival_at",
)

Row = dict[str, Any]


def count(company: str, begin: datetime, end: datetime, team: str | None) -> int:
	"""Tickets of the company opened from `begin` to before `end` (the site's time), of one team or of all."""
	Ticket = frappe.qb.DocType(TICKET)
	return _asked(frappe.qb.from_(Ticket), Ticket, company, begin, end, team).select(Count("*")).run()[0][0]


def past_tickets(company: str, begin: datetime, end: datetime, team: str | None) -> Iterator[Row]:
	"""Those tickets with `stays` from the event log and `arrived_at` from their visits, the ones of a team together."""
	Ticket = frappe.qb.DocType(TICKET)
	place: tuple[str, str] | None = None
	while True:
		query = _asked(frappe.qb.from_(Ticket), Ticket, company, begin, end, team)
		crew = Coalesce(Ticket.team, "")
		if place:
			query = query.where((crew > place[0]) | ((crew == place[0]) & (Ticket.name > place[1])))
		rows = (
			query.select(*(Ticket[field] for field in FIELDS))
			.orderby(crew)
			.orderby(Ticket.name)
			.limit(CHUNK)
			.run(as_dict=True)
		)
		yield from _with_events(rows)
		if len(rows) < CHUNK:
			return
		place = (rows[-1].team or "", rows[-1].name)


def _asked(query: Any, Ticket: Table, company: str, begin: datetime, end: datetime, team: str | None) -> Any:
	query = query.where((Ticket.company == company) & (Ticket.opened_at >= begin) & (Ticket.opened_at < end))
	return query.where(Ticket.team == team) if team else query


def _with_events(rows: list[Row]) -> Iterator[Row]:
	"""The tickets of one chunk with their stays and first arrival."""
	if not rows:
		return
	Event, names = frappe.qb.DocType(EVENT), [row.name for row in rows]
	events = (
		frappe.qb.from_(Event)
		.select(Event.ticket, Event.at, Event.category)
		.where(Event.ticket.isin(names) & Event.kind.isin(("Opened", "State")))
		.orderby(Event.name)
		.run()
	)
	moves: dict[str, list[tuple[datetime, str]]] = {}
	for ticket, at, category in events:
		moves.setdefault(ticket, []).append((at, category))
	arrived = _arrivals(names)
	for row in rows:
		row["stays"] = _stays(row, moves.get(row["name"], []))
		row["arrived_at"] = arrived.get(row["name"]) or row["arrival_at"]
		yield row


def _arrivals(tickets: list[str]) -> dict[str, datetime]:
	"""When somebody of ours was first with the customer, whatever was promised."""
	Visit = frappe.qb.DocType("Aftersales Visit")
	return dict(
		frappe.qb.from_(Visit)
		.select(Visit.ticket, Min(Visit.arrived_at))
		.where(Visit.ticket.isin(tickets) & Visit.arrived_at.notnull() & Visit.kind.isin(list(WITH_CUSTOMER)))
		.groupby(Visit.ticket)
		.run()
	)


def _stays(row: Row, moves: list[tuple[datetime, str]]) -> tuple[Stay, ...]:
	"""Where the ticket was, the present stay open-ended. One whose log was emptied tells of the present only."""
	begun = [(moments.to_utc(at), category) for at, category in moves]
	if not begun or begun[-1][1] != row["status_category"]:
		begun.append((moments.to_utc(row["state_since"] or row["opened_at"]), row["status_category"]))
	begun.sort(key=lambda move: move[0])
	ends = [at for at, _category in begun[1:]] + [None]
	return tuple((category, at, end) for (at, category), end in zip(begun, ends, strict=True))


def gone_at(row: Row) -> datetime | None:
	"""When it was cancelled."""
	return next((at for category, at, _end in row["stays"] if category == CANCELLED), None)
