"""Rules as forms have them: every shipped rule goes there and comes back as it was."""

from datetime import date
from decimal import Decimal

import pytest

from aftersales_app.domain import coverage_book, fact_text, rule_rows
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.norm_file import shipped
from aftersales_app.domain.norms import Condition, Exclusion

RULES = coverage_book.shipped("cn")


@pytest.mark.parametrize("norm", shipped().norms, ids=lambda norm: f"{norm.id}-{norm.version}")
def test_every_shipped_norm_comes_back_from_a_form_as_it_was(norm):
	assert rule_rows.norm_of(rule_rows.norm_values(norm)) == norm


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_shipped_rule_of_cover_comes_back_from_a_form_as_it_was(rule):
	assert rule_rows.coverage_rule_of(rule_rows.coverage_values(rule), rule.parts) == rule


@pytest.mark.parametrize(
	("fact", "text", "many", "value"),
	[
		("repair_count", "2", False, 2),
		("daily_rate", "0.0005", False, Decimal("0.0005")),
		("price", " 10 ", False, 10),
		("in_warranty", "true", False, True),
		("in_warranty", "No", False, False),
		("in_warranty", "是", False, True),
		("received_on", "2025-06-03", False, date(2025, 6, 3)),
		("cause", "user", False, "user"),
		("cause", "user, storage", True, ("user", "storage")),
		("cause", "user\uff0cstorage\u3001virus", True, ("user", "storage", "virus")),
		("findings", "soiled", False, ("soiled",)),
		("repair_count", "1, 2", True, (1, 2)),
	],
)
def test_what_a_cell_says(fact, text, many, value):
	read = fact_text.read(fact, text, many)
	assert (read, type(read)) == (value, type(value))
	assert fact_text.read(fact, fact_text.told(read), many) == value


@pytest.mark.parametrize(
	("fact", "text", "code"),
	[
		("mood", "bad", "unknown_fact"),
		("repair_count", "two", "value_unreadable"),
		("repair_count", "NaN", "value_unreadable"),
		("repair_count", "", "value_unreadable"),
		("price", "1E+999999999", "number_too_large"),
		("price", "Infinity", "value_unreadable"),
		("in_warranty", "maybe", "value_unreadable"),
		("received_on", "3 June", "value_unreadable"),
		("cause", " ", "value_unreadable"),
	],
)
def test_what_a_cell_cannot_say(fact, text, code):
	with pytest.raises(DomainError) as error:
		fact_text.read(fact, text)
	assert error.value.code == code


def test_rows_of_one_number_are_one_exclusion():
	rows = [
		{"number": 1, "exclusion": "user_damage", "fact": "cause", "operator": "==", "value": "user"},
		{"number": 2, "exclusion": "not_intact", "fact": "intact", "operator": "==", "value": "false"},
		{
			"number": 2,
			"exclusion": "not_intact",
			"fact": "activated",
			"operator": "==",
			"value": "true",
			"proof": "test_report",
		},
		{"exclusion": "not_intact", "fact": "modified", "operator": "==", "value": "true"},
		{"exclusion": "not_intact", "fact": "activated", "operator": "==", "value": "true"},
	]
	assert rule_rows.exclusions_of(rows) == (
		Exclusion("user_damage", (Condition("cause", "==", "user"),)),
		Exclusion(
			"not_intact",
			(Condition("intact", "==", False), Condition("activated", "==", True)),
			"test_report",
		),
		Exclusion("not_intact", (Condition("modified", "==", True),)),
		Exclusion("not_intact", (Condition("activated", "==", True),)),
	)


def test_a_rule_of_cover_asks_for_circumstances_and_names_each_period_once():
	values = rule_rows.coverage_values(RULES[0])
	odd = {**values, "conditions": [{"fact": "repair_count", "operator": ">=", "value": "2"}]}
	twice = {**values, "periods": [values["periods"][0]] * 2}
	for changed, code in ((odd, "not_a_circumstance"), (twice, "period_twice")):
		with pytest.raises(DomainError) as error:
			rule_rows.coverage_rule_of(changed, {})
		assert error.value.code == code
