from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.ticket_flow import (
	CATEGORIES,
	ClockEffects,
	ClosingFacts,
	ReopenFacts,
	can_close,
	can_confirm,
	can_move,
	can_reopen,
	can_resolve,
	clock_effects,
)

CLOSED_AT = datetime(2025, 9, 22, 10, tzinfo=timezone.utc)
WEEK = timedelta(days=7)
ALL = ("first_response", "diagnosis", "arrival", "resolution")
DONE = {"cause": "Capacitor", "action": "Replaced", "result": "Works"}

OPEN = {"New", "Working", "Waiting Customer", "Waiting Parts"}
ALLOWED = {
	"New": OPEN | {"Resolved", "Cancelled"},
	"Working": OPEN - {"New"} | {"Resolved", "Cancelled"},
	"Waiting Customer": OPEN - {"New"} | {"Resolved", "Cancelled"},
	"Waiting Parts": OPEN - {"New"} | {"Resolved", "Cancelled"},
	"Resolved": {"Resolved", "Working", "Closed"},
	"Closed": {"Closed", "Working"},
	"Cancelled": {"Cancelled"},
}


@pytest.mark.parametrize("start", CATEGORIES)
@pytest.mark.parametrize("end", CATEGORIES)
def test_moves(start, end):
	decision = can_move(start, end)
	assert decision.allowed == (end in ALLOWED[start])
	refused = (Reason("move_not_allowed", {"from": start, "to": end}),)
	assert decision.reasons == (() if decision.allowed else refused)


@pytest.mark.parametrize("start, end", [("New", "Lost"), ("Lost", "New"), ("Lost", "Lost")])
def test_an_unknown_category_is_refused(start, end):
	for call in (can_move, clock_effects):
		with pytest.raises(DomainError) as refused:
			call(start, end)
		assert (refused.value.code, refused.value.params) == ("unknown_category", {"category": "Lost"})


@pytest.mark.parametrize(
	"changes, codes",
	[
		({}, ()),
		({"cause": ""}, ("cause_missing",)),
		({"action": "  "}, ("action_missing",)),
		({"result": "\n"}, ("result_missing",)),
		({"open_visits": 1}, ("open_visits",)),
		(
			{"cause": "", "action": "", "result": "", "open_visits": 2},
			("cause_missing", "action_missing", "result_missing", "open_visits"),
		),
	],
)
def test_nothing_is_resolved_or_closed_without_cause_action_and_result(changes, codes):
	for kind in ("Repair", "Consultation", ""):
		facts = {"kind": kind, **DONE, **changes}
		for decision in (
			can_resolve(ClosingFacts("Working", **facts)),
			can_close(ClosingFacts("Resolved", **facts)),
		):
			assert (decision.allowed, decision.codes) == (not codes, codes)


def test_closing_comes_after_resolving():
	assert can_close(ClosingFacts("Working", "Repair", **DONE)).reasons == (
		Reason("not_resolved", {"category": "Working"}),
	)


@pytest.mark.parametrize(
	"kind, opinion, silent, codes",
	[
		("Complaint", "", False, ("opinion_missing",)),
		("Complaint", " ", False, ("opinion_missing",)),
		("Complaint", "Satisfied", False, ()),
		("Complaint", "", True, ()),
		("Repair", "", False, ()),
	],
)
def test_a_complaint_closes_with_the_customers_last_word(kind, opinion, silent, codes):
	facts = ClosingFacts("Resolved", kind, **DONE, customer_opinion=opinion, silent=silent)
	assert can_close(facts).codes == codes
	assert can_resolve(facts).allowed


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_customer_confirms_what_is_resolved(category):
	decision = can_confirm(category)
	allowed = category in ("Resolved", "Closed")
	assert (decision.allowed, decision.codes) == (allowed, () if allowed else ("nothing_to_confirm",))


@pytest.mark.parametrize(
	"category, closed_at, now, allowed, outcome, code",
	[
		("Closed", CLOSED_AT, CLOSED_AT + WEEK, True, "reopen", "within_window"),
		(
			"Closed",
			CLOSED_AT,
			CLOSED_AT + WEEK + timedelta(seconds=1),
			False,
			"new linked ticket",
			"reopening_over",
		),
		("Resolved", None, CLOSED_AT + 9 * WEEK, True, "reopen", "not_closed_yet"),
		("Resolved", CLOSED_AT, CLOSED_AT + 9 * WEEK, True, "reopen", "not_closed_yet"),
		("Cancelled", None, CLOSED_AT, False, "new linked ticket", "cancelled"),
		("Working", None, CLOSED_AT, False, "", "still_open"),
		("New", None, CLOSED_AT, False, "", "still_open"),
	],
)
def test_reopening(category, closed_at, now, allowed, outcome, code):
	decision = can_reopen(ReopenFacts(category, closed_at, WEEK), now)
	assert (decision.allowed, decision.outcome, decision.codes) == (allowed, outcome, (code,))


def test_reopening_says_until_when():
	decision = can_reopen(ReopenFacts("Closed", CLOSED_AT, WEEK), CLOSED_AT)
	assert decision.reasons[0].params == {"until": datetime(2025, 9, 29, 10, tzinfo=timezone.utc)}


@pytest.mark.parametrize(
	"start, end, effects",
	[
		("New", "New", ClockEffects(follow=ALL)),
		("Resolved", "Resolved", ClockEffects()),
		("New", "Working", ClockEffects(follow=ALL)),
		("New", "Waiting Customer", ClockEffects(meet=("first_response",), follow=ALL)),
		("Working", "Waiting Parts", ClockEffects(meet=("diagnosis",), follow=ALL)),
		("Waiting Customer", "Working", ClockEffects(follow=ALL)),
		("Waiting Customer", "Waiting Parts", ClockEffects(meet=("diagnosis",), follow=ALL)),
		(
			"Working",
			"Resolved",
			ClockEffects(meet=("first_response", "diagnosis", "resolution"), cancel=("arrival",)),
		),
		("Waiting Parts", "Cancelled", ClockEffects(cancel=ALL)),
		("Resolved", "Closed", ClockEffects()),
		("Resolved", "Working", ClockEffects()),
		("Closed", "Working", ClockEffects()),
	],
)
def test_what_a_move_means_for_the_clocks(start, end, effects):
	assert clock_effects(start, end) == effects


def test_who_said_no_is_not_silent():
	for kind in ("Repair", "Complaint"):
		facts = ClosingFacts("Resolved", kind, **DONE, customer_opinion="Rejected", silent=True)
		assert can_close(facts).codes == ("customer_rejected",)
		assert can_close(replace(facts, silent=False)).allowed


def test_charged_work_is_resolved_at_a_price_that_the_customer_knows():
	facts = ClosingFacts("Working", "Repair", **DONE, unconfirmed_price=True)
	assert can_resolve(facts).codes == ("price_unconfirmed",)
