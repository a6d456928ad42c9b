"""The truth about working time, slowly: small steps through local wall time, counting. No arithmetic on calendars.

A case is one random calendar or two, a start, a target and a ticket's stays, with the times when it was taken for done and was
reopened; `disagreements` holds the engine against the walk.
"""

import itertools
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from random import Random
from zoneinfo import ZoneInfo

from aftersales_app.domain import service_clock
from aftersales_app.domain.service_clock import Target
from aftersales_app.domain.working_time import CalendarSpec, Window, WorkingCalendar

DAY = 86400
# Zone, and a moment near which something odd happens there: clocks go forward or back (by an hour or half of one, at night or
# at midnight), a date is left out, an odd offset, a year ends.
ANCHORS = (
	("Asia/Shanghai", datetime(2025, 9, 28, 1)),
	("Asia/Shanghai", datetime(2025, 12, 31, 16)),
	("Asia/Kathmandu", datetime(2025, 12, 31, 18)),
	("UTC", datetime(2024, 2, 29, 12)),
	("Europe/Berlin", datetime(2025, 3, 30, 1)),
	("Europe/Berlin", datetime(2025, 10, 26, 1)),
	("America/New_York", datetime(2025, 3, 9, 7)),
	("America/New_York", datetime(2025, 11, 2, 6)),
	("Australia/Lord_Howe", datetime(2025, 4, 5, 15)),
	("Australia/Lord_Howe", datetime(2025, 10, 4, 15, 30)),
	("America/Havana", datetime(2025, 3, 9, 5)),
	("America/Havana", datetime(2025, 11, 2, 5)),
	("America/Sao_Paulo", datetime(2018, 11, 4, 3)),
	("America/Sao_Paulo", datetime(2018, 2, 18, 2)),
	("Africa/Casablanca", datetime(2025, 2, 23, 2)),
	("Pacific/Apia", datetime(2011, 12, 30, 10)),
)
CATEGORIES = ("Working", "Waiting Customer", "Waiting Parts")


@dataclass(frozen=True)
class Case:
	"""All moments lie on a grid of `step` seconds around `at`, at most `reach` steps away."""

	spec: CalendarSpec
	other: CalendarSpec
	at: datetime
	step: int
	reach: int
	stays: tuple[tuple[str, datetime, datetime], ...]
	lapses: tuple[tuple[datetime, datetime], ...]
	pauses_on: frozenset[str]
	other_pauses_on: frozenset[str]
	targets: tuple[int, int]
	changed_at: datetime
	met_at: datetime


def random_case(rng: Random) -> Case:
	zone, anchor = rng.choice(ANCHORS)
	step = rng.choice((1, 60, 60, 900, 900))
	reach = rng.randint(20, 250)
	at = anchor.replace(tzinfo=timezone.utc) + timedelta(seconds=step * rng.randint(-reach, reach))
	marks = sorted(rng.sample(range(reach), 2 * rng.choice((0, 0, 1, 1, 2))))
	lapses = tuple(
		(_moment(at, step, a), _moment(at, step, b)) for a, b in zip(marks[::2], marks[1::2], strict=True)
	)
	edges = sorted(
		{rng.randint(1, reach - 1) for _ in range(rng.randint(1, 6))} | set(marks[1::2]) | {0, reach}
	)
	stays = tuple(
		(
			"Working" if a in marks[1::2] else rng.choice(CATEGORIES),
			_moment(at, step, a),
			_moment(at, step, b),
		)
		for a, b in itertools.pairwise(edges)
	)
	return Case(
		spec=_random_spec(rng, zone, at, step, reach),
		other=_random_spec(rng, zone, at, step, reach),
		at=at,
		step=step,
		reach=reach,
		stays=stays,
		lapses=lapses,
		pauses_on=frozenset(rng.sample(CATEGORIES[1:], rng.randint(0, 2))),
		other_pauses_on=frozenset(rng.sample(CATEGORIES[1:], rng.randint(0, 2))),
		targets=(_random_target(rng, step, reach), _random_target(rng, step, reach)),
		changed_at=_moment(at, step, rng.choice((*edges, *marks, rng.randint(0, reach)))),
		met_at=_moment(at, step, rng.randint(max(marks, default=0), reach)),
	)


def _moment(at: datetime, step: int, steps: int) -> datetime:
	return at + timedelta(seconds=step * steps)


