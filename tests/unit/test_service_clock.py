from datetime import timedelta

import pytest
from office import HOUR, OFFICE, ROUND_THE_CLOCK, at

from aftersales_app.domain import service_clock as sc
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.service_clock import Target, WarningLevel, Watch
from aftersales_app.domain.working_time import CalendarSpec, Window, WorkingCalendar

CUSTOMER = frozenset({"Waiting Customer"})
BOTH = frozenset({"Waiting Customer", "Waiting Parts"})
LEVELS = (
	WarningLevel(1, 2 * HOUR, "assignee"),
	WarningLevel(2, 4 * HOUR, "team lead"),
	WarningLevel(3, 8 * HOUR, "operations manager"),
)


def office(hours, pauses_on=BOTH):
	return Target("resolution", int(hours * HOUR), OFFICE, pauses_on)


def always(hours, pauses_on=BOTH):
	return Target("resolution", int(hours * HOUR), ROUND_THE_CLOCK, pauses_on)


def begun(hours, start):
	return sc.start(office(hours), at(start))


def test_a_promise_over_the_weekend():
	clock = begun(2, "09-19 17:00")
	assert (clock.due, clock.verdict) == (at("09-22 10:00"), "Running")
	assert (clock.target_seconds, clock.paused_seconds, clock.met_at, clock.paused_since) == (
		7200,
		0,
		None,
		None,
	)


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_target_must_be_positive(seconds):
	with pytest.raises(DomainError) as refused:
		sc.start(Target("diagnosis", seconds, OFFICE), at("09-22 09:00"))
	assert (refused.value.code, refused.value.params) == (
		"target_not_positive",
		{"clock": "diagnosis", "seconds": seconds},
	)


@pytest.mark.parametrize(
	"start, hours, pause, resume, paused_hours, due",
	[
		(
			"09-19 16:00",
			4,
			"09-19 17:00",
			"09-22 10:00",
			2,
			"09-22 14:00",
		),  # over the weekend: Fri 1 h, Mon 1 h
		("09-22 09:00", 8, "09-22 12:00", "09-22 13:00", 0, "09-22 18:00"),  # in the lunch hour: nothing
		(
			"09-22 09:00",
			4,
			"09-22 11:30",
			"09-22 13:30",
			1,
			"09-22 15:00",
		),  # round lunch: half an hour each side
		("09-30 17:00", 2, "09-30 17:30", "10-09 09:30", 1, "10-09 11:00"),  # over National Day
		("09-22 09:00", 4, "09-22 19:00", "09-22 20:00", 0, "09-22 14:00"),  # late already: not paused
	],
)
def test_a_pause_costs_working_time_only(start, hours, pause, resume, paused_hours, due):
	paused = sc.pause(begun(hours, start), at(pause))
	clock = sc.resume(paused, at(resume), OFFICE)
	assert (clock.paused_seconds, clock.due, clock.paused_since) == (paused_hours * HOUR, at(due), None)


def test_while_paused_there_is_no_due_moment():
	clock = sc.pause(begun(4, "09-22 09:00"), at("09-22 10:00"))
	assert (clock.verdict, clock.due, clock.paused_since) == ("Paused", None, at("09-22 10:00"))
	assert sc.pause(clock, at("09-22 11:00")) == clock
	assert sc.judge(clock, at("10-22 11:00")) == clock


def test_pauses_add_up():
	clock = begun(4, "09-22 09:00")
	for start, end in (("09-22 09:30", "09-22 10:00"), ("09-22 11:00", "09-22 13:15")):
		clock = sc.resume(sc.pause(clock, at(start)), at(end), OFFICE)
	assert (clock.paused_seconds, clock.due) == (1800 + 3600 + 900, at("09-22 15:45"))


def test_a_clock_already_late_is_missed_not_paused():
	clock = sc.pause(begun(1, "09-22 09:00"), at("09-22 10:00:01"))
	assert (clock.verdict, clock.due, clock.paused_since) == ("Missed", at("09-22 10:00"), None)


