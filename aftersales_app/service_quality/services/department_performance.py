"""What a department's quarter comes to: drawn up from its teams' figures, what only people know entered with evidence, checked, approved, published. The
one writer of its parts, score and status."""

from datetime import date
from fractions import Fraction
from typing import Any

import frappe
from frappe.utils import cint, cstr, flt, getdate

from aftersales_app.aftersales_core import files, messages, moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.domain import department_score as rules
from aftersales_app.domain import evaluation_flow as flow
from aftersales_app.domain.department_score import BELOW_TARGET, BY_PLAN, NO_DATA, Component
from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.evaluation_flow import APPROVED, CHECKED, DRAFT, LEAST, PUBLISHED, QUARTER, Period
from aftersales_app.domain.legal_days import add_months
from aftersales_app.domain.objectives import AT_LEAST, METRICS, Measured
from aftersales_app.integrations import erpnext_figures
from aftersales_app.service_quality.queries import objectives as figures
from aftersales_app.service_quality.queries import performance as reads
from aftersales_app.service_quality.services import metrics, objectives

# Whoever keeps improvement plans names a function in this hook: (department, first day, last day) -> percent completed, or None without a plan.
PLAN_HOOK = "aftersales_plan_completion"
STEPS = {CHECKED: ("checked_by", "checked_at"), APPROVED: ("approved_by", "approved_at")}
COPIED = ("component", "metric", "weight", "direction", "target", "below_target")
ENTERED = ("is_entered", "entered", "evidence", "note", "entered_by", "entered_at")
SIGNS = {AT_LEAST: "≥", "At Most": "≤"}


def run() -> None:
	"""On the second of a month: the quarter that is over, of every department with teams, once."""
	if not core.settings().performance_weights:
		return
	period = flow.regular(QUARTER, moments.site_today())
	for company, department in reads.departments():
		if not reads.is_drawn_up(company, department, period.first):
			attempt(f"Performance of {department}", draw_up, company, department, period.first)


def draw_up(company: str, department: str, first: date) -> str:
	"""A quarter of a department in draft; its name."""
	told = {"company": company, "department": department, "first_day": first}
	return frappe.get_doc({"doctype": reads.PERFORMANCE, **told}).insert().name


def begin(doc: Any) -> None:
	"""A new performance gets the figures of its quarter. Raises DomainError where the quarter cannot be judged."""
	first = getdate(doc.first_day)
	if first.day != 1 or first.month % 3 != 1:
		raise DomainError("no_first_day_of_quarter", {"first": first})
	if erpnext_figures.company_of_department(doc.department) not in (doc.company, None, ""):
		raise DomainError("department_of_other_company", {"department": doc.department})
	period = flow.regular(QUARTER, add_months(first, 3))
	flow.check(period, moments.site_today(), reads.periods(doc.company, doc.department))
	doc.status, doc.last_day = DRAFT, period.last
	_fill(doc)


def renew(doc: Any) -> None:
	"""Count a draft anew; what people entered stays. Raises DomainError unless it is one."""
	_expect_draft(doc)
	_fill(doc)
	_save(doc)


def enter(doc: Any, component: str, value: Any, evidence: str, note: str) -> None:
	"""Somebody tells the points of a component that nothing counts, or how far the improvement plan is completed: with evidence."""
	_expect_draft(doc)
	row = next((row for row in doc.parts if row.component == component), None)
	if not row or not _is_entered_by_people(row):
		raise DomainError("not_to_be_entered", {"name": component})
	if cstr(value).strip() == "":
		raise DomainError("points_missing", {"name": component})
	if not evidence:
		raise DomainError("evidence_not_attached", {"name": component})
	files.named(evidence)
	told = (1, flt(value), evidence, cstr(note).strip(), frappe.session.user, moments.site_now())
	row.update(dict(zip(ENTERED, told, strict=True)))
	_settle(doc)
	_save(doc)


def move(doc: Any, after: str) -> None:
	"""Check, approve, publish or send back, each by somebody else than whoever drew it up or entered anything. Raises DomainError as long as something
	is to be entered."""
	user = frappe.session.user
	people = {doc.owner, doc.checked_by, doc.approved_by, *(row.entered_by for row in doc.parts)} - {None, ""}
	messages.refuse_unless(flow.can_move(doc.status, after, user, people, frozenset(frappe.get_roles(user))))
	missing = rules.missing(map(_component, doc.parts))
	if after != DRAFT and missing:
		raise DomainError("performance_incomplete", {"name": missing[0]})
	if after == DRAFT:
		doc.update(dict.fromkeys(("checked_by", "checked_at", "approved_by", "approved_at")))
	elif after == PUBLISHED:
		doc.update({"published_by": user, "published_on": moments.site_today()})
	else:
		by, at = STEPS[after]
		doc.update({by: user, at: moments.site_now()})
	doc.status = after
	_save(doc)


