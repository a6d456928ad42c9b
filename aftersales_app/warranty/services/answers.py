"""Answers to what a decision asks for, and the rules for cases that are not on the site."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr

from aftersales_app.aftersales_core import messages
from aftersales_app.domain.case_facts import FACTS, Case
from aftersales_app.domain.coverage_terms import Term
from aftersales_app.domain.norm_book import NormBook
from aftersales_app.domain.norm_file import book_of
from aftersales_app.warranty.services import rules
from aftersales_app.warranty.services.rules import UnitScope

FIELDS = {"category": "goods_category", "cause": "cause", "wants": "wants"}


def give(claim: Any, given: Mapping[str, Any]) -> None:
	"""Write answers into the claim and save it; an answer that is there is replaced, an empty one changes nothing."""
	if not isinstance(given, dict):
		frappe.throw(_("Answers are facts with their values."))
	rows = {row.fact: row for row in claim.facts}
	for fact, value in given.items():
		if fact not in FACTS:
			frappe.throw(messages.text("unknown_fact", {"fact": cstr(fact)[:40]}))
		text = cstr(value).strip()
		if not text:
			continue
		if fact in FIELDS:
			claim.set(FIELDS[fact], text)
		elif fact in rows:
			rows[fact].value = text
		else:
			claim.append("facts", {"fact": fact, "value": text, "source": "Customer"})
	claim.save()


def book_with(company: str, norms: Sequence[Mapping[str, Any]], covered_by: Iterable[str] = ()) -> NormBook:
	"""The site's norms, `covered_by` as `rules.norm_book` has it, and, beside them, those of `norms`, as files of norms have them.
	Raises DomainError."""
	book = rules.norm_book(company, covered_by)
	if not norms:
		return book
	own = book_of(norms)
	categories = dict(book.categories)
	for key, facts in own.categories.items():
		categories[key] = {**categories.get(key, {}), **facts}
	return NormBook([*book.norms, *own.norms], categories)


def promised_by(company: str, item_code: str) -> Callable[[Case, date | None], tuple[Term, ...]]:
	"""What the company's policies grant of an item in a case that is not on the site; those for all goods, where none is told."""

	def terms(case: Case, bought_on: date | None) -> tuple[Term, ...]:
		scope = UnitScope(company, item_code, case.jurisdiction, case.category, bought_on=bought_on)
		return rules.promised_terms(scope)

	return terms
