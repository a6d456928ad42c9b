import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.event_log import PLAIN, read_log
from aftersales_app.domain.policy_match import Facts, Policy
from aftersales_app.domain.replay import (
	Crew,
	PastTicket,
	Plan,
	Promise,
	Result,
	Scenario,
	compare,
	on_duty,
	outcomes,
	past_ticket,
	replay,
	staffed,
	worked,
)
from aftersales_app.domain.service_clock import Stay, Target, WarningLevel
from aftersales_app.domain.working_time import ALWAYS, CalendarSpec, Window, WorkingCalendar

HOUR = 3600
DAYTIME = WorkingCalendar(CalendarSpec("UTC", tuple(Window(day, 9 * HOUR, 17 * HOUR) for day in range(5))))
ROUND_THE_CLOCK = WorkingCalendar(ALWAYS)
WAITING = frozenset({"Waiting Customer"})
LEVELS = (WarningLevel(1, 2 * HOUR, ""), WarningLevel(2, 4 * HOUR, ""), WarningLevel(3, 8 * HOUR, ""))


def at(day: int, hour: int, minute: int = 0) -> datetime:
	"""March 2026, whose 2nd is a Monday."""
	return datetime(2026, 3, day, hour, minute, tzinfo=timezone.utc)


LATER = at(31, 0)


def scenario(*promises: Promise, levels: tuple[WarningLevel, ...] = ()) -> Scenario:
	return Scenario((Plan(Policy("P", ""), promises, levels),))


def resolution(hours: int, calendar: WorkingCalendar = DAYTIME) -> Promise:
	return Promise(Target("resolution", hours * HOUR, calendar, WAITING))


def ticket(number: str, opened: datetime, resolved: datetime | None = None, *stays: Stay) -> PastTicket:
	return PastTicket(number, opened, Facts(""), {"resolution": resolved} if resolved else {}, stays)


def verdicts(result: Result, clock: str) -> tuple[int, int, int, int, int]:
	figures = result.of(clock)
	return figures.met, figures.missed, figures.open_late, figures.running, figures.cancelled


def test_attainment_is_the_example_of_rules_t1() -> None:
	tickets = [ticket(f"M{n}", at(2, 9), at(2, 13)) for n in range(90)]
	tickets += [ticket(f"L{n}", at(2, 9), at(2, 13, 1)) for n in range(6)]
	tickets += [ticket(f"O{n}", at(2, 9)) for n in range(4)]
	result = replay(tickets, scenario(resolution(4)), LATER)
	assert verdicts(result, "resolution") == (90, 10, 4, 0, 0)
	assert result.of("resolution").n == 100
	assert result.of("resolution").share == 0.9


def test_what_is_open_and_in_time_counts_for_neither() -> None:
	tickets = [ticket("A", at(2, 9), at(2, 10)), ticket("B", at(2, 9))]
	assert verdicts(replay(tickets, scenario(resolution(4)), at(2, 13)), "resolution") == (1, 0, 0, 1, 0)
	assert verdicts(replay(tickets, scenario(resolution(4)), at(2, 13, 1)), "resolution") == (1, 1, 1, 0, 0)
	assert replay([tickets[1]], scenario(resolution(4)), at(2, 13)).of("resolution").share is None
	assert replay([], scenario(resolution(4)), LATER).of("resolution").share is None


def test_a_ticket_opened_later_is_not_there_yet() -> None:
	result = replay([ticket("A", at(3, 9)), ticket("B", at(2, 9))], scenario(resolution(4)), at(3, 8))
	assert (result.tickets, result.by_policy) == (1, {"P": 1})


def test_pauses_are_taken_off_in_working_time() -> None:
	# 4 h from Monday 15:00; waiting from 16:00 to Tuesday 10:00 is 2 working hours: due Tuesday 13:00
	pause = ("Waiting Customer", at(2, 16), at(3, 10))
	in_time, late = (
		ticket(name, at(2, 15), at(3, 13, minute), pause) for name, minute in (("A", 0), ("B", 1))
	)
	assert verdicts(replay([in_time, late], scenario(resolution(4)), LATER), "resolution") == (1, 1, 0, 0, 0)
	[first, _] = outcomes([in_time, late], scenario(resolution(4)), LATER)
	assert first.clocks[0].clock.due == at(3, 13)


