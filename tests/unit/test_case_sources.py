"""Which facts of a case count, and what is said where its sources contradict each other."""

from datetime import date
from itertools import permutations

import pytest

from aftersales_app.domain.case_sources import (
	CLAIM,
	COVER,
	DERIVED,
	PRESUMED,
	RECORD,
	REPAIRS,
	RETURN,
	RULES,
	TOLD,
	UNIT,
	Said,
	cover_facts,
	cover_on,
	cover_reasons,
	of_repairs,
	sale_known_on,
	settle,
	terms_of,
)
from aftersales_app.domain.coverage import Cover, timeline
from aftersales_app.domain.coverage_book import shipped, terms_for
from aftersales_app.domain.coverage_terms import DELIVERY, INVOICE, PROMISE, Reading, Term, Unit
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.legal_days import DayCalendar

DAY, NEXT = date(2025, 6, 3), date(2025, 6, 5)
UNTIL = Reason("covered_until", {"until": NEXT, "days": 2})
ASKS = Reason("start_unknown", {"part": ""})


@pytest.mark.parametrize(
	("said", "counts"),
	[
		(
			((RECORD, UNIT, True), (TOLD, CLAIM, False), (DERIVED, RULES, False), (PRESUMED, CLAIM, False)),
			True,
		),
		(((TOLD, CLAIM, True), (DERIVED, RULES, False), (PRESUMED, CLAIM, False)), True),
		(((DERIVED, RULES, True), (PRESUMED, CLAIM, False)), True),
		(((RECORD, UNIT, None), (PRESUMED, CLAIM, True)), True),
	],
)
def test_record_goes_before_what_is_told_before_what_follows_before_what_is_presumed(said, counts):
	sources = [Said(rank, by, {"in_warranty": value}) for rank, by, value in said]
	for order in permutations(sources):
		assert settle(order).facts == {"in_warranty": counts}


def test_a_unit_delivered_on_another_day_than_the_return_says():
	found = settle([Said(RECORD, UNIT, {"delivered_on": DAY}), Said(TOLD, RETURN, {"delivered_on": NEXT})])
	assert found.facts == {"delivered_on": DAY}
	assert found.contradictions == (
		Reason(
			"facts_contradict",
			{
				"fact": "delivered_on",
				"by": "said_by_unit",
				"value": DAY,
				"other_by": "said_by_return",
				"against": NEXT,
			},
		),
	)


def test_cover_and_repairs_on_record_are_contradicted_too():
	told = Said(TOLD, CLAIM, {"in_warranty": False, "repair_count": 1})
	found = settle(
		[told, Said(RECORD, COVER, {"in_warranty": True}), Said(RECORD, REPAIRS, {"repair_count": 2})]
	)
	assert found.facts == {"in_warranty": True, "repair_count": 2}
	assert [(one.params["fact"], one.params["by"]) for one in found.contradictions] == [
		("in_warranty", "said_by_cover"),
		("repair_count", "said_by_repairs"),
	]


@pytest.mark.parametrize(
	"said",
	[
		[Said(TOLD, CLAIM, {"requested_on": NEXT}), Said(PRESUMED, CLAIM, {"requested_on": DAY})],
		[Said(RECORD, UNIT, {"price": 3000}), Said(TOLD, CLAIM, {"price": 3000.0})],
		[Said(RECORD, UNIT, {"region": None}), Said(TOLD, CLAIM, {"region": "CN-GD"})],
	],
)
def test_what_agrees_is_unknown_or_only_presumed_is_no_contradiction(said):
	assert settle(said).contradictions == ()


@pytest.mark.parametrize(
	("cover", "facts"),
	[
		(Cover(True, NEXT, 2, (), (UNTIL,)), {"in_warranty": True, "coverage_end": NEXT}),
		(Cover(False, None, 0, (), (Reason("cover_ended", {"until": DAY}),)), {"in_warranty": False}),
		(Cover(False, None, 0, (), (Reason("never_covered"),)), {}),
		(Cover(None, None, 0, (), (Reason("never_covered"), ASKS)), {}),
		(None, {}),
	],
)
def test_what_cover_says_in_a_case(cover, facts):
	assert cover_facts(cover) == facts


