"""Objectives: target and actual. The one writer of their figures."""

import json
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import frappe
from frappe import _, _lt
from frappe.utils import flt, getdate

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.domain import objectives as rules
from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.evaluation_flow import Period
from aftersales_app.domain.legal_days import add_months
from aftersales_app.domain.objectives import METRICS, NO_DATA, PERCENT, VALUE, Actual, Measured, Target
from aftersales_app.domain.remedies import record
from aftersales_app.service_quality.queries import objectives as reads
from aftersales_app.service_quality.queries.objectives import FIGURE, OBJECTIVE
from aftersales_app.service_quality.services import metrics

MONTHS_DRAWN = 12
SETTLING = 100  # days after a period in which what it is counted from may still change


def run() -> None:
	"""Every night: what is over and may still change, and what has begun so far. Twice is the same as once."""
	today = moments.site_today()
	for year in sorted({(today - timedelta(days=SETTLING)).year, today.year}):
		for name in reads.objectives(year):
			attempt(f"Objective {name}", work_out, frappe.get_doc(OBJECTIVE, name), today)


def work_out(objective: Any, today: date | None = None) -> int:
	"""The figures of an objective's periods; with `today` only of those that may still change, and of those that are not there. How many."""
	day = moments.site_today()
	known = {(row.kind, row.first_day) for row in reads.figures([objective.name])}
	done = 0
	for kind, period in rules.periods(objective.year, objective.frequency, day):
		settled = today and (today - period.last).days > SETTLING
		if not settled or (kind, period.first) not in known:
			_write(objective, kind, period, day)
			done += 1
	return done


def ask(name: str) -> None:
	"""Work an objective out behind the scenes: a year of a large company takes longer than a click may. Asked twice it is done once."""
	frappe.enqueue(
		answer,
		queue="long",
		job_id=f"aftersales-objective-{name}",
		deduplicate=True,
		enqueue_after_commit=True,
		name=name,
	)


def answer(name: str) -> None:
	"""The job behind `ask`; open forms are told."""
	objective = frappe.get_doc(OBJECTIVE, name)
	work_out(objective)
	objective.notify_update()


def set_usual(company: str, year: int) -> list[str]:
	"""The usual objectives of a company's year, those that are not set yet; their names."""
	made = []
	for metric, measure, direction, target in rules.USUAL:
		told = {"company": company, "year": year, "metric": metric, "measure": measure}
		doc = frappe.get_doc({"doctype": OBJECTIVE, **told, "direction": direction, "target": target})
		doc.close_by = 0
		if not reads.same_objective(doc):
			made.append(doc.insert().name)
	return made


def check(objective: Any) -> None:
	"""Raises DomainError for a target that makes no sense, or one that is set already."""
	rules.check(objective.metric, objective.year, target_of(objective))
	other = reads.same_objective(objective)
	if other:
		raise DomainError("objective_twice", {"name": other, "year": str(objective.year)})


def target_of(objective: Any) -> Target:
	return Target(
		Fraction(str(flt(objective.target))),
		objective.direction,
		objective.measure,
		Fraction(str(flt(objective.close_by))),
	)


def _write(objective: Any, kind: str, period: Period, today: date) -> None:
	code, target = objective.metric, target_of(objective)
	measured = metrics.measure(code, _window(objective, period))
	other = rules.compared_with(period, objective.measure, today)
	before = metrics.measure(code, _window(objective, other)) if other else None
	actual = rules.judge(code, measured, target, before)
	figure = _figure(objective, kind, period)
	figure.update(_facts(objective, measured, before, actual))
	figure.so_far = int(period.last >= today)
	figure.computed_at = moments.site_now()
	left = sorted(measured.excluded.items())
	figure.set("exclusions", [{"reason": reason, "number": number} for reason, number in left])
	figure.flags.by_service = True
	if figure.is_new():
		figure.insert(set_name=_name(objective, kind, period))
	else:
		figure.save()


def _figure(objective: Any, kind: str, period: Period) -> Any:
	name = _name(objective, kind, period)
	if frappe.db.exists(FIGURE, name):
		return frappe.get_doc(FIGURE, name, for_update=True)
	told = {"objective": objective.name, "kind": kind, "first_day": period.first, "last_day": period.last}
	return frappe.new_doc(FIGURE, **told)


def _name(objective: Any, kind: str, period: Period) -> str:
	"""One name for one period: the table's primary key keeps a second figure of it out."""
	return f"{objective.name}-{kind}-{period.first}"


