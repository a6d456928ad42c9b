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
	cover_reasons,
	settle,
)
from aftersales_app.domain.coverage import Cover
from aftersales_app.domain.errors import Reason

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


def test_cover_that_is_unknown_only_says_what_it_asks():
	assert cover_reasons(Cover(None, None, 0, (), (Reason("never_covered"), ASKS))) == (ASKS,)
	assert cover_reasons(Cover(True, NEXT, 2, (), (UNTIL,))) == (UNTIL,)
