"""rules.md T1: shares with Wilson's interval, mean beside median and P90."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales_app.domain.statistics import Bucket, product_limit, share, spread, wilson


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


# Weeks of remission of 21 patients, + where they were watched no longer (Freireich 1963): the example of the textbooks.
REMISSIONS = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+".split()


def test_the_product_limit_of_the_textbooks():
	weeks = [(int(one.strip("+")), one.endswith("+")) for one in REMISSIONS]
	steps = [
		(sum(week >= at for week, _more in weeks), sum(week == at for week, more in weeks if not more))
		for at in range(1, 36)
	]
	found = dict(enumerate(product_limit(steps), 1))
	assert {
		at: (
			one.at_risk,
			one.failed,
			round(100 - one.share, 2),
			*(round(100 - bound, 2) for bound in one.bounds),
		)
		for at, one in found.items()
		if one.failed
	} == {
		6: (21, 3, 85.71, 95.16, 61.97),
		7: (17, 1, 80.67, 92.28, 56.31),
		10: (15, 1, 75.29, 88.94, 50.32),
		13: (12, 1, 69.02, 84.91, 43.16),
		16: (11, 1, 62.75, 80.49, 36.75),
		22: (7, 1, 53.78, 74.68, 26.78),
		23: (6, 1, 44.82, 68.01, 18.81),
	}
	assert found[5].bounds == wilson(0, 21)
	assert (found[35].at_risk, round(found[35].share, 2)) == (1, 55.18)


def test_where_nobody_is_at_risk_nothing_is_estimated():
	first, second, third = product_limit([(4, 1), (1, 1), (0, 0)])
	assert (first.share, second.share, second.bounds, third) == (25, 100, None, None)
	with pytest.raises(ValueError, match="2 of 1"):
		product_limit([(1, 2)])


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=30))
def test_what_has_failed_never_falls(spans):
	"""Each span some fail and some are watched no longer."""
	steps, left = [], 1000
	for failed, gone in spans:
		steps.append((left, min(failed, left)))
		left = max(0, left - failed - gone)
	found = [one for one in product_limit(steps) if one]
	shares = [one.share for one in found]
	assert shares == sorted(shares)
	for one in found:
		if one.bounds:
			low, high = one.bounds
			assert 0 <= low <= one.share + 1e-9 <= high + 2e-9 <= 100 + 2e-9


@given(st.lists(st.integers(0, 30), min_size=1, max_size=20), st.integers(0, 100))
def test_it_is_the_plain_share_where_all_are_watched_to_the_end(failed, whole):
	steps, units = [], sum(failed) + whole
	for number in range(len(failed)):
		steps.append((units - sum(failed[:number]), failed[number]))
	for number, one in enumerate(product_limit(steps), 1):
		if one:
			assert math.isclose(one.share, share(sum(failed[:number]), units), abs_tol=1e-9)


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
