"""One way from a unit to a case: claims, returns, tickets and made-up cases all come here for theirs.

Which facts there are, and which count where two sources say different things, is in domain/case_sources: the unit's record with its
cover and its repairs first, then what the document tells, then the cover that follows from what it tells, then what is presumed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from frappe import _
from frappe.utils import flt, getdate

from aftersales_app.aftersales_core import moments
from aftersales_app.domain import case_sources, coverage_book, own_cover, remedies
from aftersales_app.domain.case_facts import Case, Facts, Own, handed_over_by
from aftersales_app.domain.case_sources import (
	COVER,
	DERIVED,
	PRESUMED,
	RECORD,
	RULES,
	TOLD,
	UNIT,
	Said,
)
from aftersales_app.domain.counters import as_told, mileage_facts
from aftersales_app.domain.coverage import Cover, Timeline, timeline
from aftersales_app.domain.coverage_terms import DELIVERY, INSTALLATION, INVOICE, Term, Unit
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.legal_days import DayCalendar
from aftersales_app.domain.norm_book import NormBook
from aftersales_app.domain.part_names import part_meant
from aftersales_app.integrations import erpnext
from aftersales_app.warranty.services import coverage, repairs, rules
from aftersales_app.warranty.services.rules import UnitScope

WORDS = ("region", "buyer", "channel")
DAYS = ("invoiced_on", "delivered_on", "installed_on")
SOLD = {INVOICE: "invoiced_on", DELIVERY: "delivered_on", INSTALLATION: "installed_on"}
NOT_SAID = "?"  # a category that nobody has said keeps no fact from being looked at
Terms = Callable[[UnitScope], tuple[Term, ...]]


@dataclass(frozen=True, slots=True)
class Word:
	"""What a document says of a case: `by` is its kind as in case_sources, `facts` what it tells, `presumed` what holds as long as
	nobody says otherwise; `part` and `fault` are what the case is about, "" for the whole unit and for what nobody has named. The
	unit's own country and category go before those told here."""

	by: str
	company: str
	event_on: date
	facts: Facts = field(default_factory=dict)
	presumed: Facts = field(default_factory=dict)
	item_code: str = ""
	jurisdiction: str = ""
	category: str = ""
	part: str = ""
	fault: str = ""


@dataclass(frozen=True, slots=True)
class Known:
	"""A case with what covers its unit, where its sources contradict each other, and the norms among which it is decided: the law,
	and what the policies give that cover it."""

	case: Case
	timeline: Timeline
	cover: Cover
	contradictions: tuple[Reason, ...]
	book: NormBook
	calendar: DayCalendar

	def decide(self) -> remedies.Decision:
		"""What is owed. Raises DomainError."""
		return remedies.decide(self.case, self.book, self.calendar)


def known(
	word: Word, unit: Any = None, terms: Terms = rules.coverage_terms, book: NormBook | None = None
) -> Known:
	"""The case of a registered unit, or without one of what is told alone, under the terms of cover that `terms` gives; `book` are
	norms other than the published ones. Raises DomainError as Case does, and for terms that cannot be reckoned with."""
	told = _told(word, unit)
	so_far = case_sources.settle(told).facts
	if unit:
		record = coverage.reckoning_of(unit.name)
		record = coverage.as_told(record, word.event_on, word.facts, word.company)
		found, rank, by = record.timeline, RECORD, COVER
		got_on = handed_over_by(so_far, word.event_on)
		about = (word.event_on, None, word.fault, word.part, record.repairs, got_on)
		first = got_on or date.min
		on_record = any(first <= job.received < word.event_on for job in record.repairs)
		told += case_sources.of_repairs(repairs.facts(unit.name, *about), on_record)
		told.append(Said(PRESUMED, UNIT, mileage_facts(record.unit, word.event_on)))
	else:
		found = _derived(word, so_far, terms)
		rank, by = DERIVED, RULES
	asked = (word.event_on, word.part)
	cover = case_sources.cover_on(found, *asked, so_far)
	settled, covers = case_sources.settle_with(told, rank, by, found, cover, asked)
	case, notes = _case(word, unit, settled.facts, covers)
	holding = case_sources.terms_of(found, cover, word.part)
	book = book or rules.norm_book(word.company, holding)
	book = book.beside(own_cover.norms_of(found, holding, case.jurisdiction))
	found = replace(found, notes=(*found.notes, *notes))
	return Known(case, found, cover, settled.contradictions, book, rules.day_calendar(word.company))


