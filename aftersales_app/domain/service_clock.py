"""Service clocks: what was promised until when, what a pause costs, and when somebody must be warned.

Each clock of a ticket runs on its own calendar. `due` is the earliest moment at which the target and all pauses,
both in working seconds, have passed since the start; it is None while the clock is paused. A promise once given is only
moved by what it was paused for: a calendar that is edited meanwhile holds for the time from then on. Moments are aware
datetimes, durations working seconds. Nothing here reads the time: `at` and `now` are passed in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.working_time import WorkingCalendar, intersect

CLOCKS = ("first_response", "diagnosis", "arrival", "resolution")
NOT_STARTED, RUNNING, PAUSED, MET, MISSED, CANCELLED = "", "Running", "Paused", "Met", "Missed", "Cancelled"
SECOND = timedelta(seconds=1)

Pause = tuple[datetime, datetime | None]
Stay = tuple[str, datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Target:
	"""What a policy promises for one clock: working seconds on a calendar, paused in these state categories."""

	clock: str
	seconds: int
	calendar: WorkingCalendar
	pauses_on: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Clock:
	"""One clock of one ticket. `met_at` is when the thing was done, also when that was late; `held_due` the promise that waits
	while the clock is paused."""

	name: str
	started_at: datetime
	target_seconds: int
	paused_seconds: int = 0
	due: datetime | None = None
	met_at: datetime | None = None
	verdict: str = RUNNING
	paused_since: datetime | None = None
	held_due: datetime | None = None

	@property
	def is_open(self) -> bool:
		"""Is somebody still expected to do something?"""
		return self.verdict in (RUNNING, PAUSED) or (self.verdict == MISSED and self.met_at is None)


@dataclass(frozen=True, slots=True)
class WarningLevel:
	"""Warn `recipient` (a role such as "assignee") `offset` working seconds after due; negative: before it."""

	level: int
	offset: int
	recipient: str


@dataclass(frozen=True, slots=True)
class Watch:
	"""A clock with what is needed to tell when something about it changes."""

	clock: Clock
	calendar: WorkingCalendar
	levels: tuple[WarningLevel, ...] = ()


def start(target: Target, at: datetime) -> Clock:
	"""A running clock. Raises DomainError `target_not_positive`."""
	if target.seconds <= 0:
		raise DomainError("target_not_positive", {"clock": target.clock, "seconds": target.seconds})
	return Clock(target.clock, at, target.seconds, due=target.calendar.add(at, target.seconds))


def pause(clock: Clock, at: datetime) -> Clock:
	"""Stop a running clock that has time left; one already late is missed, not paused.

	Raises DomainError `moment_before_start`.
	"""
	_check_order(clock, at)
	clock = judge(clock, at)
	if clock.verdict != RUNNING or clock.due == at:
		return clock
	return replace(clock, verdict=PAUSED, paused_since=at, due=None, held_due=clock.due)


def resume(clock: Clock, at: datetime, calendar: WorkingCalendar) -> Clock:
	"""Let a paused clock run again: the pause costs its working seconds and moves the due moment by them.

	Raises DomainError `moment_before_start`.
	"""
	if clock.verdict != PAUSED or clock.paused_since is None or clock.held_due is None:
		return clock
	_check_order(clock, at)
	pause = calendar.between(clock.paused_since, at)
	return replace(
		clock,
		verdict=RUNNING,
		paused_seconds=clock.paused_seconds + pause,
		paused_since=None,
		due=calendar.add(clock.held_due, pause),
		held_due=None,
	)


def follow(clock: Clock, target: Target, category: str, at: datetime) -> Clock:
	"""The clock after its ticket entered a state of `category`: paused or running, as the target says."""
	if category in target.pauses_on:
		return pause(clock, at)
	return resume(clock, at, target.calendar)


def meet(clock: Clock, at: datetime, calendar: WorkingCalendar) -> Clock:
	"""The thing was done at `at`; exactly at due is in time. The first time counts, a missed clock stays missed.

	Raises DomainError `moment_before_start`.
	"""
	if not clock.is_open:
		return clock
	_check_order(clock, at)
	clock = judge(resume(clock, at, calendar), at)
	return replace(clock, met_at=at, verdict=MET if clock.verdict == RUNNING else clock.verdict)


def reopen(clock: Clock, at: datetime, calendar: WorkingCalendar) -> Clock:
	"""What was taken for done was not: a clock met in time goes on with the time it had left, what lay between being a pause; one
	that was missed stays missed and is open again.

	Raises DomainError `moment_before_start`.
	"""
	if clock.met_at is None:
		return clock
	_check_order(clock, at)
	again = replace(clock, met_at=None)
	if clock.verdict != MET:
		return again
	paused = pause(replace(again, verdict=RUNNING), clock.met_at)
	return judge(resume(paused, at, calendar), at)


def reopen_under(clock: Clock, target: Target, pauses: Sequence[Pause], at: datetime) -> Clock:
	"""Reopened after its promise changed while the thing was taken for done: the new promise, computed from the start on. What
	lay between is one of the `pauses` (see `lapses`)."""
	if clock.verdict != MET:
		return reopen(clock, at, target.calendar)
	return start_late(target, clock.started_at, pauses, at)


def judge(clock: Clock, now: datetime) -> Clock:
	"""A running clock whose due moment has passed is missed."""
	if clock.verdict == RUNNING and clock.due is not None and clock.due < now:
		return replace(clock, verdict=MISSED)
	return clock


def cancel(clock: Clock) -> Clock:
	"""Nobody waits for it any more; a verdict already given stays."""
	if clock.verdict not in (RUNNING, PAUSED):
		return clock
	return replace(clock, verdict=CANCELLED, due=None, paused_since=None, held_due=None)


def reschedule(
	clock: Clock, target: Target, pauses: Sequence[Pause], now: datetime, done: datetime | None = None
) -> Clock:
	"""The clock under another target: same start, pauses measured anew on its calendar, promise computed anew.

	`pauses` are those of the new target (see `pauses_of`), in any order; an end of None is still going on. A promise
	already broken under the old target stays broken, and one that the new target would have had broken is missed.
	`done` as for `start_late`.
	"""
	clock = judge(clock, now)
	if clock.verdict not in (RUNNING, PAUSED):
		return clock
	return start_late(target, clock.started_at, pauses, now, done)


def start_late(
	target: Target, at: datetime, pauses: Sequence[Pause], now: datetime, done: datetime | None = None
) -> Clock:
	"""A clock that counts from `at`, with the pauses that there were until `now`, though it is promised only now; `done`: when
	the thing was done before anybody promised it."""
	if done is not None:
		done = max(done, at)
		before = [(begin, min(end or done, done)) for begin, end in pauses if begin < done]
		return meet(start_late(target, at, before, done), done, target.calendar)
	clock = start(target, at)
	opened = min((max(begin, at) for begin, end in pauses if end is None), default=None)
	closed = ((begin, end) for begin, end in pauses if end is not None)
	for begin, end in intersect(closed, [(at, opened or now)]):
		clock = resume(pause(clock, begin), end, target.calendar)
	return judge(pause(clock, opened) if opened else clock, now)


def pauses_of(stays: Iterable[Stay], target: Target) -> tuple[Pause, ...]:
	"""The pauses that `target` sees in a ticket's stays: (category, from, until or None for still there)."""
	return tuple((begin, end) for category, begin, end in stays if category in target.pauses_on)