def test_a_clock_without_time_left_is_not_paused():
	assert sc.pause(begun(1, "09-22 09:00"), at("09-22 10:00")).verdict == "Running"


@pytest.mark.parametrize(
	"done, verdict", [("09-22 09:59:59", "Met"), ("09-22 10:00", "Met"), ("09-22 10:00:01", "Missed")]
)
def test_met_exactly_at_due_is_in_time(done, verdict):
	clock = sc.meet(begun(1, "09-22 09:00"), at(done), OFFICE)
	assert (clock.verdict, clock.met_at, clock.due) == (verdict, at(done), at("09-22 10:00"))


@pytest.mark.parametrize("seconds, verdict", [(30, "Met"), (31, "Missed")])
def test_a_chat_is_answered_in_thirty_seconds(seconds, verdict):
	clock = sc.start(Target("first_response", 30, ROUND_THE_CLOCK), at("09-22 23:59:45"))
	assert clock.due == at("09-23 00:00:15")
	assert sc.meet(clock, clock.started_at + timedelta(seconds=seconds), ROUND_THE_CLOCK).verdict == verdict


def test_a_chat_begun_ten_seconds_before_closing_is_due_twenty_after_opening():
	clock = sc.start(Target("first_response", 30, OFFICE), at("09-22 17:59:50"))
	assert clock.due == at("09-23 09:00:20")


def test_meeting_while_paused_counts_the_pause_first():
	paused = sc.pause(begun(1, "09-22 09:00"), at("09-22 09:30"))
	clock = sc.meet(paused, at("09-22 11:00"), OFFICE)
	assert (clock.verdict, clock.paused_seconds, clock.due) == ("Met", 5400, at("09-22 11:30"))
	assert clock.paused_since is None


def test_the_first_time_counts_and_a_missed_clock_stays_missed():
	met = sc.meet(begun(1, "09-22 09:00"), at("09-22 09:30"), OFFICE)
	assert sc.meet(met, at("09-22 09:45"), OFFICE) == met
	missed = sc.judge(begun(1, "09-22 09:00"), at("09-22 10:30"))
	late = sc.meet(missed, at("09-22 11:00"), OFFICE)
	assert (late.verdict, late.met_at) == ("Missed", at("09-22 11:00"))
	assert sc.meet(late, at("09-22 12:00"), OFFICE) == late
	assert missed.is_open and not late.is_open


def test_judging():
	clock = begun(1, "09-22 09:00")
	assert sc.judge(clock, at("09-22 10:00")) == clock
	assert sc.judge(clock, at("09-22 10:00:01")).verdict == "Missed"


def test_cancelling_ends_what_has_no_verdict():
	clock = begun(1, "09-22 09:00")
	for open_clock in (clock, sc.pause(clock, at("09-22 09:30"))):
		cancelled = sc.cancel(open_clock)
		assert (cancelled.verdict, cancelled.due, cancelled.paused_since) == ("Cancelled", None, None)
		assert sc.meet(cancelled, at("09-22 09:45"), OFFICE) == cancelled
		assert sc.pause(cancelled, at("09-22 09:45")) == cancelled
	missed = sc.judge(clock, at("09-22 12:00"))
	assert sc.cancel(missed) == missed


@pytest.mark.parametrize(
	"call",
	[
		lambda clock: sc.pause(clock, at("09-22 08:59:59")),
		lambda clock: sc.meet(clock, at("09-22 08:59:59"), OFFICE),
		lambda clock: sc.resume(sc.pause(clock, at("09-22 09:30")), at("09-22 09:29"), OFFICE),
	],
)
def test_nothing_happens_before_the_start(call):
	with pytest.raises(DomainError) as refused:
		call(begun(1, "09-22 09:00"))
	assert refused.value.code == "moment_before_start"