def test_a_state_that_does_not_pause_and_a_pause_after_the_deadline_change_nothing() -> None:
	parts = ticket("A", at(2, 9), at(2, 14), ("Waiting Parts", at(2, 10), at(2, 13)))
	after = ticket("B", at(2, 9), at(2, 16), ("Waiting Customer", at(2, 14), at(2, 15)))
	assert replay([parts, after], scenario(resolution(4)), LATER).of("resolution").missed_tickets == (
		"A",
		"B",
	)


def test_solved_while_waiting_counts_the_wait_first() -> None:
	waiting = ticket("A", at(2, 9), at(5, 12), ("Waiting Customer", at(2, 10), None))
	assert verdicts(replay([waiting], scenario(resolution(4)), LATER), "resolution") == (1, 0, 0, 0, 0)


def test_still_waiting_is_neither_met_nor_missed() -> None:
	waiting = ticket("A", at(2, 9), None, ("Waiting Customer", at(2, 10), None))
	assert verdicts(replay([waiting], scenario(resolution(4)), LATER), "resolution") == (0, 0, 0, 1, 0)


def test_cancelled_in_time_counts_for_neither_and_late_stays_missed() -> None:
	def gone(day: int) -> PastTicket:
		return PastTicket(f"D{day}", at(2, 9), Facts(""), cancelled_at=at(day, 10))

	result = replay([gone(2), gone(3)], scenario(resolution(4)), LATER)
	assert verdicts(result, "resolution") == (0, 1, 0, 0, 1)
	assert result.of("resolution").missed_tickets == ("D3",)


def test_states_tell_what_was_not_written_down() -> None:
	promises = [
		Promise(Target(clock, 2 * HOUR, ROUND_THE_CLOCK))
		for clock in ("first_response", "diagnosis", "arrival")
	]
	asked = ticket("A", at(2, 9), at(2, 12), ("Waiting Customer", at(2, 10), at(2, 11)))
	result = replay([asked], scenario(*promises, resolution(4)), LATER)
	assert verdicts(result, "first_response") == (1, 0, 0, 0, 0)  # asking the customer at 10 is an answer
	assert verdicts(result, "diagnosis") == (0, 1, 0, 0, 0)  # known at 12 at the latest, due at 11
	assert verdicts(result, "arrival") == (0, 1, 0, 0, 0)  # nobody came, and none was needed only from 12 on
	assert verdicts(result, "resolution") == (1, 0, 0, 0, 0)
	quick = ticket("B", at(2, 9), at(2, 10, 30))
	assert verdicts(replay([quick], scenario(*promises), LATER), "arrival") == (0, 0, 0, 0, 1)


def test_a_clock_may_begin_when_another_is_done() -> None:
	promise = Promise(Target("diagnosis", 2 * HOUR, DAYTIME), "first_response")
	done = {"first_response": at(3, 9), "diagnosis": at(3, 11)}
	tickets = [PastTicket("A", at(2, 9), Facts(""), done), PastTicket("B", at(2, 9), Facts(""))]
	assert verdicts(replay(tickets, scenario(promise), LATER), "diagnosis") == (1, 0, 0, 0, 0)


def test_warnings_name_their_tickets() -> None:
	late = [
		ticket("A", at(2, 9), at(2, 15)),  # due 13:00, level 1 would fire at 15:00 sharp: done just before
		ticket("B", at(2, 9), at(2, 15, 1)),
		ticket("C", at(2, 9), at(4, 9)),
	]
	result = replay(late, scenario(resolution(4), levels=LEVELS), LATER)
	assert [(w.clock, w.level, w.warnings, w.tickets) for w in result.warned] == [
		("resolution", 1, 2, ("B", "C")),
		("resolution", 2, 1, ("C",)),
		("resolution", 3, 1, ("C",)),
	]


