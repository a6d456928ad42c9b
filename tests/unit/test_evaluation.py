"""product.md C8: periods, who takes which step, and sums that can be added up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales_app.domain import evaluation_flow as flow
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.evaluation_flow import Period
from aftersales_app.domain.ratings import Ratings
from aftersales_app.domain.score_sums import Sums, added


def period(first, last):
	return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
	("kind", "day", "first", "last"),
	[
		("Month", "2026-03-01", "2026-02-01", "2026-02-28"),
		("Month", "2026-01-31", "2025-12-01", "2025-12-31"),
		("Quarter", "2026-04-01", "2026-01-01", "2026-03-31"),
		("Quarter", "2026-03-31", "2025-10-01", "2025-12-31"),
	],
)
def test_the_period_that_is_over(kind, day, first, last):
	assert flow.regular(kind, date.fromisoformat(day)) == period(first, last)


@pytest.mark.parametrize(
	("now", "before", "year_ago"),
	[
		(("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-31")),
		(("2028-02-01", "2028-02-29"), ("2028-01-01", "2028-01-31"), ("2027-02-01", "2027-02-28")),
		(("2029-02-01", "2029-02-28"), ("2029-01-01", "2029-01-31"), ("2028-02-01", "2028-02-29")),
		(("2026-01-01", "2026-03-31"), ("2025-10-01", "2025-12-31"), ("2025-01-01", "2025-03-31")),
		(("2026-05-04", "2026-05-10"), ("2026-04-27", "2026-05-03"), ("2025-05-04", "2025-05-10")),
	],
)
def test_what_a_period_is_compared_with(now, before, year_ago):
	assert (period(*now).before, period(*now).year_ago) == (period(*before), period(*year_ago))


@pytest.mark.parametrize(
	("first", "last", "code"),
	[
		("2026-03-31", "2026-03-01", "period_reversed"),
		("2026-04-01", "2026-04-30", "period_not_over"),
		("2026-02-15", "2026-03-14", "periods_overlap"),
	],
)
def test_periods_that_cannot_be(first, last, code):
	with pytest.raises(DomainError) as refused:
		flow.check(period(first, last), date(2026, 4, 30), [period("2026-02-01", "2026-02-28")])
	assert refused.value.code == code
	flow.check(period("2026-03-01", "2026-03-31"), date(2026, 4, 1), [period("2026-02-01", "2026-02-28")])


def test_nobody_takes_two_steps():
	assert flow.can_move("Draft", "Checked", "li", {"wang"}).allowed
	assert flow.can_move("Draft", "Checked", "li", {"li"}).codes == ("evaluates_own_work",)
	assert flow.can_move("Checked", "Approved", "li", {"wang", "li"}).codes == ("evaluates_own_work",)
	assert flow.can_move("Checked", "Draft", "li", {"li"}).allowed
	assert flow.can_move("Draft", "Published", "li", set()).codes == ("no_such_evaluation_move",)
	assert not flow.can_move("Published", "Draft", "li", set()).allowed


def test_an_appeal_has_its_window():
	published = date(2026, 5, 4)
	assert flow.can_appeal(published, date(2026, 5, 11), "n too small").allowed
	assert flow.can_appeal(published, date(2026, 5, 12), "late").codes == ("appeal_window_over",)
	assert flow.can_appeal(None, date(2026, 5, 4), "x").codes == ("not_published",)
	assert flow.can_appeal(published, published, " ").codes == ("appeal_without_reason",)


@given(st.lists(st.integers(1, 5), max_size=30), st.lists(st.integers(1, 5), max_size=30))
def test_sums_say_what_the_scores_say(one, other):
	def summed(scores):
		return Sums(
			len(scores), sum(scores), sum(score**2 for score in scores), sum(score <= 3 for score in scores)
		)

	whole, told = added([summed(one), summed(other)]), Ratings.of([*one, *other])
	assert (whole.n, whole.mean, whole.low_share) == (told.n, told.mean, told.low_share)
	assert whole.deviation == (None if told.deviation is None else pytest.approx(told.deviation, abs=1e-9))
