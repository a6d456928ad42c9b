"""CASE.yaml, DAYS.yaml and files of norms: what `decide` works on. docs/command-line.md describes them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from aftersales_app.cli.messages import sentence
from aftersales_app.cli.policy_file import holidays
from aftersales_app.cli.yaml_file import Node
from aftersales_app.domain import case_sources, coverage_book, norm_file, own_cover, succession
from aftersales_app.domain.case_facts import Case, Value, handed_over_by, read_case
from aftersales_app.domain.case_sources import (
	DERIVED,
	PRESUMED,
	REPAIRS,
	RULES,
	TOLD,
	TRIAL,
	UNIT,
	Said,
	Settled,
)
from aftersales_app.domain.counters import as_told, mileage_facts
from aftersales_app.domain.coverage import Cover, timeline
from aftersales_app.domain.coverage_book import CoverageRule
from aftersales_app.domain.coverage_run import Segment
from aftersales_app.domain.coverage_terms import (
	BASE,
	CHANGES,
	DELIVERY,
	EXCHANGED,
	FACTORY,
	INSTALLATION,
	INVOICE,
	KINDS,
	STARTS,
	WHOLE_UNIT,
	Change,
	Reading,
	Term,
	Unit,
)
from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.legal_days import DayCalendar
from aftersales_app.domain.norm_book import NormBook
from aftersales_app.domain.norms import Norm
from aftersales_app.domain.part_names import part_meant
from aftersales_app.domain.repair_history import CAUSES, Counting, part_changes, repair_facts, repair_spans
from aftersales_app.domain.repair_time import HOLDS_DAYS, Repair

SOLD = {INVOICE: "invoiced_on", DELIVERY: "delivered_on", INSTALLATION: "installed_on"}
COUNTRIES = ("CN",)  # whose periods of cover ship
RulesOf = Callable[[str], tuple[CoverageRule, ...]]
PromisedTo = Callable[[Case, date | None], tuple[Term, ...]]
PARTS_OF_UNIT = (
	"part",
	"fault",
	"dates",
	"parts",
	"needs_installation",
	"repairs",
	"changes",
	"readings",
	"transfers",
	"terms",
	"circumstances",
)
REPAIR = (
	("received",),
	(
		*("returned", "cause", "fault", "same_fault", "waits", "part", "part_replaced", "severe"),
		*("in_warranty", "confirmed"),
	),
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told:
	"""A case, and with a unit what its cover is on the day of the event: all its `segments`, `notes` on the terms. `contradictions` say
	where the facts are told otherwise than the unit tells; `covered_by` are the terms whose promises count, `grants` the repair that
	these give where no norm says more."""

	case: Case
	cover: Cover | None = None
	segments: tuple[Segment, ...] = ()
	notes: tuple[Reason, ...] = ()
	contradictions: tuple[Reason, ...] = ()
	covered_by: tuple[str, ...] = ()
	grants: tuple[Norm, ...] = ()


def shipped_rules(country: str) -> tuple[CoverageRule, ...]:
	"""The shipped rules of how long goods are covered."""
	return coverage_book.shipped(country.lower()) if country in COUNTRIES else ()


def nothing_promised(case: Case, bought_on: date | None) -> tuple[Term, ...]:
	"""No contract and no promise beside what the file tells."""
	return ()


def read(
	root: Node,
	calendar: DayCalendar,
	book: NormBook,
	rules_of: RulesOf = shipped_rules,
	promised_to: PromisedTo = nothing_promised,
) -> Told:
	"""The case that a file tells; with `unit`, whether it is in warranty by the rules that `rules_of` a country gives, and what is
	`promised_to` such a case, and how often it was repaired comes from there unless it is told. Raises FileProblem."""
	parts = root.table(("event_on", "jurisdiction", "category"), ("today", "facts", "unit"))
	plain: dict[str, object] = {name: parts[name].text() for name in ("jurisdiction", "category")}
	plain |= {name: parts[name].value for name in ("event_on", "today") if name in parts}
	facts = {key.text(): part.value for key, part in parts["facts"].pairs()} if "facts" in parts else {}
	case = clear(root, lambda: read_case(plain | {"facts": facts}))
	if "unit" not in parts:
		return _told(Told(case), case_sources.settle([Said(TOLD, TRIAL, case.facts)]))
	rules = rules_of(case.jurisdiction)
	return clear(parts["unit"], lambda: _covered(parts["unit"], case, calendar, book, rules, promised_to))


def read_days(root: Node) -> DayCalendar:
	"""Days of rest and make-up workdays. Raises FileProblem."""
	parts = root.table((), ("holidays", "workdays"))
	days_off, workdays = (frozenset(holidays(parts.get(name))) for name in ("holidays", "workdays"))
	return DayCalendar(days_off, workdays)


def read_norms(roots: Iterable[Node]) -> NormBook:
	"""The shipped norms and, beside them, those of the files. Raises FileProblem, and DomainError `norms_overlap`."""
	law = norm_file.shipped()
	own = [_book(root) for root in roots]
	if not own:
		return law
	categories = dict(law.categories)
	for book in own:
		for key, facts in book.categories.items():
			categories[key] = {**categories.get(key, {}), **facts}
	return NormBook([norm for book in (law, *own) for norm in book.norms], categories)


def clear(node: Node, make: Callable[[], T]) -> T:
	"""What `make` gives; a broken rule becomes a complaint about this place. Raises FileProblem."""
	try:
		return make()
	except DomainError as error:
		node.wrong(sentence(error.code, error.params))


def _book(root: Node) -> NormBook:
	parts = root.table(("jurisdiction", "norms"), ("unless_told", "categories"))
	parts["jurisdiction"].text()
	for norm in parts["norms"].items():
		norm.pairs()
	for _, facts in parts["categories"].pairs() if "categories" in parts else ():
		facts.pairs()
	if "unless_told" in parts:
		parts["unless_told"].pairs()
	plain = {name: part.value for name, part in parts.items()}
	plain["norms"] = [norm.value for norm in parts["norms"].items()]
	return clear(root, lambda: norm_file.book_of([plain]))


def _told(found: Told, settled: Settled) -> Told:
	"""The case with what is said of it, as it counts."""
	case = found.case
	facts, left_out = case_sources.sale_known_on(settled.facts, case.event_on)
	notes = (*found.notes, *left_out)
	return replace(found, case=replace(case, facts=facts), notes=notes, contradictions=settled.contradictions)


def _covered(
	node: Node,
	case: Case,
	calendar: DayCalendar,
	book: NormBook,
	rules: tuple[CoverageRule, ...],
	promised_to: PromisedTo,
) -> Told:
	"""The case with what its unit tells: `in_warranty`, `coverage_end` (unknown where no term is known), and the facts of its repairs."""
	parts = node.table((), PARTS_OF_UNIT)
	region = str(case.facts.get("region") or "")
	circumstances = {fact: value for fact, value in case.facts.items() if isinstance(value, bool)}
	circumstances |= {key.text(): part.flag() for key, part in _pairs(parts, "circumstances")}
	unit, repairs = _unit(parts, case, rules)
	unit = as_told(unit, case.event_on, case.facts)
	of_purchase = rules if unit.bought_on else succession.newest(rules)
	granted = coverage_book.terms_for(of_purchase, case.category, region, circumstances)
	own = (_term(term) for term in _items(parts, "terms"))
	terms = (*granted, *promised_to(case, unit.bought_on), *own)
	told_part = parts["part"].text() if "part" in parts else WHOLE_UNIT
	listed = bool(coverage_book.parts_of(rules, case.category))
	part = _part(told_part, unit, terms, repairs or [], listed)
	found = timeline(unit, terms, calendar)
	cover = case_sources.cover_on(found, case.event_on, part, case.facts)
	exchanged_on = _last_exchange(unit, case.event_on)
	counted: dict[str, Value] = {} if exchanged_on == date.min else {"started_on": exchanged_on}
	if repairs is not None:
		holds = [rule.holds_days for rule in rules if rule.speaks_of(case.category, region, circumstances)]
		counting = Counting(
			holds_days=max(filter(None, holds), default=HOLDS_DAYS),
			by_hours=book.facts_of(case).get("repair_by_hours") is True,
			fault=parts["fault"].text() if "fault" in parts else "",
			part=part,
			since=max(exchanged_on, _got_on(unit, case)),
			parts=unit.parts,
		)
		counted |= repair_facts(repairs, case.event_on, case.as_of, counting)
	covered_by = case_sources.terms_of(found, cover, part)
	said = [
		Said(TOLD, TRIAL, case.facts),
		Said(DERIVED, REPAIRS, counted),
		Said(PRESUMED, UNIT, mileage_facts(unit, case.event_on)),
	]
	settled, covers = case_sources.settle_with(said, DERIVED, RULES, found, cover, (case.event_on, part))
	granted_by = own_cover.norms_of(found, covered_by, case.jurisdiction)
	told = Told(replace(case, covers=covers), cover, found.of(part), found.notes, (), covered_by, granted_by)
	return _told(told, settled)


def _part(told: str, unit: Unit, terms: tuple[Term, ...], repairs: list[Repair], listed: bool) -> str:
	"""The part that is faulty. What was done was done to parts that there are. Raises DomainError."""
	known = {part: part for part in coverage_book.part_names(unit.parts, terms)}
	touched = {repair.part for repair in repairs} | {change.part for change in unit.changes}
	for part in sorted(touched):
		part_meant(part, known, listed=False)
	return part_meant(told, {**known, **{part: part for part in touched if part}}, listed)


def _last_exchange(unit: Unit, day: date) -> date:
	exchanges = (change.day for change in unit.changes if change.kind == EXCHANGED)
	return max((on for on in exchanges if on <= day), default=date.min)


def _got_on(unit: Unit, case: Case) -> date:
	"""The day on which the customer is known to have had the unit first."""
	sold = {SOLD[event]: day for event, day in unit.dates.items() if event in SOLD}
	return handed_over_by({**case.facts, **sold}, case.event_on) or date.min


def _unit(
	parts: Mapping[str, Node], case: Case, rules: tuple[CoverageRule, ...]
) -> tuple[Unit, list[Repair] | None]:
	"""The unit, and its repairs: None where they are not told, or some by their days alone, which say nothing of what was found.
	What was exchanged or replaced after the day of the event is not known on it."""
	sold = {event: day for event, fact in SOLD.items() if isinstance(day := case.facts.get(fact), date)}
	dates = {key.one_of((*STARTS, FACTORY)): part.day() for key, part in _pairs(parts, "dates")}
	listed = _items(parts, "repairs")
	days = [one.span() for one in listed if not isinstance(one.value, dict)]
	repairs = [
		_repair(one, str(number)) for number, one in enumerate(listed, 1) if isinstance(one.value, dict)
	]
	told = [_change(change) for change in _items(parts, "changes")]
	unit = Unit(
		dates={**sold, **dates},
		parts={
			**coverage_book.parts_of(rules, case.category),
			**{key.text(): str(part.value or "") for key, part in _pairs(parts, "parts")},
		},
		needs_installation="needs_installation" in parts and parts["needs_installation"].flag(),
		repairs=(*days, *repair_spans(repairs, case.as_of)),
		changes=tuple(change for change in (*part_changes(repairs), *told) if change.day <= case.event_on),
		readings=tuple(_reading(reading) for reading in _items(parts, "readings")),
		transfers=tuple(transfer.day() for transfer in _items(parts, "transfers")),
	)
	return unit, repairs if "repairs" in parts and not days else None


def _repair(node: Node, number: str) -> Repair:
	"""A repair job as it was recorded."""
	parts = node.table(*REPAIR)
	words = {name: parts[name].text() for name in ("fault", "same_fault", "part") if name in parts}
	flags = {
		name: parts[name].flag()
		for name in ("part_replaced", "severe", "in_warranty", "confirmed")
		if name in parts
	}
	received, received_at = parts["received"].moment()
	returned, returned_at = parts["returned"].moment() if "returned" in parts else (None, None)
	return Repair(
		number=number,
		received=received,
		returned=returned,
		cause=parts["cause"].one_of(CAUSES) if "cause" in parts else "",
		fault=words.pop("fault", ""),
		waits=tuple(wait.open_span() for wait in _items(parts, "waits")),
		received_at=received_at,
		returned_at=returned_at,
		**words,
		**flags,
	)


def _change(node: Node) -> Change:
	parts = node.table(("kind", "day"), ("part",))
	part = parts["part"].text() if "part" in parts else WHOLE_UNIT
	return clear(node, lambda: Change(parts["kind"].one_of(CHANGES), parts["day"].day(), part))


def _reading(node: Node) -> Reading:
	parts = node.table(("day", "unit", "value"))
	return Reading(parts["day"].day(), parts["unit"].text(), parts["value"].count())


def _term(node: Node) -> Term:
	"""What a contract, a promise or a bought extension grants."""
	parts = node.table(("code", "citation"), ("kind", "months", "days", "part", "bought_on"))
	code = parts["code"].text()
	months, days = (parts[name].count() if name in parts else 0 for name in ("months", "days"))
	return clear(
		node,
		lambda: Term(
			code=code,
			norm=code,
			kind=parts["kind"].one_of(KINDS) if "kind" in parts else BASE,
			citation=parts["citation"].text(),
			months=months,
			days=days,
			part=parts["part"].text() if "part" in parts else WHOLE_UNIT,
			bought_on=parts["bought_on"].day() if "bought_on" in parts else None,
		),
	)


def _pairs(parts: Mapping[str, Node], name: str) -> list[tuple[Node, Node]]:
	return parts[name].pairs() if name in parts else []


def _items(parts: Mapping[str, Node], name: str) -> list[Node]:
	return parts[name].items() if name in parts else []
