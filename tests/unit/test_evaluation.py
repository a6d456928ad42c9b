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
		(("2026-03-01", "2026-03-15"), ("2026-02-01", "2026-02-15"), ("2025-03-01", "2025-03-15")),
		(("2026-03-01", "2026-03-30"), ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-30")),
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


QUALITY, OPERATIONS, LEAD = {"Quality Specialist"}, {"Operations Manager"}, {"Service Team Lead"}


@pytest.mark.parametrize(
	("before", "after", "people", "roles", "codes"),
	[
		("Draft", "Checked", {"wang"}, QUALITY, ()),
		("Draft", "Checked", {"wang"}, OPERATIONS, ("step_of_other_roles",)),
		("Draft", "Checked", {"li"}, QUALITY, ("evaluates_own_work",)),
		("Checked", "Approved", {"wang"}, OPERATIONS, ()),
		("Checked", "Approved", {"wang"}, QUALITY, ("step_of_other_roles",)),
		("Checked", "Approved", {"wang", "li"}, QUALITY | OPERATIONS, ("evaluates_own_work",)),
		("Checked", "Draft", {"li"}, QUALITY, ()),
		("Checked", "Draft", {"li"}, LEAD, ("step_of_other_roles",)),
		("Approved", "Published", {"li"}, OPERATIONS, ()),
		("Approved", "Published", set(), QUALITY, ("step_of_other_roles",)),
		("Draft", "Published", set(), OPERATIONS, ("no_such_evaluation_move",)),
		("Published", "Draft", set(), OPERATIONS, ("no_such_evaluation_move",)),
	],
)
def test_who_takes_which_step(before, after, people, roles, codes):
	found = flow.can_move(before, after, "li", people, roles)
	assert (found.allowed, found.codes) == (not codes, codes)


@pytest.mark.parametrize(
	("user", "roles", "outcome", "answer", "codes"),
	[
		("li", QUALITY, "Upheld", "n was 4", ()),
		("li", OPERATIONS, "Dismissed", "n was 40", ()),
		("li", LEAD, "Upheld", "x", ("appeal_of_other_roles",)),
		("wang", QUALITY, "Upheld", "x", ("answers_own_appeal",)),
		("li", QUALITY, "Perhaps", "x", ("no_such_appeal_outcome",)),
		("li", QUALITY, "Upheld", " ", ("appeal_without_answer",)),
	],
)
def test_who_answers_an_appeal(user, roles, outcome, answer, codes):
	assert flow.can_answer(user, "wang", roles, outcome, answer).codes == codes


def test_a_special_evaluation_is_due_in_a_week():
	day = date(2026, 3, 10)
	assert flow.of_trigger(day) == period("2026-02-09", "2026-03-10")
	assert flow.due(day) == date(2026, 3, 17)
	assert [
		flow.is_late(date(2026, 3, 17), status, date(2026, 3, 18)) for status in ("Draft", "Published")
	] == [
		True,
		False,
	]
	assert not flow.is_late(date(2026, 3, 17), "Draft", date(2026, 3, 17))
	assert not flow.is_late(None, "Draft", day)


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
