from datetime import date, datetime, timedelta, timezone
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import DAY_HOURS, HOUR, OFFICE, ROUND_THE_CLOCK, WEEK, at
from oracle import disagreements, random_case

from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.working_time import (
	ALWAYS,
	CalendarSpec,
	Window,
	WorkingCalendar,
	add_working_days,
	intersect,
	measure,
	union,
)

NIGHTS = WorkingCalendar(CalendarSpec("Europe/Berlin", tuple(Window(day, 0, 6 * HOUR) for day in range(7))))
SHIFTS = WorkingCalendar(
	CalendarSpec("Europe/Berlin", tuple(Window(day, 9 * HOUR, 17 * HOUR) for day in range(7)))
)
WITCHING = WorkingCalendar(
	CalendarSpec("Europe/Berlin", tuple(Window(day, 2 * HOUR, 3 * HOUR) for day in range(7)))
)


@pytest.mark.parametrize(
	"start, hours, end",
	[
		("09-22 11:30", 1, "09-22 13:30"),  # lunch is not worked
		("09-22 11:30", 0.5, "09-22 12:00"),  # the earliest moment: lunch begins, not ends
		("09-22 12:30", 1, "09-22 14:00"),
		("09-22 07:00", 8, "09-22 18:00"),
		("09-19 17:00", 2, "09-22 10:00"),  # Friday to Monday
		("09-19 20:00", 1, "09-22 10:00"),
		("09-26 17:00", 2, "09-28 10:00"),  # make-up Sunday
		("09-27 12:00", 8, "09-28 18:00"),
		("09-30 17:00", 2, "10-09 10:00"),  # over National Day
		("10-03 03:00", 1, "10-09 10:00"),
		("10-10 17:00", 2, "10-11 10:00"),  # make-up Saturday
		("10-11 17:00", 2, "10-13 10:00"),
		("12-31 17:00", 2, "2026-01-01 10:00"),  # a year ends; no holiday entered for 2026
		("09-22 10:00", 0, "09-22 10:00"),
		("09-21 10:00", 0, "09-21 10:00"),
		("09-22 10:00", -2, "09-19 17:00"),
		("09-22 13:30", -1, "09-22 11:30"),
		("09-22 14:00", -1, "09-22 13:00"),  # the latest moment: lunch ends, not begins
		("10-09 10:00", -2, "09-30 17:00"),
	],
)
def test_add_on_office_hours(start, hours, end):
	assert OFFICE.add(at(start), int(hours * HOUR)) == at(end)


@pytest.mark.parametrize(
	"start, end, hours",
	[
		("09-22 09:00", "09-22 18:00", 8),
		("09-22 12:00", "09-22 13:00", 0),
		("09-26 17:00", "10-13 10:00", 1 + 8 + 8 + 8 + 8 + 8 + 8 + 1),
		("10-13 10:00", "09-26 17:00", -50),
		("10-01 00:00", "10-09 00:00", 0),
	],
)
def test_between_on_office_hours(start, end, hours):
	assert OFFICE.between(at(start), at(end)) == hours * HOUR


@pytest.mark.parametrize(
	"calendar, start, hours, end",
	[
		(NIGHTS, "03-30 00:00", 3, "03-30 04:00"),  # 02:00 to 03:00 does not exist
		(NIGHTS, "03-30 00:00", 5, "03-30 06:00"),
		(NIGHTS, "10-26 00:00", 4, "10-26 03:00"),  # 02:00 to 03:00 happens twice
		(NIGHTS, "10-26 00:00", 7, "10-26 06:00"),
		(SHIFTS, "03-29 16:00", 2, "03-30 10:00"),  # the local hour is kept over the change
		(SHIFTS, "10-25 16:00", 2, "10-26 10:00"),
		(WITCHING, "03-29 02:30", 1, "03-31 02:30"),  # an hour that is skipped cannot be worked
		(WITCHING, "10-25 02:30", 2.5, "10-26 03:00"),  # one that is repeated is worked twice
	],
)
def test_daylight_saving(calendar, start, hours, end):
	assert calendar.add(at(start, "Europe/Berlin"), int(hours * HOUR)) == at(end, "Europe/Berlin")


