"""rules.md T1, T2, T5, T6 to the printed digits."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales_app.domain import control_charts as charts
from aftersales_app.domain import sampling
from aftersales_app.domain.comparison import Change, Stratum, change, mixed
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.pareto import bars
from aftersales_app.domain.ratings import Ratings, promoters

# T1


def test_scores_taken_together():
	some = Ratings((4, 8, 20, 48, 40))
	assert some.n == 120 and some.low == 32 and some.top == 88
	assert some.mean == pytest.approx(3.9333, abs=5e-5)
	assert some.low_share == pytest.approx(26.667, abs=5e-4)
	assert Ratings.of([1, 5, 5, 3]) == Ratings((1, 0, 1, 0, 2)) == Ratings.counted({1: 1, 3: 1, 5: 2})
	assert Ratings((1, 0, 0, 0, 0)) + Ratings((0, 0, 0, 0, 2)) == Ratings((1, 0, 0, 0, 2))


def test_nothing_of_nothing():
	none = Ratings()
	assert (none.mean, none.low_share, none.top_share, none.deviation, none.low_bounds) == (None,) * 5
	assert Ratings((0, 0, 0, 0, 1)).deviation is None
	assert promoters(0, 0, 0) is None


def test_satisfied_with_its_interval():
	some = Ratings((3, 2, 3, 20, 22))
	low, high = some.top_bounds
	assert (some.top_share, round(low, 1), round(high, 1)) == (84, 71.5, 91.7)


@pytest.mark.parametrize("score", [0, 6, 2.5, "4", None, True])
def test_what_is_no_score_is_refused(score):
	with pytest.raises(DomainError) as refused:
		Ratings.of([score])
	assert refused.value.code == "score_out_of_range"


@pytest.mark.parametrize(("answers", "score", "half"), [((62, 25, 13), 49, 14.0), ((12, 5, 3), 45, 32.4)])
def test_promoters(answers, score, half):
	found, spread = promoters(*answers)
	assert found == pytest.approx(score) and spread == pytest.approx(half, abs=0.05)


# T2


@pytest.mark.parametrize(("population", "n"), [(100, 80), (500, 218), (2000, 323), (10000, 370), (0, 0)])
def test_how_many_for_five_points(population, n):
	assert sampling.needed(population, 0.05) == n


@pytest.mark.parametrize(
	("population", "n", "points"), [(500, 50, 13.2), (500, 75, 10.4), (500, 100, 8.8), (60, 12, 25.5)]
)
def test_how_sure_a_sample_is(population, n, points):
	assert 100 * sampling.margin(population, n) == pytest.approx(points, abs=0.05)


def test_of_all_there_is_no_error_and_of_none_nothing_is_known():
	assert sampling.margin(60, 60) == 0
	assert sampling.margin(60, 0) == inf


@pytest.mark.parametrize(
	("population", "target", "n"),
	[(500, 0, 50), (500, 75, 75), (500, 218, 100), (59, 0, 59), (61, 0, 7), (0, 0, 0), (1001, 0, 101)],
)
def test_a_tenth_to_a_fifth(population, target, n):
	assert sampling.size(population, target) == n


def test_strata_by_largest_remainder_then_raised():
	found = sampling.quotas({"A": 310, "B": 120, "C": 50, "D": 20}, 75)
	assert found == {"A": 47, "B": 18, "C": 7, "D": 5} and sum(found.values()) == 77


def test_a_small_stratum_gives_what_it_has():
	assert sampling.quotas({"A": 97, "B": 3}, 10) == {"A": 10, "B": 3}
	assert sampling.quotas({}, 10) == {} and sampling.quotas({"A": 0}, 3) == {"A": 0}


def test_a_tie_goes_to_the_larger_stratum_then_by_name():
	assert sampling.quotas({"A": 15, "B": 5}, 2, least=0) == {"A": 2, "B": 0}
	assert sampling.quotas({"B": 5, "A": 5}, 1, least=0) == {"B": 0, "A": 1}


def test_an_auditor_draws_the_same_again():
	names = [f"AT-{number}" for number in range(40)]
	# for n in $(seq 0 39); do printf '2026-11\nAT-%s' $n | sha256sum | sed "s/-/AT-$n/"; done | sort | head -3
	assert sampling.draw(names, 3, "2026-11") == sampling.draw(reversed(names), 3, "2026-11")
	assert sampling.draw(names, 3, "2026-11") != sampling.draw(names, 3, "2026-12")
	assert sampling.draw(names, 99, "x") == sampling.draw(names, 40, "x")
	assert (
		sampling.frame_hash(names) == sampling.frame_hash(reversed(names)) != sampling.frame_hash(names[1:])
	)


def test_who_is_called_and_for_how_many_they_stand():
	frame = (
		{f"L-{n}": "low" for n in range(100)}
		| {f"A-{n}": "A" for n in range(300)}
		| {f"B-{n}": "B" for n in range(100)}
	)
	drawn = sampling.plan(frame, {name for name in frame if name[0] == "L"}, "seed", target=75)
	assert len(drawn.forced) == 100
	assert (
		sum(name[0] == "A" for name in drawn.random) == 56
		and sum(name[0] == "B" for name in drawn.random) == 19
	)
	assert sum(drawn.random.values()) == pytest.approx(400)


def test_an_auditor_is_told_where_a_draw_is_another():
	frame = {f"T-{number:03d}": "A" for number in range(100)}
	drawn = sampling.plan(frame, {"T-001"}, "seed")
	called = {**dict.fromkeys(drawn.forced, 1.0), **drawn.random}
	assert sampling.differences(drawn, drawn.frame, called) == ()
	first, second = sorted(drawn.random)[:2]
	wrong = {**called, first: 1.0, "T-999": 1.0}
	del wrong[second]
	found = sampling.differences(drawn, "0" * 64, wrong)
	assert [one.code for one in found] == ["frame_differs", "not_called", "called_undrawn", "weight_differs"]
	assert [one.params.get("names") for one in found[1:]] == [(second,), ("T-999",), (first,)]
	again = sampling.plan(dict(reversed(frame.items())), {"T-001"}, "seed")
	assert again == drawn  # in whatever order the frame comes


def test_forced_calls_do_not_bend_the_mean():
	forced, drawn = [(2.6, 1.0)] * 100, [4.5] * 75
	assert sampling.weighted_mean([*forced, *((score, 400 / 75) for score in drawn)]) == pytest.approx(4.12)
	assert sampling.weighted_mean([*forced, *((score, 1.0) for score in drawn)]) == pytest.approx(
		3.414, abs=5e-4
	)
	assert sampling.weighted_mean([]) is None


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 400), max_size=6), st.integers(0, 200))
def test_no_stratum_gives_more_than_it_has(strata, n):
	n = min(n, sum(strata.values()))
	found = sampling.quotas(strata, n)
	assert all(0 <= found[name] <= size for name, size in strata.items())
	assert sum(found.values()) >= n


# T5


@pytest.mark.parametrize(
	("found", "n", "signal"), [(24, 150, True), (21, 150, True), (16, 150, False), (4, 30, False)]
)
def test_a_share_out_of_its_range(found, n, signal):
	assert charts.share_signals(0.0742, n, found) is signal


def test_limits_of_a_share():
	assert charts.of_share(0.0742, 150).high == pytest.approx(0.1384, abs=5e-5)
	assert charts.of_share(0.0742, 30).high == pytest.approx(0.2177, abs=1e-4)
	assert charts.at_least(0.0742, 30, 4) == pytest.approx(0.1796, abs=5e-5)
	for n, low, high in ((150, 0.0135, 0.1465), (40, 0, 0.2087), (600, 0.0468, 0.1132)):
		found = charts.of_share(0.08, n)
		assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_limits_of_means_and_of_single_values():
	means = charts.of_means(4.3, 0.8, 25)
	assert (round(means.low, 3), round(means.high, 3)) == (3.815, 4.785)
	single = charts.of_single([4.2, 4.3, 4.1, 4.4, 4.2, 4.3, 4.25, 4.35])
	assert (single.centre, single.low, single.high) == (
		pytest.approx(4.2625),
		pytest.approx(3.8635, abs=5e-5),
		pytest.approx(4.6615, abs=5e-5),
	)


@pytest.mark.parametrize(
	("values", "at", "rule"),
	[
		([0, 0, 3.1], 2, charts.BEYOND),
		([0.1] * 9, 8, charts.SIDE),
		([-0.5, -0.3, -0.1, 0.1, 0.3, 0.5], 5, charts.TREND),
		([0, 2.1, 0, 2.1], 3, charts.TWO_OF_THREE),
		([-2.1, 0, -2.2], 2, charts.TWO_OF_THREE),
	],
)
def test_what_tells_of_a_change(values, at, rule):
	assert charts.signals(values, charts.Limits(0, -3, 3)) == {at: (rule,)}


@pytest.mark.parametrize("values", [[0.1] * 8, [0, 1, 2, 1, 2], [3, -3, 0], [2.1, 0, 0, 2.1], []])
def test_what_is_only_noise(values):
	assert charts.signals(values, charts.Limits(0, -3, 3)) == {}


@pytest.mark.parametrize(
	"wrong",
	[
		lambda: charts.of_share(1.1, 5),
		lambda: charts.of_share(0.5, 0),
		lambda: charts.of_single([1]),
		lambda: charts.of_means(1, 1, 1),
	],
)
def test_limits_of_nothing_are_refused(wrong):
	with pytest.raises(ValueError):
		wrong()


# T6


def test_change_in_points_and_percent():
	assert change(5, 15) == Change(-10, pytest.approx(-66.667, abs=5e-4))
	assert change(5, 0) == Change(5, None)
	assert change(None, 5) == change(5, None) == Change(None, None)


def test_the_mix_hides_that_both_rose():
	found = mixed(
		{"easy": Stratum(90, 90 * 4.6), "hard": Stratum(10, 10 * 3.8)},
		{"easy": Stratum(40, 40 * 4.7), "hard": Stratum(60, 60 * 3.9)},
	)
	assert (round(found.before, 2), round(found.now, 2), round(found.standardised, 2)) == (4.52, 4.22, 4.62)
	assert found.reversed


def test_where_total_and_strata_agree_nothing_is_hidden():
	one = {"easy": Stratum(10, 40), "hard": Stratum(10, 30)}
	assert not mixed(one, {"easy": Stratum(10, 45), "hard": Stratum(10, 35)}).reversed
	assert not mixed(one, {"easy": Stratum(10, 45), "hard": Stratum(10, 25)}).reversed
	assert mixed(one, {"new": Stratum(5, 25)}).standardised is None
	assert mixed({}, {}).before is None


def test_the_vital_few():
	found = bars({"a": 46, "b": 31, "c": 12, "d": 7, "e": 3, "f": 1})
	assert [bar.cumulated for bar in found[:3]] == [46, 77, 89]
	assert [bar.name for bar in found if bar.vital] == ["a", "b", "c"]
	assert [bar.name for bar in bars({"Other": 90, "b": 5, "a": 5}, other="Other")] == ["a", "b", "Other"]
	assert bars({"a": 0})[0].vital is False and bars({}) == []