def test_a_warning_before_due_fires_again_when_the_promise_moved() -> None:
	early = (WarningLevel(1, -HOUR, ""),)
	pause = ("Waiting Customer", at(2, 12, 30), at(2, 14))  # due 13:00 becomes 14:30
	result = replay(
		[ticket("A", at(2, 9), at(2, 14, 30), pause)], scenario(resolution(4), levels=early), LATER
	)
	assert [(w.warnings, w.tickets) for w in result.warned] == [(2, ("A",))]


def test_warning_of_an_open_ticket_fires_at_the_moment_of_looking() -> None:
	for minute, fired in ((59, 0), (60, 1)):
		until = at(2, 14) + timedelta(minutes=minute)
		result = replay([ticket("A", at(2, 9))], scenario(resolution(4), levels=LEVELS), until)
		assert len(result.warned) == fired


def test_most_specific_policy_on_the_day_of_opening() -> None:
	def plan(name: str, hours: int, **facts: str) -> Plan:
		return Plan(Policy(name, "", conditions=facts), (resolution(hours),))

	high = plan("High", 1, priority="High")
	plans = Scenario((plan("Any", 4), high), "Asia/Shanghai")
	tickets = [
		PastTicket(str(n), at(2, 9), Facts("", {"priority": priority}), {"resolution": at(2, 12)})
		for n, priority in enumerate(["High", "Low", "High"])
	]
	result = replay(tickets, plans, LATER)
	assert (result.by_policy, result.of("resolution").missed_tickets) == ({"Any": 1, "High": 2}, ("0", "2"))
	dated = Policy("Dated", "", enabled_from=at(3, 0).date())
	result = replay(
		[ticket("A", at(2, 15, 59)), ticket("B", at(2, 16))],  # 23:59 and 00:00 in Shanghai
		Scenario((Plan(dated, (resolution(1),)),), "Asia/Shanghai"),
		LATER,
	)
	assert result.by_policy == {"": 1, "Dated": 1}


def test_load_is_counted_in_local_hours() -> None:
	east = Scenario((Plan(Policy("P", ""), (resolution(2, ROUND_THE_CLOCK),)),), "Asia/Shanghai")
	result = replay([ticket("A", at(1, 15, 30)), ticket("B", at(1, 16, 30))], east, LATER)
	assert (result.opened[6][23], result.opened[0][0]) == (1, 1)
	assert (result.due[0][1], result.due[0][2]) == (1, 1)
	assert sum(map(sum, result.due)) == 2


def test_two_scenarios_compared() -> None:
	tickets = [
		ticket("A", at(2, 9), at(2, 12)),
		ticket("B", at(2, 9), at(2, 14)),
		ticket("C", at(2, 9), at(2, 17)),
	]
	before = replay(tickets, scenario(resolution(6), levels=LEVELS), LATER)
	after = replay(tickets, scenario(resolution(4), levels=LEVELS), LATER)
	[change] = compare(before, after)
	assert (change.clock, change.newly_missed, change.no_longer_missed) == ("resolution", ("B",), ())
	assert change.points == pytest.approx(-100 / 3)
	assert change.warnings == 1  # C is late by 4 h instead of 2: level 1 fires at 15:00, not at 17:00 sharp
	[back] = compare(after, before)
	assert (back.newly_missed, back.no_longer_missed) == ((), ("B",))
	[gone] = compare(before, replay([], scenario(resolution(4)), LATER))
	assert gone.points is None


def test_a_crew_answers_one_after_the_other() -> None:
	crew = Crew(1, 2 * HOUR, DAYTIME)
	tickets = [ticket(name, at(2, 8)) for name in "BAC"]
	moved = list(staffed(tickets, {"": crew}))
	assert [(t.number, t.done["first_response"]) for t in moved] == [
		("A", at(2, 9)),
		("B", at(2, 11)),
		("C", at(2, 13)),
	]
	two = list(staffed(tickets, {"": Crew(2, 2 * HOUR, DAYTIME)}))
	assert [t.done["first_response"] for t in two] == [at(2, 9), at(2, 9), at(2, 11)]


