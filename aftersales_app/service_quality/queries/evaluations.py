"""The sums that evaluations stand on: one statement for a period, by team, category and item at once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Sum

from aftersales_app.domain.evaluation_flow import Period
from aftersales_app.domain.ratings import LOW
from aftersales_app.domain.score_sums import Sums
from aftersales_app.domain.scoring import DIMENSIONS, OBJECTIVE
from aftersales_app.service_quality.queries.feedback import FEEDBACK

EVALUATION = "Aftersales Evaluation"
GROUPS = ("team", "category", "item_code")


@dataclass(frozen=True, slots=True)
class Cell:
	"""What was answered about the services of one team, category and item: overall as given and verified, the verified dimensions,
	and what the record tells."""

	team: str
	category: str
	item_code: str
	raw: Sums
	verified: Sums
	dimensions: dict[str, Sums]
	record: dict[str, Sums]


def cells(company: str, period: Period) -> Iterator[Cell]:
	"""The sums of a period, cell by cell."""
	answer = frappe.qb.DocType(FEEDBACK)
	query = frappe.qb.from_(answer).select(*(answer[field] for field in GROUPS))
	query = query.select(*_overall(answer.overall, None), *_overall(answer.verified_overall, answer.counts))
	for name in DIMENSIONS:
		query = query.select(*_mean(answer[f"verified_{name}"], answer.counts))
	for name in OBJECTIVE:
		query = query.select(*_mean(answer[f"record_{name}"], None))
	query = query.where((answer.company == company) & (answer.given_at >= period.first))
	query = query.where(answer.given_at < period.last + timedelta(days=1))
	for row in query.groupby(*(answer[field] for field in GROUPS)).run():
		yield _cell(row)


def comments(company: str, period: Period, most: int) -> tuple[list[str], list[list[str]]]:
	"""What customers wrote in a period, the latest first: as they wrote it, and of those made anonymous the words that are counted."""
	answer = frappe.qb.DocType(FEEDBACK)
	query = frappe.qb.from_(answer).select(answer.words, answer.terms)
	query = query.where((answer.words > "") | (answer.terms > ""))
	query = query.where((answer.company == company) & (answer.given_at >= period.first))
	query = query.where(answer.given_at < period.last + timedelta(days=1))
	found = query.orderby(answer.given_at, order=frappe.qb.desc).limit(most).run()
	return [words for words, _terms in found if words], [
		json.loads(terms) for words, terms in found if not words
	]


def periods(company: str, kind: str, besides: str | None = None) -> list[Period]:
	"""The periods of a company's other evaluations of a kind."""
	filters: dict[str, Any] = {"company": company, "kind": kind, "name": ("!=", besides or "")}
	found = frappe.get_all(EVALUATION, filters, ["first_day", "last_day"], as_list=True)
	return [Period(first, last) for first, last in found]


def is_drawn_up(company: str, kind: str, first: date) -> bool:
	"""Is there an evaluation of a company that begins on this day?"""
	return bool(frappe.db.exists(EVALUATION, {"company": company, "kind": kind, "first_day": first}))


def is_answered(company: str, period: Period) -> bool:
	"""Did anybody answer in a period?"""
	given = ("between", (period.first, period.last))
	return bool(frappe.db.exists(FEEDBACK, {"company": company, "given_at": given}))


def _overall(score: Any, counts: Any) -> tuple[Any, ...]:
	given = score > 0 if counts is None else (score > 0) & (counts == 1)
	return (
		Count(Case().when(given, 1)),
		Sum(Case().when(given, score).else_(0)),
		Sum(Case().when(given, score * score).else_(0)),
		Count(Case().when(given & (score <= LOW), 1)),
	)


def _mean(score: Any, counts: Any) -> tuple[Any, ...]:
	given = score > 0 if counts is None else (score > 0) & (counts == 1)
	return Count(Case().when(given, 1)), Sum(Case().when(given, score).else_(0))


def _cell(row: tuple[Any, ...]) -> Cell:
	team, category, item_code, *sums = row
	numbers = iter([int(value or 0) for value in sums])
	raw, verified = (Sums(*(next(numbers) for _number in range(4))) for _kind in range(2))
	dimensions = {name: Sums(next(numbers), next(numbers)) for name in DIMENSIONS}
	record = {name: Sums(next(numbers), next(numbers)) for name in OBJECTIVE}
	return Cell(team or "", category or "", item_code or "", raw, verified, dimensions, record)
