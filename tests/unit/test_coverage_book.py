"""rules.md R8: the shipped periods, and what they make of a unit."""

from datetime import date

import pytest
from state_calendar import CHINA
from test_messages import catalog

from aftersales_app.domain import coverage_book, norm_file
from aftersales_app.domain.coverage import timeline
from aftersales_app.domain.coverage_book import parts_of, terms_for
from aftersales_app.domain.coverage_terms import (
	DELIVERY,
	EXCHANGED,
	PART_REPAIRED,
	PART_REPLACED,
	PROMISE,
	Change,
	Limit,
	Reading,
	Term,
	Unit,
)
from aftersales_app.domain.errors import DomainError

RULES = coverage_book.shipped("cn")
UNIT = ""


def test_the_rules_of_cover_and_the_norms_know_the_same_goods():
	"""One list: what a rule of cover names can be decided about."""
	covered = {(rule.jurisdiction, category) for rule in RULES for category in rule.categories}
	assert covered <= set(norm_file.shipped().categories)


def granted(category, region="", facts=None):
	return {term.part: (term.months, term.days) for term in terms_for(RULES, category, region, facts)}


MAIN_PARTS = {UNIT: (12, 0), "main part": (36, 0)}


@pytest.mark.parametrize(
	("category", "region", "facts", "expected"),
	[
		("tv", "", {}, MAIN_PARTS),
		("refrigerator", "", {}, MAIN_PARTS),
		("washing_machine", "", {}, MAIN_PARTS),
		("air_conditioner", "", {}, MAIN_PARTS),
		(
			"phone",
			"",
			{},
			{
				UNIT: (12, 0),
				"battery": (6, 0),
				"charger": (12, 0),
				"wired headset": (3, 0),
				"data card": (12, 0),
				"terminal card": (12, 0),
			},
		),
		("fixed_phone", "", {}, {}),
		("pc", "", {}, {UNIT: (12, 0), "main part": (24, 0)}),
		("durable_goods", "", {}, {}),
		("durable_goods", "CN-SH", {}, {UNIT: (6, 0)}),
		("durable_goods", "CN-SH", {"low_value": True}, {}),
		("durable_goods", "CN-BJ", {"period_agreed": False, "form_contract": False}, {UNIT: (6, 0)}),
		("durable_goods", "CN-BJ", {"period_agreed": True, "form_contract": False}, {}),
		("durable_goods", "CN-BJ", {"form_contract": True}, {UNIT: (3, 0)}),  # which says for how long
		("durable_goods", "CN-BJ", {"period_agreed": True, "form_contract": True}, {UNIT: (3, 0)}),
		("repair_work", "CN-ZJ", {}, {UNIT: (0, 30)}),
		("repair_work", "CN-SD", {}, {UNIT: (0, 30)}),
		("repair_work", "CN-GD", {}, {}),
		("submarine", "", {}, {}),
	],
)
def test_periods_of_the_rules(category, region, facts, expected):
	assert granted(category, region, facts) == expected


def test_cars_have_two_periods_with_their_kilometres():
	assert {(term.code, term.months, term.limit) for term in terms_for(RULES, "car")} == {
		("CN-2021-CAR/repair", 36, Limit("km", 60_000)),
		("CN-2021-CAR/three guarantees", 24, Limit("km", 50_000)),
	}


@pytest.mark.parametrize("category", ["tv", "phone", "fixed_phone", "pc"])
def test_how_long_a_repair_has_to_hold(category):
	assert {rule.holds_days for rule in RULES if category in rule.categories and not rule.region} == {30}


def test_the_main_parts_of_a_computer_are_named():
	assert set(parts_of(RULES, "pc")) == {
		"board",
		"processor",
		"memory",
		"disk",
		"display",
		"keyboard",
		"power supply",
	}


def test_a_promise_for_an_assembly_speaks_of_its_main_parts_too():
	"""A car's engine is a part and the name of a group."""
	parts = parts_of(RULES, "car")
	promise = Term("ENGINE/engine", "ENGINE", PROMISE, "Our promise", months=60, part="engine")
	found = timeline(Unit({DELIVERY: date(2025, 6, 3)}, parts=parts), [promise], CHINA)
	covered = {segment.part for segment in found.segments}
	assert {"engine", "crankshaft"} <= covered and "gearbox" not in covered
	assert coverage_book.part_names(parts, [promise]) == set(parts)


@pytest.mark.parametrize("language", ["zh", "zh_TW"])
def test_people_read_each_part_in_their_language(language):
	terms = {term.part for rule in RULES for term in rule.terms} - {""}
	listed = {name for rule in RULES for pair in rule.parts.items() for name in pair}
	known = catalog(language)
	assert not [name for name in terms | listed if not (name in known and known[name].string)]


def test_each_rule_says_where_it_is_written_and_how_sure_it_is():
	for rule in RULES:
		assert rule.citation, rule.code
		assert rule.effective_from, rule.code
	assert len({rule.code for rule in RULES}) == len(RULES)
	assert {rule.code: rule.confidence for rule in RULES}["CN-1995-APPLIANCES"] == "low"


