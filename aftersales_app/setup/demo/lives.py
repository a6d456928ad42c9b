"""How a ticket goes: answered, diagnosed, waited for, visited, resolved, closed, sometimes reopened. A life yields the
moment at which it does something next, and does it when it is asked to go on."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import log

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.services import tickets
from aftersales_app.service_desk.services.sweep import Row
from aftersales_app.setup.demo import calendars, outcomes, people
from aftersales_app.setup.demo.desk import Desk
from aftersales_app.setup.demo.stories import Story
from aftersales_app.setup.demo.visits import Visits

Moments = Iterator[datetime]
# channel: (minutes until somebody answers, half of the time sooner; how far apart)
ANSWERS = {
	"Phone": (3, 1.0),
	"Walk-in": (5, 0.8),
	"Chat": (0.25, 0.55),
	"WeChat": (25, 1.1),
	"App": (45, 1.1),
}
BY_MAIL = (80, 1.0)
SLOW_MONTHS = (3, 4)


class Life:
	"""One ticket's way through the desk."""

	def __init__(self, desk: Desk, visits: Visits, story: Story, opened: datetime, rush: datetime) -> None:
		"""`rush` is since when there is more to do than the desk can manage."""
		self.desk, self.visits, self.random, self.rush = desk, visits, visits.random, rush
		self.story, self.at = story, opened
		self.ticket: Row | None = None

	def run(self) -> Moments:
		yield self.at
		ticket = self.ticket = self.desk.open(self.story.facts, self.at)
		yield from self._answered(ticket)
		if self.random.random() < 0.02:
			yield from self._withdrawn(ticket)
			return
		yield from self._diagnosed(ticket)
		if not (ticket.kind in outcomes.TALK or (ticket.kind == "Repair" and self.random.random() < 0.1)):
			yield from self._served(ticket)
		yield from self._resolved(ticket)
		yield from self._closed(ticket)
		if self.random.random() < (0.09 if self.story.bad else 0.03):
			yield from self._again(ticket)

	def _answered(self, ticket: Row) -> Moments:
		if not ticket.assignee:
			yield self._later(8, 0.7, calendars.DESK if ticket.team == people.HOTLINE else calendars.SERVICE)
			self.desk.assign(ticket, self.at)
		minutes, spread = ANSWERS.get(ticket.channel, BY_MAIL)
		yield self._later(minutes, spread, calendars.DESK)
		self.desk.respond(ticket, self.at, self._actor())
		if self.random.random() < 0.02 and ticket.priority != "Urgent":
			yield self._later(12, 0.5, calendars.DESK)
			self.desk.raise_priority(ticket, self.at, self._actor())
		if ticket.team == people.HOTLINE and ticket.kind not in outcomes.TALK:
			yield self._later(20, 0.8, calendars.DESK)
			self.desk.hand_over(ticket, self.story.area_team, self.at, self._actor())
			if not ticket.assignee:
				yield self._later(10, 0.5, calendars.SERVICE)
				self.desk.assign(ticket, self.at)

	def _withdrawn(self, ticket: Row) -> Moments:
		yield self._later(90, 1.0, self._hours())
		self.desk.write_down(ticket, self.at, self._actor(), result="Withdrawn by Customer")
		self.desk.move(ticket, "Cancelled", self.at, people.lead(ticket.team).user)

	def _diagnosed(self, ticket: Row) -> Moments:
		chat = ticket.channel == "Chat"
		yield self._later(3 if chat else 12, 0.7, self._hours())
		self.desk.move(ticket, "In Diagnosis", self.at, self._actor())
		if self.random.random() < 0.16:
			yield self._later(10, 0.6, self._hours())
			self.desk.move(ticket, "Waiting for Customer", self.at, self._actor())
			yield self._later(900, 1.0, calendars.DESK)
			self.desk.move(ticket, "In Diagnosis", self.at, self._actor())
		yield self._later(8 if chat else 28, 0.9, self._hours())
		found = outcomes.diagnosis(self.story, self.random)
		self.desk.write_down(ticket, self.at, self._actor(), **found)

	def _served(self, ticket: Row) -> Moments:
		yield self._later(25, 0.8, self._hours())
		found = outcomes.plan(self.story, ticket.contact_name, self.random)
		self.desk.write_down(ticket, self.at, self._actor(), **found)
		self.desk.move(ticket, "Plan Given", self.at, self._actor())
		if ticket.kind == "Complaint":
			yield self._later(240, 0.9, self._hours())
			self.desk.move(ticket, "In Service", self.at, self._actor())
			return
		if ticket.kind == "Parts" or self.random.random() < self._part_missing(ticket):
			yield self._later(15, 0.5, self._hours())
			self.desk.move(ticket, "Waiting for Parts", self.at, self._actor())
			yield self._later(2400 if self.story.bad else 1000, 0.7, calendars.SERVICE)
			self.desk.move(ticket, "In Service", self.at, self._actor())
		if ticket.kind != "Parts":
			yield from self._visited(ticket)

	def _part_missing(self, ticket: Row) -> float:
		if ticket.kind == "Installation":
			return 0
		return 0.7 if self.story.bad else 0.16

	def _visited(self, ticket: Row) -> Moments:
		visit = self.visits.plan(self.desk, ticket, self.story, self.at, self._slowness())
		if visit["technician"] != ticket.assignee:
			self.desk.reassign(ticket, visit["technician"], self.at, self._actor())
		if self.random.random() < 0.04:
			self.at = self.visits.called_off(self.desk, ticket, visit, self.at)
			yield self.at
			self.visits.call_off(self.desk, ticket, visit, self.at)
			visit = self.visits.plan(self.desk, ticket, self.story, self.at, self._slowness())
		self.at = self.visits.arrives(visit, self.at)
		yield self.at
		self.visits.arrive(self.desk, ticket, visit, self.at)
		if ticket.status != "In Service":
			self.desk.move(ticket, "In Service", self.at, visit["technician"])
		self.at += timedelta(minutes=self.random.randint(25, 105))
		yield self.at
		self.visits.leave(self.desk, ticket, visit, self.at, self.story)

	def _resolved(self, ticket: Row) -> Moments:
		talk = ticket.status == "In Diagnosis"
		yield self._later(15 if talk else 10, 1.0, self._hours())
		self.desk.write_down(
			ticket, self.at, self._actor(), **outcomes.result(self.story, ticket, self.random)
		)
		self.desk.move(ticket, "Resolved", self.at, self._actor())

	def _closed(self, ticket: Row) -> Moments:
		close_at = tickets.auto_close_at(ticket)
		if close_at and self.random.random() < 0.2:
			self.at = close_at
			yield self.at
			self.desk.write_down(ticket, self.at, "Administrator", confirmation="No Answer")
			self.desk.move(ticket, "Closed", self.at, "Administrator")
			return
		yield self._later(700, 0.8, calendars.DESK)
		self.desk.write_down(ticket, self.at, self._actor(), confirmation="Confirmed")
		self.desk.move(ticket, "Closed", self.at, self._actor())

	def _again(self, ticket: Row) -> Moments:
		"""It came back: inside the window the same ticket goes on."""
		yield self._later(900, 0.6, calendars.DESK)
		if (self.at - moments.to_utc(ticket.closed_at)).days >= (core.settings().reopen_window_days or 0):
			return
		self.desk.move(ticket, "In Service", self.at, self._actor())
		if ticket.kind not in outcomes.TALK and ticket.kind not in ("Parts", "Complaint"):
			yield from self._visited(ticket)
		yield from self._resolved(ticket)
		yield from self._closed(ticket)

	def _later(self, minutes: float, spread: float, calendar: str) -> datetime:
		"""Working time goes by: half of the time less than `minutes`, at a slow team more."""
		spent = self.random.lognormvariate(log(minutes * 60 * self._slowness()), spread)
		self.at = core.calendar(calendar).add(self.at, max(4, int(spent)))
		return self.at

	def _slowness(self) -> float:
		"""The South was short of people in spring; high summer and the last days are hard for everybody."""
		if self.at > self.rush:
			return 2.6
		month = moments.to_site(self.at).month
		if self.ticket and self.ticket.team == people.SOUTH and month in SLOW_MONTHS:
			return 2.8
		return 1.3 if month in (7, 8) else 1.0

	def _hours(self) -> str:
		return queries.team_calendar(self.ticket.team) or calendars.SERVICE

	def _actor(self) -> str:
		return self.ticket.assignee or people.lead(self.ticket.team).user
