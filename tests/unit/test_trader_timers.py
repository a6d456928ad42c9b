"""rules.md R3, R4: until when a return has to be answered and paid back, and what an inspection looks for."""

from dataclasses import replace

import pytest
from cases import BOOK, case, day, decided
from state_calendar import CHINA

from aftersales_app.domain.remedies import record
from aftersales_app.domain.return_findings import damaging, to_look_for
from aftersales_app.domain.trader_timers import LADDER, Timer, keep, next_due, timers, worth_a_row
from aftersales_app.domain.trader_timers import decided as of_decision

SIGNED = {"buyer": "consumer", "channel": "online", "region": "CN-GD", "received_on": "06-03"}


def running(category="other", jurisdiction="CN", any_return=False, **facts):
	told = case(category, "06-05", jurisdiction, **{**SIGNED, **facts})
	return timers(told, BOOK, CHINA, any_return)


def dues(found):
	return {(one.code, one.since): one.due for one in found}


def test_r3_goods_back_on_the_tenth_are_paid_by_the_17th_and_the_penalty_line_is_the_25th():
	found = running(goods_back_on="06-10")
	assert dues(found) == {
		("refund", "goods_back_on"): day("06-17"),
		("deliberate_delay", "goods_back_on"): day("06-25"),
	}
	refund, delay = found
	assert (refund.norm, refund.version, refund.start) == ("CN-CPL-25", 1, day("06-10"))
	assert [refund.late(day(on)) for on in ("06-17", "06-18")] == [None, True]
	assert [delay.late(day(on)) for on in ("06-25", "06-26")] == [None, True]
	assert refund.reason.params["last"] == day("06-17")


def test_r4_what_was_asked_for_on_the_third_is_a_breach_after_the_18th():
	(asked,) = running(requested_on="06-03")
	assert (asked.code, asked.since, asked.due) == ("deliberate_delay", "requested_on", day("06-18"))
	(answered,) = running(requested_on="06-03", answered_on="06-05")
	assert (answered.met_on, answered.late(day("07-01"))) == (day("06-05"), False)


def test_r4_an_excused_delay_is_none_and_an_answer_does_not_hide_the_days_of_the_refund():
	assert running(requested_on="06-03", delay_excused=True) == ()
	found = dues(running(requested_on="06-03", answered_on="06-05", goods_back_on="06-10"))
	assert found["deliberate_delay", "requested_on"] == day("06-18")
	assert found["deliberate_delay", "goods_back_on"] == day("06-25")


def test_paid_late_is_late():
	refund, delay = running(goods_back_on="06-10", refunded_on="06-18")
	assert (refund.late(day("06-20")), delay.late(day("06-20"))) == (True, False)


@pytest.mark.parametrize(
	("channel", "any_return", "count"), [("store", False, 0), ("store", True, 2), ("online", False, 2)]
)
def test_goods_that_came_back_for_a_defect_are_held_to_the_same_days(channel, any_return, count):
	assert len(running(channel=channel, any_return=any_return, goods_back_on="06-10")) == count


def test_no_refund_runs_for_goods_that_are_not_intact_and_none_before_a_norm_was_in_force():
	assert running(goods_back_on="06-10", intact=False) == ()
	old = case(
		"other", "2013-06-05", **{**SIGNED, "received_on": "2013-06-03", "goods_back_on": "2013-06-10"}
	)
	assert timers(old, BOOK, CHINA, any_return=True) == ()


@pytest.mark.parametrize(
	("jurisdiction", "since", "due"), [("EU", "notice_on", "06-19"), ("UK", "goods_back_on", "06-24")]
)
def test_r13_elsewhere_other_days_count(jurisdiction, since, due):
	(refund,) = running(jurisdiction=jurisdiction, notice_on="06-05", goods_back_on="06-10")
	assert (refund.code, refund.since, refund.due) == ("refund", since, day(due))


def test_a_promise_that_runs_is_not_moved_by_a_norm_edited_later():
	stored = running(goods_back_on="06-10")
	edited = tuple(replace(one, due=day("06-30"), version=2, met_on=day("06-16")) for one in stored)
	kept = keep(stored, edited)
	assert [(one.due, one.version, one.met_on) for one in kept] == [
		(day("06-17"), 1, day("06-16")),
		(day("06-25"), 1, day("06-16")),
	]
	assert keep(stored, ()) == ()
	assert keep(kept, ()) == kept  # what was done stays on record
	assert keep((), stored) == stored


def test_the_ladder_climbs_from_the_person_in_charge_to_operations():
	assert [(one.level, one.recipient) for one in LADDER] == [
		(1, "Assignee"),
		(2, "Team Lead"),
		(3, "Operations Manager"),
	]
	assert [one.offset for one in LADDER] == sorted(one.offset for one in LADDER)


@pytest.mark.parametrize(
	("category", "looked_for"),
	[
		("cosmetics", {"seal_broken"}),
		("shoes", {"tag_removed", "soiled", "damaged"}),
		("other", set()),
	],
)
def test_an_inspection_looks_for_what_counts_against_such_goods(category, looked_for):
	always = {"body_damaged", "accessory_missing", "label_missing", "not_working"}
	assert set(to_look_for(case(category, "06-05"), BOOK)) == always | looked_for


def test_opening_to_inspect_is_no_damage():
	phone = case("phone", "06-05")
	assert damaging(phone, BOOK, ("opened_to_inspect", "activation_trace")) == ("activation_trace",)


def of_a_car(today=None, **facts):
	"""A car of two days whose gearbox is broken: an answer in 10 working days, exchanged in 20 (rules.md R9)."""
	told = {
		"delivered_on": "06-01",
		"requested_on": "06-03",
		"mileage_km": 100,
		"assembly_needs_replacing": True,
	}
	return record(decided("car", "06-03", today=today, **{**told, **facts}).deadlines)


def test_r9_the_deadlines_of_a_decision_run_on_a_claim():
	timers_of = of_decision(of_a_car())
	assert {one.code: (one.start, one.due, one.met_on) for one in timers_of} == {
		"answer": (day("06-03"), day("06-17"), None),
		"deliberate_delay": (day("06-03"), day("06-18"), None),
		"remedy": (day("06-03"), day("07-01"), None),
	}
	assert next_due(timers_of) == day("06-17")
	assert next_due(()) is None


def test_the_answer_is_given_when_the_decision_stands_and_the_cure_runs_on():
	timers_of = of_decision(of_a_car(), day("06-10"))
	met = {"answer": day("06-10"), "deliberate_delay": day("06-10"), "remedy": None}
	assert {one.code: one.met_on for one in timers_of} == met
	assert next_due(timers_of) == day("07-01")


def test_what_was_done_before_the_decision_is_met_on_its_day():
	(answer,) = (
		one for one in of_decision(of_a_car(answered_on="06-05"), day("06-10")) if one.code == "answer"
	)
	assert (answer.met_on, answer.late(day("06-30"))) == (day("06-05"), False)


@pytest.mark.parametrize(
	("met_on", "stored", "row"),
	[
		(None, False, True),
		("2025-06-18", False, False),
		("2025-06-19", False, True),
		("2025-06-10", True, True),
	],
)
def test_what_was_met_as_it_was_written_never_ran(met_on, stored, row):
	start, due = day("06-03"), day("06-18")
	timer = Timer(
		*("deliberate_delay", "requested_on", start, 15, "day", due, "CN-DELAY", 1, "art. 8"),
		day(met_on) if met_on else None,
	)
	assert worth_a_row(timer, [timer] if stored else []) is row
