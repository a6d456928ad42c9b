"""Evaluations of a period: figures by hand, frozen, checked and approved by different people (product.md C8)."""

import json
from datetime import date, datetime, timedelta

import frappe
import pytest
from factories.answers import answer, many
from factories.complaints import complaint_of, decided
from factories.people import make_customer, make_user
from factories.service import a_company, make_category, make_policy, make_team, make_ticket
from factories.unique import unique
from freezegun import freeze_time

from aftersales_app.aftersales_core import moments, rows
from aftersales_app.domain import invitation as rule
from aftersales_app.service_quality import api
from aftersales_app.service_quality.report.aftersales_evaluation_answers.aftersales_evaluation_answers import (
	execute as report,
)
from aftersales_app.service_quality.services import (
	evaluations,
	feedback,
	funnels,
	invitations,
	special_evaluations,
)

EVALUATION, FEEDBACK = "Aftersales Evaluation", "Aftersales Feedback"
MARCH, FEBRUARY = datetime(2026, 3, 10, 9), datetime(2026, 2, 28, 23, 59, 59)


@pytest.fixture
def place():
	"""A team and two categories of the first company."""
	return make_team([make_user("Service Agent")]), make_category(), make_category()


@pytest.fixture(autouse=True)
def april():
	with freeze_time("2026-04-15 04:00:00"):
		yield


def new(**fields):
	told = {
		"company": a_company(),
		"kind": "Month",
		"first_day": "2026-03-01",
		"last_day": "2026-03-31",
		**fields,
	}
	return frappe.get_doc({"doctype": EVALUATION, **told})


def codes(doc):
	return [one["code"] for one in json.loads(doc.notices)]


def story(doc):
	return api.evaluation_story(doc.name)


def figure(doc, grouping="All", group=""):
	return next(row for row in doc.figures if (row.grouping, row.group_name or "") == (grouping, group))


def test_figures_by_hand(place):
	team, easy, _hard = place
	many(
		MARCH,
		[5, 5, 4, 3, 1],
		team=team,
		category=easy,
		timeliness=4,
		verified_timeliness=4,
		record_timeliness=2,
	)
	answer(MARCH, 1, verified=5, team=team, category=easy)  # corrected
	answer(MARCH, 1, counts=0, team=team, category=easy)  # set aside
	many(FEBRUARY, [4, 4, 4, 4, 2], team=team, category=easy)
	many(datetime(2025, 3, 31, 23, 59), [3, 3, 3, 3, 3], team=team, category=easy)
	many(datetime(2026, 4, 1), [1, 1, 1, 1, 1, 1], team=team, category=easy)  # another month
	doc = new().insert()
	whole = figure(doc)
	assert (whole.n_raw, whole.mean_raw, whole.low_raw) == (7, pytest.approx(20 / 7), pytest.approx(400 / 7))
	assert (whole.n, whole.mean, whole.low_share) == (6, pytest.approx(23 / 6), pytest.approx(100 / 3))
	assert (whole.timeliness, whole.record_timeliness, whole.solving) == (4, 2, None)
	assert (whole.before_n, whole.before_mean) == (5, pytest.approx(3.6))
	assert whole.mean_change == pytest.approx(23 / 6 - 3.6)
	assert whole.low_change == pytest.approx(100 / 3 - 20)
	assert (whole.year_n, whole.year_mean, whole.year_low_change) == (5, 3, pytest.approx(100 / 3 - 100))
	assert figure(doc, "Team", team).n == 6 and figure(doc, "Category", easy).n == 6
	assert codes(doc) == ["festival_before", "no_baseline"]  # February had Spring Festival


def test_few_answers_tell_nothing(place):
	team, easy, hard = place
	many(MARCH, [5, 5, 5, 5], team=team, category=easy)
	many(MARCH, [1], team=team, category=hard)
	doc = new().insert()
	assert (figure(doc).n, figure(doc).few) == (5, None)
	few = figure(doc, "Category", easy)
	assert (few.n, few.few, few.mean, few.low_share) == (4, 1, None, None)


