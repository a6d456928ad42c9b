"""The append-only log of what happened to tickets. The one writer of Aftersales Ticket Event.

Records are written by one INSERT per save and are never updated. Names rise with time, so that the log has an order
inside one second and new records go to the end of the table.
"""

import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.aftersales_core.rows import append
from aftersales_app.service_desk import queries

FIELDS = (
	"name",
	"owner",
	"creation",
	"modified",
	"ticket",
	"company",
	"at",
	"kind",
	"clock",
	"from_value",
	"to_value",
	"category",
	"team",
	"assignee",
	"actor",
	"due",
	"working_seconds",
	"elapsed_seconds",
	"reason",
)

NO_TIME = {"working_seconds": 0, "elapsed_seconds": 0}

Event = Mapping[str, Any]


def note(ticket: Any, kind: str, at: datetime, **facts: Any) -> None:
	"""Remember an event of `ticket` until its save writes it. `at` and `due` are aware moments."""
	ticket.flags.setdefault("events", []).append(describe(ticket, kind, at, **facts))


def describe(ticket: Any, kind: str, at: datetime, **facts: Any) -> dict[str, Any]:
	"""One event with the ticket's present state, team and owner."""
	event = {
		"ticket": ticket.name,
		"company": ticket.company,
		"at": moments.to_site(at),
		"kind": kind,
		"category": ticket.status_category,
		"team": ticket.team,
		"assignee": ticket.assignee,
		"actor": frappe.session.user,
	}
	event.update(facts)
	if event.get("due"):
		event["due"] = moments.to_site(event["due"])
	return event


def write_noted(ticket: Any) -> None:
	"""Write what was noted on this ticket since its last save."""
	events = ticket.flags.pop("events", None)
	if events:
		write({**event, "ticket": ticket.name} for event in events)


def write(events: Iterable[Event]) -> None:
	"""Append events, in order."""
	now = frappe.utils.now()
	stamp = {"owner": frappe.session.user, "creation": now, "modified": now}
	name = _namer()
	append(
		"Aftersales Ticket Event",
		FIELDS,
		({**NO_TIME, **event, **stamp, "name": name(count)} for count, event in enumerate(events)),
	)


def _namer() -> Callable[[int], str]:
	"""Names that rise with time: microseconds, a counter inside one write, and a random end against two writers at once."""
	stamp, end = time.time_ns() // 1000, secrets.token_hex(3)
	return lambda count: f"{stamp:014x}{count:05x}{end}"


def spent(ticket: Any, since: datetime | None, until: datetime) -> dict[str, int]:
	"""Working and elapsed seconds from `since` to `until`, for the record that ends a stay."""
	if not since:
		return {}
	calendar = core.calendar(queries.team_calendar(ticket.team))
	return {
		"working_seconds": max(0, calendar.between(since, until)),
		"elapsed_seconds": max(0, int((until - since).total_seconds())),
	}
