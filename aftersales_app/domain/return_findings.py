"""What an inspection looks for: the findings by which the norms call goods not intact (rules.md R3, test 6)."""

from collections.abc import Iterable, Iterator

from aftersales_app.domain.case_facts import CHOICES, Case, Facts
from aftersales_app.domain.norm_book import NormBook
from aftersales_app.domain.norm_match import holds
from aftersales_app.domain.norms import NO_REASON_RETURN, Exclusion

NOT_INTACT, FINDINGS = "not_intact", "findings"


def to_look_for(case: Case, book: NormBook) -> tuple[str, ...]:
	"""The findings that would count against such goods, in the order of the closed list. Raises DomainError `unknown_goods`."""
	facts = book.facts_of(case)
	counted = {
		word
		for norm in book.looked_at(case, facts)
		if NO_REASON_RETURN in norm.remedies
		for exclusion in norm.exclusions
		for word in _counted(exclusion, facts)
	}
	return tuple(word for word in CHOICES[FINDINGS] if word in counted)


def damaging(case: Case, book: NormBook, found: Iterable[str]) -> tuple[str, ...]:
	"""Those of what was found that count against the goods."""
	told = set(found)
	return tuple(word for word in to_look_for(case, book) if word in told)


def _counted(exclusion: Exclusion, facts: Facts) -> Iterator[str]:
	"""The findings that an exclusion names, where all else that it asks for is known to hold."""
	others = [one for one in exclusion.conditions if one.fact != FINDINGS]
	if exclusion.code != NOT_INTACT or not all(holds(one, facts) for one in others):
		return
	for condition in exclusion.conditions:
		if condition.fact == FINDINGS and isinstance(condition.value, tuple):
			yield from condition.value
