"""The sums that evaluations stand on: one statement for a period, by team, category, item and region at once. They are of services; how
complaints were handled is another question."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.query_builder import Case, CustomFunction
from frappe.query_builder.functions import Coalesce, Count, Sum

from aftersales_app.domain.baseline import Week
from aftersales_app.domain.evaluation_flow import Period
from aftersales_app.domain.invitation import COMPLAINT
from aftersales_app.domain.ratings import LOW
from aftersales_app.domain.score_sums import Sums
from aftersales_app.domain.scoring import DIMENSIONS, OBJECTIVE
from aftersales_app.domain.verification import CORRECTED, SET_ASIDE
from aftersales_app.service_quality.queries.feedback import FEEDBACK

EVALUATION, EXCEPTION = "Aftersales Evaluation", "Aftersales Evaluation Exception"
GROUPS = ("team", "category", "item_code", "region")
SCORES = ("overall", *DIMENSIONS)
WEEKLY = CustomFunction("DATEDIFF", ["later", "earlier"])
FLOOR = CustomFunction("FLOOR", ["number"])


@dataclass(frozen=True, slots=True)
class Cell:
	"""What was answered about the services of one team, category, item and region: overall as given and verified, the verified dimensions,
	and what the record tells."""

	team: str
	category: str
	item_code: str
	region: str
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
	query = query.where(_given(answer, company, period))
	for row in query.groupby(*(answer[field] for field in GROUPS)).run():
		yield _cell(row)


def weeks(company: str, period: Period) -> list[Week]:
	"""Answers and low scores, verified, of the weeks that a Monday begins the period of; those with answers."""
	answer = frappe.qb.DocType(FEEDBACK)
	week = FLOOR(WEEKLY(answer.given_at, period.first) / 7)
	score = answer.verified_overall
	query = frappe.qb.from_(answer).select(week.as_("week"), Count("*"))
	query = query.select(Count(Case().when(score <= LOW, 1)))
	query = query.where(_given(answer, company, period) & (answer.counts == 1) & (score > 0))
	found = query.groupby(week).run()
	return sorted(
		(Week(period.first + timedelta(days=7 * int(at)), n, low) for at, n, low in found),
		key=lambda one: one.first,
	)


def differing(company: str, period: Period) -> list[Any]:
	"""The answers of a period that count otherwise than they were given: corrected, or set aside. They are few, and found by their status: the
	scores of a million answers are not looked at again."""
	answer = frappe.qb.DocType(FEEDBACK)
	query = frappe.qb.from_(answer).select(answer.name.as_("feedback"), answer.status, answer.counts)
	query = query.select(*(answer[f"verified_{name}"].as_(name) for name in SCORES))
	query = query.where(_given(answer, company, period) & answer.status.isin((CORRECTED, SET_ASIDE)))
	return query.orderby(answer.name).run(as_dict=True)


def comments(company: str, period: Period, most: int) -> tuple[list[str], list[list[str]]]:
	"""What customers wrote in a period, the latest first: as they wrote it, and of those made anonymous the words that are counted."""
	answer = frappe.qb.DocType(FEEDBACK)
	query = frappe.qb.from_(answer).select(answer.words, answer.terms)
	query = query.where((answer.words > "") | (answer.terms > ""))
	query = query.where(_given(answer, company, period))
	found = query.orderby(answer.given_at, order=frappe.qb.desc).limit(most).run()
	return [words for words, _terms in found if words], [
		json.loads(terms) for words, terms in found if not words
	]


def periods(company: str, kind: str, occasion: str = "") -> list[Period]:
	"""The periods of a company's other evaluations of a kind, special ones of the same occasion."""
	filters: dict[str, Any] = {"company": company, "kind": kind}
	if occasion:
		filters["occasion"] = occasion
	found = frappe.get_all(EVALUATION, filters, ["first_day", "last_day"], as_list=True)
	return [Period(first, last) for first, last in found]