def test_what_follows_the_answer_keeps_its_working_time_from_it() -> None:
	past = PastTicket(
		"A",
		at(2, 9),
		Facts("", {"team": "North"}),
		{"first_response": at(2, 10), "resolution": at(2, 16)},
		(("Waiting Customer", at(2, 11), at(2, 12)),),
	)
	busy = PastTicket("0", at(2, 9), Facts("", {"team": "North"}))
	_, moved = staffed([busy, past], {"North": Crew(1, 4 * HOUR, DAYTIME)})
	assert moved.done == {"first_response": at(2, 13), "resolution": at(3, 11)}
	assert moved.stays == (("Waiting Customer", at(2, 14), at(2, 15)),)
	[other] = staffed([past], {"South": Crew(1, HOUR, DAYTIME)})
	assert other is past


@pytest.mark.parametrize(
	("people", "until", "told"),
	[
		# taken at 9, 11 and 13: two hours of waiting on average; six hours of work in the six from 9 to 15
		(1, LATER, ("", 1, 3, 0, 2 * HOUR, 4 * HOUR, 1.0)),
		# at noon nobody is free for the third yet
		(1, at(2, 12), ("", 1, 3, 1, 2 * HOUR, 4 * HOUR, 1.0)),
		# taken at 9, 9 and 11, the last done at 13: six hours of work in twice four
		(2, LATER, ("", 2, 3, 0, 40 * 60, 2 * HOUR, 0.75)),
		# before the first one came
		(1, at(1, 12), ("", 1, 0, 0, 0, 0, None)),
	],
)
def test_what_a_crew_had_to_do(people: int, until: datetime, told: tuple[object, ...]) -> None:
	crews = {"": Crew(people, 2 * HOUR, DAYTIME)}
	moved = staffed([ticket(name, at(2, 8)) for name in "ABC"], crews)
	[crew] = worked(moved, crews, until)
	assert (
		crew.team,
		crew.people,
		crew.tickets,
		crew.left,
		crew.average_wait,
		crew.longest_wait,
		crew.busy,
	) == told
	assert crew.each == crew.tickets / people


@pytest.mark.parametrize(
	("shifts", "there"),
	[
		((), 0),
		((DAYTIME,) * 3, 3),
	],
)
def test_people_on_the_hours_of_their_team(shifts: tuple[WorkingCalendar, ...], there: int) -> None:
	assert on_duty(DAYTIME, shifts, at(2, 0), at(30, 0)) == there


def test_people_on_shifts_are_there_for_a_part_of_the_hours() -> None:
	# 40 of the week's 168 hours each: of five 200 / 168, of seven 280 / 168, of one less than one
	told = [on_duty(ROUND_THE_CLOCK, (DAYTIME,) * people, at(2, 0), at(30, 0)) for people in (1, 5, 7)]
	assert told == [1, 1, 2]
	# whoever is there longer than the team is still one person, and hours of which there are none are no division
	assert on_duty(DAYTIME, (ROUND_THE_CLOCK,), at(2, 0), at(30, 0)) == 1
	assert on_duty(DAYTIME, (DAYTIME,), at(7, 0), at(8, 0)) == 1


def test_a_replay_with_crews_tells_of_each_of_them() -> None:
	plans = (Plan(Policy("P", ""), (resolution(2),)),)
	of_north = [PastTicket(str(n), at(2, 9), Facts("", {"team": "North"})) for n in range(2)]
	crews = {team: Crew(1, HOUR, DAYTIME) for team in ("South", "North", "")}
	result = replay([*of_north, ticket("9", at(2, 9))], Scenario(plans, crews=crews), LATER)
	assert [(crew.team, crew.tickets) for crew in result.crews] == [("", 1), ("North", 2), ("South", 0)]
	west = PastTicket("8", at(2, 9), Facts("", {"team": "West"}))
	everyone = replay([*of_north, west], Scenario(plans, crews=crews), LATER).crews[0]
	assert (everyone.team, everyone.tickets, everyone.longest_wait) == ("", 1, 0)
	only_north = replay(
		[*of_north, ticket("9", at(2, 9))], Scenario(plans, crews={"North": crews["North"]}), LATER
	)
	assert [(crew.team, crew.tickets) for crew in only_north.crews] == [("North", 2)]
	assert replay(of_north, Scenario(plans), LATER).crews == ()


