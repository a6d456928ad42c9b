"""A list of tickets, one row each, read as a log: what the rows cannot show, their own summary must tell (A16)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from aftersales_app.domain.event_log import Change, History, Log
from aftersales_app.domain.ticket_flow import CLOSED, NEW, RESOLVED

# Contradictions between one row and a history that one row cannot have.
ONLY_OF_LOGS = frozenset(
	{
		"begins_in_the_middle",
		"closed_at_differs",
		"closed_without_resolved",
		"counter_jumps",
		"end_known_beforehand",
		"reassignments_differ",
		"reopens_differ",
		"resolved_at_differs",
		"resolved_at_not_shown",
	}
)


def is_list(log: Log) -> bool:
	"""Has every ticket one row, of which some tell more than when they were opened?"""
	return all(ticket.rows == 1 for ticket in log.histories) and any(
		ticket.claimed.resolved_at or ticket.claimed.closed_at for ticket in log.histories
	)


def as_histories(log: Log) -> Log:
	"""A list's tickets with the lives that their summaries tell; a log as it is."""
	return replace(log, histories=tuple(map(_told, log.histories))) if is_list(log) else log


def _told(ticket: History) -> History:
	"""New when opened, resolved and closed when it says so, and at last in the state it is in."""
	claimed = ticket.claimed
	moves = list(_moves(ticket))
	changes = []
	before = NEW
	for at, state in moves:
		changes.append(Change(at, "state", before, state, None, ticket.line))
		before = state
	shown = dict(reversed([(state, at) for at, state in moves]))
	return replace(
		ticket,
		first={**ticket.first, "state": NEW} | ({"status": None} if "status" in ticket.first else {}),
		changes=(*changes, *_status(ticket, moves)),
		resolved_at=shown.get(RESOLVED) or shown.get(CLOSED),
		closed_at=shown.get(CLOSED),
		reopened=claimed.reopens or 0,
		reassigned=claimed.reassignments or 0,
		anomalies=tuple(anomaly for anomaly in ticket.anomalies if anomaly.code not in ONLY_OF_LOGS),
	)


def _moves(ticket: History) -> Iterator[tuple[datetime, str]]:
	last, state = ticket.opened_at, NEW
	for at, reached in ((ticket.claimed.resolved_at, RESOLVED), (ticket.claimed.closed_at, CLOSED)):
		if at and ticket.state in (reached, CLOSED):
			last, state = max(at, last), reached
			yield last, state
	if state != ticket.state:
		yield last, ticket.state


def _status(ticket: History, moves: list[tuple[datetime, str]]) -> Iterator[Change]:
	"""The source's word for the state it is in now; what it called the earlier ones, nobody knows."""
	word = ticket.first.get("status")
	if word and moves:
		yield Change(moves[-1][0], "status", None, word, None, ticket.line)
