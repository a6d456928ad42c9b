"""The shipped rules of how long goods are covered (rules.md R8), read from coverage_rules/, and the terms that they make for a unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from aftersales_app.domain.coverage_terms import EACH_PART, STATUTORY, WHOLE_UNIT, Limit, Term
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.markup import runs
from aftersales_app.domain.norms import CONFIDENCE, LAW

FOLDER = Path(__file__).parent / "coverage_rules"


@dataclass(frozen=True, slots=True)
class CoverageRule:
	"""What one norm grants for goods of `categories`, in `region` ("" is everywhere), if none of the facts `when` is known to be otherwise.

	`parts`: part -> its group. `holds_days`: how long a repair has to hold (rules.md R5), None where the norm does not say.
	What a customer may then ask for is in the norms of statutes/.
	Raises DomainError `term_without_citation`, `rule_with_script`, `unknown_rank`, `unknown_confidence`.
	"""

	code: str
	version: int
	jurisdiction: str
	categories: tuple[str, ...]
	rank: str
	citation: str
	confidence: str
	effective_from: date
	effective_to: date | None = None
	region: str = ""
	when: Mapping[str, bool] = field(default_factory=dict)
	parts: Mapping[str, str] = field(default_factory=dict)
	terms: tuple[Term, ...] = ()
	holds_days: int | None = None

	def __post_init__(self) -> None:
		if not self.citation.strip():
			raise DomainError("term_without_citation", {"term": self.code})
		if runs(self.code) or runs(self.citation):
			raise DomainError("rule_with_script", {"rule": self.code})
		if self.rank not in LAW:
			raise DomainError("unknown_rank", {"rule": self.code, "rank": self.rank})
		if self.confidence not in CONFIDENCE:
			raise DomainError("unknown_confidence", {"rule": self.code, "confidence": self.confidence})

	def speaks_of(self, category: str, region: str, facts: Mapping[str, bool | None]) -> bool:
		"""Does it grant something for such goods? A fact that nobody knows speaks for the customer."""
		told = all(facts.get(fact) in (None, wanted) for fact, wanted in self.when.items())
		return category in self.categories and self.region in ("", region) and told


@cache
def shipped(country: str = "cn") -> tuple[CoverageRule, ...]:
	"""The rules that are shipped for a country."""
	return read(yaml.safe_load((FOLDER / f"{country}.yaml").read_text("utf-8")))


def read(book: Mapping[str, Any]) -> tuple[CoverageRule, ...]:
	"""The rules of a book as coverage_rules/cn.yaml has it. Raises DomainError as `CoverageRule` and `Term` do, and `rule_not_understood`."""
	return tuple(
		_rule({"jurisdiction": book["jurisdiction"], "version": book["version"], **row})
		for row in book["rules"]
	)


def terms_for(
	rules: Iterable[CoverageRule],
	category: str,
	region: str = "",
	facts: Mapping[str, bool | None] | None = None,
) -> tuple[Term, ...]:
	"""The terms that the rules make for goods of a category; which of them were in force at the purchase `coverage.timeline` tells."""
	return tuple(
		term for rule in rules if rule.speaks_of(category, region, facts or {}) for term in rule.terms
	)


def parts_of(rules: Iterable[CoverageRule], category: str) -> dict[str, str]:
	"""The parts of such goods that the rules know, with their groups."""
	return {
		part: group for rule in rules if category in rule.categories for part, group in rule.parts.items()
	}


def part_names(parts: Mapping[str, str], terms: Iterable[Term]) -> set[str]:
	"""What parts of such goods are called: those that are listed, with their groups, and those that have a term of their own. A group
	stands for its parts; it is one itself where it is listed, as an assembly is."""
	named = {term.part for term in terms} - {WHOLE_UNIT, EACH_PART, *parts.values()}
	return {*parts, *named}


def _rule(row: Mapping[str, Any]) -> CoverageRule:
	try:
		return CoverageRule(
			**{
				**row,
				"categories": tuple(row["categories"]),
				"parts": {part: group for group, parts in row.get("parts", {}).items() for part in parts},
				"terms": tuple(_term(row, term) for term in row["terms"]),
			}
		)
	except (KeyError, TypeError) as error:
		raise DomainError("rule_not_understood", {"rule": row.get("code", ""), "why": str(error)}) from error


def _term(row: Mapping[str, Any], term: Mapping[str, Any]) -> Term:
	given = dict(term)
	name = given.pop("name", given.get("part", "unit"))
	for key in ("starts", "restarts"):
		if key in given:
			given[key] = tuple(given[key])
	if "limit" in given:
		given["limit"] = Limit(**given["limit"])
	return Term(
		code=f"{row['code']}/{name}",
		norm=row["code"],
		kind=STATUTORY,
		citation=row["citation"],
		version=row["version"],
		in_force_from=row["effective_from"],
		in_force_to=row.get("effective_to"),
		**given,
	)