def is_drawn_up(company: str, kind: str, first: date) -> bool:
	"""Is there an evaluation of a company that begins on this day?"""
	return bool(frappe.db.exists(EVALUATION, {"company": company, "kind": kind, "first_day": first}))


def about(doctype: str, name: str, company: str) -> str | None:
	"""A company's evaluation for which this record gave the occasion."""
	where = {"reference_doctype": doctype, "reference_name": name, "company": company}
	return frappe.db.exists(EVALUATION, where)


def is_answered(company: str, period: Period) -> bool:
	"""Did anybody answer in a period?"""
	given = ("between", (period.first, period.last))
	told = {"company": company, "given_at": given, "reference_doctype": ("!=", COMPLAINT)}
	return bool(frappe.get_all(FEEDBACK, told, limit=1))


def _of_service(answer: Any) -> Any:
	return Coalesce(answer.reference_doctype, "") != COMPLAINT


def baseline(company: str, before: date) -> Any:
	"""What the latest evaluation of a company up to a day calls usual; None where none was frozen yet."""
	filters = {"company": company, "last_day": ("<=", before), "baseline_n": (">", 0)}
	fields = ["baseline_first", "baseline_last", "baseline_periods", "baseline_n", "baseline_share"]
	found = frappe.get_all(EVALUATION, filters, fields, order_by="last_day desc, drawn_at desc", limit=1)
	return found[0] if found else None


def late(today: date, least: date) -> list[str]:
	"""Special evaluations that are due by a day and of which nobody was reminded today."""
	filters = [["kind", "=", "Special"], ["status", "!=", "Published"], ["due_on", "<=", least]]
	found = frappe.get_all(EVALUATION, filters, ["name", "reminded_on"], order_by="due_on, name")
	return [row.name for row in found if row.reminded_on != today]


def people_with(roles: Iterable[str]) -> list[str]:
	"""Those who can sign in and have one of these roles, by name."""
	user, role = frappe.qb.DocType("User"), frappe.qb.DocType("Has Role")
	query = frappe.qb.from_(user).join(role).on((role.parent == user.name) & (role.parenttype == "User"))
	query = query.select(user.name).distinct().where(role.role.isin(list(roles)) & (user.enabled == 1))
	return query.orderby(user.name).run(pluck=True)


def counted(evaluation: Any, field: str | None, group: str) -> list[Any]:
	"""The answers behind a figure that the user may see, each as given; `field` and `group` name the group."""
	last = evaluation.last_day + timedelta(days=1)
	filters: list[list[Any]] = [
		["company", "=", evaluation.company],
		["given_at", ">=", evaluation.first_day],
		["given_at", "<", last],
		["reference_doctype", "!=", COMPLAINT],
	]
	if field:
		filters.append([field, "=", group])
	fields = ["name", "given_at", *GROUPS, "status", "counts", *SCORES]
	fields += [f"verified_{name}" for name in SCORES]
	return frappe.get_list(
		FEEDBACK, filters=filters, fields=fields, order_by="given_at, name", limit_page_length=0
	)


def exceptions(evaluation: str) -> dict[str, Any]:
	"""What counted otherwise than it was given when an evaluation was drawn up, by answer."""
	fields = ["feedback", "status", "counts", *SCORES]
	found = frappe.get_all(EXCEPTION, {"parent": evaluation, "parenttype": EVALUATION}, fields)
	return {row.feedback: row for row in found}


def _given(answer: Any, company: str, period: Period) -> Any:
	until = period.last + timedelta(days=1)
	within = (answer.given_at >= period.first) & (answer.given_at < until)
	return (answer.company == company) & _of_service(answer) & within


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
	places, sums = row[: len(GROUPS)], row[len(GROUPS) :]
	numbers = iter([int(value or 0) for value in sums])
	raw, verified = (Sums(*(next(numbers) for _number in range(4))) for _kind in range(2))
	dimensions = {name: Sums(next(numbers), next(numbers)) for name in DIMENSIONS}
	record = {name: Sums(next(numbers), next(numbers)) for name in OBJECTIVE}
	return Cell(*(place or "" for place in places), raw, verified, dimensions, record)
