"""The sweep: every minute, and only at tickets whose next check has come. Clocks are judged, warnings raised, silent
tickets closed.

A chunk is one transaction: its tickets are locked by their keys, tickets that another sweep or a save holds are left to
the next turn. Nothing a chunk does is seen before it is committed whole, and a ticket's next check moves only then, so
that a sweep which dies loses nothing. What it wrote twice could only be warnings, and those have unique keys. Where a
chunk fails, its tickets are looked at one by one, and only those that fail are put off; the log hears of each once a day.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.domain import service_clock, ticket_flow
from aftersales_app.domain.ticket_flow import CLOSED, OPEN, RESOLVED
from aftersales_app.service_desk.queries import sweep as queries
from aftersales_app.service_desk.services import clocks, event_log, follow_ups, notices, tickets
from aftersales_app.service_desk.services.flow import flow

TICKET = "Aftersales Ticket"
CHUNK = 1000
TOGETHER = 50  # tickets in one UPDATE: its CASEs cost the square of it
WORTH_ONE_UPDATE = 10
TRY_AGAIN = timedelta(days=1)
AFTER_AN_ERROR = timedelta(hours=1)
WRITTEN = (
	*clocks.COLUMNS,
	"next_check_at",
	"status",
	"status_category",
	"state_since",
	"closed_at",
	"first_closed_at",
	"confirmation",
	"confirmed_at",
)


class Row(frappe._dict):
	"""A ticket's row as the clock service takes it: a document without the weight of one."""

	def set(self, field: str, value: Any) -> None:
		self[field] = value


def run(turn: int = 0, limit: int = CHUNK) -> int:
	"""Look at the tickets whose check has come, at most `limit`; how many that were. When there may be more, the next
	turn follows in a job of its own, after this one is committed."""
	now = moments.now()
	names = queries.due(moments.to_site(now), limit)
	if not names:
		return 0
	rows = queries.lock(names, clocks.COLUMNS)
	rows = [row for row in rows if row.next_check_at and row.next_check_at <= moments.to_site(now)]
	if rows and not attempt("Sweep of a chunk of tickets", _look_at, rows, now):
		_look_at_each(rows, now)
	if len(names) == limit:
		_go_on(1 - turn)
	return len(rows)


def _go_on(turn: int) -> None:
	"""Two ids in turn: the job that is running keeps its own id until it ends."""
	frappe.enqueue(
		"aftersales_app.tasks.sweep_tickets",
		turn=turn,
		job_id=f"aftersales-sweep-{turn}",
		deduplicate=True,
		enqueue_after_commit=True,
	)


def _look_at_each(rows: list[dict[str, Any]], now: datetime) -> None:
	"""One by one; the next check of whatever fails is in an hour."""
	failed = [row.name for row in rows if not attempt(f"Sweep of {row.name}", _look_at, [row], now)]
	if failed:
		_update(failed, {"next_check_at": moments.to_site(now + AFTER_AN_ERROR)}, touch=False)
		frappe.db.after_commit.add(lambda: _forget(failed))


def _look_at(stored: list[dict[str, Any]], now: datetime) -> None:
	rows = [Row(row, flags=frappe._dict()) for row in stored]
	before = {row.name: dict(row) for row in rows}
	warnings = []
	for row in rows:
		if row.status_category in OPEN:
			clocks.judge(row, now)
			warnings += _warnings(row, now)
			row.next_check_at = moments.to_site(service_clock.next_check(clocks.watches(row), now))
	closed = _close_silent([row for row in rows if row.status_category not in OPEN], now)
	told = notices.raise_all(warnings, now)
	event_log.write([*(event for row in rows for event in row.flags.events or ()), *told])
	_write([row for row in rows if row not in closed], before, touch=False)
	_write(closed, before, touch=True)


def _warnings(row: Row, now: datetime) -> Iterator[notices.Warning]:
	"""Every rung of the ladder that the ticket's clocks have reached by now, told or not."""
	levels = clocks.terms_of(row).levels
	for watch in clocks.watches(row):
		for level in levels:
			if level.clock in ("", watch.clock.name) and service_clock.due_warnings(
				watch.clock, (level.warning,), watch.calendar, now
			):
				yield notices.Warning(row, watch.clock, level)


def _close_silent(rows: list[Row], now: datetime) -> list[Row]:
	"""Close the resolved tickets that nobody said a word about for the days that the site allows; the others' next check is set."""
	for row in rows:
		row.next_check_at = None
	resolved = [row for row in rows if row.status_category == RESOLVED and row.resolved_at]
	if not resolved or not flow().first_of(CLOSED):
		return []
	names = [row.name for row in resolved]
	heard, visits = queries.last_messages(names), queries.open_visits(names)
	closed = []
	for row in resolved:
		silent_until = _silent_until(row, heard.get(row.name))
		if silent_until is None:
			continue
		if silent_until > now:
			row.next_check_at = moments.to_site(silent_until)
		elif _may_close(row, visits.get(row.name, 0)):
			_close(row, now)
			closed.append(row)
		else:
			row.next_check_at = moments.to_site(now + TRY_AGAIN)
	return closed


def _silent_until(row: Row, heard: datetime | None) -> datetime | None:
	"""When the customer has been silent long enough: counted from the resolving or the last message after it."""
	close_at = tickets.auto_close_at(row)
	if close_at and heard and heard > row.resolved_at:
		return close_at + (heard - row.resolved_at)
	return close_at


def _may_close(row: Row, open_visits: int) -> bool:
	"""The gates of closing, with the customer's silence for a word."""
	facts = replace(tickets.closing_facts(row, open_visits=open_visits), silent=True)
	return ticket_flow.can_close(facts).allowed


def _close(row: Row, now: datetime) -> None:
	before, spent = row.status, event_log.spent(row, moments.to_utc(row.state_since), now)
	row.status, row.status_category = flow().first_of(CLOSED), CLOSED
	row.state_since = row.closed_at = moments.to_site(now)
	row.first_closed_at = row.first_closed_at or row.closed_at
	if not row.confirmation:
		row.confirmation, row.confirmed_at = "No Answer", row.closed_at
	event_log.note(row, "State", now, from_value=before, to_value=row.status, **spent)
	follow_ups.changed(row.name)


def _write(rows: list[Row], before: dict[str, dict], touch: bool) -> None:
	"""`touch` renews `modified`, so that a form opened before cannot be saved over the closing.

	What many rows share is one UPDATE for all of them; only what is left goes row by row.
	"""
	shared: dict[tuple, list[str]] = {}
	for row in rows:
		change = tuple((field, row[field]) for field in WRITTEN if row[field] != before[row.name][field])
		if change:
			shared.setdefault(change, []).append(row.name)
	for change in [change for change, names in shared.items() if len(names) >= WORTH_ONE_UPDATE]:
		_update(shared.pop(change), dict(change), touch)
	single = {name: dict(change) for change, names in shared.items() for name in names}
	frappe.db.bulk_update(TICKET, single, chunk_size=TOGETHER, update_modified=touch)
	frappe.db.after_commit.add(lambda: _forget([row.name for row in rows]))


def _update(names: list[str], change: dict, touch: bool) -> None:
	Ticket = frappe.qb.DocType(TICKET)
	update = frappe.qb.update(Ticket).where(Ticket.name.isin(names))
	if touch:
		change |= {"modified": frappe.utils.now(), "modified_by": frappe.session.user}
	for field, value in change.items():
		update = update.set(Ticket[field], value)
	update.run()


def _forget(names: list[str]) -> None:
	frappe.cache.delete_value([frappe.get_document_cache_key(TICKET, name) for name in names])
