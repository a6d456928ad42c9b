"""What a unit is covered for: worked out from the terms and from what happened to it, and written down each time that changed.

Statements are only added. Stock moves are not asked: a unit in repair or on its way back is covered as before (peers.md, trap T1).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import frappe
from frappe.utils import getdate

from aftersales_app.aftersales_core import messages, moments, rows
from aftersales_app.domain import counters, coverage, coverage_book, registration
from aftersales_app.domain.case_facts import Facts
from aftersales_app.domain.coverage import Cover, Timeline
from aftersales_app.domain.coverage_run import Segment
from aftersales_app.domain.coverage_terms import (
	DELIVERY,
	EACH_PART,
	EXCHANGED,
	FACTORY,
	INSTALLATION,
	INVOICE,
	REGISTRATION,
	WHOLE_UNIT,
	Change,
	Term,
	Unit,
)
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.repair_history import part_changes, repair_spans
from aftersales_app.domain.repair_time import Repair
from aftersales_app.warranty.queries import products
from aftersales_app.warranty.queries import units as queries
from aftersales_app.warranty.services import extensions, repairs, rules
from aftersales_app.warranty.services.rules import UnitScope

PRODUCT, COVERAGE = queries.PRODUCT, queries.COVERAGE
EVENTS = {
	"invoiced_on": INVOICE,
	"delivered_on": DELIVERY,
	"installed_on": INSTALLATION,
	"registered_on": REGISTRATION,
	"factory_on": FACTORY,
}
COLUMNS = (
	"name",
	"product",
	"company",
	"statement",
	"owner",
	"creation",
	"modified",
	"modified_by",
	"recorded_at",
	*queries.SEGMENT,
)


@dataclass(frozen=True, slots=True)
class Reckoning:
	"""A unit's coverage with what it was worked out from: the terms by their codes, what is known of the unit, and its own repairs,
	without those of units that it replaces."""

	timeline: Timeline
	terms: Mapping[str, Term]
	unit: Unit
	repairs: tuple[Repair, ...] = ()


def renew(product_name: str) -> bool:
	"""Work out the coverage of a unit anew; whether it differs from the last statement and was written down."""
	product = frappe.get_doc(PRODUCT, product_name, for_update=True)
	return renew_of(product)


def renew_of(product: Any) -> bool:
	"""The same for a document that is at hand; its coverage fields are brought up to date."""
	_look_at_history(product)
	told = reckon(product)
	number = product.coverage_statement or 0
	wanted = [_segment(segment, told.terms) for segment in told.timeline.segments]
	stored = queries.statement(product.name, number) if number else []
	if [tuple(map(_plain, one)) for one in stored] == [tuple(map(_plain, one)) for one in wanted]:
		return False
	write([(product.name, product.company, number + 1, list(map(rows.literal, wanted)))])
	product.db_set(
		{"coverage_statement": number + 1, "coverage_until": told.timeline.until()}, update_modified=False
	)
	return True


def timeline_of(product_name: str) -> Timeline:
	"""The coverage of a unit and its parts as terms and facts give it today."""
	return reckoning_of(product_name).timeline


def reckoning_of(product_name: str) -> Reckoning:
	"""The same with what it was worked out from."""
	return reckon(frappe.get_cached_doc(PRODUCT, product_name))


def as_told(record: Reckoning, day: date, facts: Facts, company: str) -> Reckoning:
	"""The same where somebody tells what the counter showed on a day."""
	unit = counters.as_told(record.unit, day, facts)
	if unit is record.unit:
		return record
	return replace(_reckon(unit, tuple(record.terms.values()), company), repairs=record.repairs)


def cover_on(product_name: str, day: date, part: str = "") -> Cover:
	"""Is the unit, or one of its parts, covered on a day?"""
	return timeline_of(product_name).covered_on(day, part)


def glance(product_name: str, day: date) -> dict[str, Any]:
	"""For a panel: covered (None: unknown), until, remaining_days, reasons and missing as sentences, and parts whose cover is another."""
	product = frappe.get_doc(PRODUCT, product_name)
	found = reckon(product).timeline
	cover = found.covered_on(day)
	parts = sorted({segment.part for segment in found.segments if segment.part})
	others = {part: found.covered_on(day, part) for part in parts}
	return {
		**told(cover),
		"status": product.status,
		"missing": [sentence(reason) for reason in found.missing],
		"notes": [sentence(reason) for reason in found.notes],
		"parts": [
			{"part": part, **told(one)}
			for part, one in others.items()
			if (one.covered, one.until) != (cover.covered, cover.until)
		],
	}


def told(cover: Cover) -> dict[str, Any]:
	"""A cover in plain values, its reasons as sentences."""
	return {
		"covered": cover.covered,
		"until": cover.until,
		"remaining_days": cover.remaining_days,
		"reasons": [sentence(reason) for reason in dict.fromkeys(map(_hashable, cover.reasons)).keys()],
	}


def sentence(reason: Reason | tuple[str, str]) -> str:
	"""A reason in the reader's language."""
	if isinstance(reason, tuple):
		reason = Reason(reason[0], json.loads(reason[1]))
	return messages.text(reason.code, reason.params)


