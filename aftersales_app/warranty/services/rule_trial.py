"""A rule tried on a made-up case before it is published: the whole reasoning, with this rule in place of its earlier version.
Nothing is stored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import frappe

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.domain import coverage_book, fact_text, succession
from aftersales_app.domain.case_facts import Case, Value
from aftersales_app.domain.coverage import timeline
from aftersales_app.domain.coverage_terms import DELIVERY, INSTALLATION, INVOICE, Term, Unit
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.norm_book import NormBook
from aftersales_app.domain.remedies import decide
from aftersales_app.warranty.services import reasoning, rules
from aftersales_app.warranty.services import rule_documents as documents

DATES = {INVOICE: "invoiced_on", DELIVERY: "delivered_on", INSTALLATION: "installed_on"}
OWN = ("event_on", "category", "part", "more")


def try_rule(rule: Any, told: Mapping[str, Any]) -> dict[str, Any]:
	"""What is owed in the case, as sections of sentences in the reader's language. `told`: the day `event_on`, the name of a
	goods `category`, a `part`, facts by name, and `more` as rows of fact and value. Throws for what cannot be read."""
	with messages.translated():
		case = _case(rule, told)
		cover, case = _with_cover(rule, case, told.get("part") or "")
		calendar = rules.day_calendar(frappe.defaults.get_user_default("Company") or "")
		decision = decide(case, _book(rule), calendar)
	return {
		"outcome": decision.outcome,
		"title": reasoning.headline(decision),
		"sections": reasoning.sections(decision, cover),
	}


def _case(rule: Any, told: Mapping[str, Any]) -> Case:
	event_on = frappe.utils.getdate(told["event_on"]) if told.get("event_on") else moments.site_today()
	facts: dict[str, Value | None] = {
		fact: fact_text.read(fact, str(value))
		for fact, value in told.items()
		if fact not in OWN and str(value or "").strip()
	}
	for row in told.get("more") or ():
		if row.get("fact"):
			facts[row["fact"]] = fact_text.read(row["fact"], str(row.get("value") or ""))
	category = rules.categories().codes.get(told.get("category") or "", "")
	if not category and rule.categories:
		category = rule.categories[0].goods_category.partition("-")[2]
	return Case(event_on, rule.jurisdiction, category, facts)


def _book(rule: Any) -> NormBook:
	facts = rules.categories().facts
	if rule.rule_kind == documents.COVERAGE:
		return NormBook(rules.law(), facts)
	return NormBook(succession.norms_with(rules.law(), documents.norm_of(rule)), facts)


def _with_cover(rule: Any, case: Case, part: str) -> tuple[tuple[Reason, ...], Case]:
	"""Whether the unit is covered, as the rules have it, with the reasons; what the case tells goes before it."""
	terms = _terms(rule, case)
	dates = {event: day for event, fact in DATES.items() if isinstance(day := case.facts.get(fact), date)}
	if not terms or not dates:
		return (), case
	unit = Unit(dates, rules.parts_of(case.jurisdiction, case.category))
	found = timeline(unit, terms, rules.day_calendar(""))
	cover = found.covered_on(case.event_on, part)
	if cover.covered is None:
		return cover.reasons, case
	known: dict[str, Value | None] = {"in_warranty": cover.covered, "coverage_end": cover.until}
	return (*cover.reasons, *found.notes), replace(case, facts={**known, **case.facts})


def _terms(rule: Any, case: Case) -> tuple[Term, ...]:
	held = rules.coverage_rules(case.jurisdiction)
	if rule.rule_kind == documents.COVERAGE:
		held = succession.coverage_with(held, documents.coverage_rule_of(rule, rules.categories().parts))
	flags = {fact: value for fact, value in case.facts.items() if isinstance(value, bool)}
	return coverage_book.terms_for(held, case.category, str(case.facts.get("region") or ""), flags)