def test_round_the_clock():
	moment = datetime(2025, 12, 31, 23, 59, 50, tzinfo=timezone.utc)
	assert ROUND_THE_CLOCK.add(moment, 30) == datetime(2026, 1, 1, 0, 0, 20, tzinfo=timezone.utc)
	assert ROUND_THE_CLOCK.add(moment, -3 * 365 * 86400) == moment - timedelta(days=3 * 365)
	assert ROUND_THE_CLOCK.between(moment, moment + timedelta(days=4000)) == 4000 * 86400


def test_openings():
	assert OFFICE.is_working(at("09-22 09:00")) and not OFFICE.is_working(at("09-22 12:00"))
	assert OFFICE.next_opening(at("09-22 12:00")) == at("09-22 13:00")
	assert OFFICE.next_opening(at("09-30 18:00")) == at("10-09 09:00")
	assert OFFICE.next_opening(at("09-22 10:10:10")) == at("09-22 10:10:10")


def test_a_year_of_holidays_is_stepped_over():
	closed = {date(2026, 1, 1) + timedelta(days=n): () for n in range(365)}
	calendar = WorkingCalendar(CalendarSpec("Asia/Shanghai", WEEK, closed))
	assert calendar.next_opening(at("2026-02-01 00:00")) == at("2027-01-01 09:00")
	assert calendar.add(at("2026-02-01 00:00"), HOUR) == at("2027-01-01 10:00")
	assert calendar.add(at("2026-02-01 00:00"), -HOUR) == at("2025-12-31 17:00")


def test_parts_of_a_second_are_dropped():
	assert OFFICE.add(at("09-22 10:00") + timedelta(microseconds=999_999), 60) == at("09-22 10:01")


def test_working_seconds_of_overlapping_intervals_count_once():
	stays = [(at("09-22 11:00"), at("09-22 14:00")), (at("09-22 13:30"), at("09-22 15:00"))]
	assert OFFICE.measure(stays) == 3 * HOUR
	assert measure(stays) == 4 * HOUR


def week(*hours):
	return tuple(Window(0, start, end) for start, end in hours)


@pytest.mark.parametrize(
	"zone, windows, exceptions, code, params",
	[
		("Asia/Shanghai", (), {}, "no_working_time", {}),
		("Asia/Shanghai", (), {date(2025, 9, 28): DAY_HOURS}, "no_working_time", {}),
		("Asia/Atlantis", WEEK, {}, "unknown_time_zone", {"zone": "Asia/Atlantis"}),
		("", WEEK, {}, "unknown_time_zone", {"zone": ""}),
		("../etc", WEEK, {}, "unknown_time_zone", {"zone": "../etc"}),
		("UTC", (Window(7, 0, 1),), {}, "weekday_out_of_range", {"weekday": 7}),
		("UTC", week((5, 5)), {}, "window_out_of_bounds", {"weekday": 0, "start": 5, "end": 5}),
		("UTC", week((0, 86401)), {}, "window_out_of_bounds", {"weekday": 0, "start": 0, "end": 86401}),
		("UTC", week((-1, 5)), {}, "window_out_of_bounds", {"weekday": 0, "start": -1, "end": 5}),
		("UTC", week((0, 10), (9, 20)), {}, "windows_overlap", {"weekday": 0, "start": 9, "end": 10}),
		("UTC", week((9, 20), (0, 10)), {}, "windows_overlap", {"weekday": 0, "start": 9, "end": 10}),
		(
			"UTC",
			WEEK,
			{date(2025, 1, 1): ((4, 10), (0, 5))},
			"windows_overlap",
			{"date": date(2025, 1, 1), "start": 4, "end": 5},
		),
	],
)
def test_a_calendar_that_makes_no_sense_is_refused(zone, windows, exceptions, code, params):
	with pytest.raises(DomainError) as refused:
		CalendarSpec(zone, windows, exceptions)
	assert (refused.value.code, refused.value.params) == (code, params)