def test_a_banner_where_the_mix_hides_what_happened(place):
	team, easy, hard = place
	many(FEBRUARY, [5] * 54 + [4] * 36, team=team, category=easy)  # 4.6
	many(FEBRUARY, [4] * 8 + [3] * 2, team=team, category=hard)  # 3.8
	many(MARCH, [5] * 28 + [4] * 12, team=team, category=easy)  # 4.7
	many(MARCH, [4] * 54 + [3] * 6, team=team, category=hard)  # 3.9
	doc = new().insert()
	assert figure(doc).mean_change == pytest.approx(-0.30)
	assert "by Category most groups moved against the total" in story(doc)["notices"]
	assert "4.62" in story(doc)["notices"]


def test_terms_count_comments(place):
	many(MARCH, [2, 2, 2], team=place[0], words="不好用,不好用")
	many(MARCH, [4, 4], team=place[0], words="不错")
	many(FEBRUARY, [2], team=place[0], words="不好用")
	doc = new().insert()
	assert (doc.comments_read, [(row.term, row.documents, row.document_share) for row in doc.terms]) == (
		5,
		[("不好用", 3, 60)],
	)


@pytest.mark.parametrize(
	("fields", "message"),
	[
		({"first_day": "2026-03-31", "last_day": "2026-03-01"}, "before it begins"),
		({"first_day": "2026-04-01", "last_day": "2026-04-30"}, "over after"),
		({"first_day": "2026-01-01", "last_day": "2026-01-31"}, "Nobody answered"),
	],
)
def test_periods_that_cannot_be_evaluated(place, fields, message):
	many(MARCH, [5], team=place[0])
	with pytest.raises(frappe.ValidationError, match=message):
		new(**fields).insert()


def test_a_period_is_evaluated_once(place):
	many(MARCH, [5], team=place[0])
	new().insert()
	with pytest.raises(frappe.ValidationError, match="an evaluation from"):
		new(first_day="2026-03-15", last_day="2026-03-31").insert()
	new(kind="Special", occasion="New policy", first_day="2026-03-05", last_day="2026-03-31").insert()


def test_different_people_take_the_steps(place, as_user):
	many(MARCH, [5] * 5, team=place[0])
	with as_user("Quality Specialist") as author:
		doc = new().insert()
		with pytest.raises(frappe.ValidationError, match="Somebody else has to take this step"):
			api.move_evaluation(doc.name, "Checked")
	with as_user("Quality Specialist", "Operations Manager") as both:
		api.move_evaluation(doc.name, "Checked")
		with pytest.raises(frappe.ValidationError, match="Somebody else has to take this step"):
			api.move_evaluation(doc.name, "Approved")
	with as_user("Service Executive"), pytest.raises(frappe.PermissionError):
		api.move_evaluation(doc.name, "Approved")
	with as_user("Quality Specialist"), pytest.raises(frappe.ValidationError, match="taken by: Operations"):
		api.move_evaluation(doc.name, "Approved")
	with as_user("System Manager"), pytest.raises(frappe.ValidationError, match="taken by: Operations"):
		api.move_evaluation(doc.name, "Approved")
	with as_user("Operations Manager") as manager:
		api.move_evaluation(doc.name, "Approved")
		api.move_evaluation(doc.name, "Published")
	doc.reload()
	assert (doc.owner, doc.checked_by, doc.approved_by, doc.published_by) == (author, both, manager, manager)
	assert (doc.status, doc.published_on) == ("Published", date(2026, 4, 15))


def published(place, **fields):
	many(MARCH, [5] * 5, team=place[0])
	doc = new(**fields).insert()
	told = {"status": "Published", "published_on": "2026-04-10", "appeal_until": "2026-04-17"}
	frappe.db.set_value(EVALUATION, doc.name, told)
	doc.reload()
	return doc


