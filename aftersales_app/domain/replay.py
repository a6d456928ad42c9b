"""What if: past tickets run again under a draft policy, calendar or staffing (A17), with the clocks that the site uses.

What people did and when is taken as given; what was promised, and so what was late and who would have been warned, is
computed anew. Only `staffed` moves what people did. Attainment is rules.md T1: met / (met + missed), and what is open and
already late is missed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from heapq import heapreplace
from zoneinfo import ZoneInfo

from aftersales_app.domain import service_clock
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.event_log import History
from aftersales_app.domain.policy_match import Facts, Policy, select
from aftersales_app.domain.service_clock import CLOCKS, SECOND, Clock, Stay, Target, WarningLevel
from aftersales_app.domain.ticket_flow import CANCELLED, RESOLVED, WORKING, clock_effects
from aftersales_app.domain.working_time import WorkingCalendar, union

OPENED = "opened"
PLAN = "plan"
NO_POLICY = ""
_MET, _GONE, _OPEN = range(3)  # how a clock's story ends; of two at one moment the first counts

LARGEST_CREW = 10_000  # people; more is a slip of the pen

Grid = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class PastTicket:
	"""A ticket as it went. `done`: clock -> when that was done, and "plan" -> when a plan was written down; `stays`: its
	waiting (or all) states, in order."""

	number: str
	opened_at: datetime
	facts: Facts
	done: Mapping[str, datetime] = field(default_factory=dict)
	stays: tuple[Stay, ...] = ()
	cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Promise:
	"""A target and what starts its clock: "opened", or the clock that must be done first.

	`plan_counts`: a plan keeps the promise too, whichever of both comes first. `levels`: this clock's own warnings, None
	for those of the whole plan. Raises DomainError `unknown_clock`, `target_not_positive`.
	"""

	target: Target
	begins: str = OPENED
	plan_counts: bool = False
	levels: tuple[WarningLevel, ...] | None = None

	def __post_init__(self) -> None:
		if self.target.clock not in CLOCKS:
			raise DomainError("unknown_clock", {"clock": self.target.clock})
		if self.begins not in (OPENED, *CLOCKS) or self.begins == self.target.clock:
			raise DomainError("unknown_clock", {"clock": self.begins})
		if self.target.seconds <= 0:
			raise DomainError(
				"target_not_positive", {"clock": self.target.clock, "seconds": self.target.seconds}
			)


@dataclass(frozen=True, slots=True)
class Plan:
	"""A policy with what it promises. Raises DomainError `policy_without_target`, `clock_twice`."""

	policy: Policy
	promises: tuple[Promise, ...]
	levels: tuple[WarningLevel, ...] = ()

	def __post_init__(self) -> None:
		clocks = [promise.target.clock for promise in self.promises]
		if not clocks:
			raise DomainError("policy_without_target", {"policy": self.policy.name})
		if len(set(clocks)) < len(clocks):
			raise DomainError("clock_twice", {"policy": self.policy.name})


@dataclass(frozen=True, slots=True)
class Crew:
	"""People who take tickets one after the other, each for `handling` working seconds of their calendar.

	Raises DomainError `nobody_on_crew`, `crew_too_large`, `handling_not_positive`.
	"""

	people: int
	handling: int
	calendar: WorkingCalendar

	def __post_init__(self) -> None:
		if self.people < 1:
			raise DomainError("nobody_on_crew", {"people": self.people})
		if self.people > LARGEST_CREW:
			raise DomainError("crew_too_large", {"people": self.people, "most": LARGEST_CREW})
		if self.handling < 1:
			raise DomainError("handling_not_positive", {"seconds": self.handling})


@dataclass(frozen=True, slots=True)
class Scenario:
	"""Draft policies; `zone` is where days and hours are counted; `crews` by team, "" for every other ticket.

	Raises DomainError `no_policies`, `policy_twice`.
	"""

	plans: tuple[Plan, ...]
	zone: str = "UTC"
	crews: Mapping[str, Crew] = field(default_factory=dict)

	def __post_init__(self) -> None:
		names = [plan.policy.name for plan in self.plans]
		if not names:
			raise DomainError("no_policies")
		for name, times in Counter(names).items():
			if times > 1:
				raise DomainError("policy_twice", {"policy": name})


@dataclass(frozen=True, slots=True)
class Ran:
	"""One clock of one ticket at the end of its replay. `fired`: levels that warned, one entry per warning.
	`is_open`: still waited for at the end."""

	clock: Clock
	fired: tuple[int, ...]
	is_open: bool


@dataclass(frozen=True, slots=True)
class Outcome:
	"""One ticket at the end of its replay. `policy` is "" when none matched."""

	number: str
	opened_at: datetime
	policy: str
	clocks: tuple[Ran, ...]


@dataclass(frozen=True, slots=True)
class Attainment:
	"""One clock over all tickets. `missed_tickets` includes the `open_late`; `running` (still in time) counts for neither."""

	clock: str
	met: int = 0
	missed_tickets: tuple[str, ...] = ()
	open_late: int = 0
	running: int = 0
	cancelled: int = 0

	@property
	def missed(self) -> int:
		return len(self.missed_tickets)

	@property
	def n(self) -> int:
		"""The denominator."""
		return self.met + self.missed

	@property
	def share(self) -> float | None:
		"""met / n; None when nothing was judged, never 0 or 1."""
		return self.met / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Warned:
	"""One warning level of one clock: how many warnings would have gone out, on which tickets."""

	clock: str
	level: int
	warnings: int
	tickets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worked:
	"""What a crew had to do. Waits are working seconds of its calendar from a ticket's opening until somebody is free for it.

	`team`: "" for the crew of every other ticket. `left`: tickets for which nobody was free yet at the end. `busy`: the share
	of the people's working time that tickets take, from the first one opened to the last one handled; None without tickets.
	"""

	team: str
	people: int
	tickets: int = 0
	left: int = 0
	average_wait: int = 0
	longest_wait: int = 0
	busy: float | None = None

	@property
	def each(self) -> float:
		"""Tickets per person."""
		return self.tickets / self.people


@dataclass(frozen=True, slots=True)
class Result:
	"""A replay's figures. `opened` and `due` count tickets opened and promises falling due by [weekday, 0 = Monday][hour];
	`crews`: what each crew had to do, in the order of their teams."""

	tickets: int
	by_policy: Mapping[str, int]
	attainment: tuple[Attainment, ...]
	warned: tuple[Warned, ...]
	opened: Grid
	due: Grid
	crews: tuple[Worked, ...] = ()

	def of(self, clock: str) -> Attainment:
		"""One clock's figures; zeros when no ticket had it."""
		return next((figures for figures in self.attainment if figures.clock == clock), Attainment(clock))


