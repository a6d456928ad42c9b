"""rules.md T1: shares with Wilson's interval, mean beside median and P90."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales_app.domain.statistics import Bucket, share, spread, wilson


@pytest.mark.parametrize(
	("part", "whole", "expected"),
	[(42, 50, (71.5, 91.7)), (9, 10, (59.6, 98.2)), (0, 30, (0.0, 11.4)), (10, 200, (2.7, 9.0))],
)
def test_wilson_of_the_rules(part, whole, expected):
	assert tuple(round(bound, 1) for bound in wilson(part, whole)) == expected


def test_nothing_counted_has_no_share():
	assert share(0, 0) is None
	assert wilson(0, 0) is None


def test_share_counts_open_and_late_as_missed():
	assert share(90, 90 + 6 + 4) == 90.0


@pytest.mark.parametrize(("part", "whole"), [(-1, 3), (4, 3)])
def test_more_than_all_is_refused(part, whole):
	with pytest.raises(ValueError, match=f"{part} of {whole}"):
		wilson(part, whole)


def test_one_long_job_distorts_the_mean_only():
	hours = [2, 3, 3, 4, 4, 5, 6, 8, 9, 120]
	found = spread(Bucket(1, hour) for hour in hours)
	assert (found.count, found.mean, found.median, round(found.p90, 1)) == (10, 16.4, 4.5, 20.1)


def test_spread_of_nothing():
	found = spread([])
	assert (found.count, found.total, found.mean, found.median, found.p90) == (0, 0, None, None, None)


@given(st.lists(st.integers(min_value=0, max_value=10**7), min_size=2))
def test_agrees_with_the_library(values):
	found = spread(Bucket(1, value) for value in values)
	assert math.isclose(found.median, statistics.median(values))
	assert math.isclose(found.p90, statistics.quantiles(values, n=10, method="inclusive")[8], abs_tol=1e-6)


@given(st.lists(st.integers(min_value=1, max_value=10**6), min_size=1), st.integers(min_value=1, max_value=5))
def test_equal_values_may_share_a_bucket(values, times):
	single = spread(Bucket(1, value) for value in values for _ in range(times))
	bundled = spread(Bucket(times, value * times) for value in values)
	assert math.isclose(single.median, bundled.median)
	assert math.isclose(single.p90, bundled.p90)


@given(st.integers(min_value=1, max_value=10**6), st.data())
def test_the_interval_holds_the_share(whole, data):
	part = data.draw(st.integers(min_value=0, max_value=whole))
	low, high = wilson(part, whole)
	assert 0 <= low <= 100 * part / whole + 1e-9
	assert 100 * part / whole - 1e-9 <= high <= 100
