"""rules.md T2: what follow-up calls say, and how much it is worth."""

import pytest

from aftersales_app.domain import call_figures
from aftersales_app.domain.call_figures import Called

LOW, DRAWN = "Low Score", "Random"


def many(count, status="Reached", reason=DRAWN, **facts):
	return [Called(status, reason, **facts) for _number in range(count)]


def test_forced_calls_are_weighed_so_that_the_mean_stays():
	"""The example of the rule: 100 low ones of 500 with 2.6, 75 drawn of the other 400 with 4.5."""
	forced = [*many(60, reason=LOW, overall=3), *many(40, reason=LOW, overall=2)]
	drawn = [*many(38, overall=5, weight=400 / 75), *many(37, overall=4, weight=400 / 75)]
	found = call_figures.figures([*forced, *drawn])
	assert round(found.mean, 2) == 4.13  # (100 x 2.6 + 400 x 4.507) / 500
	assert found.mean_forced == 2.6
	assert round(found.mean_drawn, 2) == 4.51
	assert round(found.margin, 1) == 10.2  # of 400, 75 answered


def test_who_did_not_answer_is_stood_for_by_their_own_kind():
	forced = many(100, reason=LOW, overall=2)
	drawn = [*many(10, overall=5, weight=8.0), *many(40, status="No Answer", weight=8.0)]
	found = call_figures.figures([*forced, *drawn])
	assert found.mean == pytest.approx((100 * 2 + 400 * 5) / 500)
	assert (found.response, found.biased) == (pytest.approx(100 * 110 / 150), False)


def test_the_example_of_twelve_of_sixty_is_not_ranked():
	found = call_figures.figures([*many(12, overall=4, weight=5.0)])
	assert round(found.margin, 1) == 25.5
	assert not found.may_rank


@pytest.mark.parametrize(("reached", "rank"), [(95, True), (29, False)])
def test_few_answers_are_not_ranked_either(reached, rank):
	found = call_figures.figures([*many(reached, overall=4), *many(100 - reached, status="Refused")])
	assert found.may_rank is rank
	assert found.biased is not rank


def test_nothing_of_nothing():
	found = call_figures.figures(many(3, status="To Call"))
	assert (found.mean, found.mean_forced, found.response, found.margin) == (None, None, None, None)
	assert (found.calls, found.to_call, found.over) == (3, 3, 0)