def reckon(product: Any) -> Reckoning:
	"""What a registered unit is covered for. One that replaces another has that one's dates, and begins anew when it was handed over."""
	chain = [product, *queries.replaced(product.replaces)]
	first = chain[-1]
	handed_over = [getdate(unit.delivered_on) for unit in chain[:-1] if unit.delivered_on]
	exchanged = [Change(EXCHANGED, day) for day in reversed(handed_over)]
	owners = products.owners(product)
	since = registration.resold_on(owners)
	today, jobs = moments.site_today(), [_jobs(unit, since) for unit in chain]
	parts = [change for done in jobs for change in part_changes(done)]
	unit = Unit(
		dates=_dates(first if len(chain) > 1 else product),
		parts=parts_of(product),
		needs_installation=bool(product.needs_installation),
		repairs=tuple(span for done in jobs for span in repair_spans(done, today)),
		changes=tuple(dict.fromkeys([*exchanged, *parts])),
		readings=counters.used(products.readings(product)),
		transfers=registration.transfers(owners),
	)
	extended = extensions.terms_for(product.name, since) if product.has_history else ()
	terms = (*rules.coverage_terms(scope_of(product, unit)), *extended)
	return replace(_reckon(unit, terms, product.company), repairs=jobs[0])


def _jobs(unit: Any, since: date | None) -> tuple[Repair, ...]:
	return repairs.for_unit(unit.name, since) if unit.has_history else ()


def _look_at_history(product: Any) -> None:
	"""Most units have no history, and are marked so that nobody asks for theirs. A unit that has one keeps its mark."""
	if not product.has_history and queries.has_history(product.name):
		product.db_set("has_history", 1, update_modified=False)


def first_statements(units: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, date | None]]:
	"""Write the first statement of units that were just registered and to which nothing happened yet: what was sold on the same
	days is worked out once. Name -> (statement, last day) of those that have any cover."""
	made: dict[tuple[Any, ...], tuple[list[str], date | None]] = {}
	statements, found = [], {}
	for unit in units:
		key = (unit["company"], unit["item_code"], unit["jurisdiction"], unit["region"], unit["buyer"])
		key += tuple(unit.get(field) for field in EVENTS)
		if key not in made:
			made[key] = _fresh(frappe._dict(unit))
		wanted, until = made[key]
		if wanted:
			statements.append((unit["name"], unit["company"], 1, wanted))
			found[unit["name"]] = (1, until)
	write(statements)
	return found


def write(statements: Iterable[tuple[str, str, int, Sequence[str]]]) -> None:
	"""Append statements: (product, company, number, segments as `rows.literal` wrote them)."""
	user, now = frappe.session.user, moments.site_now()
	stamps = rows.literal((user, now, now, user, now))
	values = [
		f"{rows.literal((f'{product}-{number:03d}-{place:02d}', product, company, number))},{stamps},{segment}"
		for product, company, number, segments in statements
		for place, segment in enumerate(segments, 1)
	]
	rows.append_literals(COVERAGE, COLUMNS, values)


def scope_of(product: Any, unit: Unit) -> UnitScope:
	"""What decides which terms hold for the unit."""
	return UnitScope(
		company=product.company,
		item_code=product.item_code,
		jurisdiction=product.jurisdiction or "",
		category=product.goods_category or "",
		region=product.region or "",
		bought_on=unit.bought_on,
	)


def parts_of(product: Any) -> dict[str, str]:
	"""The main parts of the unit with their groups: those of its goods and those that somebody entered."""
	known = rules.parts_of(product.jurisdiction or "", product.goods_category or "")
	return {**known, **{row.part: row.part_group or "" for row in product.get("parts") or ()}}


def part_names(product: Any) -> set[str]:
	"""What the rules call parts of such goods: those that are listed and those that have a term of their own."""
	terms = rules.coverage_terms(scope_of(product, Unit(_dates(product))))
	return {*parts_of(product), *(term.part for term in terms)} - {WHOLE_UNIT, EACH_PART}


def names_of_parts(product_name: str) -> set[str]:
	"""What the parts of a unit are called: by the rules, by who entered them, and where they were mended."""
	product = frappe.get_cached_doc(PRODUCT, product_name)
	terms = rules.coverage_terms(scope_of(product, Unit(_dates(product))))
	touched = {job.part for job in repairs.for_unit(product_name) if job.part}
	return coverage_book.part_names(parts_of(product), terms) | touched


def _fresh(product: Any) -> tuple[list[str], date | None]:
	unit = Unit(_dates(product), parts_of(product), bool(product.needs_installation))
	told = _reckon(unit, rules.coverage_terms(scope_of(product, unit)), product.company)
	segments = [rows.literal(_segment(segment, told.terms)) for segment in told.timeline.segments]
	return segments, told.timeline.until()


def _reckon(unit: Unit, terms: Sequence[Term], company: str) -> Reckoning:
	with messages.translated():
		found = coverage.timeline(unit, terms, rules.day_calendar(company))
	return Reckoning(found, {term.code: term for term in terms}, unit)


def _dates(product: Any) -> dict[str, date]:
	return {event: getdate(product.get(field)) for field, event in EVENTS.items() if product.get(field)}


def _segment(segment: Segment, terms: Mapping[str, Term]) -> tuple[Any, ...]:
	"""The columns of `queries.SEGMENT`."""
	term = terms[segment.term]
	why = [{"code": reason.code, "params": dict(reason.params)} for reason in segment.why]
	return (
		segment.part,
		segment.kind,
		segment.term,
		term.norm,
		term.version,
		term.citation,
		segment.first,
		segment.until,
		", ".join(sorted(segment.not_for)),
		json.dumps(why, default=_told, ensure_ascii=False, sort_keys=True),
	)


def _told(value: Any) -> Any:
	return value.isoformat() if isinstance(value, date | datetime) else sorted(value)


def _plain(value: Any) -> str:
	return "" if value is None else str(value)


def _hashable(reason: Reason) -> tuple[str, str]:
	return (reason.code, json.dumps(dict(reason.params), default=_told, sort_keys=True))