def test_a_published_evaluation_refuses_every_change(place, as_user):
	doc = published(place)
	row = doc.figures[0].name
	doc.findings = "another"
	with pytest.raises(frappe.ValidationError, match="locked"):
		doc.save()
	with as_user("Operations Manager"):
		for doctype, name, values in (
			(EVALUATION, doc.name, {"findings": "another"}),
			(EVALUATION, doc.name, {"status": "Draft"}),
		):
			with pytest.raises(frappe.ValidationError, match="locked"):
				frappe.client.set_value(doctype, name, values)
		with pytest.raises(frappe.ValidationError, match="does not go"):
			api.move_evaluation(doc.name, "Draft")
	with pytest.raises(frappe.ValidationError, match="locked"):
		frappe.client.set_value("Aftersales Evaluation Figure", row, {"mean": 1})
	with pytest.raises(frappe.PermissionError, match="in their document only"):
		frappe.get_doc("Aftersales Evaluation Figure", row).save()
	with pytest.raises(frappe.ValidationError, match="not deleted"):
		frappe.delete_doc(EVALUATION, doc.name)
	assert figure(frappe.get_doc(EVALUATION, doc.name)).mean == 5


def test_an_appeal_is_answered_once_by_somebody_else(place, as_user):
	doc = published(place)
	team, member = place[0], make_user("Service Team Lead")
	doc_of_team = frappe.get_doc("Aftersales Team", team)
	doc_of_team.append("members", {"user": member})
	doc_of_team.save()
	with as_user(member):
		api.appeal_evaluation(doc.name, "样本不含代理商")
		with pytest.raises(frappe.ValidationError, match="Say what you disagree with"):
			api.appeal_evaluation(doc.name, " ")
		with pytest.raises(frappe.PermissionError):
			api.answer_evaluation_appeal(doc.name, 1, "Upheld", "yes")
	with as_user("Service Auditor"), pytest.raises(frappe.PermissionError):
		api.appeal_evaluation(doc.name, "no")
	with as_user("Operations Manager"):
		api.appeal_evaluation(doc.name, "another")
		with pytest.raises(frappe.ValidationError, match="appealed yourself"):
			api.answer_evaluation_appeal(doc.name, 2, "Upheld", "mine")
		with pytest.raises(frappe.ValidationError, match="no such appeal"):
			api.answer_evaluation_appeal(doc.name, 3, "Upheld", "x")
		with pytest.raises(frappe.ValidationError, match="Say why"):
			api.answer_evaluation_appeal(doc.name, 1, "Dismissed", " ")
		with (
			freeze_time("2026-04-18 04:00:00"),
			pytest.raises(frappe.ValidationError, match="possible until"),
		):
			api.appeal_evaluation(doc.name, "late")
	with as_user("Quality Specialist") as clerk:
		api.answer_evaluation_appeal(doc.name, 1, "Dismissed", "代理商另行评价")
		with pytest.raises(frappe.ValidationError, match="answered already"):
			api.answer_evaluation_appeal(doc.name, 1, "Upheld", "after all")
	found = frappe.get_doc(EVALUATION, doc.name)
	assert [(row.reason, row.outcome, row.answered_by) for row in found.appeals] == [
		("样本不含代理商", "Dismissed", clerk),
		("another", None, None),
	]
	assert figure(found).mean == 5


def test_findings_belong_to_the_draft(place, as_user):
	many(MARCH, [5] * 5, team=place[0])
	doc = new().insert()
	with as_user("Quality Specialist"):
		api.move_evaluation(doc.name, "Checked")
	doc.reload()
	doc.findings = "another"
	with pytest.raises(frappe.ValidationError, match="while it is a draft"):
		doc.save()


