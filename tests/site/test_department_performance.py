"""What departments' quarters come to: satisfaction weighs 20, below target the improvement plan tells, four steps by different people (C9)."""

from datetime import date, datetime

import frappe
import pytest
from factories.people import a_file, make_user
from factories.quality import answer
from factories.service import a_company, make_team
from factories.unique import unique
from freezegun import freeze_time

from aftersales_app.aftersales_core import reference
from aftersales_app.service_quality import api
from aftersales_app.service_quality.services import department_performance as performance

PERFORMANCE = "Aftersales Department Performance"
SATISFACTION, REST = "Customer Satisfaction", "Other Work of the Department"
MARCH = datetime(2026, 3, 10, 9)


@pytest.fixture(autouse=True)
def april():
	with freeze_time("2026-04-15 04:00:00"):
		yield


@pytest.fixture
def place():
	"""A department with a team that has a lead."""
	parent = frappe.db.get_value("Department", {"is_group": 1, "parent_department": ("in", ("", None))})
	told = {"doctype": "Department", "department_name": unique("Service"), "company": a_company()}
	department = frappe.get_doc({**told, "parent_department": parent}).insert().name
	lead = make_user("Service Team Lead")
	team = make_team([make_user("Service Agent")], lead=lead, department=department)
	return frappe._dict(department=department, team=team, lead=lead)


def many(place, scores):
	for score in scores:
		answer(MARCH, score, team=place.team)


def new(place, **fields):
	told = {"doctype": PERFORMANCE, "company": a_company(), "department": place.department}
	return frappe.get_doc({**told, "first_day": "2026-01-01", **fields})


def part(doc, name):
	return next(row for row in doc.parts if row.component == name)


def enter(doc, component, value):
	api.enter_performance(doc.name, component, str(value), a_file("signed by HR"), "As appraised")
	doc.reload()


def test_on_target_counts_in_full(place):
	many(place, [5] * 9 + [3])
	doc = new(place).insert()
	found = part(doc, SATISFACTION)
	assert (found.weight, found.numerator, found.denominator, found.actual) == (20, 9, 10, 90)
	assert (found.outcome, found.points, found.told) == ("On Target", 100, "90.0 % · ≥ 90 % · n = 10")
	assert (doc.last_day, doc.teams, doc.is_scored) == (date(2026, 3, 31), place.team, 0)
	assert part(doc, REST).outcome == "To Be Entered"
	enter(doc, REST, 85)
	assert (doc.is_scored, doc.score) == (1, 88)  # 20 x 100 + 80 x 85
	assert part(doc, REST).entered_by == "Administrator" and part(doc, REST).evidence


def test_below_target_the_plan_tells_instead_of_a_deduction(place):
	many(place, [5] * 8 + [3] * 2)
	doc = new(place).insert()
	assert (part(doc, SATISFACTION).outcome, part(doc, SATISFACTION).is_scored) == ("Below Target", 0)
	enter(doc, REST, 85)
	assert not doc.is_scored and "Customer Satisfaction is to be entered" in api.performance_considered(
		doc.name
	)
	enter(doc, SATISFACTION, 60)
	assert doc.score == 80  # 20 x 60 + 80 x 85


def test_the_improvement_module_tells_where_it_is(place, monkeypatch):
	many(place, [3] * 5)
	real, attr = frappe.get_hooks, frappe.get_attr
	hook = f"{__name__}.completed"
	monkeypatch.setattr(
		frappe,
		"get_hooks",
		lambda name=None, *a, **k: [hook] if name == performance.PLAN_HOOK else real(name, *a, **k),
	)
	monkeypatch.setattr(frappe, "get_attr", lambda path: completed if path == hook else attr(path))
	doc = new(place).insert()
	assert (part(doc, SATISFACTION).points, part(doc, SATISFACTION).entered_by) == (45, None)
	with pytest.raises(frappe.ValidationError, match="not entered by people"):
		enter(doc, SATISFACTION, 100)


