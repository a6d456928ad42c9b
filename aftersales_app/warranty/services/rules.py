"""The law, contracts and promises that hold on this site, as the domain takes them.

They are read from the published documents and compiled once per process, until somebody publishes, withdraws or changes
one: deciding asks the database for none of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aftersales_app.aftersales_core import messages, moments, reference
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain import coverage_book, succession
from aftersales_app.domain.case_facts import Facts
from aftersales_app.domain.coverage_book import CoverageRule
from aftersales_app.domain.coverage_terms import Term
from aftersales_app.domain.jurisdictions import jurisdictions_of
from aftersales_app.domain.legal_days import DayCalendar
from aftersales_app.domain.norm_book import NormBook
from aftersales_app.domain.norms import Norm
from aftersales_app.domain.policy_scope import PolicyScope, most_specific
from aftersales_app.domain.repair_time import HOLDS_DAYS
from aftersales_app.integrations import erpnext_items
from aftersales_app.warranty.queries import rules as queries
from aftersales_app.warranty.services import rule_documents as documents


@dataclass(frozen=True, slots=True)
class UnitScope:
	"""What decides which terms hold for a unit. `facts` are the circumstances that coverage rules ask about."""

	company: str
	item_code: str
	jurisdiction: str
	category: str
	region: str = ""
	bought_on: date | None = None
	facts: Mapping[str, bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Categories:
	"""What the goods categories say: facts by (jurisdiction, code), "" being all goods; parts and codes by name, titles by (jurisdiction, code)."""

	facts: dict[tuple[str, str], Facts]
	parts: dict[str, dict[str, str]]
	codes: dict[str, str]
	titles: dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Policies:
	"""A company's published policies, by name."""

	scopes: dict[str, tuple[str, PolicyScope]]  # with the country of sale
	terms: dict[str, tuple[Term, ...]]
	norms: dict[str, Norm]


def norm_book(company: str, covered_by: Iterable[str] = ()) -> NormBook:
	"""The norms among which this company's cases are decided: the law, and what the policies give whose terms cover the case.
	`covered_by` are the codes of the terms that hold on the day, as `Segment.term` has them."""
	norms = policies(company).norms
	names = sorted({code.partition("/")[0] for code in covered_by} & norms.keys())
	return reference.compiled(
		f"norms:{company}:{':'.join(names)}" if names else "norms",
		lambda: NormBook((*law(), *(norms[name] for name in names)), categories().facts),
	)


def coverage_terms(scope: UnitScope) -> tuple[Term, ...]:
	"""The terms that law, contract and promise grant such a unit. Of what was bought on an unknown day the newest rules count,
	and the policies of today. Throws where two policies are equally specific."""
	rules: tuple[CoverageRule, ...] = coverage_rules(scope.jurisdiction)
	if scope.bought_on is None:
		rules = succession.newest(rules)
	granted = coverage_book.terms_for(rules, scope.category, scope.region, scope.facts)
	return (*granted, *promised_terms(scope))


def promised_terms(scope: UnitScope) -> tuple[Term, ...]:
	"""The terms of the company's own policies for such a unit."""
	return tuple(term for name in policies_for(scope) for term in policies(scope.company).terms[name])


def policies_for(scope: UnitScope) -> tuple[str, ...]:
	"""The names of the policies that hold for such a unit: the most specific of each grant."""
	held = policies(scope.company).scopes
	if not held:
		return ()
	group, brand, _category = erpnext_items.item_facts(scope.item_code)
	sold_on = scope.bought_on or moments.site_today()
	of_country = [one for country, one in held.values() if country == scope.jurisdiction]
	with messages.translated():
		return most_specific(of_country, scope.item_code, erpnext_items.group_chain(group), brand, sold_on)


def parts_of(jurisdiction: str, category: str) -> dict[str, str]:
	"""The main parts of such goods, with their groups."""
	return dict(categories().parts.get(f"{jurisdiction}-{category}", {}))


def holds_days(jurisdiction: str, category: str) -> int:
	"""How many days a repair has to hold: the longest that a rule for such goods says."""
	said = [rule.holds_days or 0 for rule in coverage_rules(jurisdiction) if category in rule.categories]
	return max(said, default=0) or HOLDS_DAYS


def day_calendar(company: str) -> DayCalendar:
	"""The days of rest and make-up workdays by which the company's legal terms roll: those of the settings' calendar."""
	settings = core.settings()
	return core.day_calendar(settings.legal_calendar or settings.default_calendar)


def goods_category(item_code: str) -> str:
	"""The code of an item's goods category: its own, else that of the nearest item group that has one, "" where nobody has
	said."""
	group, _brand, own = erpnext_items.item_facts(item_code)
	name = own or erpnext_items.category_of_groups(erpnext_items.group_chain(group))
	return categories().codes.get(name, "")


def knows_goods(jurisdiction: str, code: str) -> bool:
	"""Is there such a category of goods in the country? Where none is on record nobody can say no."""
	known = {one for country, one in categories().facts if country == jurisdiction and one}
	return not known or code in known


def goods_title(code: str, jurisdiction: str = "") -> str:
	"""What a category is called by its record, of any country where none is said; "" where there is no such record."""
	named = categories().titles
	countries = [jurisdiction] if jurisdiction else sorted({country for country, _code in named})
	return next((named[country, code] for country in countries if named.get((country, code))), "")


def categories() -> Categories:
	"""What all goods categories say, compiled."""
	return reference.compiled("goods_categories", _read_categories)


def coverage_rules(jurisdiction: str) -> tuple[CoverageRule, ...]:
	"""The published rules of a country about how long goods are covered, compiled."""
	places = jurisdictions_of(jurisdiction)
	return tuple(rule for rule in _rules()[1] if rule.jurisdiction in places)


def policies(company: str) -> Policies:
	"""A company's published policies, compiled."""
	return reference.compiled(f"warranty_policies:{company}", lambda: _read_policies(company))


def law() -> tuple[Norm, ...]:
	"""The published norms, compiled."""
	return _rules()[0]


def _rules() -> tuple[tuple[Norm, ...], tuple[CoverageRule, ...]]:
	return reference.compiled("statutory_rules", _read_rules)


def _read_rules() -> tuple[tuple[Norm, ...], tuple[CoverageRule, ...]]:
	parts = categories().parts
	norms: list[Norm] = []
	cover: list[CoverageRule] = []
	for row in queries.published_rules():
		if row["rule_kind"] == documents.COVERAGE:
			cover.append(documents.coverage_rule_of(row, parts))
		else:
			norms.append(documents.norm_of(row))
	return tuple(norms), tuple(cover)


def _read_categories() -> Categories:
	facts: dict[tuple[str, str], Facts] = {}
	parts, codes, titles = {}, {}, {}
	for row in queries.categories():
		code = "" if row["code"] == documents.EVERYTHING else row["code"]
		facts[row["jurisdiction"], code] = documents.category_facts(row)
		parts[row["name"]], codes[row["name"]] = documents.category_parts(row), code
		titles[row["jurisdiction"], code] = row["title"]
	return Categories(facts, parts, codes, titles)


def _read_policies(company: str) -> Policies:
	found: list[Any] = queries.published_policies(company)
	norms = {row["name"]: documents.policy_norm(row) for row in found}
	return Policies(
		{row["name"]: (row["jurisdiction"], documents.policy_scope(row)) for row in found},
		{row["name"]: documents.policy_terms(row) for row in found},
		{name: norm for name, norm in norms.items() if norm},
	)
