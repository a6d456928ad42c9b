"""Tickets with all of some words in them, at the speed of a conversation.

The full-text index is quick for rare words; for a common one it reads every ticket that has it. So a sample of the newest
tickets says how common each word is: tickets with common words are met soon by walking back from the newest, tickets
with a rare one are asked of the full-text index, with its rarest words only.
"""

import re
from collections.abc import Callable
from enum import Enum
from typing import Any

import frappe
from frappe.query_builder import Case, CustomFunction
from frappe.query_builder.functions import Sum
from pypika.terms import BasicCriterion, Criterion, LiteralValue

from aftersales_app.domain.text_terms import query_terms

SAMPLE = 400  # tickets in which words are counted
COMMON = 4  # of the sample: about 1 in 100
NEWEST = 6_000  # tickets to walk back through
ASKED = 2  # words that the full-text index is asked for

MATCH = CustomFunction("MATCH", ["column"])
PADDED = CustomFunction("CONCAT", ["before", "text", "after"])
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
	contained = Criterion.all([_contains(Ticket.search_terms, clause) for clause in clauses])
	query = base(Ticket).where(contained).orderby(Ticket.modified, order=frappe.qb.desc).limit(count)
	if frequency["together"] >= COMMON:
		return _newest(query.force_index("modified"), Ticket)
	rarest = sorted(clauses, key=lambda clause: frequency[clause])[:ASKED]
	if frequency[rarest[0]] >= COMMON:
		rows = _newest(query.force_index("modified"), Ticket)
		if len(rows) >= count:
			return rows
	return query.where(_against(Ticket.search_terms, " ".join(rarest))).run(as_dict=True)


def _newest(query: Any, Ticket: Any) -> list[dict[str, Any]]:
	oldest = frappe.qb.from_(Ticket).select(Ticket.modified).orderby(Ticket.modified, order=frappe.qb.desc)
	bound = oldest.limit(1).offset(NEWEST).run(pluck=True)
	return (query.where(Ticket.modified >= bound[0]) if bound else query).run(as_dict=True)


def _sample(clauses: list[str]) -> dict[str, int]:
	"""In how many of the newest tickets each clause is found, and all of them together."""
	Ticket = frappe.qb.DocType("Aftersales Ticket")
	newest = (
		frappe.qb.from_(Ticket)
		.select(Ticket.search_terms)
		.orderby(Ticket.modified, order=frappe.qb.desc)
		.limit(SAMPLE)
		.as_("newest")
	)
	found = [_contains(newest.search_terms, clause) for clause in clauses]
	sums = [Sum(Case().when(each, 1).else_(0)) for each in (*found, Criterion.all(found))]
	counts = [int(value or 0) for value in frappe.qb.from_(newest).select(*sums).run()[0]]
	return dict(zip((*clauses, "together"), counts, strict=True))


def _contains(column: Any, clause: str) -> Criterion:
	"""What the clause of a full-text question means, for looking through one text."""
	whole, parts, word = _CLAUSE.fullmatch(clause).groups()
	if word:
		return _has(column, word)
	split = Criterion.all([_has(column, part.lstrip("+")) for part in parts.split()])
	return Criterion.any([_has(column, whole), split])


def _has(column: Any, word: str) -> Criterion:
	pattern = f"% {word[:-1]}%" if word.endswith("*") else f"% {word} %"
	return PADDED(" ", column, " ").like(pattern)


def _against(column: Any, terms: str) -> Criterion:
	"""MATCH(column) AGAINST ('terms' IN BOOLEAN MODE). Terms are letters, digits and our own operators."""
	question = LiteralValue(f"({frappe.db.escape(terms)} IN BOOLEAN MODE)")
	return BasicCriterion(_Boolean.AGAINST, MATCH(column), question)
