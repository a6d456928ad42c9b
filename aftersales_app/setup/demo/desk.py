"""The service desk of the demo at moments of the past: the ticket service's verbs on rows, with the time passed in.

Clocks, policies, assignment, warnings and log records come from the services themselves; here is only what they leave to
the saving of a document. Records are collected and written in batches, in the order of time.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.utils import cint

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain import service_clock, ticket_flow
from aftersales_app.domain.assignment import choose
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.text_terms import index_terms
from aftersales_app.domain.ticket_flow import CANCELLED, CLOSED, OPEN, RESOLVED
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.services import (
	assignment,
	clocks,
	event_log,
	notices,
	policies,
	reasons,
	tickets,
)
from aftersales_app.service_desk.services.flow import flow
from aftersales_app.service_desk.services.sweep import Row
from aftersales_app.setup.demo import people

SYSTEM = "Administrator"
AGAIN, REMEMBERED = ("Repair", "Complaint", "Service Error"), timedelta(days=60)
# What policies ask about, the customer's group being that of big customers or not.
ALIKE = ("vip", "kind", "priority", "channel", "category", "warranty_tier", "team")


class Desk:
	"""Everybody's load, and the records not written yet."""

	def __init__(self) -> None:
		self.load: Counter[str] = Counter()
		self.last: dict[str, datetime] = {}
		self.events: list[dict[str, Any]] = []
		self.promises: dict[tuple[Any, ...], tuple[str | None, tuple[Reason, ...]]] = {}
		self.told: set[str] = set()
		self.by_unit: dict[str | None, Row] = {}

	def open(self, facts: dict[str, Any], at: datetime) -> Row:
		"""A new ticket: promised, and given to somebody of its team."""
		number = frappe.db.get_next_sequence_val("Aftersales Ticket", "_number_seq")
		ticket = Row(facts, name=f"TK-{number:07d}", flags=frappe._dict())
		ticket.opened_at = ticket.state_since = ticket.team_since = moments.to_site(at)
		ticket.status = flow().initial
		ticket.status_category = flow().category(ticket.status)
		ticket.reassignments = ticket.handovers = ticket.reopenings = 0
		ticket.contacts = 1
		event_log.note(ticket, "Opened", at, to_value=ticket.status)
		self._promise(ticket, at)
		clocks.start(ticket, at)
		self._assign(ticket, at)
		self._continue(ticket, at)
		return self._done(ticket, at, ticket.taken_by)

	def _continue(self, ticket: Row, at: datetime) -> None:
		"""What fails again when the reopening window is over goes on in a new ticket that names the old one."""
		before = self.by_unit.get(ticket.serial_no)
		self.by_unit[ticket.serial_no] = ticket
		if not before or ticket.kind not in AGAIN or before.kind not in AGAIN:
			return
		closed = before.status_category == CLOSED and moments.to_utc(before.closed_at)
		window = timedelta(days=core.settings().reopen_window_days or 0)
		if closed and window < at - closed < REMEMBERED:
			ticket.previous_ticket = before.name

	def assign(self, ticket: Row, at: datetime) -> Row:
		"""What waited in the queue gets somebody."""
		self._assign(ticket, at)
		return self._done(ticket, at, people.lead(ticket.team).user)

	def hand_over(self, ticket: Row, team: str, at: datetime, actor: str) -> Row:
		before = ticket.team
		spent = event_log.spent(ticket, moments.to_utc(ticket.team_since), at)
		ticket.update({"team": team, "handovers": ticket.handovers + 1, "team_since": moments.to_site(at)})
		event_log.note(ticket, "Team", at, from_value=before, to_value=team, **spent)
		self.load[ticket.assignee] -= 1
		ticket.assignee = None
		self._assign(ticket, at)
		self._promise(ticket, at)
		self._done(ticket, at, actor)
		self.flush()
		clocks.reschedule(ticket, ticket.status_category, at)
		return self._done(ticket, at, actor)

	def reassign(self, ticket: Row, user: str, at: datetime, actor: str) -> Row:
		ticket.reassignments += 1 if ticket.assignee else 0
		reasons.put(ticket, reasons.ASSIGNEE, [Reason("chosen_by", {"user": actor})])
		self._hand(ticket, user, at)
		return self._done(ticket, at, actor)

	def raise_priority(self, ticket: Row, at: datetime, actor: str) -> Row:
		"""More pressing than it was taken for."""
		before, ticket.priority = ticket.priority, "Urgent"
		event_log.note(ticket, "Priority", at, from_value=before, to_value="Urgent")
		self._promise(ticket, at)
		self.flush()
		clocks.reschedule(ticket, ticket.status_category, at)
		return self._done(ticket, at, actor)

	def respond(self, ticket: Row, at: datetime, actor: str) -> Row:
		clocks.meet(ticket, ("first_response",), at)
		return self._done(ticket, at, actor)

	def arrived(self, ticket: Row, at: datetime, actor: str) -> Row:
		clocks.meet(ticket, ("first_response", "arrival"), at)
		return self._done(ticket, at, actor)

	def write_down(self, ticket: Row, at: datetime, actor: str, **found: Any) -> Row:
		"""Diagnosis, plan, agreed price, the customer's word: and what each of them means."""
		ticket.update(found)
		if "diagnosis" in found:
			clocks.meet(ticket, ("diagnosis",), at)
		if "plan" in found:
			ticket.planned_at = moments.to_site(at)
			if clocks.terms_of(ticket).plan_counts:
				clocks.meet(ticket, ("resolution",), at)
		if "price_confirmed" in found:
			ticket.price_confirmed_at = moments.to_site(at)
		if "confirmation" in found:
			ticket.confirmed_at = moments.to_site(at)
		return self._done(ticket, at, actor)

	def move(self, ticket: Row, status: str, at: datetime, actor: str) -> Row:
		"""Another status. Throws where the gates refuse it."""
		status_before, before = ticket.status, ticket.status_category
		ticket.status, ticket.status_category = status, flow().category(status)
		tickets.refuse_unless(ticket_flow.can_move(before, ticket.status_category))
		if before in (RESOLVED, CLOSED) and ticket.status_category in OPEN:
			self._reopen(ticket, status_before, before, at)
		clocks.move(ticket, before, at)
		spent = event_log.spent(ticket, moments.to_utc(ticket.state_since), at)
		ticket.state_since = moments.to_site(at)
		event_log.note(ticket, "State", at, from_value=status_before, to_value=status, **spent)
		self._stamp(ticket, before)
		return self._done(ticket, at, actor)

	def sweep(self, ticket: Row, at: datetime) -> None:
		"""What the minute's sweep does: judge what is overdue, warn those concerned."""
		clocks.judge(ticket, at)
		self._done(ticket, at, SYSTEM)
		fresh = [warning for warning in _warnings(ticket, at) if warning.key not in self.told]
		if fresh:
			self.told.update(warning.key for warning in fresh)
			self.events += notices.raise_all(fresh, at)

	def next_sweep(self, ticket: Row, at: datetime) -> datetime | None:
		"""When something happens to the ticket by itself after `at`."""
		if ticket.status_category not in OPEN:
			return None
		return moments.to_utc(clocks.next_check(ticket, at, None))

	def finish(self, ticket: Row, at: datetime) -> None:
		"""The year is over: when the real sweep looks at the ticket next, and how it is found."""
		tickets.tell_present(ticket, at)
		ticket.search_terms = index_terms(
			" ".join(str(ticket.get(field) or "") for field in tickets.SEARCHED)
		)

	def flush(self) -> None:
		"""Write the records so far: the service reads there where a ticket has been."""
		event_log.write(self.events)
		self.events.clear()

	def _promise(self, ticket: Row, at: datetime) -> None:
		"""Tickets that are alike fall under the same policy: asked once, the demo's policies being in force all year."""
		alike = tuple(ticket.get(fact) for fact in ALIKE)
		if alike not in self.promises:
			found = policies.match(ticket, moments.to_site(at).date())
			self.promises[alike] = (found.policy.name if found.policy else None, found.reasons)
		ticket.policy, found = self.promises[alike]
		reasons.put(ticket, reasons.POLICY, found)

	def _assign(self, ticket: Row, at: datetime) -> None:
		team = queries.team(ticket.team)
		able = [
			replace(one, open_load=self.load[one.user], last_assigned_at=self.last.get(one.user))
			for one in assignment.candidates(team, at)
		]
		choice = choose(able, assignment.need(ticket), team.strategy)
		reasons.put(ticket, reasons.ASSIGNEE, assignment.explain(choice))
		if choice.user:
			self._hand(ticket, choice.user, at)

	def _hand(self, ticket: Row, user: str, at: datetime) -> None:
		self.load[ticket.assignee] -= 1
		self.load[user] += 1
		self.last[user] = at
		assignment.hand_to(ticket, user, at)

	def _reopen(self, ticket: Row, status: str, category: str, at: datetime) -> None:
		facts = tickets.reopen_facts(Row(ticket, status_category=category))
		tickets.refuse_unless(ticket_flow.can_reopen(facts, at))
		cleared = ("resolved_at", "closed_at", "confirmation", "confirmed_at")
		ticket.update({field: None for field in cleared} | {"reopenings": cint(ticket.reopenings) + 1})
		event_log.note(ticket, "Reopened", at, from_value=status, to_value=ticket.status)
		self.flush()
		clocks.reopen(ticket, category, at)
		self.load[ticket.assignee] += 1

	def _stamp(self, ticket: Row, before: str) -> None:
		category = ticket.status_category
		if category not in OPEN and before in OPEN:
			self.load[ticket.assignee] -= 1
		if category == RESOLVED and before in OPEN:
			ticket.resolved_at = ticket.state_since
		if category in (CLOSED, CANCELLED):
			ticket.closed_at = ticket.state_since
			ticket.first_closed_at = ticket.first_closed_at or ticket.closed_at

	def _done(self, ticket: Row, at: datetime, actor: str) -> Row:
		"""Keep what was noted, under the name of who did it."""
		ticket.modified, ticket.modified_by = moments.to_site(at), actor
		self.events += [{**event, "actor": actor} for event in ticket.flags.pop("events", ())]
		return ticket


def _warnings(ticket: Row, at: datetime) -> Iterator[notices.Warning]:
	levels = clocks.terms_of(ticket).levels
	for watch in clocks.watches(ticket):
		for level in levels:
			if level.clock in ("", watch.clock.name) and service_clock.due_warnings(
				watch.clock, (level.warning,), watch.calendar, at
			):
				yield notices.Warning(ticket, watch.clock, level)
