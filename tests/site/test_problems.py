"""The register of problems: proposed by evaluations, complaints and people, weighed, counted, merged (product.md D1)."""

from datetime import date, datetime
from types import SimpleNamespace

import frappe
import pytest
from factories.complaints import complaint_of
from factories.goods import a_company
from factories.improvement import make_answer, new_problem
from factories.people import make_user
from factories.service import make_category, make_team, make_ticket
from factories.warranty import make_company
from freezegun import freeze_time

from aftersales_app.service_improvement import api
from aftersales_app.service_improvement.services import problem_cases

PROBLEM, CASE = "Aftersales Problem", "Aftersales Problem Case"
MARCH = datetime(2026, 3, 10, 9)


@pytest.fixture(scope="module")
def people(site):
	"""Made once: people take longer than problems."""
	roles = {
		"agent": "Service Agent",
		"other": "Service Agent",
		"quality": "Quality Specialist",
		"manager": "Operations Manager",
	}
	made = SimpleNamespace(**{name: make_user(role) for name, role in roles.items()})
	frappe.db.commit()
	yield made
	frappe.set_user("Administrator")
	for user in vars(made).values():
		frappe.delete_doc("User", user, force=True, ignore_permissions=True)
	frappe.db.commit()


@pytest.fixture(autouse=True)
def april(people):
	with freeze_time("2026-04-15 04:00:00") as clock:
		yield clock


@pytest.fixture
def place(people):
	"""Teams and a category of the first company."""
	return SimpleNamespace(
		team=make_team([people.agent]), others=make_team([people.other]), category=make_category()
	)


def an_evaluation(team):
	"""March: ten answers about the team, three of them low, and five about others."""
	for score in (5, 5, 5, 4, 4, 4, 4, 3, 2, 1):
		make_answer(MARCH, score, team=team)
	for score in (5, 5, 5, 5, 1):
		make_answer(MARCH, score)
	told = {"company": a_company(), "kind": "Month", "first_day": "2026-03-01", "last_day": "2026-03-31"}
	return frappe.get_doc({"doctype": "Aftersales Evaluation", **told}).insert()


def cases(problem, **filters):
	return frappe.get_all(
		CASE, {"problem": problem, **filters}, ["reference_doctype", "happened_on", "by_itself"]
	)


def refused(message, work, *args, kind=frappe.ValidationError, **kwargs):
	with pytest.raises(kind) as caught:
		work(*args, **kwargs)
	assert str(caught.value) == message


def test_a_row_of_figures_becomes_a_problem_with_its_low_answers(people, place, as_user):
	evaluation = an_evaluation(place.team)
	told = ("Team", place.team, "timeliness", "Late", "Three of ten are low")
	with as_user(people.quality):
		name = api.problem_of_evaluation(evaluation.name, *told)
	problem = frappe.get_doc(PROBLEM, name)
	assert name.startswith("PB-2026-")
	assert (problem.status, problem.found_by, problem.team) == ("Proposed", "Evaluation", place.team)
	assert (problem.source_doctype, problem.source_name) == ("Aftersales Evaluation", evaluation.name)
	found = cases(name)
	assert [(row.reference_doctype, row.happened_on, row.by_itself) for row in found] == [
		("Aftersales Feedback", date(2026, 3, 10), 1)
	] * 3
	assert (problem.cases, problem.per_month) == (3, 1)
	with as_user(people.quality):
		refused(
			f"{name} was proposed from these figures already.",
			api.problem_of_evaluation,
			evaluation.name,
			*told,
		)
		told_of = api.problems_of("Aftersales Evaluation", evaluation.name)
	assert [(row.name, row.status) for row in told_of] == [(name, "Proposed")]


def test_figures_that_the_evaluation_does_not_have_are_refused(people, place, as_user):
	evaluation = an_evaluation(place.team)
	with as_user(people.quality):
		refused(
			"The evaluation has no figures of Team Nobody.",
			*(api.problem_of_evaluation, evaluation.name, "Team", "Nobody", "timeliness", "Late", "Late"),
		)
	with as_user(people.agent), pytest.raises(frappe.PermissionError):
		api.problem_of_evaluation(evaluation.name, "All", "", "overall", "Late", "Late")
	assert not frappe.db.exists(PROBLEM, {"source_name": evaluation.name})