def appeal(doc: Any, reason: str) -> None:
	"""Somebody of the department disagrees; whoever may read it may do so, and nothing else of it changes."""
	published = getdate(doc.published_on) if doc.published_on else None
	messages.refuse_unless(flow.can_appeal(published, moments.site_today(), cstr(reason)))
	told = {"at": moments.site_now(), "by": frappe.session.user, "reason": reason.strip()}
	doc.append("appeals", told).db_insert()
	doc.notify_update()


def considered(doc: Any) -> str:
	"""What the reader has to know, a line each."""
	found = [
		Reason("performance_incomplete", {"name": name}) for name in rules.missing(map(_component, doc.parts))
	]
	nothing = [row.component for row in doc.parts if row.outcome == NO_DATA]
	if nothing:
		found.append(Reason("weight_given_to_others", {"names": ", ".join(nothing)}))
	for row in doc.parts:
		if row.metric and 0 < row.denominator < LEAST:
			found.append(
				Reason("few_were_counted", {"number": int(row.denominator), "component": row.component})
			)
	return messages.reasons(found)


def _fill(doc: Any) -> None:
	weights = core.settings().performance_weights
	if not weights:
		raise DomainError("no_weights")
	teams = figures.teams_of_departments(erpnext_figures.departments_under(doc.department))
	if not teams:
		raise DomainError("department_without_teams", {"department": doc.department})
	period = Period(getdate(doc.first_day), getdate(doc.last_day))
	entered = {row.component: {field: row.get(field) for field in ENTERED} for row in doc.parts}
	rows = [
		{
			**{field: weight.get(field) for field in COPIED},
			**entered.get(weight.component, {}),
			**_counted(doc, weight, period, teams),
		}
		for weight in weights
	]
	doc.set("parts", rows)
	doc.teams, doc.drawn_at = ", ".join(teams), moments.site_now()
	_settle(doc)


def _counted(doc: Any, weight: Any, period: Period, teams: list[str]) -> dict[str, Any]:
	if not weight.metric:
		return {}
	measured = metrics.measure(weight.metric, metrics.window(doc.company, period, teams))
	actual = METRICS[weight.metric].value(measured.numerator, measured.denominator)
	found = {
		"numerator": float(measured.numerator),
		"denominator": float(measured.denominator),
		"actual": 0.0 if actual is None else float(actual),
		"told": _written(weight, measured, actual),
	}
	plan = _plan(doc.department, period) if weight.below_target == BY_PLAN else None
	if plan is not None:
		found |= {"is_entered": 1, "entered": plan, "entered_by": None, "note": "", "evidence": None}
	return found


def _written(weight: Any, measured: Measured, actual: Fraction | None) -> str:
	"""Actual beside target and how many were counted; signs and numbers, which are the same in every language."""
	unit = METRICS[weight.metric].unit
	target = f"{SIGNS[weight.direction or AT_LEAST]} {flt(weight.target):g} {unit}"
	if actual is None:
		return f"– · {target} · n = 0"
	return f"{objectives.written(actual, unit)} · {target} · n = {int(measured.denominator)}"


def _plan(department: str, period: Period) -> float | None:
	"""How far the improvement plan of a department is completed, as whoever keeps plans says."""
	for path in frappe.get_hooks(PLAN_HOOK):
		found = frappe.get_attr(path)(department, period.first, period.last)
		if found is not None:
			return flt(found)
	return None


def _settle(doc: Any) -> None:
	components = [_component(row) for row in doc.parts]
	for row, one in zip(doc.parts, components, strict=True):
		told = rules.points(one)
		row.outcome, row.points = told.outcome, float(told.points or 0)
		row.is_scored = int(told.points is not None)
	score = rules.score(components)
	doc.is_scored, doc.score = int(score is not None), float(score or 0)


def _component(row: Any) -> Component:
	metric = METRICS.get(row.metric or "")
	told = Fraction(str(flt(row.entered))) if cint(row.is_entered) else None
	actual = metric.value(Fraction(flt(row.numerator)), Fraction(flt(row.denominator))) if metric else None
	return Component(
		row.component,
		Fraction(str(flt(row.weight))),
		bool(metric),
		actual,
		Fraction(str(flt(row.target))),
		row.direction or AT_LEAST,
		row.below_target or rules.IN_PROPORTION,
		completion=told,
		entered=told,
	)


def _is_entered_by_people(row: Any) -> bool:
	if cint(row.is_entered) and not row.entered_by:
		return False  # from the improvement plan
	below = row.metric and row.below_target == BY_PLAN and row.outcome == BELOW_TARGET
	return not row.metric or bool(below)


def _expect_draft(doc: Any) -> None:
	if doc.status != DRAFT:
		raise DomainError("performance_is", {"status": doc.status})


def _save(doc: Any) -> None:
	doc.flags.by_step = True
	doc.save()
