"""rules.md R1: how the law counts days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from state_calendar import CHINA

from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.legal_days import (
	DayCalendar,
	add_days,
	add_months,
	deadline_days,
	deadline_months,
	merge_days,
	union_days,
	working_days_after,
)

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
	("event", "expected"),
	[
		(date(2025, 3, 3), date(2025, 3, 10)),
		(date(2025, 3, 1), date(2025, 3, 10)),  # ends on a Saturday
		(date(2025, 9, 24), date(2025, 10, 9)),  # ends on the first day of the National Day holiday
		(date(2025, 9, 21), date(2025, 9, 28)),  # a Sunday on which people work
		(date(2025, 9, 20), date(2025, 9, 28)),  # a Saturday whose Sunday is worked
	],
)
def test_seven_days(event, expected):
	assert deadline_days(event, 7, CHINA) == expected


def test_what_a_trader_must_do_does_not_roll():
	assert deadline_days(date(2025, 3, 1), 7, CHINA, roll=False) == date(2025, 3, 8)
	assert deadline_months(date(2024, 3, 15), 12, CHINA, roll=False) == date(2025, 3, 15)


@pytest.mark.parametrize(
	("event", "months", "expected"),
	[
		(date(2024, 2, 29), 12, date(2025, 2, 28)),
		(date(2024, 2, 29), 48, date(2028, 2, 29)),
		(date(2025, 1, 31), 1, date(2025, 2, 28)),
		(date(2025, 8, 31), 6, date(2026, 2, 28)),
		(date(2024, 12, 31), 12, date(2025, 12, 31)),
		(date(2025, 3, 31), -1, date(2025, 2, 28)),
		(date(2025, 5, 5), 0, date(2025, 5, 5)),
	],
)
def test_months_end_on_the_same_day_number_or_at_the_month_s_end(event, months, expected):
	assert add_months(event, months) == expected


@pytest.mark.parametrize(
	("event", "months", "expected"),
	[
		(date(2024, 2, 29), 12, date(2025, 2, 28)),
		(date(2024, 3, 15), 12, date(2025, 3, 17)),  # a Saturday
		(date(2024, 10, 11), 12, date(2025, 10, 11)),  # a Saturday on which people work
		(date(2024, 1, 10), 24, date(2026, 1, 12)),  # rules.md R12: two years from receipt
	],
)
def test_a_term_of_months(event, months, expected):
	assert deadline_months(event, months, CHINA) == expected


@pytest.mark.parametrize(("days", "expected"), [(10, date(2025, 10, 11)), (20, date(2025, 10, 24))])
def test_working_days(days, expected):
	assert working_days_after(date(2025, 9, 22), days, CHINA) == expected


def test_a_day_named_as_both_is_a_holiday():
	both = DayCalendar(frozenset({date(2025, 9, 28)}), frozenset({date(2025, 9, 28)}))
	assert both.rests(date(2025, 9, 28))


@pytest.mark.parametrize(
	("spans", "expected"),
	[
		([], 0),
		([(date(2025, 7, 1), date(2025, 7, 1))], 1),
		([(date(2024, 7, 1), date(2024, 7, 10)), (date(2024, 7, 8), date(2024, 7, 20))], 20),
		([(date(2024, 7, 11), date(2024, 7, 20)), (date(2024, 7, 1), date(2024, 7, 10))], 20),
		([(date(2024, 7, 1), date(2024, 7, 20)), (date(2024, 7, 8), date(2024, 7, 10))], 20),
		([(date(2024, 2, 28), date(2024, 3, 1)), (date(2024, 3, 3), date(2024, 3, 3))], 4),
	],
)
def test_overlapping_spans_count_once(spans, expected):
	assert union_days(spans) == expected


def test_spans_that_follow_on_each_other_are_one():
	first, second = (date(2024, 7, 1), date(2024, 7, 10)), (date(2024, 7, 11), date(2024, 7, 20))
	assert merge_days([second, first]) == ((date(2024, 7, 1), date(2024, 7, 20)),)


def test_a_span_that_ends_before_it_begins_is_refused():
	with pytest.raises(DomainError, match="days_reversed"):
		union_days([(date(2025, 7, 2), date(2025, 7, 1))])


@pytest.mark.parametrize(
	"beyond",
	[
		lambda: add_months(date(2025, 1, 1), 99_999),
		lambda: add_months(date(2025, 1, 1), -99_999),
		lambda: add_days(date(2025, 1, 1), 10**12),
		lambda: add_days(date(2025, 1, 1), -(10**6)),
	],
)
def test_a_term_beyond_all_calendars_is_refused(beyond):
	with pytest.raises(DomainError, match="beyond_calendar"):
		beyond()


@given(DAYS, st.integers(0, 400))
def test_a_term_never_ends_early_or_on_a_day_of_rest(event, days):
	last = deadline_days(event, days, CHINA)
	assert last >= event + timedelta(days=days)
	assert not CHINA.rests(last)
	assert all(CHINA.rests(add_days(event, day)) for day in range(days, (last - event).days))


@given(DAYS, st.integers(0, 240), st.integers(0, 240))
def test_more_months_never_end_earlier(event, months, more):
	assert add_months(event, months) <= add_months(event, months + more)


@given(st.lists(st.tuples(DAYS, st.integers(0, 60))))
def test_the_union_is_the_set_of_its_days(spans):
	spans = [(first, first + timedelta(days=days)) for first, days in spans]
	days = {first + timedelta(days=day) for first, last in spans for day in range((last - first).days + 1)}
	assert union_days(spans) == len(days)
