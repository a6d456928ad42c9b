"""The clocks of a ticket: its columns as domain clocks and back. The one writer of clock columns.

Each clock has columns for what people read, sort and count by. What else a clock needs (target and paused seconds, the promise
that waits during a pause) stands in `clock_terms`, a JSON object of lists by clock: Frappe reads and checks every
column at every save.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain import service_clock
from aftersales_app.domain.service_clock import (
	CANCELLED,
	CLOCKS,
	MET,
	MISSED,
	PAUSED,
	RUNNING,
	Clock,
	Pause,
	Stay,
	Target,
	Watch,
)
from aftersales_app.domain.ticket_flow import CLOSED, OPEN, RESOLVED, clock_effects
from aftersales_app.domain.working_time import WorkingCalendar
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.services import event_log, policies

PARTS = ("due", "at", "verdict", "missed_by")
COLUMNS = (*(f"{clock}_{part}" for clock in CLOCKS for part in PARTS), "clock_terms", "resolution_pending")


def read(ticket: Any, name: str) -> Clock | None:
	"""A clock as the ticket's row has it; None where it never started."""
	verdict = ticket.get(f"{name}_verdict")
	if not verdict:
		return None
	started = _started_at(ticket, name)
	target, paused, held_due = _terms(ticket)[name]
	return Clock(
		name,
		started,
		target,
		paused,
		moments.to_utc(ticket.get(f"{name}_due")),
		moments.to_utc(ticket.get(f"{name}_at")),
		verdict,
		max(moments.to_utc(ticket.state_since), started) if verdict == PAUSED else None,
		datetime.fromtimestamp(held_due, timezone.utc) if held_due else None,
	)


def _terms(ticket: Any) -> Mapping[str, list[int]]:
	"""By clock: target seconds, paused seconds, the held promise in epoch seconds (0 for none)."""
	return _parsed(ticket.get("clock_terms") or "{}")


@lru_cache(maxsize=1024)
def _parsed(terms: str) -> Mapping[str, list[int]]:
	"""A ticket's clocks are read many times in a row."""
	return MappingProxyType(json.loads(terms))


def columns(clock: Clock) -> dict[str, Any]:
	"""A clock as its own columns have it."""
	return {
		f"{clock.name}_due": moments.to_site(clock.due),
		f"{clock.name}_at": moments.to_site(clock.met_at),
		f"{clock.name}_verdict": clock.verdict,
	}


def terms(*clocks: Clock) -> dict[str, list[int]]:
	"""What `clock_terms` says of these clocks: by clock, the seconds that `_terms` names."""
	return {
		clock.name: [
			clock.target_seconds,
			clock.paused_seconds,
			int(clock.held_due.timestamp()) if clock.held_due else 0,
		]
		for clock in clocks
	}


def write(ticket: Any, clock: Clock, at: datetime) -> None:
	"""Put a clock into the ticket's row and note in the log what changed about it."""
	before = read(ticket, clock.name)
	ticket.update({**columns(clock), "clock_terms": json.dumps({**_terms(ticket), **terms(clock)})})
	if clock.verdict == MISSED and not (before and before.verdict == MISSED):
		ticket.set(f"{clock.name}_missed_by", ticket.assignee)
	for kind in _changes(before, clock):
		was = before.due if before else None
		event_log.note(
			ticket,
			kind,
			at,
			clock=clock.name,
			due=clock.due,
			from_value=_moment(was),
			to_value=_moment(clock.due),
		)


def _changes(before: Clock | None, after: Clock) -> Iterable[str]:
	"""A first promise stands in the row and in every record that follows it; it needs no record of its own."""
	if after.verdict == MISSED and not (before and before.verdict == MISSED):
		yield "Missed"
	if after.met_at and not (before and before.met_at) and after.verdict == MET:
		yield "Met"
	if before and after.due != before.due and after.verdict in (RUNNING, PAUSED):
		yield "Promise"


def _moment(moment: datetime | None) -> str | None:
	return str(moments.to_site(moment)) if moment else None


def start(ticket: Any, at: datetime) -> None:
	"""Start what the ticket's policy promises; the diagnosis clock waits for the first response."""
	for target in terms_of(ticket).targets.values():
		begins = _started_at(ticket, target.clock)
		if begins and not ticket.get(f"{target.clock}_verdict") and _may_begin(ticket, target.clock):
			clock = service_clock.judge(service_clock.start(target, begins), at)
			write(ticket, service_clock.follow(clock, target, ticket.status_category, at), at)
	if ticket.get("diagnosis"):  # written down before anybody answered the customer
		meet(ticket, ("diagnosis",), at)