def test_every_figure_is_worked_out_again_from_its_answers(place, as_user):
	team, easy, _hard = place
	many(MARCH, [5, 5, 4, 3], team=team, category=easy)
	corrected = answer(MARCH, 1, verified=4, team=team, category=easy, status="Corrected")
	set_aside = answer(MARCH, 1, counts=0, team=team, category=easy, status="Set Aside")
	doc = new().insert()
	frappe.db.set_value(FEEDBACK, corrected, {"verified_overall": 1, "status": "Valid"})  # found since
	frappe.db.set_value(FEEDBACK, set_aside, {"counts": 1})
	for grouping, group in (("All", ""), ("Team", team), ("Category", easy)):
		filters = {"evaluation": doc.name, "grouping": grouping, "group_name": group}
		_columns, rows, message, _chart, summary = report(filters)
		row = figure(doc, grouping, group)
		told = {one["label"]: one["value"] for one in summary}
		assert (told["Answers as Given"], told["Answers, Verified"]) == (row.n_raw, row.n) == (6, 5)
		assert told["Mean, Verified"] == pytest.approx(row.mean) == pytest.approx(4.2)
		assert told["Mean as Given"] == pytest.approx(row.mean_raw, abs=0.01)
		assert told["Low Scores, Verified (%)"] == pytest.approx(row.low_share) == pytest.approx(20)
		by_name = {one["feedback"]: one for one in rows}
		assert (by_name[corrected]["given"], by_name[corrected]["counted"]) == (1, 4)
		assert (by_name[set_aside]["given"], by_name[set_aside]["counted"]) == (1, None)
		assert by_name[corrected]["since"] == by_name[set_aside]["since"] == "Yes"
		assert "as it counted when" in message
	other = make_user("Service Team Lead")
	make_team([other])
	with as_user(other):  # of another team of the company
		assert report({"evaluation": doc.name})[1] == []
		with pytest.raises(frappe.PermissionError):  # no table of its form
			frappe.get_list("Aftersales Evaluation Exception", parent_doctype=EVALUATION)
	with as_user("Service Agent"), pytest.raises(frappe.PermissionError):
		report({"evaluation": doc.name})
	with pytest.raises(frappe.ValidationError, match="cannot be grouped"):
		report({"evaluation": doc.name, "grouping": "Nobody"})


def test_a_region_is_a_group(place):
	region = frappe.db.get_value("Territory", {"is_group": 0})
	many(MARCH, [5] * 6, team=place[0], region=region)
	row = figure(new().insert(), "Region", region)
	assert (row.n, row.mean, row.group_doctype) == (6, 5, "Territory")


def test_an_answer_counts_as_given_and_knows_its_region(answered_ticket):
	name, region = answered_ticket
	found = frappe.get_doc(FEEDBACK, name)
	assert (found.counts, found.verified_overall, found.region, found.verify_by) == (1, 4, region, None)


@pytest.fixture
def answered_ticket():
	"""The answer of a customer with a region, at which nobody has looked, and the region."""
	agent, customer = make_user("Service Agent"), make_customer()
	region = frappe.db.get_value("Territory", {"is_group": 0})
	frappe.db.set_value("Customer", customer, "territory", region)
	frappe.clear_document_cache("Customer", customer)
	ticket = make_ticket(team=make_team([agent]), customer=customer, contact_email="region@customer.example")
	closed = {
		"status": "Closed",
		"status_category": "Closed",
		"closed_at": moments.site_now(),
		"result": "Solved",
	}
	frappe.db.set_value("Aftersales Ticket", ticket.name, {**closed, "assignee": agent})
	token = rule.token(invitations.secret(), invitations.invite(ticket.name, "E-mail"))
	shown = rule.nonce(invitations.secret(), token, moments.now() - timedelta(seconds=30))
	return feedback.give(token, shown, {"overall": "4", "words": "可以"}, ()), region


def test_changes_are_told_in_points_and_percent(place):
	many(FEBRUARY, [5] * 17 + [1] * 3, team=place[0])
	many(MARCH, [5] * 19 + [1], team=place[0])
	told = story(new().insert())["changes"].split("\n")
	assert told[0] == "Mean, Verified, against the period before: 4.40 → 4.80, +0.40 (+9.1 %)."
	assert told[1].endswith("15.0 % → 5.0 %, −10.0 percentage points (−66.7 %).")
	assert told[2].startswith("Mean, Verified: 4.80; there are too few answers of the year before")


def test_spring_festival_is_flagged_and_aligned(place):
	many(datetime(2026, 2, 18), [4] * 6, team=place[0])
	many(datetime(2025, 1, 30), [3] * 6, team=place[0])
	doc = new(first_day="2026-02-01", last_day="2026-02-28").insert()
	assert {"festival_aligned", "festival_before"} <= set(codes(doc))
	assert "8 of its days lie in this period, 4 in the year before" in story(doc)["notices"]
	assert "had a mean of 3.00 (6 answers)" in story(doc)["notices"]