def test_following_the_ticket_pauses_only_where_the_target_says():
	target = office(4, CUSTOMER)
	clock = sc.follow(sc.start(target, at("09-22 09:00")), target, "Waiting Customer", at("09-22 09:30"))
	assert clock.verdict == "Paused"
	clock = sc.follow(clock, target, "Waiting Parts", at("09-22 10:00"))
	assert (clock.verdict, clock.due) == ("Running", at("09-22 14:30"))


# Re-categorising. (target after, pauses, now) -> (verdict, paused, due, paused since)
@pytest.mark.parametrize(
	"target, pauses, now, verdict, paused, due, since",
	[
		# nothing but the target changes
		(office(6), [], "09-22 10:00", "Running", 0, "09-22 16:00", None),
		# after a pause of an hour
		(office(6), [("10:00", "11:00")], "09-22 11:30", "Running", 1, "09-22 17:00", None),
		# a pause of two hours on the wall round lunch: one on the office's calendar, two round the clock
		(office(6), [("11:30", "13:30")], "09-22 14:00", "Running", 1, "09-22 17:00", None),
		(always(6), [("11:30", "13:30")], "09-22 14:00", "Running", 2, "09-22 17:00", None),
		# while paused: it stays paused, and what went before is carried over
		(office(6), [("11:00", None)], "09-22 12:00", "Paused", 0, None, "09-22 11:00"),
		(office(6), [("11:00", None), ("09:00", "09:30")], "09-22 12:00", "Paused", 0.5, None, "09-22 11:00"),
		(office(6), [("12:00", None)], "09-22 12:00", "Paused", 0, None, "09-22 12:00"),
		# pauses that overlap or began before the clock count once and from its start
		(
			office(6),
			[("08:00", "10:00"), ("09:30", "10:30")],
			"09-22 11:00",
			"Running",
			1.5,
			"09-22 17:30",
			None,
		),
		(office(6), [("08:00", None)], "09-22 11:00", "Paused", 0, None, "09-22 09:00"),
		# the new promise is broken already, and no earlier than one second after due
		(office(1), [], "09-22 12:30", "Missed", 0, "09-22 10:00", None),
		(office(1), [], "09-22 10:00", "Running", 0, "09-22 10:00", None),
		# the new promise was broken before the pause, which then cannot mend it
		(office(1), [("11:00", "12:00")], "09-22 12:30", "Missed", 0, "09-22 10:00", None),
		(office(1), [("11:00", None)], "09-22 12:30", "Missed", 0, "09-22 10:00", None),
		# the old promise (4 h, due 14:00) is broken: no re-categorising mends that
		(office(8), [], "09-22 14:00:01", "Missed", 0, "09-22 14:00", None),
		(office(8), [], "09-22 14:00", "Running", 0, "09-22 18:00", None),
	],
)
def test_recategorising(target, pauses, now, verdict, paused, due, since):
	def hour(text):
		return at(f"09-22 {text}") if text else None

	clock = sc.reschedule(
		begun(4, "09-22 09:00"), target, [(hour(start), hour(end)) for start, end in pauses], at(now)
	)
	assert (clock.verdict, clock.paused_seconds) == (verdict, paused * HOUR)
	assert (clock.due, clock.paused_since) == (due and at(due), since and at(since))
	assert clock.started_at == at("09-22 09:00")


def test_recategorising_while_paused_and_then_resuming():
	paused = sc.pause(begun(4, "09-22 09:00"), at("09-22 10:00"))
	clock = sc.reschedule(paused, always(2), [(at("09-22 10:00"), None)], at("09-22 11:00"))
	clock = sc.resume(clock, at("09-22 13:00"), ROUND_THE_CLOCK)
	assert (clock.paused_seconds, clock.due, clock.target_seconds) == (3 * HOUR, at("09-22 14:00"), 2 * HOUR)


def test_a_verdict_already_given_stays():
	met = sc.meet(begun(4, "09-22 09:00"), at("09-22 10:00"), OFFICE)
	for clock in (
		met,
		sc.cancel(begun(4, "09-22 09:00")),
		sc.judge(begun(4, "09-22 09:00"), at("09-22 14:30")),
	):
		assert sc.reschedule(clock, office(8), [], at("09-22 15:00")) == clock


