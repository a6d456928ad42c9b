"""rules.md T3 and T4, to the printed digits; and that chance is not taken for success."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftersales_app.domain import proof
from aftersales_app.domain.proof import Means, Scores, Share, compare_scores, compare_shares


def counts(*times: int) -> Scores:
	return Scores(dict(zip((1.0, 2.0, 3.0, 4.0, 5.0), times, strict=True)))


FIRST = counts(4, 8, 20, 48, 40), counts(1, 3, 12, 44, 70)
SECOND = counts(10, 14, 30, 40, 26), counts(2, 4, 14, 50, 60)
FEW = Scores.of([3, 4, 4, 2, 5, 4, 3, 4]), Scores.of([4, 5, 4, 3, 5, 4, 4, 4])


@pytest.mark.parametrize(
	("sides", "difference", "t", "df", "p", "interval", "u_p", "delta", "verdict"),
	[
		(FIRST, 0.4436, 3.753, 225.1, 0.000222, (0.211, 0.676), 0.000232, 0.251, "Real but Small"),
		(SECOND, 0.7628, 5.706, 217.8, 3.8e-8, (0.4993, 1.0263), 6.2e-8, 0.377, "Real, Target Met on Point"),
		(FEW, 0.5, 1.265, 12.5, 0.229, (-0.357, 1.357), 0.268, None, "Insufficient Data"),
	],
)
def test_scores_before_and_after(sides, difference, t, df, p, interval, u_p, delta, verdict):
	found = compare_scores(*sides)
	assert found.verdict == verdict
	assert found.difference == pytest.approx(difference, abs=5e-5)
	assert found.t == pytest.approx(t, abs=5e-4)
	assert found.df == pytest.approx(df, abs=0.05)
	assert found.p == pytest.approx(p, rel=0.015)
	assert found.interval == pytest.approx(interval, abs=5e-4)
	assert found.u_p == pytest.approx(u_p, rel=0.015)
	assert delta is None or found.delta == pytest.approx(delta, abs=5e-4)


def test_the_bootstrap_says_the_same_every_time():
	found = compare_scores(*FIRST).resampled
	assert found == pytest.approx((0.212, 0.678), abs=0.004)
	assert compare_scores(*FIRST).resampled == found


@pytest.mark.parametrize(
	("sides", "verdict"),
	[
		((counts(0, 0, 0, 0, 40), counts(0, 0, 0, 0, 40)), "Insufficient Data"),  # t infinite
		((counts(0, 0, 0, 40, 0), counts(0, 0, 0, 0, 40)), "Insufficient Data"),
		((Scores({}), counts(1, 1, 1, 1, 1)), "Insufficient Data"),
		((Scores({5.0: 1}), counts(10, 10, 10, 10, 10)), "Insufficient Data"),
		((counts(0, 0, 15, 14, 0), counts(0, 0, 0, 50, 50)), "Insufficient Data"),  # 29
		((counts(0, 0, 15, 15, 0), counts(0, 0, 0, 50, 50)), "Proven"),  # 30
		((counts(0, 0, 0, 50, 50), counts(0, 0, 15, 15, 0)), "Worse"),
		((counts(10, 10, 10, 10, 10), counts(10, 10, 10, 10, 10)), "Not Shown"),
	],
)
def test_the_edges_of_the_verdicts(sides, verdict):
	assert compare_scores(*sides).verdict == verdict


@pytest.mark.parametrize(
	("before", "after", "ranks_rise"),
	[
		({4.0: 30, 4.2: 30, 1.0: 9}, {3.9: 40, 4.1: 30}, False),  # the ranks fall, and surely so
		({4.0: 55, 5.0: 20, 1.0: 9}, {4.0: 65, 5.0: 20}, True),  # they rise, but not surely
	],
)
def test_nothing_is_proven_where_the_tests_disagree(before, after, ranks_rise):
	"""A few extreme answers move a mean; the ranks do not follow."""
	found = compare_scores(Scores(before), Scores(after))
	assert found.interval[0] > 0
	assert (found.delta > 0, found.u_p >= 0.05) == (ranks_rise, ranks_rise)
	assert found.verdict == "Tests Disagree"


@pytest.mark.parametrize(
	("before", "after", "z", "p", "interval", "fisher", "verdict"),
	[
		(Share(30, 200), Share(10, 200), 3.333, 0.00086, (4.2, 16.0), 0.0013, "Proven"),
		(Share(15, 100), Share(5, 100), 2.357, 0.0184, (1.6, 18.8), 0.0317, "Proven"),
		(Share(6, 40), Share(2, 40), 1.491, 0.136, (-4.0, 24.5), None, "Not Shown"),
	],
)
def test_shares_before_and_after(before, after, z, p, interval, fisher, verdict):
	found = compare_shares(before, after)
	assert found.verdict == verdict
	assert found.z == pytest.approx(z, abs=5e-4)
	assert found.p_z == pytest.approx(p, abs=5e-5 if p < 0.1 else 5e-4)
	assert found.interval == pytest.approx(interval, abs=0.05)
	assert fisher is None or found.p_fisher == pytest.approx(fisher, abs=5e-5)
	assert found.exact == (before.whole == 40)


@pytest.mark.parametrize(
	("before", "after", "verdict"),
	[
		(Share(0, 0), Share(1, 10), "Insufficient Data"),
		(Share(0, 50), Share(0, 50), "Not Shown"),
		(Share(50, 50), Share(50, 50), "Not Shown"),
		(Share(10, 200), Share(30, 200), "Worse"),
	],
)
def test_the_edges_of_shares(before, after, verdict):
	assert compare_shares(before, after).verdict == verdict


def test_how_many_are_needed():
	assert [proof.needed_for_scores(0.5, deviation) for deviation in (0.9, 1)] == [51, 63]
	assert proof.needed_for_shares(0.15, 0.05) == 141


def test_a_group_picked_as_the_worst_is_held_against_another():
	assert proof.beyond_control(Means(3.9, 4.4), Means(4.0, 4.2)) == pytest.approx(0.30)


def test_several_questions_at_once():
	found = proof.holm({"A": 0.01, "B": 0.04, "C": 0.03, "D": 0.005})
	assert found == pytest.approx({"D": 0.02, "A": 0.03, "C": 0.06, "B": 0.06})
	assert proof.holm({}) == {}
	assert proof.holm({"A": 0.9, "B": 0.8}) == {"A": 1, "B": 1}


@settings(deadline=None)
@given(
	st.lists(st.integers(0, 60), min_size=5, max_size=5), st.lists(st.integers(0, 60), min_size=5, max_size=5)
)
def test_the_other_way_round_is_the_opposite(one, other):
	there, back = compare_scores(counts(*one), counts(*other)), compare_scores(counts(*other), counts(*one))
	if there.t is None or back.t is None:
		assert there.verdict == back.verdict == "Insufficient Data"
		return
	assert there.t == pytest.approx(-back.t)
	assert there.interval == pytest.approx(tuple(-end for end in reversed(back.interval)))
	assert not {there.verdict, back.verdict} <= proof.REAL


def test_chance_is_seldom_proven_and_a_true_effect_nearly_always_found():
	random = np.random.default_rng(7)
	same = np.array([0.05, 0.10, 0.20, 0.35, 0.30])
	better = np.array([0.01, 0.02, 0.05, 0.25, 0.67])  # 0.8 higher in the mean
	values = np.arange(1, 6)
	assert (better - same) @ values == pytest.approx(0.8)

	def drawn(shares):
		return counts(*(int(count) for count in random.multinomial(100, shares)))

	false = sum(compare_scores(drawn(same), drawn(same)).verdict in proof.REAL for _ in range(300))
	found = sum(compare_scores(drawn(same), drawn(better)).verdict in proof.REAL for _ in range(300))
	assert false <= 15  # 5 % of 300
	assert found >= 285  # 95 %