def _random_target(rng: Random, step: int, reach: int) -> int:
	return step * rng.randint(1, reach // rng.choice((2, 5, 10)))


def _random_spec(rng: Random, zone: str, at: datetime, step: int, reach: int) -> CalendarSpec:
	here = at.astimezone(ZoneInfo(zone))
	centre = here.hour * 3600 + here.minute * 60 + here.second
	windows = [
		Window(weekday, start, end)
		for weekday in range(7)
		if rng.random() < 0.8
		for start, end in _random_hours(rng, centre, step, reach)
	]
	exceptions = {
		here.date() + timedelta(days=days): _random_hours(rng, centre, step, reach)
		if rng.random() < 0.6
		else ()
		for days in rng.sample(range(-3, 4), rng.randint(0, 3))
	}
	return CalendarSpec(zone, tuple(windows) or (Window(here.weekday(), 0, DAY),), exceptions)


def _random_hours(rng: Random, centre: int, step: int, reach: int) -> tuple[tuple[int, int], ...]:
	marks = {rng.choice((0, DAY)) for _ in range(rng.randint(0, 1))}
	marks |= {
		min(DAY, max(0, centre + step * rng.randint(-reach, reach))) for _ in range(rng.choice((2, 4, 6)))
	}
	ordered = sorted(marks)
	return tuple(zip(ordered[::2], ordered[1::2], strict=False))


def is_working(spec: CalendarSpec, moment: datetime) -> bool:
	local = moment.astimezone(ZoneInfo(spec.zone))
	second = local.hour * 3600 + local.minute * 60 + local.second
	return any(start <= second < end for start, end in _hours(spec, local.date()))


def _hours(spec: CalendarSpec, day: date) -> tuple[tuple[int, int], ...]:
	if day in spec.exceptions:
		return tuple(spec.exceptions[day])
	return tuple((window.start, window.end) for window in spec.windows if window.weekday == day.weekday())


class Walk:
	"""Every step from `reach` before `at` to `reach` after it: is it working time?"""

	def __init__(self, spec: CalendarSpec, at: datetime, step: int, reach: int) -> None:
		self.at, self.step, self.reach = at, step, reach
		self.works = {n: is_working(spec, self.moment(n)) for n in range(-reach, reach)}

	def moment(self, n: int) -> datetime:
		return self.at + timedelta(seconds=n * self.step)

	def forward(self, steps: int) -> datetime | None:
		"""The earliest moment by which `steps` working steps have passed."""
		for n in range(self.reach):
			steps -= self.works[n]
			if steps == 0:
				return self.moment(n + 1)
		return None

	def back(self, steps: int) -> datetime | None:
		"""The latest moment since which `steps` working steps have passed."""
		for n in range(-1, -self.reach - 1, -1):
			steps -= self.works[n]
			if steps == 0:
				return self.moment(n)
		return None

	def between(self, first: int, last: int) -> int:
		return self.step * sum(self.works[n] for n in range(first, last))

	def opening(self) -> datetime | None:
		return next((self.moment(n) for n in range(self.reach) if self.works[n]), None)

	def due(self, target: int, pauses: list[tuple[datetime, datetime]]) -> datetime | None:
		"""The earliest moment by which the target has been worked outside the pauses."""
		left = target
		for n in range(self.reach):
			now = self.moment(n)
			if self.works[n] and not any(start <= now < end for start, end in pauses):
				left -= self.step
				if left == 0:
					return self.moment(n + 1)
		return None


def disagreements(case: Case) -> list[str]:
	"""What the engine says otherwise than the walk; empty when they agree."""
	walk = Walk(case.spec, case.at, case.step, case.reach)
	calendar = WorkingCalendar(case.spec)
	return [
		f"{what}: engine {got}, walk {wanted}"
		for what, got, wanted in (
			*_calendar_answers(case, walk, calendar),
			*_clock_answers(case, walk, calendar),
		)
		if got != wanted
	]


def _calendar_answers(case: Case, walk: Walk, calendar: WorkingCalendar) -> list[tuple[str, object, object]]:
	answers: list[tuple[str, object, object]] = [
		("between", calendar.between(case.at, walk.moment(case.reach)), walk.between(0, case.reach)),
		("between back", calendar.between(case.at, walk.moment(-case.reach)), -walk.between(-case.reach, 0)),
		("is_working", calendar.is_working(case.at), walk.works[0]),
	]
	steps = case.targets[0] // case.step
	for what, sign, wanted in (("add", 1, walk.forward(steps)), ("subtract", -1, walk.back(steps))):
		if wanted is not None:
			answers.append((what, calendar.add(case.at, sign * steps * case.step), wanted))
	if (opening := walk.opening()) is not None:
		answers.append(("next_opening", calendar.next_opening(case.at), opening))
	return answers


def _clock_answers(case: Case, walk: Walk, calendar: WorkingCalendar) -> list[tuple[str, object, object]]:
	due, verdict = _walked_clock(case, walk)
	clock = _engine_clock(case, calendar)
	answers: list[tuple[str, object, object]] = [("verdict", clock.verdict, verdict)]
	if due is not None:
		answers.append(("due", clock.due, due))
	return answers


def _walked_clock(case: Case, walk: Walk) -> tuple[datetime | None, str]:
	"""(due, verdict): the first target until `changed_at`, from then on the other one as if it had been so from the start.

	A change while the thing is taken for done finds a promise that was kept until then. A due moment out of the walk's
	reach is None.
	"""
	if case.met_at < case.changed_at:
		return _walked_promise(case, walk, case.targets[0], case.pauses_on, case.met_at)
	taken = (done for done, reopened in case.lapses if done < case.changed_at <= reopened)
	broken = _walked_promise(case, walk, case.targets[0], case.pauses_on, next(taken, case.changed_at))
	if broken[1] == service_clock.MISSED:
		return broken
	other = Walk(case.other, case.at, case.step, case.reach)
	return _walked_promise(case, other, case.targets[1], case.other_pauses_on, case.met_at)


def _walked_promise(
	case: Case, walk: Walk, target: int, pauses_on: frozenset[str], until: datetime
) -> tuple[datetime | None, str]:
	"""Time counts while the ticket neither waits nor is taken for done."""
	waits = [(start, end) for category, start, end in case.stays if category in pauses_on]
	due = walk.due(target, [(start, min(end, until)) for start, end in (*waits, *case.lapses)])
	return due, service_clock.MISSED if due is not None and due < until else service_clock.MET


def _engine_clock(case: Case, calendar: WorkingCalendar) -> service_clock.Clock:
	"""The same through the engine, event by event in the order of time."""
	target = Target("resolution", case.targets[0], calendar, case.pauses_on)
	clock = service_clock.start(target, case.at)
	changed_at: datetime | None = None
	for moment, _, event in _events(case):
		if event == "change":
			target = Target("resolution", case.targets[1], WorkingCalendar(case.other), case.other_pauses_on)
			clock = service_clock.reschedule(clock, target, _pauses_by(case, target, moment), moment)
			changed_at = moment
		elif event == "meet":
			clock = service_clock.meet(clock, moment, target.calendar)
		elif event == "reopen" and changed_at and clock.met_at and clock.met_at < changed_at:
			clock = service_clock.reopen_under(clock, target, _pauses_by(case, target, moment), moment)
		elif event == "reopen":
			clock = service_clock.reopen(clock, moment, target.calendar)
		else:
			clock = service_clock.follow(clock, target, event, moment)
	return clock


def _events(case: Case) -> list[tuple[datetime, int, str]]:
	"""What happens when; of two at one moment the one of lower rank first."""
	stays = [(start, 0, category) for category, start, _ in case.stays]
	done = [(moment, 3, "meet") for moment in (case.met_at, *(done for done, _ in case.lapses))]
	reopened = [(moment, 2, "reopen") for _, moment in case.lapses]
	events = [*stays, (case.changed_at, 1, "change"), *reopened, *done]
	return sorted(events, key=lambda event: event[:2])


def _pauses_by(case: Case, target: Target, now: datetime) -> tuple[service_clock.Pause, ...]:
	"""The pauses as the event log tells them at `now`: the last stay still open."""
	begun = [stay for stay in case.stays if stay[1] <= now]
	stays = [*begun[:-1], (*begun[-1][:2], None)]
	marks = [(done, moment) for pair in case.lapses for done, moment in zip((True, False), pair, strict=True)]
	over = service_clock.lapses(mark for mark in marks if mark[1] <= now)
	return service_clock.pauses_of(stays, target) + over