def test_the_pauses_that_a_target_sees():
	stays = [
		("New", at("09-22 09:00"), at("09-22 09:30")),
		("Waiting Customer", at("09-22 09:30"), at("09-22 10:00")),
		("Waiting Parts", at("09-22 10:00"), None),
	]
	assert sc.pauses_of(stays, office(4, CUSTOMER)) == ((at("09-22 09:30"), at("09-22 10:00")),)
	assert sc.pauses_of(stays, office(4))[1] == (at("09-22 10:00"), None)
	assert sc.pauses_of(stays, office(4, frozenset())) == ()


def test_remaining():
	clock = begun(4, "09-22 11:00")
	assert sc.remaining(clock, at("09-22 11:30"), OFFICE) == 3.5 * HOUR
	assert sc.remaining(clock, at("09-22 17:00"), OFFICE) == -HOUR
	assert sc.remaining(sc.judge(clock, at("09-22 17:00")), at("09-22 17:00"), OFFICE) == -HOUR
	paused = sc.pause(clock, at("09-22 11:30"))
	assert sc.remaining(paused, at("09-22 17:00"), OFFICE) == 3.5 * HOUR
	again = sc.pause(sc.resume(paused, at("09-22 14:00"), OFFICE), at("09-22 15:00"))
	assert sc.remaining(again, at("09-23 15:00"), OFFICE) == 2.5 * HOUR
	assert sc.remaining(sc.meet(clock, at("09-22 11:30"), OFFICE), at("09-22 12:00"), OFFICE) == 0


def test_lateness():
	clock = begun(4, "09-22 11:00")  # due 16:00
	assert sc.lateness(clock, at("09-22 15:00"), OFFICE) == 0
	assert sc.lateness(clock, at("09-23 10:00"), OFFICE) == 3 * HOUR
	late = sc.meet(clock, at("09-22 17:00"), OFFICE)
	assert sc.lateness(late, at("09-30 17:00"), OFFICE) == HOUR
	assert sc.lateness(sc.meet(clock, at("09-22 12:00"), OFFICE), at("09-30 17:00"), OFFICE) == 0
	assert sc.lateness(sc.cancel(clock), at("09-30 17:00"), OFFICE) == 0


def test_warnings_fall_into_working_time():
	clock = begun(1, "09-19 16:00")  # due Friday 17:00
	assert sc.warning_moments(clock, LEVELS, OFFICE) == (
		(LEVELS[0], at("09-22 10:00")),
		(LEVELS[1], at("09-22 12:00")),
		(LEVELS[2], at("09-22 17:00")),
	)
	assert [level.level for level, _ in sc.due_warnings(clock, LEVELS, OFFICE, at("09-22 12:00"))] == [1, 2]
	assert sc.due_warnings(clock, LEVELS, OFFICE, at("09-22 09:59:59")) == ()


def test_warnings_before_due_but_never_before_the_start():
	before = (WarningLevel(1, -2 * HOUR, "assignee"), WarningLevel(2, 0, "team lead"))
	assert [moment for _, moment in sc.warning_moments(begun(4, "09-22 09:00"), before, OFFICE)] == [
		at("09-22 11:00"),
		at("09-22 14:00"),
	]
	assert [level.level for level, _ in sc.warning_moments(begun(2, "09-22 09:00"), before, OFFICE)] == [2]


def test_who_is_done_or_waits_is_not_warned_but_a_missed_clock_is():
	clock = begun(1, "09-22 09:00")
	over = (
		sc.meet(clock, at("09-22 09:30"), OFFICE),
		sc.meet(clock, at("09-22 11:30"), OFFICE),
		sc.pause(clock, at("09-22 09:30")),
		sc.cancel(clock),
	)
	assert [sc.warning_moments(one, LEVELS, OFFICE) for one in over] == [(), (), (), ()]
	assert len(sc.warning_moments(sc.judge(clock, at("09-22 11:00")), LEVELS, OFFICE)) == 3