@dataclass(frozen=True, slots=True)
class Difference:
	"""One clock under two scenarios. `points`: percentage points gained, None when either has nothing judged."""

	clock: str
	before: Attainment
	after: Attainment
	points: float | None
	newly_missed: tuple[str, ...]
	no_longer_missed: tuple[str, ...]
	warnings: int


def replay(tickets: Iterable[PastTicket], scenario: Scenario, until: datetime) -> Result:
	"""Run all tickets under a scenario as seen at `until`; tickets are read one by one and not kept, unless there are crews."""
	if not scenario.crews:
		return summarise(outcomes(tickets, scenario, until), scenario.zone)
	held = list(staffed(tickets, scenario.crews))
	result = summarise(outcomes(held, scenario, until), scenario.zone)
	return replace(result, crews=worked(held, scenario.crews, until))


def compare(before: Result, after: Result) -> tuple[Difference, ...]:
	"""What a change does to each clock, in the order of `CLOCKS`."""
	known = {figures.clock for result in (before, after) for figures in result.attainment}
	return tuple(_difference(clock, before, after) for clock in CLOCKS if clock in known)


def outcomes(tickets: Iterable[PastTicket], scenario: Scenario, until: datetime) -> Iterator[Outcome]:
	"""Each ticket's outcome as seen at `until`, in the order given; tickets opened later are left out."""
	plans = {plan.policy.name: plan for plan in scenario.plans}
	chosen = _Chooser(scenario)
	for ticket in tickets:
		if ticket.opened_at > until:
			continue
		name = chosen(ticket)
		done = _done(ticket)
		clocks = (
			_run(
				ticket, promise, plans[name].levels if promise.levels is None else promise.levels, done, until
			)
			for promise in (plans[name].promises if name else ())
		)
		yield Outcome(ticket.number, ticket.opened_at, name, tuple(ran for ran in clocks if ran))


