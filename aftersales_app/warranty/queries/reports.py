"""What the quality reports count. The database groups, the domain works out shares; users get what they may see of units and claims.

A unit begins on the day of delivery, else of the invoice, else of registration; without any of them it is left out. It is watched up
to today, or up to its last claim where it was exchanged, returned or scrapped. A unit whose sale was cancelled is none.

A claim counts as a failure of the goods unless it was withdrawn or refused, and as long as its cause is the product or nobody has said:
what is not decided yet counts, so that an alert is not late. Claims that tell of one failure (`same_failure`) count once, with the costs of
all of them. A repair counts by its cause in the same way. Of a unit that was sold again
neither counts that came before that sale.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.desk.reportview import build_match_conditions
from frappe.query_builder.functions import Count, Max
from pypika.analytics import Lead
from pypika.terms import Function, LiteralValue, Term

from aftersales_app.domain.failure_rates import Cohort, Failure, Job
from aftersales_app.domain.repair_time import PRODUCT as THE_GOODS
from aftersales_app.domain.same_failure import failure

PRODUCT, CLAIM = "Aftersales Product", "Aftersales Claim"
DECISION, REPAIR = "Aftersales Decision", "Aftersales Repair"
IN_USE, CANCELLED = "In Use", "Cancelled"
WITHDRAWN, REFUSED = "Withdrawn", "Refused"


@dataclass(frozen=True, slots=True)
class Scope:
	"""The units that a report looks at: sold on these days (None is open), and for columns the values that count."""

	today: date
	first: date | None = None
	last: date | None = None
	facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim(Failure):
	"""A failure, and the claims that tell of it."""

	claims: tuple[str, ...] = ()


def cohorts(scope: Scope, group: str) -> dict[Any, list[Cohort]]:
	"""Units by group, in one row for each day of handing over and of leaving."""
	unit, last = frappe.qb.DocType(PRODUCT), _last_claims()
	key, began, watched = _group(unit, group), _began(unit), _watched(unit, last.day, scope)
	query = (
		frappe.qb.from_(unit)
		.left_join(last)
		.on(last.product == unit.name)
		.select(key, began, watched, Count("*"))
		.groupby(key, began, watched)
	)
	found: dict[Any, list[Cohort]] = {}
	for value, start, end, units in _restrict(query, unit, scope).run():
		found.setdefault(value, []).append(Cohort(start, max(start, end), int(units)))
	return found


def failures(scope: Scope, group: str) -> dict[Any, list[Claim]]:
	"""Failures of the goods by group, as claims tell of them."""
	unit, claim, last = frappe.qb.DocType(PRODUCT), frappe.qb.DocType(CLAIM), _last_claims()
	query = (
		frappe.qb.from_(claim)
		.join(unit)
		.on(unit.name == claim.product)
		.left_join(last)
		.on(last.product == unit.name)
		.select(
			_group(unit, group),
			unit.name,
			_began(unit),
			_watched(unit, last.day, scope),
			claim.event_on,
			claim.total,
			claim.name,
			claim.fault,
		)
		.where(claim.event_on.isnotnull() & (claim.event_on <= scope.today))
		.where((claim.status != WITHDRAWN) & (_or_empty(claim.verdict) != REFUSED))
		.where(_of_the_goods(claim) & _since_the_sale(unit, claim.event_on))
	)
	found: dict[Any, dict[tuple[str, date, str], Claim]] = {}
	for value, name, start, end, on, cost, number, fault in _restrict(query, unit, scope).run():
		told, key = found.setdefault(value, {}), failure(name, on, fault or "")
		before = told.get(key) or Claim(name, start, max(start, end), on)
		told[key] = replace(before, cost=before.cost + float(cost or 0), claims=(*before.claims, number))
	return {value: list(told.values()) for value, told in found.items()}


def jobs(scope: Scope, group: str) -> dict[Any, list[Job]]:
	"""Repairs by group, without those that the goods did not call for."""
	unit, repair = frappe.qb.DocType(PRODUCT), frappe.qb.DocType(REPAIR)
	query = (
		frappe.qb.from_(repair)
		.join(unit)
		.on(unit.name == repair.product)
		.select(_group(unit, group), unit.name, repair.received_on, repair.returned_on, repair.fault)
		.where(repair.received_on.isnotnull() & (repair.received_on <= scope.today))
		.where(_of_the_goods(repair) & _since_the_sale(unit, repair.received_on))
	)
	found: dict[Any, list[Job]] = {}
	for value, name, received, returned, fault in _restrict(query, unit, scope).run():
		found.setdefault(value, []).append(Job(name, received, returned, fault or ""))
	return found


def companies(scope: Scope, group: str) -> dict[Any, set[str]]:
	"""The companies of the units of each group."""
	unit = frappe.qb.DocType(PRODUCT)
	query = frappe.qb.from_(unit).select(_group(unit, group), unit.company).distinct()
	found: dict[Any, set[str]] = {}
	for value, company in _restrict(query, unit, scope).run():
		found.setdefault(value, set()).add(company)
	return found


def titles(doctype: str, names: Iterable[str]) -> dict[str, str]:
	"""What records are called, by name."""
	title = frappe.get_meta(doctype).get_title_field()
	rows = frappe.get_all(
		doctype, filters={"name": ("in", list(names))}, fields=["name", title], as_list=True
	)
	return {name: called or name for name, called in rows}


def decisions(first: date, last: date, companies: Iterable[str] = ()) -> list[tuple]:
	"""Decisions made on these days, by who made them: (user, decided, approved, refused, goodwill, overrides, appealed, reversed).

	Appealed is what the next decision on the same claim was made about, reversed where that one says so. Appeals of any day count.
	"""
	decision, claim = frappe.qb.DocType(DECISION), frappe.qb.DocType(CLAIM)
	order = (decision.claim, decision.number)
	every = (
		frappe.qb.from_(decision)
		.select(
			decision.name,
			decision.claim,
			decision.decided_by,
			decision.made_on,
			decision.verdict,
			decision.override,
			Lead(decision.appeal_of).over(order[0]).orderby(order[1]).as_("appealed_from"),
			Lead(decision.reverses).over(order[0]).orderby(order[1]).as_("reversed"),
		)
		.as_("every")
	)
	appealed = every.appealed_from == every.name
	sums = [_times(every.verdict == verdict) for verdict in ("Approved", "Refused", "Goodwill")]
	query = (
		frappe.qb.from_(every)
		.join(claim)
		.on(claim.name == every.claim)
		.select(
			every.decided_by,
			Count("*"),
			*sums,
			_times(every.override),
			_times(appealed),
			_times(appealed & (every.reversed == 1)),
		)
		.where((every.made_on >= first) & (every.made_on < last + timedelta(days=1)))
		.groupby(every.decided_by)
	)
	if companies:
		query = query.where(claim.company.isin(list(companies)))
	return _visible(query, CLAIM).run()


def _of_the_goods(case: Any) -> Term:
	return _or_empty(case.cause).isin(("", THE_GOODS))


def _since_the_sale(unit: Any, day: Term) -> Term:
	"""True where no day of sale is known: a unit is often registered when its first claim comes."""
	papers = (unit.invoiced_on, unit.delivered_on)
	sold = Function("least", Function("coalesce", *papers), Function("coalesce", *reversed(papers)))
	return day >= Function("coalesce", sold, day)


def _or_empty(column: Term) -> Term:
	return Function("coalesce", column, "")


def _group(unit: Any, group: str) -> Term:
	"""The column, the month of handing over or the kind of goods of a country; nothing for all in one."""
	if group == "month":
		began = _began(unit)
		return Function("subdate", began, Function("dayofmonth", began) - 1)
	if group == "goods_category":
		return _kind_of_goods(unit)
	return _or_empty(unit[group]) if group else LiteralValue("''")


def _kind_of_goods(unit: Any) -> Term:
	"""Country and code, since two countries may call different goods by one code; nothing where nobody has said which goods."""
	code = _or_empty(unit.goods_category)
	return Function("if", code == "", "", Function("concat", _or_empty(unit.jurisdiction), "-", code))


def _began(unit: Any) -> Term:
	return Function("coalesce", unit.delivered_on, unit.invoiced_on, unit.registered_on)


def _last_claims() -> Any:
	"""The day of the last claim of each unit that is no longer in use."""
	unit, claim = frappe.qb.DocType(PRODUCT), frappe.qb.DocType(CLAIM)
	return (
		frappe.qb.from_(claim)
		.join(unit)
		.on((unit.name == claim.product) & (unit.status != IN_USE))
		.select(claim.product, Max(claim.event_on).as_("day"))
		.groupby(claim.product)
		.as_("last")
	)


def _watched(unit: Any, last_claim: Term, scope: Scope) -> Term:
	left = Function("coalesce", last_claim, _began(unit))
	until = Function("if", unit.status == IN_USE, scope.today, Function("least", left, scope.today))
	return Function("date", until)


def _times(condition: Term) -> Term:
	"""How often it holds or is not zero."""
	return Count(Function("nullif", condition, 0))


def _restrict(query: Any, unit: Any, scope: Scope) -> Any:
	began = _began(unit)
	query = query.where(began.isnotnull() & (began <= scope.today) & (unit.status != CANCELLED))
	if scope.first:
		query = query.where(began >= scope.first)
	if scope.last:
		query = query.where(began <= scope.last)
	for column, values in scope.facts.items():
		query = query.where(unit[column].isin(values))
	return _visible(query, PRODUCT)


def _visible(query: Any, doctype: str) -> Any:
	visible = build_match_conditions(doctype)
	return query.where(LiteralValue(f"({visible})")) if visible else query