def test_a_warning_key_tells_ticket_clock_level_and_promise():
	assert (
		sc.warning_key("TKT-0001", "diagnosis", 2, at("09-22 10:00"))
		== "TKT-0001:diagnosis:2:20250922T020000Z"
	)


def test_the_next_check_walks_through_everything_that_can_happen():
	response = sc.start(Target("first_response", 30 * 60, ROUND_THE_CLOCK), at("09-22 09:00"))
	resolution = begun(1, "09-22 09:00")
	watches = [Watch(response, ROUND_THE_CLOCK), Watch(resolution, OFFICE, LEVELS)]
	seen = []
	now = at("09-22 09:00")
	while (now := sc.next_check(watches, now)) is not None:
		seen.append(now)
		watches = [Watch(sc.judge(watch.clock, now), watch.calendar, watch.levels) for watch in watches]
	assert seen == [
		at("09-22 09:30:01"),
		at("09-22 10:00:01"),
		at("09-22 12:00"),
		at("09-22 15:00"),
		at("09-23 10:00"),
	]
	assert [watch.clock.verdict for watch in watches] == ["Missed", "Missed"]


def test_at_due_the_next_check_is_a_second_later():
	clock = begun(1, "09-22 09:00")
	assert sc.next_check([Watch(clock, OFFICE)], at("09-22 10:00")) == at("09-22 10:00:01")
	assert sc.next_check([Watch(clock, OFFICE)], at("09-22 10:00:01")) is None


def test_nothing_to_check_while_paused_or_done():
	clock = begun(1, "09-22 09:00")
	watches = [
		Watch(sc.pause(clock, at("09-22 09:30")), OFFICE, LEVELS),
		Watch(sc.cancel(clock), OFFICE, LEVELS),
	]
	assert sc.next_check(watches, at("09-22 09:30")) is None
	assert sc.next_check([], at("09-22 09:30")) is None


def test_reopening_gives_the_time_that_was_left():
	begin = at("2026-03-02 09:00")
	clock = sc.start(always(24), begin)
	met = sc.meet(clock, begin + timedelta(hours=20), ROUND_THE_CLOCK)
	again = sc.reopen(met, begin + timedelta(hours=50), ROUND_THE_CLOCK)
	assert (again.verdict, again.met_at, again.paused_seconds) == ("Running", None, 30 * HOUR)
	assert again.due == begin + timedelta(hours=54)  # four hours were left
	late = sc.meet(clock, begin + timedelta(hours=30), ROUND_THE_CLOCK)
	broken = sc.reopen(late, begin + timedelta(hours=50), ROUND_THE_CLOCK)
	assert (broken.verdict, broken.met_at, broken.due) == ("Missed", None, begin + timedelta(hours=24))
	assert sc.reopen(clock, begin + timedelta(hours=1), ROUND_THE_CLOCK) == clock


def test_a_reopened_clock_is_like_one_that_was_paused():
	"""Done at noon, reopened the next day at 10:00: the afternoon and an hour of the morning were no time of the promise."""
	begin, done, again = at("09-22 09:00"), at("09-22 12:00"), at("09-23 10:00")
	clock = sc.reopen(sc.meet(sc.start(office(8), begin), done, OFFICE), again, OFFICE)
	assert (clock.verdict, clock.paused_seconds, clock.due) == ("Running", 6 * HOUR, at("09-23 16:00"))
	waiting = sc.follow(clock, office(8), "Waiting Customer", at("09-23 11:00"))
	clock = sc.follow(waiting, office(8), "Working", at("09-23 14:00"))
	assert (clock.paused_seconds, clock.due) == (8 * HOUR, at("09-23 18:00"))