def until(category, dates, asked=("",), region="", **facts):
	unit = Unit({event: date.fromisoformat(text) for event, text in dates.items()}, **facts)
	found = timeline(unit, terms_for(RULES, category, region), CHINA)
	return {part: str(found.until(part)) for part in asked}


def test_an_air_conditioner_counts_from_its_installation():
	dates = {"invoice": "2024-07-05", "delivery": "2024-07-08", "installation": "2024-07-20"}
	assert until("air_conditioner", dates, ("", "main part")) == {"": "2025-07-21", "main part": "2027-07-20"}


def test_a_phone_without_an_invoice_counts_from_ninety_days_after_the_factory():
	assert until("phone", {"factory": "2024-01-01"}, ("", "battery")) == {
		"": "2025-03-31",
		"battery": "2024-09-30",
	}


def test_in_zhejiang_each_repaired_part_begins_anew():
	changes = (
		Change(PART_REPAIRED, date(2025, 1, 6), "remote"),
		Change(PART_REPLACED, date(2025, 1, 6), "panel"),
		Change(PART_REPAIRED, date(2025, 1, 6), "tuner"),
	)
	facts = {"parts": {"panel": "main part", "tuner": "", "stand": ""}, "changes": changes}
	asked = ("", "stand", "remote", "tuner", "panel")
	dates = {"delivery": "2024-03-15"}
	assert until("tv", dates, asked, "CN-ZJ", **facts) == {
		"": "2025-03-17",
		"stand": "2025-03-17",
		"remote": "2026-01-06",
		"tuner": "2026-01-06",
		"panel": "2028-01-06",
	}
	assert until("tv", dates, asked, "", **facts)["tuner"] == "2025-03-17"


def test_in_zhejiang_a_repaired_battery_begins_its_own_period_anew():
	changes = (Change(PART_REPAIRED, date(2024, 9, 2), "battery"),)
	assert until("phone", {"delivery": "2024-03-15"}, ("battery",), "CN-ZJ", changes=changes) == {
		"battery": "2025-03-03"
	}


def test_an_exchanged_car_begins_both_periods_anew():
	terms = terms_for(RULES, "car")
	unit = Unit({"invoice": date(2024, 3, 15)}, changes=(Change(EXCHANGED, date(2025, 3, 3)),))
	ends = {segment.term: segment.until for segment in timeline(unit, terms, CHINA).segments}
	assert ends == {
		"CN-2021-CAR/repair": date(2028, 3, 3),
		"CN-2021-CAR/three guarantees": date(2027, 3, 3),
	}


def test_of_a_car_s_two_periods_the_kilometres_end_the_shorter_one_first():
	readings = (Reading(date(2025, 6, 3), "km", 50_001),)
	unit = Unit({"invoice": date(2024, 3, 15)}, readings=readings)
	cover = timeline(unit, terms_for(RULES, "car"), CHINA).covered_on(date(2025, 6, 3))
	assert [segment.term for segment in cover.segments] == ["CN-2021-CAR/repair"]


def test_repair_work_is_covered_from_its_hand_back():
	assert until("repair_work", {"hand_back": "2025-06-03"}, region="CN-ZJ") == {"": "2025-07-03"}


@pytest.mark.parametrize(
	("told", "last"),
	[
		({}, "2025-09-17"),  # what nobody knows speaks for the customer
		({"period_agreed": False}, "2025-09-17"),
		({"form_contract": True}, "2025-06-17"),
		({"period_agreed": True, "form_contract": True}, "2025-06-17"),
	],
)
def test_beijing_six_months_where_nothing_was_agreed_three_in_a_form_contract(told, last):
	terms = terms_for(RULES, "durable_goods", "CN-BJ", told)
	assert str(timeline(Unit({DELIVERY: date(2025, 3, 17)}), terms, CHINA).until()) == last


def test_a_car_bought_before_the_rule_is_not_under_it():
	assert until("car", {"invoice": "2021-12-31"}) == {"": "None"}


ROW = {
	"code": "X",
	"categories": ["tv"],
	"rank": "local_rule",
	"citation": "Art. 1",
	"confidence": "low",
	"effective_from": date(2024, 1, 1),
	"terms": [{"months": 1}],
}


@pytest.mark.parametrize(
	("code", "change"),
	[
		("term_without_citation", {"citation": "", "terms": []}),
		("rule_with_script", {"citation": "<script>alert(1)</script>"}),
		("unknown_rank", {"rank": "gossip"}),
		("unknown_confidence", {"confidence": "sure"}),
		("rule_not_understood", {"colour": "red"}),
		("rule_not_understood", {"terms": [{"years": 1}]}),
		("rule_not_understood", {"terms": [{"months": "many"}]}),
		("period_not_positive", {"terms": [{"months": 0}]}),
	],
)
def test_a_bad_rule_is_refused(code, change):
	assert len(coverage_book.read({"jurisdiction": "CN", "version": 1, "rules": [ROW]})) == 1
	with pytest.raises(DomainError, match=code):
		coverage_book.read({"jurisdiction": "CN", "version": 1, "rules": [{**ROW, **change}]})
