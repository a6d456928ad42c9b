"""Objectives, departments' quarters and grades: product.md C9, C10, rules.md T1, K3, Q1."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales_app.domain import department_score, objectives, service_grade
from aftersales_app.domain.department_score import BY_PLAN, Component
from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.evaluation_flow import Period
from aftersales_app.domain.objectives import (
	AT_LEAST,
	AT_MOST,
	BELOW,
	CHAT,
	COMPLAINTS,
	ON_PERIOD,
	ON_YEAR,
	REPURCHASE,
	RESPONSE,
	SATISFIED,
	TRAINED,
	VALUE,
	Measured,
	Target,
)

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def measured(numerator, denominator, **more):
	return Measured(MARCH, Fraction(numerator), Fraction(denominator), **more)


# K3: compared exactly, with integers


@pytest.mark.parametrize(
	("passed", "due", "verdict"),
	[(19, 20, "Met"), (18, 19, "Missed"), (57, 60, "Met"), (19, 19, "Met"), (0, 0, "No Data")],
)
def test_a_share_is_held_against_its_target_without_rounding(passed, due, verdict):
	found = objectives.judge(TRAINED, measured(passed, due), Target(Fraction(95)))
	assert found.verdict == verdict


def test_a_share_comes_with_its_interval():
	found = objectives.judge(TRAINED, measured(57, 60), Target(Fraction(95)))
	low, high = found.bounds
	assert (found.value, round(low, 1), round(high, 1)) == (95, 86.3, 98.3)
	assert found.reasons == (Reason("target_within_interval", {"low": 86.3, "high": 98.3}),)
	assert objectives.judge(TRAINED, measured(9900, 10000), Target(Fraction(95))).reasons == ()


def test_nothing_of_nothing_and_why():
	none = objectives.judge(SATISFIED, measured(0, 0), Target(Fraction(90)))
	assert (none.verdict, none.value, none.bounds) == ("No Data", None, None)
	assert none.reasons[0].code == "nothing_counted"
	told = measured(0, 0, missing=Reason("no_record_of_training"))
	assert objectives.judge(TRAINED, told, Target(Fraction(95))).reasons == (Reason("no_record_of_training"),)


@pytest.mark.parametrize(
	("code", "numerator", "denominator", "value"),
	[
		(SATISFIED, 42, 50, 84),
		(RESPONSE, 90_000, 2, Fraction(25, 2)),  # seconds, told in hours
		(CHAT, 90, 4, Fraction(45, 2)),
		(COMPLAINTS, 3, 200, Fraction(3, 2)),
	],
)
def test_values_in_their_units(code, numerator, denominator, value):
	assert objectives.METRICS[code].value(Fraction(numerator), Fraction(denominator)) == value


@pytest.mark.parametrize(
	("direction", "target", "close", "actual", "verdict"),
	[
		(AT_LEAST, 90, 0, 90, "Met"),
		(AT_LEAST, 90, 0, Fraction("89.999"), "Missed"),
		(AT_LEAST, 90, 2, 88, "Nearly Met"),
		(AT_LEAST, 90, 2, Fraction("87.99"), "Missed"),
		(AT_MOST, 24, 0, 24, "Met"),
		(AT_MOST, 24, 1, 25, "Nearly Met"),
		(AT_MOST, 24, 1, Fraction("25.01"), "Missed"),
		(BELOW, 0, 0, 0, "Missed"),
		(BELOW, 0, 0, Fraction(-1, 100), "Met"),
	],
)
def test_verdicts(direction, target, close, actual, verdict):
	told = Target(Fraction(target), direction, VALUE, Fraction(close))
	assert told.verdict(Fraction(actual)) == verdict


def test_a_change_is_relative_to_the_value_before():
	target = Target(Fraction(15), AT_LEAST, ON_YEAR)
	grown = objectives.judge(REPURCHASE, measured(23, 100), target, measured(10, 50))  # 20 % -> 23 %
	assert (grown.verdict, grown.value, grown.level, grown.base) == ("Met", 15, 23, 20)
	falling = Target(Fraction(0), BELOW, ON_PERIOD)
	same = objectives.judge(COMPLAINTS, measured(2, 100), falling, measured(4, 200))
	assert (same.verdict, same.value) == ("Missed", 0)


@pytest.mark.parametrize("before", [measured(0, 0), measured(0, 30)])
def test_no_change_on_nothing(before):
	found = objectives.judge(REPURCHASE, measured(3, 30), Target(Fraction(15), AT_LEAST, ON_YEAR), before)
	assert (found.verdict, found.value, found.level) == ("No Data", None, 10)
	assert found.reasons[0].code == "nothing_to_compare"


@pytest.mark.parametrize(
	("measure", "first"), [(ON_YEAR, date(2025, 3, 1)), (ON_PERIOD, date(2026, 2, 1)), (VALUE, None)]
)
def test_what_a_change_is_on(measure, first):
	found = objectives.compared_with(MARCH, measure, date(2026, 4, 2))
	assert (found and found.first) == first


@pytest.mark.parametrize(
	("today", "last"), [(date(2026, 3, 10), date(2026, 2, 10)), (date(2026, 3, 30), date(2026, 2, 28))]
)
def test_what_is_not_over_is_compared_with_as_many_days(today, last):
	found = objectives.compared_with(MARCH, ON_PERIOD, today)
	assert found == Period(date(2026, 2, 1), last)


@pytest.mark.parametrize(
	("kind", "count", "last"),
	[("Month", 6, date(2026, 5, 31)), ("Quarter", 3, date(2026, 6, 30)), ("Year", 1, date(2026, 12, 31))],
)
def test_the_periods_of_a_year_that_have_begun(kind, count, last):
	found = objectives.periods(2026, kind, date(2026, 5, 20))
	assert len(found) == count and found[-1] == (
		"Year",
		Period(date(2026, 1, 1), date(2026, 12, 31)),
	)
	of_kind = [period for told, period in found if told == kind]
	assert of_kind[-1].last == last
	assert objectives.periods(2027, kind, date(2026, 5, 20)) == []


@pytest.mark.parametrize(
	("year", "target", "code"),
	[
		(26, Target(Fraction(90)), "year_out_of_range"),
		(2026, Target(Fraction(101)), "target_out_of_range"),
		(2026, Target(Fraction(90), close_by=Fraction(-1)), "close_is_negative"),
	],
)
def test_targets_that_make_no_sense(year, target, code):
	with pytest.raises(DomainError) as refused:
		objectives.check(SATISFIED, year, target)
	assert refused.value.code == code


def test_a_time_is_not_below_nothing_and_a_change_may_be():
	with pytest.raises(DomainError, match="target_negative"):
		objectives.check(RESPONSE, 2026, Target(Fraction(-1), AT_MOST))
	objectives.check(COMPLAINTS, 2026, Target(Fraction(-5), AT_MOST, ON_YEAR))


def test_the_usual_objectives_make_sense():
	for code, measure, direction, target in objectives.USUAL:
		objectives.check(code, 2026, Target(Fraction(target), direction, measure))
	assert [target for *_others, target in objectives.USUAL] == [90, 98, 24, 95, 30, 95, 15, 0]


# C9


def satisfaction(actual, completion=None):
	told = None if completion is None else Fraction(completion)
	value = None if actual is None else Fraction(actual)
	return Component("s", Fraction(20), True, value, Fraction(90), AT_LEAST, BY_PLAN, completion=told)


def rest(entered):
	return Component("r", Fraction(80), False, entered=None if entered is None else Fraction(entered))


@pytest.mark.parametrize(
	("part", "outcome", "points"),
	[
		(satisfaction(90), "On Target", 100),
		(satisfaction("89.9"), "Below Target", None),  # not deducted: the plan tells
		(satisfaction("89.9", 75), "Below Target", 75),
		(satisfaction(None), "No Data", None),
		(rest(None), "To Be Entered", None),
		(rest(88), "On Target", 88),
		(Component("c", Fraction(1), True, Fraction(45), Fraction(90)), "Below Target", 50),
		(Component("c", Fraction(1), True, Fraction(48), Fraction(24), AT_MOST), "Below Target", 50),
		(Component("c", Fraction(1), True, Fraction(24), Fraction(24), AT_MOST), "On Target", 100),
	],
)
def test_points_of_a_component(part, outcome, points):
	found = department_score.points(part)
	assert (found.outcome, found.points) == (outcome, points)


@pytest.mark.parametrize(
	("parts", "score"),
	[
		((satisfaction(95), rest(90)), 92),  # 0.2 x 100 + 0.8 x 90
		((satisfaction(80, 60), rest(90)), 84),  # 0.2 x 60 + 0.8 x 90
		((satisfaction(80), rest(90)), None),
		((satisfaction(None), rest(90)), 90),  # the weight of what nobody answered goes to the rest
		((satisfaction(None),), None),
		((satisfaction(95), rest(None)), None),
	],
)
def test_the_score_of_a_quarter(parts, score):
	assert department_score.score(parts) == score


@given(st.lists(st.integers(0, 100), min_size=1, max_size=6))
def test_a_score_lies_between_its_points(entered):
	parts = [Component(str(at), Fraction(10), False, entered=Fraction(one)) for at, one in enumerate(entered)]
	assert min(entered) <= department_score.score(parts) <= max(entered)


@pytest.mark.parametrize(
	("weights", "code"),
	[
		([20, 70], "weights_not_hundred"),
		([120, -20], "weight_not_positive"),
		([100, 0], "weight_not_positive"),
	],
)
def test_weights_make_a_hundred(weights, code):
	with pytest.raises(DomainError) as refused:
		department_score.check_weights(map(Fraction, weights))
	assert refused.value.code == code
	department_score.check_weights([Fraction(20), Fraction("79.5"), Fraction("0.5")])


@pytest.mark.parametrize("told", [-1, 101])
def test_points_are_of_a_hundred(told):
	with pytest.raises(DomainError, match="points_out_of_range"):
		department_score.points(rest(told))


def test_what_is_still_to_be_entered_and_names_once():
	assert department_score.missing([satisfaction(80), rest(None), satisfaction(None)]) == ["s", "r"]
	with pytest.raises(DomainError, match="component_twice"):
		department_score.check_names(["a", "b", "a"])


# Q1


@pytest.mark.parametrize(
	("got", "special", "codes"),
	[
		("84.6", 1, ("stars_after_a_year",)),
		("96", 5, ("too_many_deductions",)),
		("60", 0, ("below_pass",)),
		("74", 5, ("too_many_deductions", "below_pass")),
		("95", 0, ("stars_after_a_year",)),
		("75", 0, ()),
	],
)
def test_why_a_grade_fell_as_it_did(got, special, codes):
	grade = service_grade.grade(Decimal(100), Decimal(got), special)
	assert tuple(reason.code for reason in service_grade.why(grade, special)) == codes