@given(
	st.lists(st.integers(0, 7 * 24 * 60), min_size=1, max_size=30),
	st.integers(1, 4),
	st.integers(60, 12 * HOUR),
)
def test_nobody_works_more_than_the_hours_there_are(minutes: list[int], people: int, handling: int) -> None:
	crews = {"": Crew(people, handling, DAYTIME)}
	tickets = [ticket(str(n), at(2, 0) + timedelta(minutes=minute)) for n, minute in enumerate(minutes)]
	[crew] = worked(staffed(tickets, crews), crews, LATER)
	assert crew.tickets == len(tickets)
	assert 0 <= crew.average_wait <= crew.longest_wait
	assert crew.busy is not None and 0 < crew.busy <= 1
	more = {"": Crew(people + 1, handling, DAYTIME)}
	[bigger] = worked(staffed(tickets, more), more, LATER)
	assert bigger.average_wait <= crew.average_wait


def test_staffing_changes_attainment() -> None:
	promise = Promise(Target("first_response", HOUR, DAYTIME))
	plans = (Plan(Policy("P", ""), (promise,)),)
	tickets = [ticket(str(n), at(2, 9)) for n in range(4)]
	shares = [
		replay(tickets, Scenario(plans, crews={"": Crew(people, HOUR, DAYTIME)}), LATER)
		.of("first_response")
		.share
		for people in (1, 2, 4)
	]
	assert shares == [0.5, 1.0, 1.0]


def test_a_history_can_be_replayed() -> None:
	lines = b"""number,moment,state,priority
A-1,2026-03-02 09:00,New,High
A-1,2026-03-02 10:00,Waiting Customer,High
A-1,2026-03-02 12:00,Resolved,High
A-1,2026-03-02 13:00,Working,Low
A-1,2026-03-02 15:00,Resolved,Low
"""
	mapping = type(PLAIN)({**PLAIN.columns, "priority": "priority"}, PLAIN.states)
	[history] = read_log(lines.splitlines(True), mapping).histories
	past = past_ticket(history)
	assert past.facts.values == {"priority": "High"}
	# resolved at 12:00 after one working hour outside the wait; that it was reopened leaves the verdict alone
	assert verdicts(replay([past], scenario(resolution(2)), LATER), "resolution") == (1, 0, 0, 0, 0)


def test_a_plan_keeps_the_promise_only_where_the_policy_says_so() -> None:
	past = replace(ticket("A", at(2, 9), at(2, 15)), done={"plan": at(2, 10), "resolution": at(2, 15)})
	for counts, met, missed in ((True, 1, 0), (False, 0, 1)):
		promise = replace(resolution(2), plan_counts=counts)
		assert verdicts(replay([past], scenario(promise), LATER), "resolution")[:2] == (met, missed)


def test_a_clock_may_have_warnings_of_its_own() -> None:
	promise = replace(resolution(2), levels=(WarningLevel(7, 3600, "assignee"),))
	result = replay(
		[ticket("A", at(2, 9), at(2, 15))], scenario(promise, levels=(WarningLevel(1, 0, "assignee"),)), LATER
	)
	assert [(warned.level, warned.tickets) for warned in result.warned] == [(7, ("A",))]


@pytest.mark.parametrize(
	"make, code",
	[
		(lambda: Promise(Target("coffee", 1, DAYTIME)), "unknown_clock"),
		(lambda: Promise(Target("diagnosis", 1, DAYTIME), "diagnosis"), "unknown_clock"),
		(lambda: Promise(Target("diagnosis", 1, DAYTIME), "later"), "unknown_clock"),
		(lambda: Promise(Target("diagnosis", 0, DAYTIME)), "target_not_positive"),
		(lambda: Plan(Policy("P", ""), ()), "policy_without_target"),
		(lambda: Plan(Policy("P", ""), (resolution(2), resolution(2))), "clock_twice"),
		(lambda: Scenario(()), "no_policies"),
		(lambda: Scenario((Plan(Policy("P", ""), (resolution(2),)),) * 2), "policy_twice"),
		(lambda: Crew(0, 60, DAYTIME), "nobody_on_crew"),
		(lambda: Crew(10_001, 60, DAYTIME), "crew_too_large"),
		(lambda: Crew(1, 0, DAYTIME), "handling_not_positive"),
	],
)
def test_scenarios_that_mean_nothing_are_refused(make: object, code: str) -> None:
	with pytest.raises(DomainError) as error:
		make()  # type: ignore[operator]
	assert error.value.code == code


