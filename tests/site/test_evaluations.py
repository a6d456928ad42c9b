"""Evaluations of a period: figures by hand, frozen, checked and approved by different people (product.md C8)."""

from datetime import date, datetime

import frappe
import pytest
from factories.people import make_user
from factories.service import a_company, make_category, make_team
from factories.unique import unique
from freezegun import freeze_time

from aftersales_app.aftersales_core import moments, rows
from aftersales_app.service_quality import api
from aftersales_app.service_quality.services import evaluations

EVALUATION, FEEDBACK = "Aftersales Evaluation", "Aftersales Feedback"
FIELDS = (
	*("name", "owner", "creation", "modified", "modified_by", "company", "team", "category", "item_code"),
	*(
		"given_at",
		"overall",
		"verified_overall",
		"counts",
		"status",
		"words",
		"timeliness",
		"verified_timeliness",
	),
	"record_timeliness",
)
MARCH, FEBRUARY = datetime(2026, 3, 10, 9), datetime(2026, 2, 28, 23, 59, 59)


@pytest.fixture
def place():
	"""A team and two categories of the first company."""
	return make_team([make_user("Service Agent")]), make_category(), make_category()


@pytest.fixture(autouse=True)
def april():
	with freeze_time("2026-04-15 04:00:00"):
		yield


def answer(at, score, verified=None, counts=1, **facts):
	now = moments.site_now()
	name = unique("FB")
	stamps = {"owner": "Guest", "modified_by": "Guest", "creation": now, "modified": now}
	row = {"overall": score, "verified_overall": score if verified is None else verified, "counts": counts}
	rows.append(
		FEEDBACK,
		FIELDS,
		[{"name": name, **stamps, "company": a_company(), "given_at": at, "status": "Valid", **row, **facts}],
	)
	return name


def many(at, scores, **facts):
	for score in scores:
		answer(at, score, **facts)


def new(**fields):
	told = {
		"company": a_company(),
		"kind": "Month",
		"first_day": "2026-03-01",
		"last_day": "2026-03-31",
		**fields,
	}
	return frappe.get_doc({"doctype": EVALUATION, **told})


def figure(doc, grouping="All", group=""):
	return next(row for row in doc.figures if (row.grouping, row.group_name) == (grouping, group))


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
	assert not doc.notices or doc.notices == "[]"


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
	assert "by Category most groups moved against the total" in api.evaluation_notices(doc.name)
	assert "4.62" in api.evaluation_notices(doc.name)


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
	with as_user("Operations Manager") as manager:
		api.move_evaluation(doc.name, "Approved")
		api.move_evaluation(doc.name, "Published")
	doc.reload()
	assert (doc.owner, doc.checked_by, doc.approved_by, doc.published_by) == (author, both, manager, manager)
	assert (doc.status, doc.published_on) == ("Published", date(2026, 4, 15))


def test_a_published_evaluation_is_locked_and_appealed(place, as_user):
	many(MARCH, [5] * 5, team=place[0])
	doc = new().insert()
	frappe.db.set_value(EVALUATION, doc.name, {"status": "Published", "published_on": "2026-04-10"})
	doc.reload()
	doc.findings = "another"
	with pytest.raises(frappe.ValidationError, match="locked"):
		doc.save()
	with as_user("Operations Manager"):
		api.appeal_evaluation(doc.name, "样本不含代理商")
		with (
			freeze_time("2026-04-18 04:00:00"),
			pytest.raises(frappe.ValidationError, match="possible until"),
		):
			api.appeal_evaluation(doc.name, "late")
	assert [row.reason for row in frappe.get_doc(EVALUATION, doc.name).appeals] == ["样本不含代理商"]
	with pytest.raises(frappe.ValidationError, match="not deleted"):
		frappe.delete_doc(EVALUATION, doc.name)


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
	found = frappe.get_all(EVALUATION, {"company": a_company()}, ["kind", "first_day"], order_by="kind")
	assert [(row.kind, row.first_day) for row in found] == [
		("Month", date(2026, 3, 1)),
		("Quarter", date(2026, 1, 1)),
	]


def test_a_period_takes_one_statement_each(place, count_queries):
	many(MARCH, [5] * 5, team=place[0])
	with count_queries() as seen:
		evaluations.draw_up(a_company(), "Month", evaluations.Period(date(2026, 3, 1), date(2026, 3, 31)))
	assert sum("GROUP BY" in one and "tabAftersales Feedback`" in one for one in seen) == 3
