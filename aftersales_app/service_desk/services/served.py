"""Service that is done, as its record tells it: for whoever asks the customer about it and judges it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from aftersales_app.domain.scoring import OnRecord, Solved, Told
from aftersales_app.domain.service_clock import CLOCKS
from aftersales_app.domain.visit_flow import DONE, ON_SITE, WITH_CUSTOMER
from aftersales_app.service_desk.queries import ended, reports
from aftersales_app.service_desk.queries import served as reads

SOLVED = ("Solved", "No Fault Found")
CLOSED = "Closed"
NEEDED = ("diagnosis", "cause", "action_taken", "result", "confirmation")
ORDER = ("opened_at", "first_response_at", "diagnosis_at", "resolved_at", "confirmed_at")
OF_VISIT = ("arrived_at", "left_at", "work_done")


@dataclass(frozen=True, slots=True)
class Served:
	"""One service: whose it was, how far after its promises it was done (negative: before), what its record has to tell and tells, and its
	steps in the order in which they were taken."""

	ticket: Any
	late: tuple[timedelta | None, ...]  # None: never
	told: frozenset[str]
	steps: tuple[str, ...]

	@property
	def closed(self) -> bool:
		return self.ticket.status_category == CLOSED

	@property
	def solved(self) -> bool:
		return self.ticket.result in SOLVED

	@property
	def on_record(self) -> OnRecord:
		ticket = self.ticket
		return OnRecord(
			self.late,
			Solved(self.solved, ticket.reopenings or 0, ticket.handovers or 0),
			Told(frozenset(NEEDED), self.told, self.steps, ORDER),
		)


@dataclass(frozen=True, slots=True)
class Visited:
	"""One visit, remote session or job at the bench. Whether the problem is solved its ticket tells, later."""

	visit: Any

	@property
	def done(self) -> bool:
		return self.visit.status == DONE

	@property
	def on_record(self) -> OnRecord:
		"""Against its appointment as it stood last; nobody is awaited at the bench."""
		visit = self.visit
		awaited = visit.kind in WITH_CUSTOMER and visit.arrived_at
		return OnRecord(((visit.arrived_at - visit.starts_at,) if awaited else ()), None, self._told())

	def _told(self) -> Told:
		visit = self.visit
		told = {field for field in OF_VISIT if visit[field]}
		needed = set(OF_VISIT)
		if visit.kind == ON_SITE:
			needed.add("signature")
			told |= {"signature"} if visit.signature or visit.no_signature_reason else set()
		if visit.checks:
			needed.add("checklist")
			told |= set() if visit.unchecked else {"checklist"}
		return Told(frozenset(needed), frozenset(told))


def of_ticket(name: str) -> Served | None:
	"""What the record of a ticket tells; None where there is none of that name."""
	found = reads.facts(name)
	if not found:
		return None
	late = [_late(found, clock) for clock in CLOCKS if _judged(found, clock)]
	told = frozenset(field for field in NEEDED if found[field])
	taken = sorted((found[step], ORDER.index(step)) for step in ORDER if found[step])
	return Served(found, tuple(late), told, tuple(ORDER[at] for _moment, at in taken))


def of_visit(name: str) -> Visited | None:
	"""What the record of a visit tells; None where there is none of that name."""
	found = reads.visit(name)
	return Visited(found) if found else None


def visits_done_since(moment: datetime, most: int) -> Sequence[str]:
	"""Visits that ended since a moment of the site, the earliest first, at most `most`."""
	return reads.visits_done_since(moment, most)


def closed_since(moment: datetime, most: int) -> Sequence[str]:
	"""Tickets closed since a moment of the site, the earliest first, at most `most`."""
	return reads.closed_since(moment, most)


def _judged(found: Any, clock: str) -> bool:
	return bool(found[f"{clock}_verdict"] in ("Met", "Missed") and found[f"{clock}_due"])


def _late(found: Any, clock: str) -> timedelta | None:
	"""How long after its promise it was done; None where a missed promise was never kept."""
	at = found[f"{clock}_at"]
	if at:
		return at - found[f"{clock}_due"]
	return None if found[f"{clock}_verdict"] == "Missed" else timedelta()


def ended_on(day: date, company: str) -> Sequence[Any]:
	"""What a company closed on a day of the site, where the customer can be called."""
	return ended.on(day, company)


def ended_named(names: Sequence[str], company: str) -> Sequence[Any]:
	"""The same of these tickets, whenever they were closed."""
	return ended.named(names, company)


def ended_without_number(day: date, company: str) -> int:
	"""How many a company closed on a day whose customer cannot be called."""
	return ended.without_number(day, company)


def opened_by_month(first: date, last: date, company: str = "") -> dict[str, int]:
	"""Tickets opened on these days, both included, as far as the user may see them, by month (2026-03)."""
	facts = {"company": (company,)} if company else {}
	found: Counter[str] = Counter()
	for day, _group, number in reports.opened(reports.Scope.days(first, last, **facts), None):
		found[f"{day:%Y-%m}"] += number
	return dict(found)
