"""A rule tried on a made-up case: the reasoning with this rule in place of its earlier version; nothing is stored."""

import json

import frappe
import pytest
from factories.warranty import make_rule, new_rule

from aftersales_app.warranty import api
from aftersales_app.warranty.services import rule_trial

RULE = "Aftersales Statutory Rule"
CASE = {
	"event_on": "2025-06-30",
	"category": "CN-tv",
	"region": "CN-GD",
	"buyer": "consumer",
	"received_on": "2025-06-03",
	"defect_confirmed": "true",
}


def lines(answer: dict, part: str) -> str:
	"""All that a part of the story says."""
	return json.dumps(answer[part], ensure_ascii=False)


def test_a_draft_is_tried_before_it_holds():
	rule = new_rule().insert()
	before = frappe.db.count(RULE), frappe.db.get_value(RULE, rule.name, "modified")
	answer = rule_trial.try_rule(rule, {**CASE, "in_warranty": "false"})
	assert (answer["outcome"], answer["summary"]) == ("owed", "Owed: exchange")
	(exchange,) = answer["remedies"]
	assert (
		exchange["source"] == f"Ordinance of the test, art. 1 ({rule.rule_id}, version 1, confidence medium)"
	)
	assert any("30" in line and "2025-07-03" in line for line in exchange["lines"])
	assert (exchange["fee"], exchange["until"], exchange["chooser"]) == (
		"free of charge",
		"2025-07-03",
		"The customer chooses",
	)
	assert "repair" in [one["remedy"] for one in answer["refusals"]]
	assert (answer["burden"]["on"], answer["burden"]["until"]) == ("trader", "2025-12-03")
	assert f"({rule.rule_id}, version 1): applies" in lines(answer, "looked_at")
	assert (frappe.db.count(RULE), frappe.db.get_value(RULE, rule.name, "modified")) == before


def test_what_is_not_known_is_asked_for():
	case = {"event_on": "2025-06-30", "category": "CN-tv", "buyer": "consumer", "region": "CN-GD"}
	answer = rule_trial.try_rule(new_rule().insert(), case)
	assert (answer["outcome"], answer["summary"]) == ("open", "Open: nothing is owed yet, ask first")
	asked = {one["fact"]: one["kind"] for one in answer["questions"]}
	assert (asked["received_on"], asked["defect_confirmed"]) == ("day", "flag")


def test_a_draft_takes_the_place_of_its_earlier_version_from_its_day_on():
	first = make_rule()
	draft = frappe.get_doc(RULE, first.new_version())
	draft.update({"effective_from": "2025-06-20", "remedy_exchange": 0, "remedy_return": 1})
	case = {**CASE, "in_warranty": "false"}
	assert rule_trial.try_rule(draft, case)["summary"] == "Owed: return"
	assert rule_trial.try_rule(draft, {**case, "event_on": "2025-06-19"})["summary"] == "Owed: exchange"
	assert rule_trial.try_rule(first, case)["summary"] == "Owed: exchange"


def test_a_rule_of_cover_shows_what_it_makes_of_the_dates():
	fields = {
		"rule_kind": "Coverage",
		"windows": [],
		"conditions": [],
		"categories": [{"goods_category": "CN-food"}],
	}
	rule = new_rule(**fields, periods=[{"months": 2}]).insert()
	case = {"event_on": "2025-06-30", "delivered_on": "2025-06-03", "region": "CN-GD", "buyer": "consumer"}
	cover = rule_trial.try_rule(rule, case)["cover"]
	assert cover["summary"] == "Covered until 2025-08-04, for 35 more days."
	assert "2 months from 2025-06-03: until 2025-08-03." in cover["how"]
	over = rule_trial.try_rule(rule, {**case, "event_on": "2025-08-05"})["cover"]
	assert over["summary"] == "No longer covered: cover ended on 2025-08-04."


def test_facts_beyond_the_usual_ones_may_be_told():
	rule = new_rule(conditions=[{"fact": "seller_knew", "operator": "==", "value": "true"}]).insert()
	more = [{"fact": "seller_knew", "value": "true"}, {"fact": "", "value": ""}]
	assert (
		rule_trial.try_rule(rule, {**CASE, "in_warranty": "false", "more": more})["summary"]
		== "Owed: exchange"
	)


@pytest.mark.parametrize(
	("case", "message"),
	[
		({"invoiced_on": "2025-07-01", "received_on": "", "delivered_on": ""}, "after the fault"),
		({"price": "-5"}, "-5 is below 0"),
		({"repair_count": "two"}, "cannot be read"),
		({"more": [{"fact": "mood", "value": "bad"}]}, "no fact mood"),
		({"cause": "users"}, "users is not known"),
	],
)
def test_a_case_that_cannot_be_is_refused(case, message):
	with pytest.raises(frappe.ValidationError, match=message):
		rule_trial.try_rule(new_rule().insert(), {**CASE, **case})


def test_a_case_of_goods_that_no_rule_knows_is_refused():
	with pytest.raises(frappe.ValidationError, match="know no goods"):
		rule_trial.try_rule(new_rule(categories=[]).insert(), {**CASE, "category": "CN-unicorn"})


def test_who_reads_rules_may_try_them(as_user):
	rule = make_rule()
	with as_user("Service Agent"):
		assert api.try_rule(rule.name, CASE)["outcome"] == "owed"
	with as_user("Sales User"), pytest.raises(frappe.PermissionError):
		api.try_rule(rule.name, CASE)


def test_the_reasoning_is_in_the_reader_s_language():
	rule = new_rule().insert()
	frappe.local.lang = "zh"
	answer = rule_trial.try_rule(rule, {**CASE, "in_warranty": "false"})
	frappe.local.lang = "en"
	assert answer["summary"] == "应承担：换货"
	assert "经营者" in answer["burden"]["text"]


def test_values_may_be_entered_as_the_desk_shows_them():
	frappe.local.lang = "zh"
	conditions = [
		{"fact": "defect_confirmed", "operator": "==", "value": "是"},
		{"fact": "cause", "operator": "in", "value": "产品质量、病毒"},
	]
	rule = new_rule(conditions=conditions).insert()
	frappe.local.lang = "en"
	assert [row.value for row in rule.conditions] == ["true", "product, virus"]


def test_whoever_may_read_a_published_rule_may_try_it(as_user):
	rule = make_rule()
	with as_user("Service Auditor"):
		answer = api.try_rule(rule.name, json.dumps({**CASE, "in_warranty": "false"}))
	assert answer["summary"] == "Owed: exchange"