def meet(ticket: Any, names: Iterable[str], at: datetime) -> None:
	"""What these clocks wait for was done at `at`. It is known when, also where nobody promised it: somebody may yet."""
	targets = terms_of(ticket).targets
	for name in names:
		clock, target = read(ticket, name), targets.get(name)
		if clock and clock.is_open:
			calendar = target.calendar if target else calendar_of(ticket)
			write(
				ticket,
				service_clock.meet(clock, max(at, clock.paused_since or clock.started_at), calendar),
				at,
			)
		elif name != "resolution" and not ticket.get(f"{name}_at"):
			ticket.set(f"{name}_at", moments.to_site(at))
		if name == "first_response":
			start(ticket, at)  # the diagnosis clock, which the same act may meet


def move(ticket: Any, from_category: str, at: datetime) -> None:
	"""The ticket left `from_category` for the one it has now; `state_since` still says since when it was there."""
	effects = clock_effects(from_category, ticket.status_category)
	targets = terms_of(ticket).targets
	meet(ticket, effects.meet, at)
	for name in effects.cancel:
		_change(ticket, name, service_clock.cancel, at)
	for name in effects.follow:
		if name in targets:
			_change(
				ticket,
				name,
				lambda clock: _follow(clock, targets[clock.name], ticket.status_category, at),
				at,
			)


def _follow(clock: Clock, target: Target, category: str, at: datetime) -> Clock:
	"""Paused clocks are paused from the present state's beginning on: what was paused before is counted first."""
	return service_clock.follow(service_clock.resume(clock, at, target.calendar), target, category, at)


def reschedule(ticket: Any, category: str, at: datetime) -> None:
	"""The policy or team changed: carry elapsed and paused time over to the new promise, cancel what is not promised any
	more. `category` is the stage that the ticket has been in since `state_since`."""
	targets = terms_of(ticket).targets
	past = _past(ticket)
	for name in CLOCKS:
		target, clock = targets.get(name), read(ticket, name)
		if not target:
			_change(ticket, name, service_clock.cancel, at)
			continue
		pauses, begins = _pauses(past, ticket, category, target), _started_at(ticket, name)
		done = _done_at(ticket, name)
		if clock and clock.verdict != CANCELLED:
			_replace(ticket, clock, service_clock.reschedule(clock, target, pauses, at, done), at)
		elif begins and _may_begin(ticket, name):
			_replace(ticket, clock, service_clock.start_late(target, begins, pauses, at, done), at)


def _done_at(ticket: Any, name: str) -> datetime | None:
	"""When an open ticket's clock was met before it was promised; the plan of a reopened ticket did not hold."""
	if name != "resolution":
		return moments.to_utc(ticket.get(f"{name}_at"))
	counts = terms_of(ticket).plan_counts and ticket.get("plan") and not ticket.get("reopenings")
	return moments.to_utc(ticket.planned_at) if counts else None


def _may_begin(ticket: Any, name: str) -> bool:
	"""A clock that no policy promised before; of a ticket that was resolved once, only the resolution is waited for."""
	return name == "resolution" or not ticket.get("reopenings")


def reopen(ticket: Any, category: str, at: datetime) -> None:
	"""The resolution did not hold: its promise goes on, or another one where policy or team changed while it was taken for done.
	The log keeps when it was first met. `category` is the stage that the ticket leaves, in since `state_since`."""
	past, target = _past(ticket), terms_of(ticket).targets.get("resolution")
	clock, begins = read(ticket, "resolution"), _started_at(ticket, "resolution")
	calendar = target.calendar if target else calendar_of(ticket)
	if not _promised_anew(past):
		_change(ticket, "resolution", lambda clock: service_clock.reopen(clock, at, calendar), at)
	elif not target:
		again = clock and service_clock.reopen(clock, at, calendar)
		_replace(ticket, clock, again and service_clock.cancel(again), at)
	else:
		pauses = _pauses(past, ticket, category, target)
		if clock and clock.verdict != CANCELLED:
			_replace(ticket, clock, service_clock.reopen_under(clock, target, pauses, at), at)
		else:
			_replace(ticket, clock, service_clock.start_late(target, begins, pauses, at), at)


Past = list[Mapping[str, Any]]


def _past(ticket: Any) -> Past:
	"""`queries.milestones`, with those that this save has noted so far."""
	return [*queries.milestones(ticket.name), *(ticket.flags.events or ())]