def lapses(marks: Iterable[tuple[bool, datetime]]) -> tuple[Pause, ...]:
	"""When the thing was taken for done and was not: from its being done (True) the first time until it was reopened (False).
	Pauses under any target. `marks` come in the order of time."""
	found: list[Pause] = []
	since: datetime | None = None
	for done, moment in marks:
		if done:
			since = since or moment
		elif since:
			found.append((since, moment))
			since = None
	return tuple(found)


def remaining(clock: Clock, now: datetime, calendar: WorkingCalendar) -> int:
	"""Working seconds left, negative when overdue, frozen while paused, 0 once it is over."""
	if not clock.is_open:
		return 0
	if clock.paused_since is not None and clock.held_due is not None:
		return calendar.between(clock.paused_since, clock.held_due)
	return calendar.between(now, clock.due) if clock.due is not None else 0


def lateness(clock: Clock, now: datetime, calendar: WorkingCalendar) -> int:
	"""Working seconds that the thing was done after due, or is overdue by now; 0 when in time or cancelled."""
	if clock.due is None:
		return 0
	return max(0, calendar.between(clock.due, clock.met_at or now))


def warning_moments(
	clock: Clock, levels: Iterable[WarningLevel], calendar: WorkingCalendar
) -> tuple[tuple[WarningLevel, datetime], ...]:
	"""When each level warns, earliest first; none while paused or over, none that would fall before the start."""
	if not clock.is_open or clock.due is None:
		return ()
	moments = [(level, calendar.add(clock.due, level.offset)) for level in levels]
	return tuple(
		sorted(
			((level, at) for level, at in moments if at > clock.started_at),
			key=lambda warning: (warning[1], warning[0].level),
		)
	)


def due_warnings(
	clock: Clock, levels: Iterable[WarningLevel], calendar: WorkingCalendar, now: datetime
) -> tuple[tuple[WarningLevel, datetime], ...]:
	"""The warnings whose moment has come; which of them went out already, their keys tell."""
	return tuple((level, at) for level, at in warning_moments(clock, levels, calendar) if at <= now)


def warning_key(ticket: str, clock: str, level: int, due: datetime) -> str:
	"""The key that lets one warning exist once; a promise that moved is warned of anew."""
	return f"{ticket}:{clock}:{level}:{due.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}"


def next_check(watches: Iterable[Watch], now: datetime) -> datetime | None:
	"""The next moment after `now` at which a clock is missed or a warning is due; None when nothing can happen."""
	moments: list[datetime] = []
	for watch in watches:
		clock = watch.clock
		if clock.verdict == RUNNING and clock.due is not None:
			moments.append(clock.due + SECOND)
		moments.extend(at for _, at in warning_moments(clock, watch.levels, watch.calendar))
	return min((at for at in moments if at > now), default=None)


def _check_order(clock: Clock, at: datetime) -> None:
	since = clock.paused_since or clock.started_at
	if at < since:
		raise DomainError("moment_before_start", {"clock": clock.name, "moment": at, "since": since})
