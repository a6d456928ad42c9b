"""Failures by age, worked out by hand: young units do not flatter a product."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales_app.domain.failure_rates import Cohort, Failure, Job, Total, age, by_age, repeats, total
from aftersales_app.domain.repair_time import HOLDS_DAYS, PRODUCT, Repair, count_repairs

TODAY = date(2026, 7, 1)
OLD, YOUNG = date(2026, 1, 1), date(2026, 6, 1)  # six full months and one


def day(text):
	return date.fromisoformat(text)


def failure(unit, began, on, cost=0.0, watched_to=TODAY):
	return Failure(unit, began, watched_to, day(on), cost)


@pytest.mark.parametrize(
	("began", "on", "months"),
	[
		("2026-01-31", "2026-02-27", 0),
		("2026-01-31", "2026-02-28", 1),
		("2024-01-31", "2024-02-28", 0),
		("2024-01-31", "2024-02-29", 1),
		("2024-02-29", "2025-02-28", 12),
		("2026-01-01", "2026-07-01", 6),
		("2026-01-02", "2026-07-01", 5),
		("2026-07-01", "2026-07-01", 0),
		("2026-07-01", "2026-05-01", 0),
	],
)
def test_age_in_full_months(began, on, months):
	assert age(day(began), day(on)) == months


COHORTS = [Cohort(OLD, TODAY, 10), Cohort(YOUNG, TODAY, 90)]
FAILURES = [
	failure("a", OLD, "2026-01-15", 100),  # age 0
	failure("a", OLD, "2026-03-15", 50),  # again, age 2
	failure("b", OLD, "2026-03-31", 70),  # age 2
	failure("c", YOUNG, "2026-06-30", 30),  # age 0
]


def told(month):
	"""At risk of a first failure, failed, and the share that has failed by the month's end."""
	by_then = month.by_then
	return by_then and (by_then.at_risk, by_then.failed, round(by_then.share, 2))


def test_by_age():
	found = by_age(COHORTS, FAILURES, 8, TODAY)
	assert [(one.age, one.at_risk, one.failed, one.failures, one.cost) for one in found] == [
		(0, 100, 2, 2, 130),
		(1, 100, 0, 0, 0),
		(2, 10, 2, 2, 120),
		(3, 10, 0, 0, 0),
		(4, 10, 0, 0, 0),
		(5, 10, 0, 0, 0),
		(6, 10, 0, 0, 0),
		(7, 0, 0, 0, 0),
	]
	assert [one.rate for one in found] == [2, 0, 20, 0, 0, 0, 0, None]
	assert [told(one) for one in found] == [
		(100, 2, 2.0),
		(9, 0, 2.0),  # the young ones, and the old one that has failed, are out
		(9, 1, 12.89),  # 1 - 0.98 * 8/9
		(8, 0, 12.89),
		(8, 0, 12.89),
		(8, 0, 12.89),
		None,
		None,
	]


def test_ten_units_sold_at_different_times():
	"""By hand: 1 was exchanged at age 0, 2 at age 2; 4 failed at 1 and is in use, 5 twice at 3; 9 failed in a month that goes on."""
	units = {
		1: ("2026-01-01", "2026-01-20", ["2026-01-20"]),
		2: ("2026-01-01", "2026-03-10", ["2026-03-10"]),
		3: ("2026-01-01", None, []),
		4: ("2026-02-01", None, ["2026-03-05"]),
		5: ("2026-02-15", None, ["2026-05-20", "2026-05-25"]),
		6: ("2026-03-10", None, []),
		7: ("2026-03-10", "2026-04-15", []),  # came back without a failure, at age 1
		8: ("2026-05-01", None, []),
		9: ("2026-06-10", None, ["2026-06-12"]),
		10: ("2026-06-10", None, []),
	}
	spans = {number: (day(came), day(went or "2026-07-01")) for number, (came, went, _on) in units.items()}
	cohorts = [Cohort(*span, 1) for span in spans.values()]
	failed = [
		failure(str(number), spans[number][0], on, watched_to=spans[number][1])
		for number, (_came, _went, days) in units.items()
		for on in days
	]
	assert [told(one) for one in by_age(cohorts, failed, 7, TODAY)] == [
		(8, 1, 12.5),  # not 9 and 10: the month goes on
		(6, 1, 27.08),  # 1 - 7/8 * 5/6; 7 left in it
		(4, 1, 45.31),  # 2, 3, 5, 6 (until July 10th: its month 3 goes on); * 3/4
		(2, 1, 72.66),  # 3 and 5; * 1/2
		(1, 0, 72.66),
		(1, 0, 72.66),
		None,
	]


