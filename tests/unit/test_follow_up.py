"""product.md C3 and rules.md T2: who is called after service, by whom, and what comes of it."""

from datetime import date

import pytest

from aftersales_app.domain import follow_up
from aftersales_app.domain.follow_up import Case


@pytest.mark.parametrize(
	("case", "reason"),
	[
		(Case("A"), ""),
		(Case("A", safety=True, low=True), "Safety"),
		(Case("A", complaint=True, low=True), "Complaint"),
		(Case("A", low=True, silent=True), "Low Score"),
		(Case("A", silent=True, extreme=True), "No Words"),
		(Case("A", extreme=True), "Extreme Score"),
	],
)
def test_why_somebody_must_be_called(case, reason):
	assert follow_up.reason(case) == reason


def test_who_was_called_lately_is_left_in_peace_unless_it_is_always_called():
	cases = {
		"T-1": Case("A"),
		"T-2": Case("A", lately=True),
		"T-3": Case("B", silent=True, lately=True),
		"T-4": Case("B", safety=True, lately=True),
		"T-5": Case("B", low=True, lately=True),
		"T-6": Case("B", complaint=True, lately=True),
	}
	names, forced = follow_up.frame(cases)
	assert names == {"T-1": "A", "T-4": "B", "T-5": "B", "T-6": "B"}
	assert forced == {"T-4", "T-5", "T-6"}
	assert follow_up.read(follow_up.written(cases)) == (names, forced)
	assert "T-2\tA\t\tleft\n" in follow_up.written(cases)


def test_a_call_is_called_off_before_it_is_over_and_for_a_reason():
	assert follow_up.can_cancel("To Call", "Asked not to be called").allowed
	assert follow_up.can_cancel("To Call", " ").codes == ("cancel_reason_missing",)
	assert follow_up.can_cancel("Reached", "x").codes == ("call_is_over",)


def test_under_thirty_percent_the_figures_are_biased():
	assert follow_up.biased({"Reached": 29, "No Answer": 71})
	assert not follow_up.biased({"Reached": 30, "No Answer": 70})
	assert not follow_up.biased({"To Call": 9})


def test_nobody_calls_about_themselves_or_their_team():
	assert follow_up.can_call("li", set(), {"li"}, None).codes == ("calls_about_self",)
	assert follow_up.can_call("wang", {"North"}, {"li"}, "North").codes == ("calls_about_own_team",)
	assert follow_up.can_call("wang", {"South"}, {"li"}, "North").allowed
	assert follow_up.can_call("wang", {"South"}, set(), None).allowed


@pytest.mark.parametrize(
	("outcome", "attempts", "status"),
	[
		("Answered", 1, "Reached"),
		("Answered", 3, "Reached"),
		("Not Answered", 1, "To Call"),
		("Busy or Off", 2, "To Call"),
		("Not Answered", 3, "No Answer"),
		("Call Again Later", 3, "No Answer"),
		("Wrong Number", 1, "No Answer"),
		("Refused", 1, "Refused"),
	],
)
def test_what_comes_of_an_attempt(outcome, attempts, status):
	assert follow_up.after(outcome, attempts).outcome == status


def test_an_outcome_that_nobody_knows():
	assert follow_up.after("Slept", 1).codes == ("no_such_call_outcome",)


def test_due_in_three_days_and_how_many_were_reached():
	assert follow_up.due(date(2026, 2, 27)) == date(2026, 3, 2)
	assert follow_up.response({"Reached": 3, "No Answer": 5, "Refused": 2, "To Call": 90}) == 30
	assert follow_up.response({"To Call": 9, "Cancelled": 3}) is None
