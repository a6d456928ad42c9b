"""The norms among which a case is decided, and what their jurisdictions say of categories of goods (rules.md
R11, R14)."""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from datetime import date

from aftersales_app.domain.case_facts import Case, Facts, Value, check_fact
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.jurisdictions import jurisdictions_of
from aftersales_app.domain.norms import Norm


class NormBook:
	"""Norms in an order of their own, so that the order they came in is irrelevant, and what a jurisdiction
	says of its categories of goods: facts by (jurisdiction, category), those of the category "" holding for all
	goods unless a case says otherwise.

	A jurisdiction that names its categories knows no others. Keep the book: it remembers which norms a category
	looks at. Raises DomainError `norms_overlap` where two norms have the same id, or are of equal rank and say
	the same thing of the same cases, while both are in force; `unknown_fact`.
	"""

	def __init__(
		self, norms: Iterable[Norm], categories: Mapping[tuple[str, str], Facts] | None = None
	) -> None:
		self.norms = self._own = tuple(sorted(norms, key=lambda norm: norm.key))
		self.categories = dict(categories or {})
		for facts in self.categories.values():
			for fact, value in facts.items():
				check_fact(fact, value)
		_check_overlap(self.norms, lambda norm: norm.id)
		_check_overlap(self.norms, _says)
		self._tabled = {jurisdiction for jurisdiction, category in self.categories if category}
		self._words = {word for norm in self.norms for word in _words(norm)}
		self._looked_up: dict[tuple[str | None, ...], tuple[Norm, ...]] = {}
		self._ids = {norm.id for norm in self.norms}
		self._beside: tuple[Norm, ...] = ()

	def beside(self, norms: Iterable[Norm]) -> "NormBook":
		"""The book with what was promised in one case beside it; a norm whose id is in the book counts as that says it."""
		more = tuple(norm for norm in norms if norm.id not in self._ids)
		if not more:
			return self
		book = copy(self)  # what it remembers is of the norms that both have
		book._beside = tuple(sorted(more, key=lambda norm: norm.key))
		book.norms = (*self._own, *book._beside)
		return book

	def looked_at(self, case: Case, facts: Facts) -> tuple[Norm, ...]:
		"""The norms of the case's jurisdiction, and of the union it belongs to, for its goods, less those for another region or buyer
		than the known one, in the order of the book.

		Raises DomainError `unknown_goods`.
		"""
		places = jurisdictions_of(case.jurisdiction)
		known = [(place, case.category) in self.categories for place in places if place in self._tabled]
		if known and not (case.category and any(known)):
			raise DomainError("unknown_goods", {"category": case.category, "jurisdiction": case.jurisdiction})
		said = (case.category, facts.get("region"), facts.get("buyer"))
		category, region, buyer = map(self._word, said)
		key = (*(place for place in places if place in self._words), "", category, region, buyer)
		if key not in self._looked_up:
			self._looked_up[key] = tuple(
				norm
				for norm in self._own
				if norm.jurisdiction in places
				and (not norm.categories or category in norm.categories)
				and (region is None or norm.region in ("", region))
				and (buyer is None or norm.buyer in ("", buyer))
			)
		found = self._looked_up[key]
		return (*found, *self._beside) if self._beside else found

	def _word(self, word: object) -> str | None:
		"""A word that some norm names, or "other", so that what is remembered cannot grow without end; None is
		unknown."""
		return None if word is None else str(word) if word in self._words else "other"

	def facts_of(self, case: Case) -> dict[str, Value | None]:
		"""What the category says, and over it what is known of the case."""
		known = {fact: value for fact, value in case.facts.items() if value is not None}
		found: dict[str, Value | None] = {}
		for category in ("", case.category):
			for place in reversed(jurisdictions_of(case.jurisdiction)):
				found.update(self.categories.get((place, category), {}))
		return {**found, **known, "category": case.category}


def _words(norm: Norm) -> tuple[str, ...]:
	return norm.jurisdiction, norm.region, norm.buyer, *norm.categories


def _says(norm: Norm) -> object:
	"""Equal for norms that speak of the same cases and give the same."""
	return (
		norm.jurisdiction,
		norm.region,
		norm.rank,
		frozenset(norm.categories),
		norm.buyer,
		frozenset(norm.channels),
		frozenset(norm.windows),
		frozenset(norm.conditions),
		norm.after,
		frozenset(norm.remedies),
		norm.burden,
		norm.defence,
		frozenset(norm.deadlines),
	)


def _check_overlap(norms: Iterable[Norm], same: Callable[[Norm], object]) -> None:
	seen: dict[object, list[Norm]] = {}
	for norm in norms:
		for other in seen.setdefault(same(norm), []):
			if other.effective_from <= (norm.effective_to or date.max) and norm.effective_from <= (
				other.effective_to or date.max
			):
				told = {"norm": norm.id, "version": norm.version}
				told |= {"other": other.id, "other_version": other.version}
				raise DomainError("norms_overlap", told)
		seen[same(norm)].append(norm)
