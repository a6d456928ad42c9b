"""What a claim's form offers is what the domain knows, and every word of it reads as a word."""

import json
import re

import pytest
from house import APP, names_in

from aftersales_app.domain import claim_flow
from aftersales_app.domain.case_facts import CHOICES, FACTS
from aftersales_app.domain.norm_file import shipped
from aftersales_app.domain.norms import REMEDIES

DOCTYPES = APP / "warranty" / "doctype"


def options(doctype: str, field: str) -> list[str]:
	record = json.loads((DOCTYPES / doctype / f"{doctype}.json").read_text(encoding="utf-8"))
	found = next(one for one in record["fields"] if one["fieldname"] == field)
	return [option for option in found["options"].split("\n") if option]


def test_the_choices_of_the_forms_are_those_of_the_domain():
	assert options("aftersales_claim_fact", "fact") == [fact for fact in FACTS if fact != "category"]
	assert options("aftersales_claim", "cause") == list(CHOICES["cause"])
	assert options("aftersales_claim", "wants") == list(CHOICES["wants"])
	assert options("aftersales_claim", "status") == list(claim_flow.MOVES)
	for doctype, field in (("aftersales_claim", "proposed_remedy"), ("aftersales_decision", "remedy")):
		assert options(doctype, field) == list(REMEDIES)
	for doctype, field in (("aftersales_claim", "verdict"), ("aftersales_decision", "verdict")):
		assert options(doctype, field) == list(claim_flow.VERDICTS)


def test_the_shipped_categories_of_goods_have_names():
	named = {
		key.value
		for key in names_in(APP / "setup/warranty_seeds.py")["TITLES"].value.keys
		if hasattr(key, "value")
	}
	assert {category for _country, category in shipped("cn").categories if category} <= named


@pytest.mark.parametrize("doctype", ["rule_condition", "rule_exclusion", "category_fact"])
def test_rules_may_ask_for_every_fact(doctype):
	assert set(FACTS) - set(options(f"aftersales_{doctype}", "fact")) <= {"category"}


def test_facts_and_words_are_told_in_words_in_english_too():
	text = (APP / "locale" / "en.po").read_text(encoding="utf-8")
	told = set(re.findall(r'^msgid "(.+)"$', text, re.M))
	words = {*FACTS, *(word for words in CHOICES.values() for word in words), *REMEDIES}
	assert {word for word in words if "_" in word} <= told
	assert set(options("aftersales_return", "outcome")) <= told
