"""The sums that evaluations stand on: one statement for a period, by team, category and item at once. They are of services; how complaints
were handled is another question."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce, Count, Sum

from aftersales_app.domain.evaluation_flow import Period
from aftersales_app.domain.invitation import COMPLAINT
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
	query = query.where(_of_service(answer))
	query = query.where(answer.given_at < period.last + timedelta(days=1))
	for row in query.groupby(*(answer[field] for field in GROUPS)).run():
		yield _cell(row)


def words(company: str, period: Period, most: int) -> list[str]:
	"""What customers wrote in a period, the latest first."""
	answer = frappe.qb.DocType(FEEDBACK)
	query = frappe.qb.from_(answer).select(answer.words).where(answer.words > "")
	query = query.where((answer.company == company) & (answer.given_at >= period.first))
	query = query.where(_of_service(answer))
	query = query.where(answer.given_at < period.last + timedelta(days=1))
	return query.orderby(answer.given_at, order=frappe.qb.desc).limit(most).run(pluck=True)


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
	told = {"company": company, "given_at": given, "reference_doctype": ("!=", COMPLAINT)}
	return bool(frappe.get_all(FEEDBACK, told, limit=1))


def _of_service(answer: Any) -> Any:
	return Coalesce(answer.reference_doctype, "") != COMPLAINT


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
