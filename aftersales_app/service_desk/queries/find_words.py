"""Tickets with all of some words in them, at the speed of a conversation.

The full-text index is quick for rare words; for common ones it reads every ticket that has them. So a sample of tickets,
kept for an hour, says how common the words are together: common ones are met soon by walking back from the newest, rare
ones are asked of the full-text index. Either way it is one statement, and all tickets are looked through. The walk reads an
index that holds the words themselves; the ticket is read only where they are found.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import frappe
from frappe.query_builder import CustomFunction
from pypika.terms import BasicCriterion, Criterion, LiteralValue

from aftersales_app.aftersales_core import moments
from aftersales_app.domain.text_terms import query_terms

BY_WORDS = "newest_words"
SAMPLED = 400  # tickets in which words are counted, of the last ones before each of these days ago
DAYS_AGO = (0, 7, 30, 60, 90, 120, 160, 200, 250, 300)
FEW = 0.005  # of the sample: of 200,000 tickets 1,000
RARE = 0.005  # a word that the full-text index answers at once, without the help of others
COMMON = 0.2  # a word that costs the full-text index more than it rules out
ASKED = 3  # words that the full-text index is asked for
AN_HOUR = 3600

MATCH = CustomFunction("MATCH", ["column"])
PADDED = CustomFunction("CONCAT", ["before", "text", "after"])
BYTES = CustomFunction("BINARY", ["text"])
_NAME = re.compile(
	r"[^0-9\u3000-\u9fff\uac00-\ud7a3]*"
)  # a word in letters, which may be written with accents or without
_CLAUSE = re.compile(r"\+\((\S+) \(([^)]*)\)\)|\+(\S+)")

Seen = Callable[[Any], Any]


class _Boolean(Enum):
	AGAINST = " AGAINST "


def find(text: str, seen: Seen, count: int) -> list[dict[str, Any]]:
	"""Up to `count` rows with all the words of `text`, the newest first.

	`seen` makes a query of tickets show what is shown of them, of those that the user may see.
	"""
	clauses = [found.group() for found in _CLAUSE.finditer(query_terms(text))]
	if not clauses:
		return []
	sample = _sample()
	found = {clause: _in(sample, clause) for clause in clauses}
	rarest = sorted(clauses, key=lambda clause: len(found[clause]))
	if len(set.intersection(*found.values())) > FEW * len(sample):
		query = _walk(rarest, seen)
	else:
		query = _asked(rarest, _telling(rarest, found, len(sample)), seen)
	return query.limit(count).run(as_dict=True)


def _walk(rarest: list[str], seen: Seen) -> Any:
	"""Back from the newest ticket, reading those with the words, until enough are found that the user may see."""
	Ticket = frappe.qb.DocType("Aftersales Ticket")
	Words = frappe.qb.DocType("Aftersales Ticket").as_("words")
	query = frappe.qb.from_(Words).force_index(BY_WORDS).join(Ticket).on(Ticket.name == Words.name)
	query = query.where(_contained(Words.search_terms, rarest))
	return seen(query).orderby(Words.modified, order=frappe.qb.desc)


def _asked(rarest: list[str], telling: list[str], seen: Seen) -> Any:
	"""The full-text index with the words that tell the most."""
	Ticket = frappe.qb.DocType("Aftersales Ticket")
	found = _contained(Ticket.search_terms, rarest) & _against(Ticket.search_terms, " ".join(telling))
	return seen(frappe.qb.from_(Ticket).where(found)).orderby(Ticket.modified, order=frappe.qb.desc)


def _telling(rarest: list[str], found: dict[str, set[int]], total: int) -> list[str]:
	"""The rarest word, and while that is not rare those that rule out most of what is left."""
	asked, left = rarest[:1], found[rarest[0]]
	while len(left) > RARE * total and len(asked) < ASKED:
		best = min(rarest, key=lambda clause: len(left & found[clause]))
		if best in asked or len(found[best]) > COMMON * total:
			break
		asked.append(best)
		left = left & found[best]
	return asked


def _in(sample: list[str], clause: str) -> set[int]:
	whole, parts, word = _parts(clause)
	if word:
		return {at for at, terms in enumerate(sample) if word in terms}
	return {at for at, terms in enumerate(sample) if whole in terms or all(part in terms for part in parts)}


def _sample() -> list[str]:
	"""The words of some tickets of each season, a blank before and after each. Read once an hour."""
	key = "aftersales_sample_of_words"
	if (sample := frappe.cache.get_value(key, expires=True)) is None:
		now = moments.site_now()
		words = {name: terms for days in DAYS_AGO for name, terms in _last(now - timedelta(days=days))}
		sample = [f" {terms} " for terms in words.values()]
		frappe.cache.set_value(key, sample, expires_in_sec=AN_HOUR)
	return sample


def _last(until: datetime) -> list[tuple[str, str]]:
	Ticket = frappe.qb.DocType("Aftersales Ticket")
	query = frappe.qb.from_(Ticket).force_index(BY_WORDS).select(Ticket.name, Ticket.search_terms)
	query = query.where(Ticket.modified <= until).orderby(Ticket.modified, order=frappe.qb.desc)
	return query.limit(SAMPLED).run()


def _contained(column: Any, clauses: list[str]) -> Criterion:
	return Criterion.all([_contains(column, clause) for clause in clauses])


def _contains(column: Any, clause: str) -> Criterion:
	"""What the clause of a full-text question means, for looking through one text."""
	whole, parts, word = _parts(clause)
	if word:
		return _has(column, word)
	return Criterion.any([_has(column, whole), Criterion.all([_has(column, part) for part in parts])])


def _parts(clause: str) -> tuple[str, list[str], str]:
	"""(a word written with separators as one, its parts, "") or ("", [], a word): each with the blanks around it."""
	whole, parts, word = _CLAUSE.fullmatch(clause).groups()
	if word:
		return "", [], _blanks(word)
	return _blanks(whole), [_blanks(part.lstrip("+")) for part in parts.split()], ""


def _blanks(word: str) -> str:
	return f" {word[:-1]}" if word.endswith("*") else f" {word} "


def _has(column: Any, word: str) -> Criterion:
	"""Comparing bytes is twice as quick; only names in letters are compared without their accents."""
	padded, pattern = PADDED(" ", column, " "), word.replace("_", r"\_")
	return (padded if _NAME.fullmatch(word) else BYTES(padded)).like(f"%{pattern}%")


def _against(column: Any, terms: str) -> Criterion:
	"""MATCH(column) AGAINST ('terms' IN BOOLEAN MODE). Terms are letters, digits and our own operators."""
	question = LiteralValue(f"({frappe.db.escape(terms)} IN BOOLEAN MODE)")
	return BasicCriterion(_Boolean.AGAINST, MATCH(column), question)