def test_windows_that_touch_are_one():
	calendar = WorkingCalendar(CalendarSpec("UTC", week((0, 10), (10, 20))))
	monday = datetime(2025, 9, 22, tzinfo=timezone.utc)
	assert calendar.add(monday, 20) == monday + timedelta(seconds=20)


@pytest.mark.parametrize(
	"call, code",
	[
		(lambda: OFFICE.add(datetime(2025, 1, 1), 1), "moment_without_zone"),
		(lambda: OFFICE.add(at("09-22 09:00"), 10**12), "beyond_calendar"),
		(lambda: OFFICE.add(at("09-22 09:00"), -(10**12)), "beyond_calendar"),
		(lambda: OFFICE.between(at("1850-01-01 00:00"), at("09-22 09:00")), "beyond_calendar"),
		(lambda: union([(at("09-22 09:00"), at("09-22 08:00"))]), "interval_reversed"),
		(lambda: add_working_days(date(2025, 1, 1), 1, lambda day: False), "no_working_day"),
	],
)
def test_bad_input_is_refused(call, code):
	with pytest.raises(DomainError) as refused:
		call()
	assert refused.value.code == code


def test_intervals():
	def hours(*pairs):
		return [(at(f"09-22 {a:02}:00"), at(f"09-22 {b:02}:00")) for a, b in pairs]

	assert union(hours((9, 11), (8, 10), (11, 12), (14, 14), (15, 16))) == tuple(hours((8, 12), (15, 16)))
	assert intersect(hours((8, 12), (14, 18)), hours((7, 9), (11, 15))) == tuple(
		hours((8, 9), (11, 12), (14, 15))
	)
	assert intersect(hours((8, 9)), hours((9, 10))) == ()
	assert measure(hours((8, 10), (9, 12))) == 4 * HOUR
	assert union(hours((8, 12), (9, 10))) == tuple(hours((8, 12)))


@pytest.mark.parametrize(
	"day, days, end",
	[
		(date(2025, 9, 22), 10, date(2025, 10, 11)),  # rules.md R1
		(date(2025, 9, 22), 20, date(2025, 10, 24)),  # rules.md R1
		(date(2025, 9, 26), 1, date(2025, 9, 28)),
		(date(2025, 10, 9), -1, date(2025, 9, 30)),
		(date(2025, 10, 4), 0, date(2025, 10, 4)),
	],
)
def test_working_days(day, days, end):
	assert add_working_days(day, days, OFFICE.is_working_day) == end


def test_sixteen_years_of_working_days():
	assert add_working_days(date(2000, 1, 3), 4000, lambda day: day.weekday() < 5) == date(2015, 5, 4)


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=0, max_value=2**40))
def test_engine_agrees_with_the_walk(seed):
	assert disagreements(random_case(Random(seed))) == []


@settings(max_examples=200, deadline=None)
@given(
	st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(timezone.utc)),
	st.integers(min_value=-(10**8), max_value=10**8),
)
def test_adding_and_measuring_are_inverse(moment, seconds):
	moment = moment.replace(microsecond=0)
	for calendar in (OFFICE, NIGHTS, ROUND_THE_CLOCK):
		end = calendar.add(moment, seconds)
		assert calendar.between(moment, end) == seconds
		if seconds:
			edge = end - timedelta(seconds=1) if seconds > 0 else end + timedelta(seconds=1)
			assert calendar.between(moment, edge) != seconds  # the earliest, or the latest, such moment


def test_always_is_always():
	assert ROUND_THE_CLOCK.is_working_day(date(2025, 1, 1)) and len(ALWAYS.windows) == 7