def summarise(ran: Iterable[Outcome], zone: str) -> Result:
	"""Count outcomes; weekdays and hours are those of `zone`."""
	tally = _Tally(zone)
	for outcome in ran:
		tally.add(outcome)
	return tally.result()


def past_ticket(history: History, company: str = "") -> PastTicket:
	"""A history read from a log, ready to replay: what met a clock is told by its states."""
	named = {name: value for name, value in history.facts.items() if value}
	tracked = {
		name: history.first[name] for name in ("priority", "category", "team") if history.first.get(name)
	}
	gone = [at for category, at, _ in history.stays() if category == CANCELLED]
	facts = Facts(company, {**named, **tracked})
	stays = history.stays()
	return PastTicket(history.number, history.opened_at, facts, {}, stays, gone[0] if gone else None)


def staffed(tickets: Iterable[PastTicket], crews: Mapping[str, Crew]) -> Iterator[PastTicket]:
	"""The tickets as a crew would have answered them: in the order they came, by whoever of the team is free first.

	The first response moves to that moment; whatever came after it keeps its working time from it. Teams without a crew
	are left as they were. Tickets are sorted, so all are held.
	"""
	free: dict[str, list[datetime]] = {}
	for ticket in sorted(tickets, key=lambda ticket: (ticket.opened_at, ticket.number)):
		team = _crew_of(ticket, crews)
		if team is None:
			yield ticket
			continue
		crew = crews[team]
		waiting = free.setdefault(team, [ticket.opened_at] * crew.people)
		taken = crew.calendar.next_opening(max(ticket.opened_at, waiting[0]))
		heapreplace(waiting, crew.calendar.add(taken, crew.handling))
		yield _moved(ticket, taken, crew.calendar)


def on_duty(
	calendar: WorkingCalendar, shifts: Iterable[WorkingCalendar], begin: datetime, end: datetime
) -> int:
	"""How many people are there at a time of the calendar: the average from `begin` to `end`, each person counted by the share
	of it that their shift has. At least one where there is anybody."""
	hours = calendar.between(begin, end)
	shares = [min(1.0, shift.between(begin, end) / hours) if hours else 1.0 for shift in shifts]
	return max(1, round(sum(shares))) if shares else 0


def worked(tickets: Iterable[PastTicket], crews: Mapping[str, Crew], until: datetime) -> tuple[Worked, ...]:
	"""What each crew had to do with tickets that are `staffed` by it, as seen at `until`; those opened later are left out."""
	theirs: dict[str, list[PastTicket]] = {team: [] for team in sorted(crews)}
	for ticket in tickets:
		team = _crew_of(ticket, crews)
		if team is not None and ticket.opened_at <= until:
			theirs[team].append(ticket)
	return tuple(_worked(team, crews[team], mine, until) for team, mine in theirs.items())


def _worked(team: str, crew: Crew, tickets: list[PastTicket], until: datetime) -> Worked:
	if not tickets:
		return Worked(team, crew.people)
	taken = [ticket.done["first_response"] for ticket in tickets]
	waits = [crew.calendar.between(ticket.opened_at, at) for ticket, at in zip(tickets, taken, strict=True)]
	begin = min(ticket.opened_at for ticket in tickets)
	there = crew.calendar.between(begin, crew.calendar.add(max(taken), crew.handling))
	return Worked(
		team,
		crew.people,
		len(tickets),
		sum(at > until for at in taken),
		round(sum(waits) / len(waits)),
		max(waits),
		crew.handling * len(tickets) / (crew.people * there),
	)


