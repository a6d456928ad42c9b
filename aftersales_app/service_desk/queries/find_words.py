"""Tickets with all of some words in them, at the speed of a conversation.

The full-text index is quick for rare words; for common ones it reads every ticket that has them. So a sample of tickets
says how common the words are together: common ones are met soon by walking back from the newest, rare ones are asked
of the full-text index, with the rarest of the words only. Sample and walk read an index that holds the words themselves.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import frappe
from frappe.query_builder import Case, CustomFunction
from frappe.query_builder.functions import Sum
from pypika.terms import BasicCriterion, Criterion, LiteralValue

from aftersales_app.aftersales_core import moments
from aftersales_app.domain.text_terms import query_terms

BY_WORDS = "newest_words"
SAMPLED = 400  # tickets in which words are counted, of the last ones before each of these days ago
DAYS_AGO = (0, 7, 60, 180)
FEW = 5  # of the sample: of 200,000 tickets about 600
NEWEST = 20_000  # tickets to walk back through
CANDIDATES = 300  # tickets with the words, of which the user may see some
AN_HOUR = 3600
ASKED = 3  # words that the full-text index is asked for,
USEFUL = 400  # unless they are so common in the sample that reading them costs more than they rule out

MATCH = CustomFunction("MATCH", ["column"])
PADDED = CustomFunction("CONCAT", ["before", "text", "after"])
BYTES = CustomFunction("BINARY", ["text"])
_WRITTEN_IN_LETTERS = re.compile(r"[^\u3005\u3007\u3041-\u3094\u30a1-\u30fa\u3400-\u9fff\uac00-\ud7a3]")
_CLAUSE = re.compile(r"\+\((\S+) \(([^)]*)\)\)|\+(\S+)")

Ask = Callable[[Any], Any]


class _Boolean(Enum):
	AGAINST = " AGAINST "


def find(text: str, base: Ask, count: int) -> list[dict[str, Any]]:
	"""Up to `count` rows with all the words of `text`, the newest first.

	`base` makes a select from a table of tickets with what the user may see. Of common words the newest NEWEST tickets
	are looked through, which gives fewer than `count` only to users who see few of those.
	"""
	Ticket = frappe.qb.DocType("Aftersales Ticket")
	clauses = [found.group() for found in _CLAUSE.finditer(query_terms(text))]
	if not clauses:
		return []
	frequency = _sample(clauses)
	rarest = sorted(clauses, key=lambda clause: frequency[clause])
	contained = Criterion.all([_contains(Ticket.search_terms, clause) for clause in rarest])
	query = base(Ticket).orderby(Ticket.modified, order=frappe.qb.desc).limit(count)
	if frequency["together"] > FEW:
		names = _newest(Ticket, contained)
		return query.where(Ticket.name.isin(names)).run(as_dict=True) if names else []
	asked = [clause for clause in rarest[:ASKED] if frequency[clause] <= USEFUL] or rarest[:1]
	return query.where(contained & _against(Ticket.search_terms, " ".join(asked))).run(as_dict=True)


def _newest(Ticket: Any, contained: Criterion) -> list[str]:
	"""Names of the newest tickets with the words, whoever may see them."""
	query = frappe.qb.from_(Ticket).force_index(BY_WORDS).select(Ticket.name)
	query = query.where((Ticket.modified >= _oldest_of_newest()) & contained)
	return query.orderby(Ticket.modified, order=frappe.qb.desc).limit(CANDIDATES).run(pluck=True)


def _oldest_of_newest() -> datetime:
	"""Up to when one walks back. Counted once in an hour: it takes as long as the walk itself."""
	key = "aftersales_newest_tickets_since"
	if not (since := frappe.cache.get_value(key, expires=True)):
		Ticket = frappe.qb.DocType("Aftersales Ticket")
		query = frappe.qb.from_(Ticket).select(Ticket.modified).orderby(Ticket.modified, order=frappe.qb.desc)
		since = (query.limit(1).offset(NEWEST).run(pluck=True) or [datetime.min])[0]
		frappe.cache.set_value(key, since, expires_in_sec=AN_HOUR)
	return since


def _sample(clauses: list[str]) -> dict[str, int]:
	"""In how many tickets of the sample each clause is found, and all of them together."""
	now, total = moments.site_now(), [0] * (len(clauses) + 1)
	for days in DAYS_AGO:
		counts = _counted(clauses, now - timedelta(days=days))
		total = [before + more for before, more in zip(total, counts, strict=True)]
	return dict(zip((*clauses, "together"), total, strict=True))


def _counted(clauses: list[str], until: datetime) -> list[int]:
	Ticket = frappe.qb.DocType("Aftersales Ticket")
	last = (
		frappe.qb.from_(Ticket)
		.force_index(BY_WORDS)
		.select(Ticket.search_terms)
		.where(Ticket.modified <= until)
		.orderby(Ticket.modified, order=frappe.qb.desc)
		.limit(SAMPLED)
		.as_("last")
	)
	found = [_contains(last.search_terms, clause) for clause in clauses]
	sums = [Sum(Case().when(each, 1).else_(0)) for each in (*found, Criterion.all(found))]
	return [int(value or 0) for value in frappe.qb.from_(last).select(*sums).run()[0]]


def _contains(column: Any, clause: str) -> Criterion:
	"""What the clause of a full-text question means, for looking through one text."""
	whole, parts, word = _CLAUSE.fullmatch(clause).groups()
	if word:
		return _has(column, word)
	split = Criterion.all([_has(column, part.lstrip("+")) for part in parts.split()])
	return Criterion.any([_has(column, whole), split])


def _has(column: Any, word: str) -> Criterion:
	"""Pairs of characters have no small letters: they are compared as bytes, which is quick."""
	letters = word.rstrip("*")
	if not letters.isascii() and not _WRITTEN_IN_LETTERS.search(letters[1:]):
		return BYTES(column).like(f"%{letters}%")
	pattern = f"% {letters}%" if word.endswith("*") else f"% {word} %"
	return PADDED(" ", column, " ").like(pattern)


def _against(column: Any, terms: str) -> Criterion:
	"""MATCH(column) AGAINST ('terms' IN BOOLEAN MODE). Terms are letters, digits and our own operators."""
	question = LiteralValue(f"({frappe.db.escape(terms)} IN BOOLEAN MODE)")
	return BasicCriterion(_Boolean.AGAINST, MATCH(column), question)
