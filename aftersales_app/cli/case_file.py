"""CASE.yaml, DAYS.yaml and files of norms: what `decide` works on. docs/command-line.md describes them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from aftersales_app.cli.messages import sentence
from aftersales_app.cli.policy_file import holidays
from aftersales_app.cli.yaml_file import Node
from aftersales_app.domain import coverage_book, norm_file
from aftersales_app.domain.case_facts import Case, Value, read_case
from aftersales_app.domain.coverage import Cover, timeline
from aftersales_app.domain.coverage_run import Segment
from aftersales_app.domain.coverage_terms import (
	BASE,
	CHANGES,
	DELIVERY,
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

SOLD = {INVOICE: "invoiced_on", DELIVERY: "delivered_on", INSTALLATION: "installed_on"}
COUNTRIES = ("CN",)  # whose periods of cover ship
UNIT = (
	"part",
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
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told:
	"""A case, and with a unit what its cover is on the day of the event: all its `segments`, `notes` on the terms."""

	case: Case
	cover: Cover | None = None
	segments: tuple[Segment, ...] = ()
	notes: tuple[Reason, ...] = ()


def read(root: Node, calendar: DayCalendar) -> Told:
	"""The case that a file tells; with `unit`, whether it is in warranty comes from there unless it is told. Raises FileProblem."""
	parts = root.table(("event_on", "jurisdiction", "category"), ("today", "facts", "unit"))
	plain: dict[str, object] = {name: parts[name].text() for name in ("jurisdiction", "category")}
	plain |= {name: parts[name].value for name in ("event_on", "today") if name in parts}
	facts = {key.text(): part.value for key, part in parts["facts"].pairs()} if "facts" in parts else {}
	case = clear(root, lambda: read_case(plain | {"facts": facts}))
	if "unit" not in parts:
		return Told(case)
	return clear(parts["unit"], lambda: _covered(parts["unit"], case, calendar))


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


def _covered(node: Node, case: Case, calendar: DayCalendar) -> Told:
	"""The case with `in_warranty` and `coverage_end` as its unit has them; where no term is known, they stay unknown."""
	parts = node.table((), UNIT)
	region = str(case.facts.get("region") or "")
	circumstances = {fact: value for fact, value in case.facts.items() if isinstance(value, bool)}
	circumstances |= {key.text(): part.flag() for key, part in _pairs(parts, "circumstances")}
	rules = coverage_book.shipped(case.jurisdiction.lower()) if case.jurisdiction in COUNTRIES else ()
	granted = coverage_book.terms_for(rules, case.category, region, circumstances)
	terms = (*granted, *(_term(term) for term in _items(parts, "terms")))
	part = parts["part"].text() if "part" in parts else WHOLE_UNIT
	found = timeline(_unit(parts, case, rules), terms, calendar)
	cover = found.covered_on(case.event_on, part)
	if not terms or cover.covered is None:
		return Told(case, cover, found.of(part), found.notes)
	known: dict[str, Value | None] = {"in_warranty": cover.covered}
	if cover.until:
		known["coverage_end"] = cover.until
	facts = {**known, **{fact: value for fact, value in case.facts.items() if value is not None}}
	return Told(replace(case, facts=facts), cover, found.of(part), found.notes)


def _unit(parts: Mapping[str, Node], case: Case, rules: tuple[coverage_book.CoverageRule, ...]) -> Unit:
	sold = {event: day for event, fact in SOLD.items() if isinstance(day := case.facts.get(fact), date)}
	dates = {key.one_of((*STARTS, FACTORY)): part.day() for key, part in _pairs(parts, "dates")}
	return Unit(
		dates={**sold, **dates},
		parts={
			**coverage_book.parts_of(rules, case.category),
			**{key.text(): str(part.value or "") for key, part in _pairs(parts, "parts")},
		},
		needs_installation="needs_installation" in parts and parts["needs_installation"].flag(),
		repairs=tuple(repair.span() for repair in _items(parts, "repairs")),
		changes=tuple(_change(change) for change in _items(parts, "changes")),
		readings=tuple(_reading(reading) for reading in _items(parts, "readings")),
		transfers=tuple(transfer.day() for transfer in _items(parts, "transfers")),
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