def completed(department, first, last):
	assert (first, last) == (date(2026, 1, 1), date(2026, 3, 31))
	return 45


def test_the_weight_of_what_nobody_answered_goes_to_the_rest(place):
	doc = new(place).insert()
	assert (part(doc, SATISFACTION).outcome, part(doc, SATISFACTION).told) == (
		"No Data",
		"– · ≥ 90 % · n = 0",
	)
	enter(doc, REST, 70)
	assert doc.score == 70
	assert "Nothing was counted for Customer Satisfaction" in api.performance_considered(doc.name)


@pytest.mark.parametrize(
	("component", "value", "evidence", "message"),
	[
		(REST, "", "yes", "enter the points"),
		(REST, "101", "yes", "from 0 to 100"),
		(REST, "80", "", "attach evidence"),
		(SATISFACTION, "80", "yes", "not entered by people"),
		("Nothing", "80", "yes", "not entered by people"),
	],
)
def test_what_is_not_accepted(place, component, value, evidence, message):
	many(place, [5] * 5)
	doc = new(place).insert()
	with pytest.raises(frappe.ValidationError, match=message):
		api.enter_performance(doc.name, component, value, evidence and a_file("paper"), "")
	assert frappe.get_doc(PERFORMANCE, doc.name).parts[1].outcome == "To Be Entered"


def test_evidence_is_a_file_of_whoever_enters(place, as_user):
	doc = new(place).insert()
	foreign = a_file("somebody's")
	with as_user("Quality Specialist"), pytest.raises(frappe.PermissionError, match="no file"):
		api.enter_performance(doc.name, REST, "80", foreign, "")


@pytest.mark.parametrize(
	("fields", "message"),
	[
		({"first_day": "2026-02-01"}, "does not begin a quarter"),
		({"first_day": "2026-04-01"}, "over after"),
	],
)
def test_quarters_that_cannot_be_judged(place, fields, message):
	with pytest.raises(frappe.ValidationError, match=message):
		new(place, **fields).insert()


def test_a_quarter_is_judged_once_and_needs_teams_and_weights(place):
	new(place).insert()
	with pytest.raises(frappe.ValidationError, match="an evaluation from"):
		new(place).insert()
	frappe.db.set_value("Aftersales Team", place.team, "department", None)
	with pytest.raises(frappe.ValidationError, match="No team belongs to"):
		new(place, first_day="2025-10-01").insert()


def test_different_people_take_the_steps(place, as_user):
	many(place, [5] * 5)
	with as_user("Quality Specialist") as author:
		doc = new(place).insert()
		enter(doc, REST, 80)
		with pytest.raises(frappe.ValidationError, match="Somebody else has to take this step"):
			api.move_performance(doc.name, "Checked")
	with as_user("Quality Specialist", "Operations Manager") as checker:
		api.move_performance(doc.name, "Checked")
		with pytest.raises(frappe.ValidationError, match="Somebody else has to take this step"):
			api.move_performance(doc.name, "Approved")
	with as_user("Service Executive"), pytest.raises(frappe.PermissionError):
		api.move_performance(doc.name, "Approved")
	with as_user("Operations Manager") as manager:
		with pytest.raises(frappe.ValidationError, match="frozen"):
			api.enter_performance(doc.name, REST, "99", a_file("late"), "")
		api.move_performance(doc.name, "Approved")
		api.move_performance(doc.name, "Published")
	doc.reload()
	assert (doc.owner, doc.checked_by, doc.approved_by, doc.published_by) == (
		author,
		checker,
		manager,
		manager,
	)
	assert (doc.status, doc.published_on, doc.score) == ("Published", date(2026, 4, 15), 84)
	doc.findings = "another"
	with pytest.raises(frappe.ValidationError, match="locked"):
		doc.save()
	with pytest.raises(frappe.ValidationError, match="not deleted"):
		frappe.delete_doc(PERFORMANCE, doc.name)