def _pauses(past: Past, ticket: Any, category: str, target: Target) -> tuple[Pause, ...]:
	"""When the clock of `target` stood still: while the ticket waited, and the resolution while it was taken for done."""
	waits = service_clock.pauses_of(_stays(past, ticket, category), target)
	return waits + service_clock.lapses(_marks(past)) if target.clock == "resolution" else waits


def stays(ticket: Any) -> list[Stay]:
	"""Where the ticket has been: (category, from, until), the present stage open."""
	return _stays(queries.milestones(ticket.name), ticket, ticket.status_category)


def _stays(past: Past, ticket: Any, category: str) -> list[Stay]:
	moves = [event for event in past if event["kind"] in ("Opened", "State")]
	return [
		*(
			(event["category"], moments.to_utc(event["at"]), moments.to_utc(following["at"]))
			for event, following in pairwise(moves)
		),
		(category, moments.to_utc(ticket.state_since), None),
	]


def _marks(past: Past) -> Iterable[tuple[bool, datetime]]:
	"""When the ticket was taken for done (True) and reopened (False)."""
	for event in past:
		if _is_done(event) or event["kind"] == "Reopened":
			yield event["kind"] != "Reopened", moments.to_utc(event["at"])


def _is_done(event: Mapping[str, Any]) -> bool:
	"""Resolved, or what was promised for the resolution delivered before: a plan."""
	if event["kind"] == "State":
		return event["category"] in (RESOLVED, CLOSED)
	return event["kind"] == "Met" and event["clock"] == "resolution"


def _promised_anew(past: Past) -> bool:
	"""Did policy or team change while the ticket that is being reopened was taken for done?"""
	lapses = service_clock.lapses(_marks(past))
	changed = (moments.to_utc(event["at"]) for event in past if event["kind"] in ("Policy", "Team"))
	return bool(lapses) and any(at >= lapses[-1][0] for at in changed)


def judge(ticket: Any, now: datetime) -> None:
	"""Mark as missed what is overdue."""
	for name in CLOCKS:
		_change(ticket, name, lambda clock: service_clock.judge(clock, now), now)


def watches(ticket: Any) -> list[Watch]:
	"""The ticket's clocks with what is needed to tell when something about them changes."""
	terms = terms_of(ticket)
	return [
		Watch(clock, terms.targets[clock.name].calendar, terms.levels_of(clock.name))
		for clock in (read(ticket, name) for name in CLOCKS)
		if clock and clock.is_open and clock.name in terms.targets
	]


def pending(ticket: Any) -> int:
	"""1 where the ticket still has to be resolved by a moment that was promised, else 0: what lists of due tickets ask for. A
	promise that stands still has no such moment."""
	open_now = ticket.status_category in OPEN and ticket.get("resolution_due")
	return int(bool(open_now) and not ticket.get("resolution_at"))


def next_check(ticket: Any, now: datetime, auto_close_at: datetime | None) -> datetime | None:
	"""When the sweep must look at this ticket again, as the site stores it; a look that is overdue stays so."""
	if ticket.status_category == RESOLVED:
		return moments.to_site(auto_close_at)
	if ticket.status_category not in OPEN:
		return None
	return moments.to_site(service_clock.next_check(watches(ticket), _looked_at(ticket, now)))


def _looked_at(ticket: Any, now: datetime) -> datetime:
	"""Up to when the sweep has seen the present promises: not at all where they are new, else up to the check it waits for."""
	if ticket.get("__islocal") or any(
		event["kind"] in ("Promise", "Missed") for event in ticket.flags.events or ()
	):
		return min(now, moments.to_utc(ticket.opened_at))
	waiting = moments.to_utc(ticket.next_check_at)
	return min(now, waiting - service_clock.SECOND) if waiting else now


def terms_of(ticket: Any) -> policies.Terms:
	return policies.terms(ticket.policy, ticket.team)


def calendar_of(ticket: Any) -> WorkingCalendar:
	"""The calendar that a ticket's durations are measured on: its resolution promise's, else its team's."""
	target = terms_of(ticket).targets.get("resolution")
	return target.calendar if target else core.calendar(queries.team_calendar(ticket.team))


def _change(ticket: Any, name: str, change: Callable[[Clock], Clock], at: datetime) -> None:
	clock = read(ticket, name)
	if clock:
		_replace(ticket, clock, change(clock), at)


def _replace(ticket: Any, clock: Clock | None, changed: Clock | None, at: datetime) -> None:
	if changed and changed != clock:
		write(ticket, changed, at)


def _started_at(ticket: Any, name: str) -> datetime | None:
	return moments.to_utc(ticket.first_response_at if name == "diagnosis" else ticket.opened_at)