def test_what_was_done_at_the_last_moment_has_no_time_left_when_reopened():
	done = sc.meet(begun(1, "09-22 09:00"), at("09-22 10:00"), OFFICE)
	again = sc.reopen(done, at("09-22 15:00"), OFFICE)
	assert (done.verdict, again.verdict, again.due) == ("Met", "Missed", at("09-22 10:00"))


def test_when_it_was_taken_for_done():
	planned, resolved, reopened = at("09-22 10:00"), at("09-22 12:00"), at("09-23 10:00")
	again, open_again = at("09-24 10:00"), at("09-25 10:00")
	marks = [(True, planned), (True, resolved), (False, reopened), (True, again)]
	assert sc.lapses(marks) == ((planned, reopened),)
	assert sc.lapses([*marks, (False, open_again)]) == ((planned, reopened), (again, open_again))
	assert sc.lapses([(False, reopened)]) == ()


@pytest.mark.parametrize(
	"hours, verdict, due",
	[(24, "Running", "03-04 15:00"), (72, "Running", "03-06 15:00"), (5, "Missed", "03-02 14:00")],
)
def test_re_categorising_a_reopened_clock_keeps_what_lay_between(hours, verdict, due):
	"""Round the clock: opened at 09:00, resolved ten hours later, reopened thirty hours after that."""
	begin = at("2026-03-02 09:00")
	done, again = begin + timedelta(hours=10), begin + timedelta(hours=40)
	met = sc.meet(sc.start(always(24), begin), done, ROUND_THE_CLOCK)
	between = sc.lapses([(True, done), (False, again)])
	reopened = sc.reopen(met, again, ROUND_THE_CLOCK)
	later = sc.reschedule(reopened, always(hours), between, again + timedelta(minutes=1))
	at_once = sc.reopen_under(met, always(hours), between, again)
	for clock in (later, at_once):
		assert (clock.verdict, clock.due, clock.met_at) == (verdict, at(f"2026-{due}"), None)
	late = sc.meet(sc.start(always(5), begin), done, ROUND_THE_CLOCK)
	assert sc.reopen_under(late, always(hours), between, again).verdict == "Missed"


@pytest.mark.parametrize(
	"minutes, pause, verdict, paused",
	[
		(240, (), "Met", 0),
		(119, (), "Missed", 0),
		(90, (60, 180), "Met", 60),
		(59, (60, 180), "Missed", 0),
		(120, (150, None), "Met", 0),
		(90, (60, None), "Met", 60),
	],
)
def test_what_was_done_before_anybody_promised_it_is_judged_by_when_it_was_done(
	minutes, pause, verdict, paused
):
	"""Round the clock: opened at 09:00, done at 11:00, promised at 16:00."""
	begin = at("2026-03-02 09:00")
	done, now = begin + timedelta(hours=2), begin + timedelta(hours=7)
	pauses = [tuple(m and begin + timedelta(minutes=m) for m in pause)] if pause else []
	clock = sc.start_late(always(minutes / 60), begin, pauses, now, done)
	assert (clock.verdict, clock.met_at, clock.paused_seconds) == (verdict, done, paused * 60)
	running = sc.start(always(24), begin)
	assert sc.reschedule(running, always(minutes / 60), pauses, now, done) == clock


def test_a_calendar_edited_during_a_pause_moves_no_promise():
	"""Promised until Tuesday 11:00, paused for two hours: until 14:00, though the office meanwhile opens at noon."""
	week = tuple(Window(weekday, 12 * HOUR, 20 * HOUR) for weekday in range(5))
	edited = WorkingCalendar(CalendarSpec("Asia/Shanghai", week, {}))
	clock = sc.pause(begun(10, "09-22 09:00"), at("09-22 13:00"))
	assert clock.due is None and clock.held_due == at("09-23 11:00")
	assert sc.resume(clock, at("09-22 15:00"), OFFICE).due == at("09-23 14:00")
	assert sc.resume(clock, at("09-22 13:00"), edited).due == at("09-23 11:00")
	assert sc.resume(clock, at("09-22 15:00"), edited).due == at("09-23 14:00")