def oracle(past: PastTicket, seconds: int, until: datetime) -> tuple[str, list[int]]:
	"""The same told minute by minute: (verdict, levels that warned)."""
	done = past.done.get("resolution")
	end = min(done, until) if done else until
	used = overdue = 0
	due = end
	fired: list[int] = []
	now = past.opened_at
	while now < end:
		waits = any(begin <= now < (stop or LATER) for _, begin, stop in past.stays)
		if DAYTIME.is_working(now) and used >= seconds:
			overdue += 60
		elif DAYTIME.is_working(now) and not waits:
			used += 60
			due = now + timedelta(minutes=1) if used >= seconds else end
		now += timedelta(minutes=1)
		if now < end or end != done:
			fired += [level.level for level in LEVELS if overdue >= level.offset and level.level not in fired]
	waiting = any(begin < end and (stop is None or stop >= end) for _, begin, stop in past.stays)
	if due < end:
		return "Missed", fired
	if done and done <= until:
		return "Met", fired
	return ("Paused" if waiting and used < seconds else "Running"), fired


MINUTES = st.integers(0, 4 * 24 * 60).map(lambda minutes: at(2, 0) + timedelta(minutes=minutes))


@settings(max_examples=150, deadline=None)
@given(st.lists(MINUTES, min_size=2, max_size=7).map(sorted), st.integers(1, 900), st.booleans(), MINUTES)
@example([at(2, 16), at(5, 12)], 60, False, at(2, 17))  # due at closing time, seen then,
@example(
	[at(2, 16), at(5, 12)], 60, False, at(2, 17, 1)
)  # and a minute later: late, with no working time gone by
@example([at(2, 16), at(2, 17)], 60, True, at(3, 12))  # done at closing time,
@example([at(2, 16), at(2, 17, 1)], 60, True, at(3, 12))  # and a minute later
def test_agrees_with_a_minute_by_minute_oracle(
	moments: list[datetime], minutes: int, is_resolved: bool, until: datetime
) -> None:
	opened, *inner = moments
	resolved = inner.pop() if is_resolved else None
	pairs = zip(inner[::2], [*inner[1::2], None], strict=False)
	stays: list[Stay] = [("Waiting Customer", begin, stop) for begin, stop in pairs if begin != stop]
	past = ticket("A", opened, resolved, *stays)
	promise = Promise(Target("resolution", minutes * 60, DAYTIME, WAITING))
	until = max(until, opened)
	[outcome] = outcomes([past], scenario(promise, levels=LEVELS), until)
	clock = outcome.clocks[0]
	assert (clock.clock.verdict, list(clock.fired)) == oracle(past, minutes * 60, until)


def many(count: int) -> Iterator[PastTicket]:
	for n in range(count):
		opened = at(2, 0) + timedelta(minutes=n)
		done = {
			"first_response": opened + timedelta(hours=n % 30),
			"resolution": opened + timedelta(hours=n % 90 + 30),
		}
		yield PastTicket(f"T{n}", opened, Facts("", {"customer": f"C{n}"}), done)


def test_ten_thousand_tickets_take_a_few_seconds() -> None:
	begun = time.perf_counter()
	promises = (Promise(Target("first_response", 8 * HOUR, DAYTIME)), resolution(24))
	result = replay(many(10_000), scenario(*promises, levels=LEVELS), at(2, 0) + timedelta(days=60))
	assert result.tickets == 10_000
	assert time.perf_counter() - begun < 5
	assert result == replay(many(10_000), scenario(*promises, levels=LEVELS), at(2, 0) + timedelta(days=60))