def weeks_of(scores, many_weeks, last=datetime(2026, 2, 23)):
	for ago in range(many_weeks):
		for score in scores:
			answer(last - timedelta(weeks=ago), score)


def test_a_baseline_is_frozen_once_and_a_bad_week_is_told(place, as_user):
	weeks_of([5] * 45 + [2] * 5, 20, datetime(2026, 2, 18))  # 10 %
	answers = [5] * 30 + [2] * 20
	for score in answers:
		answer(datetime(2026, 3, 4), score)
	doc = new().insert()
	assert (doc.baseline_periods, doc.baseline_n, doc.baseline_share) == (20, 1000, pytest.approx(10))
	bad = next(point for point in doc.points if str(point.first_day) == "2026-03-02")
	assert (bad.n, bad.low, bad.value, bad.signals) == (50, 20, 40, "beyond_limits")
	assert bad.upper == pytest.approx(100 * (0.1 + 3 * (0.1 * 0.9 / 50) ** 0.5))
	told = story(doc)
	assert "beyond the limits" in told["notices"]
	assert any(
		"<svg" in chart["svg"] and "out of the usual range" in chart["says"] for chart in told["charts"]
	)
	later = new(kind="Quarter", first_day="2026-01-01", last_day="2026-03-31").insert()
	assert (later.baseline_first, later.baseline_n) == (doc.baseline_first, 1000)  # not by itself
	with as_user("Quality Specialist"):
		with pytest.raises(frappe.ValidationError, match="Say why"):
			api.freeze_evaluation_baseline(later.name, " ")
		with pytest.raises(frappe.ValidationError, match="too few"):
			api.freeze_evaluation_baseline(later.name, "new phone line")
		api.freeze_evaluation_baseline(doc.name, "new phone line")
	assert frappe.get_doc(EVALUATION, doc.name).baseline_reason == "new phone line"


def test_a_team_out_of_the_funnel_is_told(place):
	good, bad = place[0], make_team([make_user("Service Agent")])
	many(MARCH, [5] * 60 + [4] * 40, team=good)
	many(MARCH, [1] * 6 + [4] * 6, team=bad)
	doc = new().insert()
	points = {point.team: point for point in doc.points if point.chart == "Teams"}
	assert points[bad].signals == "funnel" and points[bad].z < -3 and not points[good].signals
	assert f"{bad} is out of the funnel" in next(
		chart["says"] for chart in story(doc)["charts"] if "team" in chart["title"]
	)


def test_definitions_are_told_by_their_version(place):
	many(MARCH, [5] * 5, team=place[0])
	doc = new().insert()
	assert doc.definitions == 1
	found = {one["title"]: one for one in story(doc)["definitions"]}
	assert found["Low Scores, Verified (%)"]["exclusions"] == "answers that were set aside with a reason"


def make_complaint(day, **facts):
	complaint = complaint_of(make_user("Service Agent")).insert()
	frappe.db.set_value("Aftersales Complaint", complaint.name, {"assessed_at": day, **facts})
	return complaint.name


def specials(name):
	fields = ["name", "trigger", "triggered_on", "due_on", "first_day", "last_day", "status"]
	return frappe.get_all(EVALUATION, {"reference_name": name}, fields)


def test_a_major_complaint_is_evaluated_within_a_week_once(place, run_jobs, as_user):
	many(datetime(2026, 4, 1), [5] * 5, team=place[0])
	quality = make_user("Quality Specialist")
	grave = make_complaint(datetime(2026, 4, 14, 10), severity="Major")
	minor = make_complaint(datetime(2026, 4, 14, 10), severity="Minor")
	today = make_complaint(datetime(2026, 4, 15, 1), severity="Critical")
	special_evaluations.run()
	special_evaluations.run()
	found = specials(grave)
	assert [(row.trigger, row.triggered_on, row.due_on) for row in found] == [
		("Major Complaint", date(2026, 4, 14), date(2026, 4, 21))
	]
	assert (found[0].first_day, found[0].last_day) == (date(2026, 3, 16), date(2026, 4, 14))
	assert not specials(minor) and not specials(today)  # today's is drawn up when the day is over
	to_do = {"reference_name": found[0].name, "allocated_to": quality, "status": "Open"}
	assert frappe.db.get_value("ToDo", to_do, "date") == date(2026, 4, 21)
	with pytest.raises(frappe.ValidationError, match="special evaluation already"):
		special(grave).insert()


