"""product.md D1: where a problem stands, how often it happens, what may be done with it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales_app.domain import problem_flow as flow
from aftersales_app.domain.problem_flow import Other, Weight

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
	("impact", "urgency", "per_month", "stands"),
	[
		("High", "Urgent", 0, "Do First"),
		("High", "Can Wait", 0, "Plan"),
		("Medium", "Urgent", 4.9, "Quick Fix"),
		("Medium", "Urgent", 5, "Do First"),
		("Medium", "Can Wait", 5, "Plan"),
		("Medium", "Can Wait", 4.9, "Watch"),
		("Low", "Urgent", 100, "Quick Fix"),
		("Low", "Can Wait", 100, "Watch"),
		("", "Urgent", 100, ""),
		("High", "", 100, ""),
		("Grave", "Urgent", 100, ""),
	],
)
def test_the_four_quadrants(impact, urgency, per_month, stands):
	assert flow.quadrant(Weight(impact, "", urgency, "", per_month)) == stands


def test_how_often_is_a_setting():
	assert flow.quadrant(Weight("Medium", "", "Urgent", "", 2), often=2) == "Do First"


@pytest.mark.parametrize(
	("weight", "reasons"),
	[
		(Weight("High", "Fire", "Urgent", "Sold daily"), []),
		(Weight("", "Fire", "Urgent", "Sold daily"), ["weight_missing"]),
		(Weight("High", "Fire", "At once", "Sold daily"), ["weight_missing"]),
		(Weight("High", " ", "Urgent", "Sold daily"), ["weight_without_reason"]),
		(Weight("High", "Fire", "Urgent", ""), ["weight_without_reason"]),
	],
)
def test_a_weight_has_its_reasons(weight, reasons):
	assert [reason.code for reason in flow.can_weigh(weight).reasons] == reasons


def test_cases_a_month_are_those_of_ninety_days():
	edges = (
		0,
		89,
		90,
		-1,
	)  # days ago: today and the last of the window count, the day before and tomorrow do not
	assert flow.per_month([TODAY - timedelta(days=ago) for ago in edges], TODAY) == pytest.approx(2 / 3)
	assert flow.per_month([], TODAY) == 0


@given(st.lists(st.integers(-200, 200)))
def test_the_frequency_never_counts_a_case_twice(ages):
	days = [TODAY - timedelta(days=ago) for ago in ages]
	assert flow.per_month(days, TODAY) * 3 == pytest.approx(sum(1 for ago in ages if 0 <= ago < 90))


@pytest.mark.parametrize(
	("verb", "status", "roles", "code"),
	[
		("accept", "Proposed", {"Quality Specialist"}, None),
		("accept", "Rejected", {"Operations Manager"}, None),
		("accept", "Open", {"Quality Specialist"}, "problem_not_at_this_point"),
		("accept", "Proposed", {"Service Agent"}, "not_in_this_role"),
		("reject", "Open", {"Quality Specialist"}, "problem_not_at_this_point"),
		("weigh", "Merged", {"Quality Specialist"}, "problem_not_at_this_point"),
		("link", "Open", {"Service Agent"}, None),
		("link", "Merged", {"Service Agent"}, "problem_not_at_this_point"),
		("leave_out", "Open", {"Service Agent"}, "not_in_this_role"),
	],
)
def test_who_may_do_what_and_when(verb, status, roles, code):
	found = flow.may(verb, status, roles)
	assert (found.allowed, [reason.code for reason in found.reasons]) == (not code, [code] if code else [])


@pytest.mark.parametrize(
	("into", "code"),
	[
		(Other("PB-2", "Open", "A"), None),
		(Other("PB-2", "Proposed", "A"), None),
		(Other("PB-1", "Open", "A"), "merged_into_itself"),
		(Other("PB-2", "Open", "B"), "merged_into_other_company"),
		(Other("PB-2", "Merged", "A"), "merged_into_dead"),
		(Other("PB-2", "Rejected", "A"), "merged_into_dead"),
	],
)
def test_a_duplicate_goes_into_a_living_problem_of_its_company(into, code):
	assert [reason.code for reason in flow.can_merge("PB-1", "A", into).reasons] == ([code] if code else [])