def part_of(word: Word, unit: Any = None, terms: Terms = rules.coverage_terms) -> str:
	"""The part that the case is about as the rules call it: people may say it in their own words. Raises DomainError for one that such
	goods do not have."""
	if not word.part:
		return word.part
	goods = _goods(word, unit)
	listed = rules.parts_of(*goods)
	if unit:
		names = coverage.names_of_parts(unit.name)
	else:
		granted = terms(_scope(word, case_sources.settle(_told(word, None)).facts))
		names = coverage_book.part_names(listed, granted)
	called = {**{name: name for name in sorted(names)}, **{_(name): name for name in sorted(names)}}
	return part_meant(word.part, called, bool(listed))


def said(word: Word, unit: Any = None) -> Case:
	"""The same without what cover and repairs on record say. Raises DomainError as Case does."""
	return _case(word, unit, case_sources.settle(_told(word, unit)).facts)[0]


def snapshot(case: Known, decision: remedies.Decision) -> dict[str, Any]:
	"""All that the decision and its letter say, as plain data that no later edit of a rule changes."""
	named = {(step.norm, step.version) for step in decision.trace}
	cited = {norm.id: norm.citation for norm in case.book.norms if norm.key in named}
	return {"decision": remedies.record(decision), "basis": {**basis(case), "citations": cited}}


def basis(case: Known) -> dict[str, Any]:
	"""What a case rests on beside its facts, as plain data."""
	return {
		"cover": remedies.record(case_sources.cover_reasons(case.cover)),
		"notes": remedies.record((*case.timeline.missing, *case.timeline.notes)),
		"contradictions": remedies.record(case.contradictions),
		"jurisdiction": case.case.jurisdiction,
		"category": case.case.category,
	}


def unit_facts(unit: Mapping[str, Any] | None) -> Facts:
	"""What the unit's own record says of its sale."""
	if not unit:
		return {}
	price = {"price": Decimal(str(unit["price"]))} if flt(unit.get("price")) else {}
	days = {fact: getdate(unit[fact]) for fact in DAYS if unit.get(fact)}
	return {**{fact: unit[fact] for fact in WORDS if unit.get(fact)}, **days, **price}


def _told(word: Word, unit: Any) -> list[Said]:
	return [
		Said(RECORD, UNIT, unit_facts(unit)),
		Said(TOLD, word.by, word.facts),
		Said(PRESUMED, word.by, word.presumed),
	]


def _case(
	word: Word, unit: Any, facts: Facts, covers: Mapping[str, Own] | None = None
) -> tuple[Case, tuple[Reason, ...]]:
	"""The case, and what was left out of it."""
	facts, left_out = case_sources.sale_known_on(facts, word.event_on)
	today = max(word.event_on, moments.site_today())
	return Case(word.event_on, *_goods(word, unit), facts, today, covers), left_out


def _goods(word: Word, unit: Any) -> tuple[str, str]:
	"""Country and category: of the unit, else as they are told, else of the company."""
	country, category = (unit.jurisdiction, unit.goods_category) if unit else ("", "")
	return (
		country or word.jurisdiction or erpnext.country_code(word.company),
		category or word.category or NOT_SAID,
	)


def _derived(word: Word, facts: Facts, terms: Terms) -> Timeline:
	"""What covers a unit that nobody registered, from what is told of it."""
	scope = _scope(word, facts)
	unit = Unit(_sold(facts), parts=rules.parts_of(scope.jurisdiction, scope.category))
	unit = as_told(unit, word.event_on, facts)
	return timeline(unit, terms(scope), rules.day_calendar(word.company))


def _scope(word: Word, facts: Facts) -> UnitScope:
	country, category = _goods(word, None)
	return UnitScope(
		word.company,
		word.item_code,
		country,
		category,
		str(facts.get("region") or ""),
		min(_sold(facts).values(), default=None),
		{fact: value for fact, value in facts.items() if isinstance(value, bool)},
	)


def _sold(facts: Facts) -> dict[str, date]:
	return {event: day for event, fact in SOLD.items() if isinstance(day := facts.get(fact), date)}