def test_the_young_are_not_counted_as_if_they_had_lasted():
	found = total(COHORTS, FAILURES, 3, TODAY)
	assert (found.units, found.failed, found.failures, found.cost) == (100, 3, 4, 250)
	assert found.rate == 3
	assert (found.old_enough, found.early, found.early_rate) == (10, 2, 20)
	assert round(found.unit_years, 3) == round((10 * 181 + 90 * 30) / 365.25, 3)


def test_a_unit_that_left_is_watched_up_to_then():
	left = date(2026, 2, 10)  # exchanged after its failure, age 1
	found = by_age(
		[Cohort(OLD, left, 1), Cohort(OLD, TODAY, 1)], [failure("a", OLD, "2026-02-10", 1, left)], 3, TODAY
	)
	assert [(one.at_risk, one.failed, told(one)) for one in found] == [
		(2, 0, (2, 0, 0.0)),
		(2, 1, (2, 1, 50.0)),
		(1, 0, (1, 0, 50.0)),
	]


def test_what_failed_early_and_was_exchanged_has_failed_early():
	left = date(2026, 1, 20)
	cohorts = [
		Cohort(OLD, TODAY, 80),
		Cohort(OLD, left, 20),
		Cohort(OLD, OLD, 7),
	]  # seven left without a failure
	gone = [failure(str(number), OLD, "2026-01-20", watched_to=left) for number in range(20)]
	found = total(cohorts, gone, 3, TODAY)
	assert (found.old_enough, found.early, found.early_rate, found.is_alarming(5)) == (100, 20, 20, True)
	assert [(one.at_risk, told(one)) for one in by_age(cohorts, gone, 3, TODAY)] == [
		(107, (100, 20, 20.0)),
		(80, (80, 0, 20.0)),
		(80, (80, 0, 20.0)),
	]


def test_what_failed_at_once_does_not_count_before_its_time_is_over():
	left = date(2026, 6, 3)
	cohorts = [Cohort(YOUNG, TODAY, 9), Cohort(YOUNG, left, 1)]
	gone = [failure("a", YOUNG, "2026-06-03", watched_to=left)]
	found = total(cohorts, gone, 3, TODAY)
	assert (found.failed, found.old_enough, found.early) == (1, 0, 0)
	assert [told(one) for one in by_age(cohorts, gone, 2, TODAY)] == [(10, 1, 10.0), None]


def test_two_failures_of_a_unit_in_a_month_are_one_unit():
	found = by_age(
		COHORTS, [failure("a", OLD, "2026-01-02", 1), failure("a", OLD, "2026-01-30", 2)], 1, TODAY
	)
	assert (found[0].failed, found[0].failures, found[0].cost, found[0].rate) == (1, 2, 3, 1)


def test_nothing_sold_has_no_rate():
	found = total([], [], 3, TODAY)
	assert (found.rate, found.early_rate, found.is_alarming(0)) == (None, None, False)
	assert by_age([], [], 1, TODAY)[0].rate is None


@pytest.mark.parametrize(
	("early", "old_enough", "percent", "alarming"),
	[
		(2, 10, 5, True),  # 5.7 to 51.0 %
		(1, 10, 5, False),  # 1.8 to 40.4 %
		(2, 2, 50, False),  # 34.2 to 100 %: two unlucky units
		(30, 200, 5, True),
		(10, 200, 5, False),
		(0, 0, 0, False),
	],
)
def test_an_alert_needs_more_than_bad_luck(early, old_enough, percent, alarming):
	assert Total(300, early, early, 0, 1, old_enough, early).is_alarming(percent) is alarming


