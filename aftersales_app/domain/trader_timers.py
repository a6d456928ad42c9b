"""Until when a trader has to act on a claim or a return (rules.md R3, R4, R9): the deadlines of the norms that speak of the
case, as timers that are met or run on. These days do not roll over days of rest.

A timer is held on the clock of the service desk: it is due at the end of its last day, and `LADDER` says whom to warn.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from aftersales_app.domain import no_reason_return
from aftersales_app.domain.case_facts import Case, Facts, with_answer
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.legal_days import DayCalendar
from aftersales_app.domain.norm_book import NormBook
from aftersales_app.domain.norm_match import APPLIES, look, term_end
from aftersales_app.domain.norms import NO_REASON_RETURN, Norm, TraderDeadline
from aftersales_app.domain.remedies import arithmetic
from aftersales_app.domain.service_clock import WarningLevel

DAY = 24 * 3600
GOODS_BACK, ANSWERED = "goods_back_on", "answered_on"
REFUND, DELAY = "refund", "deliberate_delay"
# Two days before the end of the last day, when that day begins, and when it is over.
LADDER = (
	WarningLevel(1, -2 * DAY, "Assignee"),
	WarningLevel(2, -DAY, "Team Lead"),
	WarningLevel(3, 0, "Operations Manager"),
)
ESCALATES = 3


@dataclass(frozen=True, slots=True)
class Timer:
	"""`code` is due on `due`, the last day of `length` `unit`s after `start`, the day of the fact `since`; done on `met_on`."""

	code: str
	since: str
	start: date
	length: int
	unit: str
	due: date
	norm: str = ""
	version: int = 0
	citation: str = ""
	met_on: date | None = None

	@property
	def key(self) -> tuple[str, str, date]:
		"""What it is about: a norm edited later does not move a promise that runs."""
		return (self.code, self.since, self.start)

	@property
	def reason(self) -> Reason:
		"""The arithmetic."""
		params = {"since": self.since, "start": self.start, "length": self.length, "unit": self.unit}
		return arithmetic({**params, "last": self.due})

	def late(self, today: date) -> bool | None:
		"""Was it done late, or is it overdue? None while there is time."""
		if self.met_on:
			return self.met_on > self.due
		return True if today > self.due else None


def timers(case: Case, book: NormBook, calendar: DayCalendar, any_return: bool = False) -> tuple[Timer, ...]:
	"""The deadlines that run in this case, of the same one the earliest. `any_return`: goods that came back for another
	reason are held to the days of a return without reason too (the safe side).

	Raises DomainError as NormBook and Case do, and `beyond_calendar`.
	"""
	facts = with_answer(book.facts_of(case))
	found = [
		_timer(rule, norm, facts, calendar)
		for norm in book.looked_at(case, facts)
		for rule in norm.deadlines
		if isinstance(facts.get(rule.since), date) and _speaks(norm, rule, case, facts, calendar, any_return)
	]
	earliest: dict[tuple[str, str, date], Timer] = {}
	for timer in sorted(found, key=lambda one: (one.due, one.norm, one.version)):
		earliest.setdefault(timer.key, timer)
	return tuple(earliest.values())


def _speaks(
	norm: Norm, rule: TraderDeadline, case: Case, facts: Facts, calendar: DayCalendar, any_return: bool
) -> bool:
	if NO_REASON_RETURN not in norm.remedies:
		return look(norm, case, facts, calendar).verdict == APPLIES
	if any_return:
		known = norm.is_effective(case.event_on) and norm.region in ("", facts.get("region"))
		return known and rule.since == GOODS_BACK
	return no_reason_return.judge_under(norm, case, facts, calendar).outcome == no_reason_return.ACCEPT


def _timer(rule: TraderDeadline, norm: Norm, facts: Facts, calendar: DayCalendar) -> Timer:
	start, met = facts[rule.since], facts.get(rule.met_by)
	assert isinstance(start, date)
	due = term_end(start, rule.value, rule.unit, calendar, roll=False)
	met_on = met if isinstance(met, date) else None
	named = (norm.id, norm.version, norm.citation, met_on)
	return Timer(rule.code, rule.since, start, rule.value, rule.unit, due, *named)


def decided(deadlines: Iterable[Mapping[str, Any]], answered_on: date | None = None) -> tuple[Timer, ...]:
	"""The deadlines of a decision, as it is on record in plain data (`remedies.record`), as timers; on the day when the
	customer gets the answer, those are met that ask for no more."""
	return tuple(_decided(one, answered_on) for one in deadlines)


def _decided(plain: Mapping[str, Any], answered_on: date | None) -> Timer:
	counted, source, met = plain["arithmetic"]["params"], plain["source"], plain.get("met_on")
	met_on = date.fromisoformat(met) if met else answered_on if plain.get("met_by") == ANSWERED else None
	start, due = date.fromisoformat(counted["start"]), date.fromisoformat(plain["due"])
	named = (source["norm"], source["version"], source["citation"], met_on)
	return Timer(plain["code"], counted["since"], start, counted["length"], counted["unit"], due, *named)


def next_due(timers: Iterable[Timer]) -> date | None:
	"""The last day of the most urgent one that runs."""
	return min((timer.due for timer in timers if not timer.met_on), default=None)


def worth_a_row(timer: Timer, stored: Iterable[Timer]) -> bool:
	"""One that was met in time on the very day on which it is written never ran: the decision tells of it, and no row has to."""
	return not timer.met_on or timer.met_on > timer.due or timer.key in {one.key for one in stored}


def keep(stored: Iterable[Timer], found: Iterable[Timer]) -> tuple[Timer, ...]:
	"""Timers that run already stay as they were promised; whether they are met is taken from `found`. What no longer speaks
	of the case goes, unless it was met."""
	running: Mapping[tuple[str, str, date], Timer] = {timer.key: timer for timer in found}
	kept = [
		replace(timer, met_on=running[timer.key].met_on) if timer.key in running else timer
		for timer in stored
		if timer.key in running or timer.met_on
	]
	known = {timer.key for timer in kept}
	return tuple(sorted((*kept, *(one for one in running.values() if one.key not in known)), key=_order))


def _order(timer: Timer) -> tuple[date, str, str]:
	return (timer.due, timer.code, timer.since)
