"""One version of a rule after the other: which of them hold once a new one does."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from aftersales_app.domain.coverage_book import CoverageRule
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.norms import Norm

DAY = timedelta(days=1)
Rule = TypeVar("Rule", Norm, CoverageRule)


def norms_with(norms: Iterable[Norm], new: Norm) -> tuple[Norm, ...]:
	"""The norms once `new` holds: its earlier versions end on the day before it comes into force, those that begin no
	earlier than it give way, a later one stays."""
	return _with(norms, new, lambda norm: norm.key, lambda norm, last: replace(norm, effective_to=last))


def coverage_with(rules: Iterable[CoverageRule], new: CoverageRule) -> tuple[CoverageRule, ...]:
	"""The same for rules of how long goods are covered."""
	return _with(rules, new, lambda rule: (rule.code, rule.version), _end)


def check_coverage(rules: Iterable[CoverageRule]) -> None:
	"""Is each rule in force in one version at a time? Raises DomainError `norms_overlap`."""
	seen: dict[str, list[CoverageRule]] = {}
	for rule in rules:
		for other in seen.setdefault(rule.code, []):
			if overlaps(rule.effective_from, rule.effective_to, other.effective_from, other.effective_to):
				told = {"norm": rule.code, "version": rule.version}
				told |= {"other": other.code, "other_version": other.version}
				raise DomainError("norms_overlap", told)
		seen[rule.code].append(rule)


def end_before(own: date | None, firsts: Iterable[date]) -> date | None:
	"""The last day of a version that has this end of its own, None for until further notice, and is followed by others from these days on."""
	days = [*(first - DAY for first in firsts), *([own] if own else [])]
	return min(days, default=None)


def overlaps(
	first: date | None, last: date | None, other_first: date | None, other_last: date | None
) -> bool:
	"""Do two spans of days, open where None, have a day in common?"""
	return (first or date.min) <= (other_last or date.max) and (other_first or date.min) <= (last or date.max)


def newest(rules: Iterable[CoverageRule]) -> tuple[CoverageRule, ...]:
	"""Of each rule its last version, for what was bought on a day that nobody knows."""
	last: dict[str, CoverageRule] = {}
	for rule in sorted(rules, key=lambda one: one.version):
		last[rule.code] = rule
	return tuple(last.values())


def _with(
	rules: Iterable[Rule],
	new: Rule,
	key: Callable[[Rule], tuple[str, int]],
	end: Callable[[Rule, date], Rule],
) -> tuple[Rule, ...]:
	name, version = key(new)
	kept: list[Rule] = []
	for rule in rules:
		own_name, own_version = key(rule)
		if own_name != name or own_version > version:
			kept.append(rule)
		elif own_version < version and rule.effective_from < new.effective_from:
			last = min(rule.effective_to or date.max, new.effective_from - DAY)
			kept.append(end(rule, last))
	kept.append(new)
	return tuple(kept)


def _end(rule: CoverageRule, last: date) -> CoverageRule:
	terms = tuple(replace(term, in_force_to=last) for term in rule.terms)
	return replace(rule, effective_to=last, terms=terms)