def _facts(objective: Any, measured: Measured, before: Measured | None, actual: Actual) -> dict[str, Any]:
	low, high = actual.bounds or (None, None)
	same = ("company", "team", "metric", "measure", "target", "direction")
	return {
		**{field: objective.get(field) for field in same},
		"unit": unit_of(objective),
		"numerator": float(measured.numerator),
		"denominator": float(measured.denominator),
		"actual": _told(actual.value),
		"level": _told(actual.level),
		"base": _told(actual.base),
		"base_numerator": float(before.numerator) if before else 0,
		"base_denominator": float(before.denominator) if before else 0,
		"base_first": before.period.first if before else None,
		"base_last": before.period.last if before else None,
		"low": low,
		"high": high,
		"median": _scaled(objective.metric, measured.median),
		"p90": _scaled(objective.metric, measured.p90),
		"verdict": actual.verdict,
		"told": "" if actual.value is None else written(actual.value, unit_of(objective)),
		"reasons": json.dumps(record(actual.reasons), default=str, ensure_ascii=False),
	}


def unit_of(objective: Any) -> str:
	return PERCENT if objective.measure != VALUE else METRICS[objective.metric].unit


def written(value: Fraction | float, unit: str) -> str:
	"""A figure with its unit, as it is read."""
	number = f"{float(value):,.1f}"
	return f"{number} %" if unit == PERCENT else f"{number} {unit}"


def by_month(company: str | None) -> dict[str, Any]:
	"""How many objectives were met, close, missed or without data, in each of the last twelve months, as Frappe draws it."""
	first = add_months(moments.site_today().replace(day=1), -MONTHS_DRAWN)
	counts = reads.verdicts_by_month(first, company)
	months = [add_months(first, ahead) for ahead in range(MONTHS_DRAWN)]
	verdicts = (rules.MET, rules.CLOSE, rules.MISSED, NO_DATA)
	sets = [{"name": _(one), "values": [counts.get((month, one), 0) for month in months]} for one in verdicts]
	return {"labels": [f"{month:%m}" for month in months], "datasets": sets}


DEFINITIONS = {
	rules.SATISFIED: _lt(
		"Of the answers that customers gave in the period with an overall score, as verified, the share with 4 or 5. Answers that were set aside are left out."
	),
	rules.SOLVED: _lt(
		"Of the tickets opened in the period, the share whose result is solved or no fault found, unless the customer rejected it. Open tickets whose resolution is overdue count as not solved; those in time, cancelled and withdrawn ones and those without a result are left out."
	),
	rules.RESPONSE: _lt(
		"The mean time by the clock, nights and holidays included, from opening a ticket to the first response. Tickets of the period that nobody has answered count with the time they have waited; our own calls are left out."
	),
	rules.CALLS: _lt(
		"Of the calls that came in during the period, as ERPNext's call log has them, the share that was answered (Completed). Calls still going on are left out."
	),
	rules.CHAT: _lt(
		"The mean time by the clock from opening a ticket that came by chat or WeChat to the first response. Unanswered ones count with the time they have waited."
	),
	rules.TRAINED: _lt("There are no records of training yet. No figure is made up until there are."),
	rules.REPURCHASE: _lt(
		"Of the customers of whom a ticket was resolved in the 365 days before the period, the share that bought again in it: a submitted sales invoice that is no credit note, no opening entry and no charge of a visit. Own companies are left out."
	),
	rules.COMPLAINTS: _lt(
		"Complaints received in the period, without withdrawn ones, for every 100 tickets opened in it."
	),
}


def definition(metric: str) -> str:
	"""How a metric is counted, in the reader's language."""
	return str(DEFINITIONS[metric]) if metric in DEFINITIONS else ""


def trend(objective: str) -> list[dict[str, Any]]:
	"""The figures of an objective in their order of time, those without data as none."""
	found = sorted(reads.figures([objective]), key=lambda row: row.kind == rules.YEAR)  # the year itself last
	return [{**row, "actual": None if row.verdict == NO_DATA else row.actual} for row in found]


def considered(figure: Any) -> str:
	"""What the reader of a figure has to know, in their language."""
	told = json.loads(figure.reasons or "[]")
	return messages.reasons(Reason(one["code"], one["params"]) for one in told)


def records(figure: Any, part: str) -> list[dict[str, Any]]:
	"""The records behind a figure that the user may read."""
	objective = frappe.get_doc(OBJECTIVE, figure.objective)
	at = _window(objective, Period(getdate(figure.first_day), getdate(figure.last_day)))
	found = list(metrics.records(figure.metric, at, part))
	seen: set[tuple[str, str]] = set()
	for doctype in {one["doctype"] for one in found}:
		names = [one["name"] for one in found if one["doctype"] == doctype]
		seen |= {(doctype, name) for name in reads.readable(doctype, names)}
	return [one for one in found if (one["doctype"], one["name"]) in seen]


def _window(objective: Any, period: Period) -> reads.Window:
	teams = [objective.team] if objective.team else None
	return metrics.window(objective.company, period, teams, objective.phone_numbers)


def _told(value: Fraction | None) -> float | None:
	return None if value is None else float(value)


def _scaled(code: str, seconds: float | None) -> float | None:
	if seconds is None:
		return None
	return _told(METRICS[code].value(Fraction(seconds), Fraction(1)))