@given(
	st.lists(st.tuples(st.dates(date(2024, 1, 1), TODAY), st.integers(1, 50)), max_size=20),
	st.integers(1, 36),
)
def test_the_number_at_risk_never_rises_with_age(rows, months):
	found = by_age([Cohort(began, TODAY, units) for began, units in rows], [], months, TODAY)
	risks = [one.at_risk for one in found]
	assert risks == sorted(risks, reverse=True)
	assert risks[0] == sum(units for _began, units in rows)
	assert all(one.by_then is None or one.by_then.at_risk <= one.at_risk for one in found)


UNIT = st.tuples(
	st.dates(date(2024, 1, 1), TODAY), st.integers(0, 900), st.lists(st.integers(0, 900), max_size=3)
)


@given(st.lists(UNIT, max_size=30))
def test_what_has_failed_by_an_age_never_falls(units):
	"""Whatever is sold, comes back or is exchanged when."""
	cohorts, failed = [], []
	for number, (began, left, days) in enumerate(units):
		watched_to = min(TODAY, began + timedelta(days=left))
		cohorts.append(Cohort(began, watched_to, 1))
		on = [began + timedelta(days=one) for one in days]
		failed += [Failure(str(number), began, watched_to, one) for one in on if one <= watched_to]
	found = [one.by_then for one in by_age(cohorts, failed, 36, TODAY)]
	known = [one for one in found if one]
	assert found == known + [None] * (36 - len(known))
	assert [one.share for one in known] == sorted(one.share for one in known)
	risks = [one.at_risk for one in known]
	assert risks == sorted(risks, reverse=True)


@given(st.lists(st.lists(st.integers(0, 700), max_size=3), min_size=1, max_size=20))
def test_of_units_of_one_day_that_are_all_watched_it_is_the_plain_share(units):
	began = date(2024, 7, 1)  # 24 months
	failed = [
		Failure(str(number), began, TODAY, began + timedelta(days=one))
		for number, days in enumerate(units)
		for one in days
	]
	for month in by_age([Cohort(began, TODAY, len(units))], failed, 24, TODAY):
		if month.by_then:
			early = {one.unit for one in failed if age(began, one.on) <= month.age}
			assert month.by_then.share == pytest.approx(100 * len(early) / len(units))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 2000))
def test_age_agrees_with_the_calendar(began, days):
	on = began + timedelta(days=days)
	full = age(began, on)
	year, month = divmod(began.year * 12 + began.month - 1 + full, 12)
	reached = date(year, month + 1, min(began.day, calendar.monthrange(year, month + 1)[1]))
	assert reached <= on
	assert (on - reached).days < 31


@pytest.mark.parametrize(
	("jobs", "number"),
	[
		([], 0),
		([("a", "2026-01-01", "2026-01-05")], 0),
		([("a", "2026-01-01", "2026-01-05"), ("a", "2026-02-03", "2026-02-06")], 1),  # day 29
		([("a", "2026-01-01", "2026-01-05"), ("a", "2026-02-04", "2026-02-06")], 0),  # day 30: it has held
		([("a", "2026-01-01", "2026-01-05"), ("b", "2026-01-06", "2026-01-07")], 0),
		([("a", "2026-01-01", None), ("a", "2026-01-06", "2026-01-07")], 0),
		(
			[("a", "2026-01-20", None), ("a", "2026-01-01", "2026-01-05"), ("a", "2026-01-10", "2026-01-15")],
			2,
		),
		(
			[
				("a", "2026-01-01", "2026-01-20"),
				("a", "2026-01-05", "2026-01-08"),
				("a", "2026-02-10", "2026-02-12"),
			],
			2,
		),
	],
)
def test_what_is_a_repeat(jobs, number):
	rows = [Job(unit, day(came), day(went) if went else None) for unit, came, went in jobs]
	assert repeats(rows) == number


@given(st.integers(0, 60))
def test_a_repeat_is_what_counts_as_rework(days):
	"""The report and the count of repairs towards a right agree on each day."""
	returned = date(2026, 1, 5)
	back = returned + timedelta(days=days)
	jobs = [Job("a", returned, returned, "leak"), Job("a", back, back, "leak")]
	repairs = [Repair(str(n), job.received, job.returned, PRODUCT, job.fault) for n, job in enumerate(jobs)]
	assert repeats(jobs) == len(count_repairs(repairs, HOLDS_DAYS).reworks)
