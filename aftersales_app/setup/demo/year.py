"""A year of tickets, played in the order of time: everybody's calls, work, sweeps; then written in batches."""

from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import count
from random import Random
from typing import Any

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.domain.ticket_flow import OPEN
from aftersales_app.service_desk.services import follow_ups, notices
from aftersales_app.service_desk.services.sweep import Row
from aftersales_app.setup.demo import company, ledger, pace, stories
from aftersales_app.setup.demo.customers import Customer
from aftersales_app.setup.demo.desk import Desk
from aftersales_app.setup.demo.lives import Life
from aftersales_app.setup.demo.progress import Progress
from aftersales_app.setup.demo.visits import Visits

TICKET, NOTICE = "Aftersales Ticket", "Aftersales Notice"
# The real sweep finds something to do when the scheduler starts.
LEFT_TO_THE_SWEEP = timedelta(hours=2)
RUSH = timedelta(days=pace.RUSH_DAYS)


class Year:
	"""Plays the year and keeps what came of it."""

	def __init__(self, random: Random, now: datetime, progress: Progress) -> None:
		self.random, self.now, self.progress = random, now, progress
		self.desk, self.visits, self.lives = Desk(), Visits(random), []
		self.turns: list[tuple[datetime, int, Life, Any, datetime | None]] = []
		self.order = count()

	def play(self, tickets: int, customers: list[Customer]) -> None:
		town = stories.Town(customers)
		for call in pace.calls(tickets, self.random, moments.to_site(self.now)):
			story = stories.tell(self.random, call, town)
			life = Life(self.desk, self.visits, story, moments.to_utc(call.at), self.now - RUSH)
			self.lives.append(life)
			run = life.run()
			wish = next(run)
			self.turns.append((wish, next(self.order), life, run, wish))
		heapify(self.turns)
		while self.turns and self.turns[0][0] <= self.now:
			self._turn(*heappop(self.turns))
		for ticket in self.tickets():
			self.desk.finish(ticket, max(moments.to_utc(ticket.modified), self.now - LEFT_TO_THE_SWEEP))

	def tickets(self) -> list[Row]:
		return [life.ticket for life in self.lives if life.ticket]

	def name_units(self, registered: dict[str, str]) -> None:
		"""Tickets about an appliance are about its registered unit."""
		for ticket in self.tickets():
			ticket.product = registered.get(ticket.serial_no or "")

	def _turn(self, at: datetime, _order: int, life: Life, run: Any, wish: datetime | None) -> None:
		"""What a ticket does at `at`: what it wished for, or what the sweep does to it."""
		if at == wish:
			self.progress.step(not life.ticket)
			wish = next(run, None)
		else:
			self.desk.sweep(life.ticket, at)
		check = self.desk.next_sweep(life.ticket, at)
		if check and check > self.now - LEFT_TO_THE_SWEEP:
			check = None
		following = min((moment for moment in (wish, check) if moment), default=None)
		if following:
			heappush(self.turns, (following, next(self.order), life, run, wish))

	def write(self) -> None:
		"""The tickets as they ended, and the rest of the log."""
		found = self.tickets()
		fields = [field for field in frappe.get_meta(TICKET).get_valid_columns() if field in _columns(found)]
		ledger.insert_rows(TICKET, [_ticket_row(ticket, fields) for ticket in found])
		self.desk.flush()
		for ticket in found:
			if ticket.status_category in OPEN and ticket.assignee:
				follow_ups.changed(ticket.name)
		_deliver()


def _columns(rows: list[Row]) -> set[str]:
	return {field for row in rows for field in row}


def _ticket_row(ticket: Row, fields: list[str]) -> dict[str, Any]:
	row = {field: ticket.get(field) for field in fields}
	return row | {"creation": ticket.opened_at, "owner": ticket.taken_by}


def _deliver() -> None:
	"""Warnings of the past were read long ago; escalations were answered, but for the last ones."""
	notice = frappe.qb.DocType(NOTICE)
	mine = notice.company == company.NAME
	told = (
		frappe.qb.update(notice)
		.set(notice.status, "Delivered")
		.set(notice.delivered_at, notice.deliver_after)
	)
	told = told.set(notice.creation, notice.raised_at).set(notice.modified, notice.raised_at)
	told.where(mine & (notice.status == "Pending")).run()
	before = frappe.utils.add_days(moments.site_now(), -3)
	answered = (
		frappe.qb.update(notice)
		.set(notice.reason, "人手不足，排期顺延")
		.set(notice.handled_by, notice.recipient)
		.set(notice.answer, notices.ANSWERED)
	)
	answered = answered.set(notice.handled_at, notice.delivered_at).set(
		notice.outcome, "已协调资源，当天跟进并电话告知客户"
	)
	answered.where(mine & (notice.escalates == 1) & (notice.delivered_at < before)).run()