@pytest.mark.parametrize(
	("readings", "promised", "known"),
	[
		((), (), {}),
		((Reading(NEXT, "km", 30),), (), {"in_warranty": True}),
		((Reading(NEXT, "hours", 30),), (), {}),
		((), (Term("P", "P", PROMISE, "p", months=48),), {"in_warranty": True}),
	],
)
def test_cover_that_hangs_on_kilometres_nobody_knows_is_unknown_in_a_case(readings, promised, known):
	unit = Unit({DELIVERY: DAY}, readings=readings)
	cover = timeline(unit, (*terms_for(shipped(), "car"), *promised), DayCalendar()).covered_on(NEXT)
	assert cover.covered  # what is known to be over is another matter
	assert {fact: value for fact, value in cover_facts(cover).items() if fact == "in_warranty"} == known


def test_cover_that_is_unknown_only_says_what_it_asks():
	assert cover_reasons(Cover(None, None, 0, (), (Reason("never_covered"), ASKS))) == (ASKS,)
	assert cover_reasons(Cover(True, NEXT, 2, (), (UNTIL,))) == (UNTIL,)


@pytest.mark.parametrize(("on_record", "counts", "contradicts"), [(False, 2, False), (True, 0, True)])
def test_no_repair_on_record_is_only_presumed_to_mean_none(on_record, counts, contradicts):
	"""A unit that was sold and repaired before anybody kept a record here: what the claim tells counts."""
	said = [*of_repairs({"repair_count": 0}, on_record), Said(TOLD, CLAIM, {"repair_count": 2})]
	found = settle(said)
	assert found.facts == {"repair_count": counts}
	assert bool(found.contradictions) is contradicts
	assert settle(of_repairs({"repair_count": 0}, on_record)).facts == {"repair_count": 0}


def test_a_day_in_repair_is_on_record_though_nothing_is_from_before():
	found = {"repair_days": 3, "repair_count": 0, "sent_in_on": DAY}
	record, presumed = of_repairs(found, False)
	assert (record.facts, presumed.facts) == ({"repair_days": 3, "sent_in_on": DAY}, {"repair_count": 0})


def test_an_invoice_drawn_after_the_fault_is_left_out_where_the_goods_were_there_before():
	sold = {"delivered_on": DAY, "invoiced_on": date(2025, 6, 30)}
	facts, reasons = sale_known_on(sold, NEXT)
	assert facts == {"delivered_on": DAY}
	told = {"invoiced_on": date(2025, 6, 30), "handed_over_on": DAY}
	assert reasons == (Reason("later_invoice_left_out", told),)
	assert sale_known_on(sold, date(2025, 6, 30)) == (sold, ())
	assert sale_known_on({**sold, "delivered_on": None}, NEXT)[0]["invoiced_on"] == date(2025, 6, 30)


def test_what_was_handed_over_is_covered_before_its_invoice():
	unit = Unit({DELIVERY: DAY, INVOICE: date(2025, 6, 30)})
	found = timeline(unit, terms_for(shipped(), "tv"), DayCalendar())
	assert not found.covered_on(NEXT).covered
	assert cover_on(found, NEXT, "", {"delivered_on": DAY}).until == date(2026, 6, 30)
	assert not cover_on(found, NEXT, "", {"delivered_on": date(2025, 6, 6)}).covered


def test_while_cover_is_unknown_what_may_have_been_promised_is_asked_about():
	terms = terms_for(shipped(), "tv")
	unknown, known = (timeline(Unit(sold), terms, DayCalendar()) for sold in ({}, {DELIVERY: DAY}))
	assert "CN-1995-APPLIANCES/unit" in terms_of(unknown, unknown.covered_on(NEXT))
	assert "CN-1995-APPLIANCES/unit" in terms_of(known, known.covered_on(NEXT))
	assert terms_of(known, known.covered_on(date(2030, 6, 3))) == ()


@pytest.mark.parametrize(("day", "counts"), [(NEXT, True), (date(2025, 12, 8), False)])
def test_a_promise_that_the_law_outlasts_counts_for_its_own_days(day, counts):
	short = Term("P/unit", "P", PROMISE, "p", months=6)
	found = timeline(Unit({DELIVERY: DAY}), (*terms_for(shipped(), "tv"), short), DayCalendar())
	assert [note.code for note in found.notes] == ["below_law"]
	assert ("P/unit" in terms_of(found, found.covered_on(day))) is counts