def _crew_of(ticket: PastTicket, crews: Mapping[str, Crew]) -> str | None:
	"""The key of the crew that takes a ticket; None where it is nobody's."""
	team = (*ticket.facts.chain("team"), "")[0]
	if team in crews:
		return team
	return "" if "" in crews else None


def _moved(ticket: PastTicket, taken: datetime, calendar: WorkingCalendar) -> PastTicket:
	answered = _done(ticket).get("first_response", ticket.opened_at)

	def later(moment: datetime) -> datetime:
		return max(taken, calendar.add(taken, calendar.between(answered, moment)))

	return replace(
		ticket,
		done={**{clock: later(at) for clock, at in ticket.done.items()}, "first_response": taken},
		stays=tuple((state, later(begin), end and later(end)) for state, begin, end in ticket.stays),
		cancelled_at=ticket.cancelled_at and later(ticket.cancelled_at),
	)


class _Chooser:
	"""Which policy applies, remembered per combination of the facts that any policy asks for."""

	def __init__(self, scenario: Scenario) -> None:
		self._policies = [plan.policy for plan in scenario.plans]
		self._asked = sorted({name for policy in self._policies for name in policy.conditions})
		self._zone = ZoneInfo(scenario.zone)
		self._known: dict[tuple[object, ...], str] = {}

	def __call__(self, ticket: PastTicket) -> str:
		on: date = ticket.opened_at.astimezone(self._zone).date()
		key = (ticket.facts.company, on, *map(ticket.facts.chain, self._asked))
		if key not in self._known:
			policy = select(self._policies, ticket.facts, on).policy
			self._known[key] = policy.name if policy else NO_POLICY
		return self._known[key]


def _done(ticket: PastTicket) -> dict[str, datetime]:
	"""What was done when, with what the states tell beyond what was written down (`ticket_flow.clock_effects`)."""
	done = dict(ticket.done)
	entered = [(at, state) for state, at, _ in ticket.stays]
	if "resolution" in done:
		entered.append((done["resolution"], RESOLVED))
	for at, state in sorted(entered):
		for clock in clock_effects(WORKING, state).meet:
			done.setdefault(clock, at)
	return done


def _run(
	ticket: PastTicket,
	promise: Promise,
	levels: tuple[WarningLevel, ...],
	done: Mapping[str, datetime],
	until: datetime,
) -> Ran | None:
	"""One clock from its beginning to the end of what is known; None when it never began."""
	target = promise.target
	if promise.plan_counts and PLAN in done:
		done = {**done, target.clock: min(done[PLAN], done.get(target.clock, done[PLAN]))}
	begun = ticket.opened_at if promise.begins == OPENED else done.get(promise.begins)
	if begun is None or begun > until:
		return None
	end, how = _end(ticket, target.clock, done, until)
	end = max(begun, end)
	clock = service_clock.start(target, begun)
	fired: set[tuple[int, datetime]] = set()
	for pause_begin, pause_end in _pauses(ticket, target, begun, end):
		_warn(fired, clock, levels, target.calendar, pause_begin)
		clock = service_clock.pause(clock, pause_begin)
		if clock.verdict != service_clock.PAUSED:
			break
		if pause_end < end:
			clock = service_clock.resume(clock, pause_end, target.calendar)
	_warn(fired, clock, levels, target.calendar, end + SECOND if how == _OPEN else end)
	if how == _MET:
		clock = service_clock.meet(clock, end, target.calendar)
	elif how == _GONE:
		clock = service_clock.cancel(service_clock.judge(clock, end))
	else:
		clock = service_clock.judge(clock, end)
	return Ran(clock, tuple(sorted(level for level, _ in fired)), how == _OPEN)


def _end(
	ticket: PastTicket, clock: str, done: Mapping[str, datetime], until: datetime
) -> tuple[datetime, int]:
	"""When the clock's ticket stops being of interest to it, and why."""
	gone = ticket.cancelled_at
	if clock == "arrival" and gone is None:
		gone = done.get("resolution")  # resolved without a visit
	ends = ((done.get(clock), _MET), (gone, _GONE), (until, _OPEN))
	return min((at, how) for at, how in ends if at is not None)