def test_a_complaint_becomes_a_problem_and_is_its_first_case(people, place, as_user):
	with as_user(people.quality):
		complaint = complaint_of(people.other, team=place.team).insert()
		name = api.problem_of_complaint(complaint.name, "Rude", "He hangs up")
		told = api.problems_of("Aftersales Complaint", complaint.name)
	assert [(row.name, row.subject) for row in told] == [(name, "Rude")]
	problem = frappe.get_doc(PROBLEM, name)
	assert (problem.found_by, problem.team, problem.cases) == ("Complaint", place.team, 1)


def test_the_way_of_a_problem(people, place, as_user):
	with as_user(people.agent):
		problem = new_problem(team=place.team, status="Open", quadrant="Watch", cases=99).insert()
		assert (problem.status, problem.quadrant, problem.cases, problem.found_by) == (
			"Proposed",
			None,
			0,
			"Person",
		)
		refused("This is for Operations Manager, Quality Specialist.", problem.accept)
	with as_user(people.quality):
		refused(
			"Give a reason for the impact and one for the urgency.",
			problem.weigh,
			"High",
			"Many",
			"Urgent",
			" ",
		)
		refused("Say why, in a few words.", problem.reject, " ")
		problem.accept()
		problem.weigh("Medium", "Every tenth visit", "Urgent", "Customers leave")
		assert (problem.status, problem.quadrant) == ("Open", "Quick Fix")
		refused("This cannot be done while the problem is Open.", problem.reject, "None")
	history = [(row.step, row.actor, row.to_status) for row in problem.reload().events]
	assert history == [
		("Proposed", people.agent, "Proposed"),
		("Accepted", people.quality, "Open"),
		("Weighed", people.quality, "Open"),
	]


def test_what_is_rejected_is_locked_and_can_be_taken_up_again(people, place, as_user):
	with as_user(people.quality):
		problem = new_problem(team=place.team).insert()
		problem.reject("It is the weather")
		problem.reload().description = "Not the weather"
		refused("The problem is Rejected: it is no longer changed.", problem.save)
		problem.reload().accept()
	assert problem.reload().status == "Open"


def test_cases_that_fit_are_found_every_morning_once(people, place, as_user, april):
	with as_user(people.quality):
		problem = new_problem(
			team=place.team, gathers="Low Answers", dimension="timeliness", gathers_from="2026-04-01"
		).insert()
		low = [make_answer(datetime(2026, 4, day), 2, team=place.team) for day in (1, 2, 15)]
		make_answer(datetime(2026, 3, 31, 23), 1, team=place.team)  # before
		make_answer(datetime(2026, 4, 3), 4, team=place.team)  # not low
		make_answer(datetime(2026, 4, 3), 1, team=place.others)  # not theirs
		make_answer(datetime(2026, 4, 3), 1, team=place.team, counts=0)  # set aside
		problem.accept()
		problem.weigh("Medium", "Some", "Can Wait", "Slow")
	assert (
		frappe.get_all(CASE, {"problem": problem.name}, pluck="reference_name", order_by="happened_on") == low
	)
	assert (problem.reload().cases, problem.per_month, problem.quadrant) == (3, 1, "Watch")
	for day in range(1, 13):
		make_answer(datetime(2026, 4, day), 1, team=place.team)
	problem_cases.run()
	assert (problem.reload().cases, problem.per_month, problem.quadrant) == (15, 5, "Plan")
	stored = problem.modified
	problem_cases.run()
	assert (problem.reload().cases, problem.modified) == (15, stored)
	april.move_to("2026-09-15 04:00:00")  # all longer ago than 90 days
	problem_cases.run()
	assert (problem.reload().cases, problem.per_month, problem.quadrant) == (15, 0, "Watch")


