"""A rule tried on a made-up case before it is published: the whole reasoning, with this rule in place of its earlier version.
Nothing is stored."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import frappe

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.domain import coverage_book, fact_text, succession
from aftersales_app.domain.case_facts import Facts, Value
from aftersales_app.domain.case_sources import TRIAL
from aftersales_app.domain.coverage_terms import Term
from aftersales_app.domain.norm_book import NormBook
from aftersales_app.warranty.services import cases, rules, telling
from aftersales_app.warranty.services import rule_documents as documents
from aftersales_app.warranty.services.cases import Word
from aftersales_app.warranty.services.rules import UnitScope

OWN = ("event_on", "category", "part", "more")


def try_rule(rule: Any, told: Mapping[str, Any]) -> dict[str, Any]:
	"""What is owed in the case, as `telling.story` has it. `told`: the day `event_on`, the name of a goods `category`, a `part`, facts
	by name, and `more` as rows of fact and value. Throws for what cannot be read."""
	with messages.translated():
		word, terms = _word(rule, told), partial(_terms, rule)
		word = replace(word, part=cases.part_of(word, None, terms))
		case = cases.known(word, None, terms, _book(rule))
		return telling.tell(case, case.decide(), None)


def _word(rule: Any, told: Mapping[str, Any]) -> Word:
	return Word(
		by=TRIAL,
		company=frappe.defaults.get_user_default("Company") or "",
		event_on=frappe.utils.getdate(told["event_on"]) if told.get("event_on") else moments.site_today(),
		facts=_facts(told),
		jurisdiction=rule.jurisdiction,
		category=_category(rule, told),
		part=told.get("part") or "",
	)


def _facts(told: Mapping[str, Any]) -> Facts:
	facts: dict[str, Value] = {
		fact: fact_text.read(fact, str(value))
		for fact, value in told.items()
		if fact not in OWN and str(value or "").strip()
	}
	for row in told.get("more") or ():
		if row.get("fact"):
			facts[row["fact"]] = fact_text.read(row["fact"], str(row.get("value") or ""))
	return facts


def _category(rule: Any, told: Mapping[str, Any]) -> str:
	category = rules.categories().codes.get(told.get("category") or "", "")
	if not category and rule.categories:
		category = rule.categories[0].goods_category.partition("-")[2]
	return category


def _book(rule: Any) -> NormBook:
	facts = rules.categories().facts
	if rule.rule_kind == documents.COVERAGE:
		return NormBook(rules.law(), facts)
	return NormBook(succession.norms_with(rules.law(), documents.norm_of(rule)), facts)


def _terms(rule: Any, scope: UnitScope) -> tuple[Term, ...]:
	held = rules.coverage_rules(scope.jurisdiction)
	if rule.rule_kind == documents.COVERAGE:
		held = succession.coverage_with(held, documents.coverage_rule_of(rule, rules.categories().parts))
	return coverage_book.terms_for(held, scope.category, scope.region, scope.facts)