def _pauses(
	ticket: PastTicket, target: Target, begun: datetime, end: datetime
) -> tuple[tuple[datetime, datetime], ...]:
	cut = (
		(max(pause_begin, begun), min(pause_end or end, end))
		for pause_begin, pause_end in service_clock.pauses_of(ticket.stays, target)
	)
	return union((pause_begin, pause_end) for pause_begin, pause_end in cut if pause_begin < pause_end)


def _warn(
	fired: set[tuple[int, datetime]],
	clock: Clock,
	levels: tuple[WarningLevel, ...],
	calendar: WorkingCalendar,
	before: datetime,
) -> None:
	"""Note what fires before a moment; a promise that moved is warned of anew, as the site's keys have it."""
	if clock.due is None or (clock.due >= before and all(level.offset >= 0 for level in levels)):
		return
	for level, _ in service_clock.due_warnings(clock, levels, calendar, before - SECOND):
		fired.add((level.level, clock.due))


class _Tally:
	"""Counts outcomes as they come."""

	def __init__(self, zone: str) -> None:
		self._zone = ZoneInfo(zone)
		self._tickets = 0
		self._policies: Counter[str] = Counter()
		self._verdicts: Counter[tuple[str, str]] = Counter()
		self._missed: dict[str, list[str]] = {}
		self._open_late: Counter[str] = Counter()
		self._warned: dict[tuple[str, int], list[str]] = {}
		self._opened: Counter[tuple[int, int]] = Counter()
		self._due: Counter[tuple[int, int]] = Counter()

	def add(self, outcome: Outcome) -> None:
		self._tickets += 1
		self._policies[outcome.policy] += 1
		self._opened[self._hour(outcome.opened_at)] += 1
		for ran in outcome.clocks:
			self._add(outcome.number, ran)

	def _add(self, number: str, ran: Ran) -> None:
		clock = ran.clock
		self._verdicts[clock.name, clock.verdict] += 1
		if clock.verdict == service_clock.MISSED:
			self._missed.setdefault(clock.name, []).append(number)
			self._open_late[clock.name] += ran.is_open
		for level in ran.fired:
			self._warned.setdefault((clock.name, level), []).append(number)
		if clock.due is not None:
			self._due[self._hour(clock.due)] += 1

	def result(self) -> Result:
		return Result(
			self._tickets,
			dict(sorted(self._policies.items())),
			tuple(
				self._attainment(clock)
				for clock in CLOCKS
				if any(clock == name for name, _ in self._verdicts)
			),
			tuple(
				Warned(clock, level, len(numbers), tuple(dict.fromkeys(numbers)))
				for (clock, level), numbers in sorted(
					self._warned.items(), key=lambda entry: (CLOCKS.index(entry[0][0]), entry[0][1])
				)
			),
			_grid(self._opened),
			_grid(self._due),
		)

	def _attainment(self, clock: str) -> Attainment:
		return Attainment(
			clock,
			self._verdicts[clock, service_clock.MET],
			tuple(self._missed.get(clock, ())),
			self._open_late[clock],
			self._verdicts[clock, service_clock.RUNNING] + self._verdicts[clock, service_clock.PAUSED],
			self._verdicts[clock, service_clock.CANCELLED],
		)

	def _hour(self, moment: datetime) -> tuple[int, int]:
		local = moment.astimezone(self._zone)
		return local.weekday(), local.hour


def _grid(counts: Counter[tuple[int, int]]) -> Grid:
	return tuple(tuple(counts[weekday, hour] for hour in range(24)) for weekday in range(7))


def _difference(clock: str, before: Result, after: Result) -> Difference:
	old, new = before.of(clock), after.of(clock)
	points = None if old.share is None or new.share is None else 100 * (new.share - old.share)
	was, is_now = set(old.missed_tickets), set(new.missed_tickets)
	return Difference(
		clock,
		old,
		new,
		points,
		tuple(number for number in new.missed_tickets if number not in was),
		tuple(number for number in old.missed_tickets if number not in is_now),
		_warnings(after, clock) - _warnings(before, clock),
	)


def _warnings(result: Result, clock: str) -> int:
	return sum(warned.warnings for warned in result.warned if warned.clock == clock)