def special(name, **fields):
	record = {"reference_doctype": "Aftersales Complaint", "reference_name": name}
	return new(kind="Special", **{**record, **fields})


def test_an_escalation_and_a_new_policy_are_evaluated(place):
	many(datetime(2026, 4, 1), [5] * 5, team=place[0])
	with freeze_time("2026-04-14 04:00:00"):
		complaint = complaint_of(make_user("Service Agent")).insert()
		decided(complaint, make_user("Quality Specialist"))
		complaint.escalate("customer asked for the manager")
	policy = make_policy({"resolution": 24}, category=place[1])
	first = make_policy({"resolution": 24}, category=place[2])
	facts = {"valid_from": "2026-04-13", "previous_version": first, "company": a_company()}
	frappe.db.set_value("Aftersales Service Policy", policy, facts)
	special_evaluations.run()
	special_evaluations.run()
	assert [row.trigger for row in specials(complaint.name)] == ["Escalation"]
	assert [row.trigger for row in specials(policy)] == ["Policy Change"]
	assert not specials(first)


def test_a_special_evaluation_is_due_though_nobody_answered(place):
	grave = make_complaint(datetime(2026, 4, 14, 10), severity="Critical")
	name = special_evaluations.draw_up(
		special_evaluations.Trigger(
			"Major Complaint", "Aftersales Complaint", grave, a_company(), date(2026, 4, 14)
		)
	)
	doc = frappe.get_doc(EVALUATION, name)
	assert doc.figures == [] or figure(doc).n_raw == 0
	assert "there are no figures" in story(doc)["notices"]


@pytest.mark.parametrize(
	("fields", "message"),
	[
		({"occasion": ""}, "Say what the occasion"),
		({"occasion": "x", "triggered_on": "2026-04-16"}, "has not come yet"),
		(
			{"reference_doctype": "User", "reference_name": "Administrator"},
			"no complaint and no service policy",
		),
	],
)
def test_special_evaluations_that_cannot_be(place, fields, message):
	many(MARCH, [5] * 5, team=place[0])
	with pytest.raises(frappe.ValidationError, match=message):
		new(kind="Special", **fields).insert()


def bells(user):
	return frappe.get_all("Notification Log", {"for_user": user}, pluck="subject", order_by="creation")


def test_whose_turn_it_is_is_told_and_who_is_late_reminded(place, as_user, run_jobs):
	many(MARCH, [5] * 5, team=place[0])
	quality, manager = make_user("Quality Specialist"), make_user("Operations Manager")
	doc = new(kind="Special", occasion="x", triggered_on="2026-04-10").insert()
	run_jobs()
	assert bells(quality) == [f"Evaluation {doc.name} is drawn up: confirm its figures"] and not bells(
		manager
	)
	with as_user(quality):
		api.move_evaluation(doc.name, "Checked")
	run_jobs()
	open_to_dos = {"reference_name": doc.name, "status": "Open"}
	assert manager in frappe.get_all("ToDo", open_to_dos, pluck="allocated_to")
	assert quality not in frappe.get_all("ToDo", open_to_dos, pluck="allocated_to")
	with freeze_time("2026-04-18 04:00:00"):
		special_evaluations.run()
		special_evaluations.run()
	run_jobs()
	late = [one for one in bells(manager) if "was due on 2026-04-17" in one]
	assert len(late) == 1
	with as_user(manager):
		api.move_evaluation(doc.name, "Approved")
		api.move_evaluation(doc.name, "Published")
	run_jobs()
	assert not frappe.get_all("ToDo", open_to_dos)
	assert any("is published" in one for one in bells(quality))