def test_cases_are_looked_for_by_what_their_kind_tells(people, place, as_user):
	with as_user(people.quality):
		refused(
			"Complaints do not tell Category: leave it empty, or find another kind of case.",
			new_problem(category=place.category, gathers="Complaints").insert,
		)
		refused(
			"Say what the problem is about (team, category, item or cause), so that its cases can be found.",
			new_problem(gathers="Tickets").insert,
		)


def test_linking_by_hand_and_leaving_out(people, place, as_user):
	ticket = make_ticket(team=place.team)
	with as_user(people.quality):
		problem = new_problem(team=place.team).insert()
		problem.link("Aftersales Ticket", ticket.name)
		refused(
			f"{ticket.name} is linked to the problem already.", problem.link, "Aftersales Ticket", ticket.name
		)
		refused("Cases are answers, complaints, claims and tickets.", problem.link, "User", people.agent)
		assert problem.reload().cases == 1
		case = frappe.db.get_value(CASE, {"problem": problem.name})
		refused("Say why, in a few words.", problem.leave_out, case, "")
		problem.leave_out(case, "Another cause")
		refused(f"{ticket.name} is left out already.", problem.leave_out, case, "Another cause")
	assert (problem.reload().cases, frappe.db.get_value(CASE, case, "left_out_by")) == (0, people.quality)
	assert problem.events[-1].note == f"{ticket.name}: Another cause"


def test_a_duplicate_goes_into_the_other_with_its_cases(people, place, as_user):
	both, one = make_ticket(team=place.team), make_ticket(team=place.team)
	with as_user(people.quality):
		first, second = new_problem(team=place.team).insert(), new_problem(team=place.team).insert()
		first.link("Aftersales Ticket", both.name)
		for ticket in (both, one):
			second.link("Aftersales Ticket", ticket.name)
		refused("A problem cannot be merged into itself.", second.merge, second.name)
		second.merge(first.name)
		refused("This cannot be done while the problem is Merged.", second.reload().accept)
	assert (second.reload().status, second.merged_into) == ("Merged", first.name)
	assert (first.reload().cases, len(cases(second.name))) == (2, 1)
	assert first.events[-1].note == f"1 cases of {second.name}"


def test_problems_are_seen_by_their_team_and_their_company(people, place, as_user):
	with as_user(people.quality):
		problem = new_problem(team=place.team).insert()
		problem.link("Aftersales Ticket", make_ticket(team=place.team).name)
	seen = {}
	for user in (people.agent, people.other):
		with as_user(user):
			seen[user] = (
				len(frappe.get_list(PROBLEM, {"name": problem.name})),
				len(frappe.get_list(CASE, {"problem": problem.name})),
				frappe.has_permission(PROBLEM, "read", problem.name),
			)
	assert seen == {people.agent: (1, 1, True), people.other: (0, 0, False)}


def test_nothing_goes_round_the_verbs(people, place, as_user):
	with as_user(people.quality):
		problem = new_problem(team=place.team).insert().reload()
		problem.update(
			{
				"status": "Open",
				"impact": "High",
				"urgency": "Urgent",
				"per_month": 50,
				"merged_into": problem.name,
			}
		)
		problem.append("events", {"step": "Accepted", "to_status": "Open"})
		problem.save()
		problem.reload()
		assert (problem.status, problem.impact, problem.per_month, problem.merged_into) == (
			"Proposed",
			None,
			0,
			None,
		)
		assert len(problem.events) == 1
		refused(
			"Problems are part of the service archive and are not deleted. Reject or merge it instead.",
			problem.on_trash,
		)
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc({"doctype": CASE, "problem": problem.name}).insert()


def test_a_problem_of_another_company_takes_no_records_of_ours(people, as_user):
	ticket = make_ticket()
	other = make_company()
	with as_user(people.manager):
		problem = new_problem(company=other).insert()
		refused(
			f"{ticket.name} belongs to another company than the problem.",
			*(problem.link, "Aftersales Ticket", ticket.name),
		)