def test_whoever_entered_something_does_not_confirm_it(place, as_user):
	many(place, [5] * 5)
	doc = new(place).insert()
	with as_user("Quality Specialist"):
		enter(doc, REST, 80)
		with pytest.raises(frappe.ValidationError, match="Somebody else has to take this step"):
			api.move_performance(doc.name, "Checked")


def test_nothing_is_confirmed_before_it_is_complete(place, as_user):
	many(place, [3] * 4)
	doc = new(place).insert()
	assert "Customer Satisfaction stands on 4 records only" in api.performance_considered(doc.name)
	with as_user("Quality Specialist"), pytest.raises(frappe.ValidationError, match="to be entered first"):
		api.move_performance(doc.name, "Checked")


def test_figures_are_frozen_and_a_draft_is_counted_anew(place):
	many(place, [5] * 5)
	doc = new(place).insert()
	enter(doc, REST, 80)
	many(place, [1] * 5)
	doc.score, doc.parts[0].points, doc.findings = 99, 1, "Fine"
	doc.save()
	doc.reload()
	assert (doc.score, part(doc, SATISFACTION).points, doc.findings) == (84, 100, "Fine")
	api.renew_performance(doc.name)
	doc.reload()
	assert (part(doc, SATISFACTION).actual, part(doc, REST).entered) == (50, 80)


def test_people_see_what_is_published_of_their_department_and_appeal(place, as_user):
	many(place, [5] * 5)
	doc = new(place).insert()
	with as_user(place.lead):
		assert doc.name not in frappe.get_list(PERFORMANCE, pluck="name")
		assert not frappe.has_permission(PERFORMANCE, "read", doc.name)
	published = {"status": "Published", "published_on": "2026-04-10"}
	frappe.db.set_value(PERFORMANCE, doc.name, published)
	with as_user(place.lead):
		assert doc.name in frappe.get_list(PERFORMANCE, pluck="name")
		assert frappe.has_permission(PERFORMANCE, "read", doc.name)
		with pytest.raises(frappe.ValidationError, match="Say what you disagree with"):
			api.appeal_performance(doc.name, " ")
		api.appeal_performance(doc.name, "没有计入代理商")
		with pytest.raises(frappe.PermissionError):
			api.renew_performance(doc.name)
	with as_user("Service Team Lead"):
		assert not frappe.has_permission(PERFORMANCE, "read", doc.name)
		with pytest.raises(frappe.PermissionError):
			api.appeal_performance(doc.name, "not mine")
	doc.reload()
	assert [(row.by, row.reason) for row in doc.appeals] == [(place.lead, "没有计入代理商")]
	with as_user(place.lead), freeze_time("2026-04-18 04:00:00"):
		with pytest.raises(frappe.ValidationError, match="possible until"):
			api.appeal_performance(doc.name, "late")


def test_the_scheduler_draws_up_every_department_once(place):
	performance.run()
	performance.run()
	found = frappe.get_all(PERFORMANCE, {"department": place.department}, ["first_day", "status"])
	assert [(row.first_day, row.status) for row in found] == [(date(2026, 1, 1), "Draft")]


@pytest.mark.parametrize(
	("weights", "message"),
	[([20, 70], "add up to 90"), ([0, 100], "more than 0"), ([20, 80], "is there twice")],
)
def test_settings_refuse_weights_that_do_not_make_a_hundred(weights, message):
	settings = frappe.get_doc("Aftersales Settings")
	names = ("Same", "Same") if "twice" in message else ("One", "Two")
	rows = [{"component": name, "weight": weight} for name, weight in zip(names, weights, strict=True)]
	settings.set("performance_weights", rows)
	with pytest.raises(frappe.ValidationError, match=message):
		settings.save()


def test_without_weights_nothing_is_judged(place):
	settings = frappe.get_doc("Aftersales Settings")
	settings.set("performance_weights", [])
	settings.save()
	reference.changed()
	performance.run()
	assert not frappe.db.exists(PERFORMANCE, {"department": place.department})
	with pytest.raises(frappe.ValidationError, match="do not say what a quarter is made of"):
		new(place).insert()
	frappe.db.after_rollback.add(reference.changed)