def test_answers_that_put_somebody_out_of_the_funnel_are_doubted_once(place):
	bad, good = make_user("Service Agent"), make_user("Service Agent")
	april = datetime(2026, 4, 10)
	many(april, [5] * 60 + [4] * 40, rated=good)
	many(april, [1] * 8 + [4] * 8, rated=bad)
	funnels.run()
	funnels.run()
	found = frappe.get_all(
		FEEDBACK, {"rated": bad, "status": "To Be Verified"}, ["overall", "counts", "doubts"]
	)
	assert [(row.overall, row.counts) for row in found] == [(1, 1)] * 5
	assert {json.loads(row.doubts)[0]["code"] for row in found} == {"funnel_outlier"}
	assert not frappe.db.exists(FEEDBACK, {"rated": good, "status": "To Be Verified"})
	name = frappe.db.get_value(FEEDBACK, {"rated": bad, "status": "To Be Verified"})
	assert "standard errors away" in api.reasons_of(name)["doubts"]


def test_the_report_prints_without_names(place):
	customer = make_customer()
	many(MARCH, [5] * 30 + [1] * 6, team=place[0], words="不好用")
	doc = new().insert()
	page = frappe.get_print(EVALUATION, doc.name, "Aftersales Evaluation Report")
	assert page.count("<svg") >= 2 and "不好用" in page and customer not in page
	assert "Aftersales" not in page.split("<h1>")[1].split("</h1>")[0]


def test_figures_are_frozen_and_a_draft_is_drawn_up_anew(place, as_user):
	many(MARCH, [5] * 5, team=place[0])
	doc = new().insert()
	many(MARCH, [1] * 5, team=place[0])
	doc.reload()
	doc.figures[0].mean, doc.status, doc.findings = 1, "Published", "Fine"
	doc.save()
	doc.reload()
	assert (figure(doc).mean, doc.status, doc.findings) == (5, "Draft", "Fine")
	api.renew_evaluation(doc.name)
	assert figure(frappe.get_doc(EVALUATION, doc.name)).mean == 3
	with as_user("Quality Specialist"):
		api.move_evaluation(doc.name, "Checked")
		with pytest.raises(frappe.ValidationError, match="figures are frozen"):
			api.renew_evaluation(doc.name)


def test_the_scheduler_draws_up_month_and_quarter_once(place):
	many(MARCH, [5] * 5, team=place[0])
	evaluations.run()
	evaluations.run()
	regular = {"company": a_company(), "kind": ("!=", "Special")}
	found = frappe.get_all(EVALUATION, regular, ["kind", "first_day"], order_by="kind")
	assert [(row.kind, row.first_day) for row in found] == [
		("Month", date(2026, 3, 1)),
		("Quarter", date(2026, 1, 1)),
	]


def test_a_period_takes_one_statement_each(place, count_queries):
	many(MARCH, [5] * 5, team=place[0])
	with count_queries() as seen:
		evaluations.draw_up(a_company(), "Month", evaluations.Period(date(2026, 3, 1), date(2026, 3, 31)))
	assert sum("GROUP BY `team`" in one and "tabAftersales Feedback`" in one for one in seen) == 3


def test_with_its_figures_stands_who_was_asked(place):
	"""Frame, invited and answered are kept with the result (ISO 10004), and few answers are told."""
	team, easy, _hard = place
	many(MARCH, [5, 4], team=team, category=easy)
	kinds = (
		("Aftersales Ticket", "Open", 7),
		("Aftersales Ticket", "Answered", 2),
		("Aftersales Complaint", "Answered", 9),
	)
	now = moments.site_now()
	for kind, status, times in kinds:
		stamps = {"owner": "Guest", "modified_by": "Guest", "creation": now, "modified": now}
		facts = {"company": a_company(), "reference_doctype": kind, "status": status, "invited_at": MARCH}
		invited = [{"name": unique("FI"), **stamps, **facts} for _time in range(times)]
		rows.append("Aftersales Feedback Invitation", (*stamps, "name", *facts), invited)
	doc = new().insert()
	assert (doc.invited, doc.invited_answered) == (9, 2)
	assert "few_invited_answered" in doc.notices
