"""Self-assessment by GB/T 27922-2011: 40, 35 and 25 points, filled from the records, signed and locked (rules.md Q1)."""

from datetime import datetime

import frappe
import pytest
from factories.people import a_file
from factories.quality import answer, complaint, ticket
from factories.service import a_company
from freezegun import freeze_time

from aftersales_app.service_quality import api
from aftersales_app.service_quality.services import self_assessment

ASSESSMENT = "Aftersales Self-Assessment"
COMPLAINTS, REPAIRS = "Complaints and their closure", "Repair and its records"
MARCH = datetime(2026, 3, 10, 9)


@pytest.fixture(autouse=True)
def april():
	with freeze_time("2026-04-15 04:00:00"):
		yield


def new(**fields):
	told = {
		"doctype": ASSESSMENT,
		"company": a_company(),
		"first_day": "2026-01-01",
		"last_day": "2026-03-31",
	}
	return frappe.get_doc({**told, **fields})


def judged(**fields):
	"""One in which everything conforms."""
	doc = new(**fields).insert().reload()
	for row in doc.indicators:
		row.verdict, row.looked_at, row.nonconforming = "Yes", 10, 0
	return doc.save().reload()


def row_of(doc, indicator):
	return next(row for row in doc.indicators if row.indicator == indicator)


def test_the_first_begins_with_forty_thirty_five_and_twenty_five():
	frappe.db.delete(ASSESSMENT, {"company": a_company()})
	doc = new().insert()
	assert [row["points"] for row in self_assessment.sums(doc)] == [40, 35, 25]
	assert (doc.status, doc.is_scored, doc.grade) == ("Draft", 0, "")
	lines = api.assessment_considered(doc.name)["lines"]
	assert "not verified against its text" in lines and "still to be judged: 16" in lines


def test_the_next_begins_with_the_indicators_of_the_one_before():
	doc = new().insert().reload()
	doc.indicators[0].indicator, doc.indicators[0].verdict = "组织架构图", "Yes"
	doc.save()
	after = new(first_day="2026-04-01", last_day="2026-06-30").insert()
	assert (after.indicators[0].indicator, after.indicators[0].verdict) == ("组织架构图", None)
	assert len(after.indicators) == 16


def test_a_sampled_indicator_loses_what_does_not_conform_and_a_judged_one_all():
	doc = judged()
	row = row_of(doc, REPAIRS)
	row.points, row_of(doc, "Taking back scrap").points = 4, 8  # the part still makes 35
	row.looked_at, row.nonconforming = 10, 2
	row_of(doc, "Technical support").verdict = "No"
	doc.save()
	assert (row.got, row_of(doc, "Technical support").got) == (3.2, 0)
	assert (doc.applicable, doc.got, doc.score, doc.grade) == (100, 93.2, 93.2, "Four Stars")


def test_what_does_not_apply_is_normalised_and_deductions_come_after():
	"""Applicable 92, got 84.6, one special deduction: 90.96, four stars."""
	doc = judged()
	row_of(doc, "Taking back scrap").not_applicable = 1  # 4
	row_of(doc, "Quality assurance").points, row_of(doc, "Technical support").points = 4, 8
	row_of(doc, "Quality assurance").not_applicable = 1  # 4
	row = row_of(doc, COMPLAINTS)  # 13 points
	row.looked_at, row.nonconforming = 130, 74  # loses 7.4
	doc.append("deductions", {"breach_of": "Own Rules", "what": "承诺未兑现"})
	doc.save()
	assert (doc.applicable, round(doc.got, 2), doc.score, doc.grade) == (92, 84.6, 90.96, "Four Stars")
	lines = api.assessment_considered(doc.name)["lines"]
	assert "not corrected yet: 1" in lines and "after a year" in lines


def test_five_special_deductions_fail_whatever_the_score():
	doc = judged()
	for _number in range(5):
		doc.append("deductions", {"breach_of": "The Law", "what": "…", "corrected_on": "2026-04-01"})
	doc.save()
	assert (doc.score, doc.grade) == (95, "Standard Not Reached")
	assert "5 special deductions" in api.assessment_considered(doc.name)["lines"]


def test_filled_from_the_records():
	frappe.db.delete("Aftersales Feedback", {"company": a_company()})
	frappe.db.delete("Aftersales Complaint", {"company": a_company()})
	frappe.db.delete("Aftersales Ticket", {"company": a_company()})
	for status in ("Closed", "Closed", "Closed", "Responded", "Withdrawn"):
		complaint(MARCH, status=status)
	complaint(datetime(2026, 4, 1))
	answer(MARCH, 5), answer(datetime(2026, 1, 5), 5)  # nobody in February
	complete = {"diagnosis": "x", "cause": "y", "action_taken": "Repair", "resolved_at": MARCH}
	ticket(MARCH, **complete, resolution_verdict="Met", first_response_verdict="Missed")
	ticket(MARCH, **{**complete, "cause": None}, resolution_verdict="Met")
	ticket(MARCH, **{**complete, "kind": "Consultation", "diagnosis": ""}, resolution_verdict="Running")
	doc = new().insert()
	assert api.fill_assessment(doc.name) == 4
	doc.reload()
	found = {row.source: (row.looked_at, row.nonconforming) for row in doc.indicators if row.source}
	assert found == {
		"Complaints Closed": (4, 1),
		"Customers Surveyed": (3, 1),
		"Repair Records Complete": (2, 1),
		"Service Promises Kept": (3, 1),
	}
	assert row_of(doc, COMPLAINTS).got == 9.75  # 13 x 3/4


def test_signed_by_operations_and_locked(as_user):
	doc = judged()
	with as_user("Quality Specialist"), pytest.raises(frappe.PermissionError):
		api.sign_assessment(doc.name)
	with as_user("Operations Manager") as manager:
		api.sign_assessment(doc.name)
		doc.reload()
		assert (doc.status, doc.signed_by, doc.grade) == ("Signed", manager, "Five Stars")
		doc.conclusion = "another"
		with pytest.raises(frappe.ValidationError, match="locked"):
			doc.save()
		with pytest.raises(frappe.ValidationError, match="locked"):
			api.fill_assessment(doc.name)
		with pytest.raises(frappe.ValidationError, match="not deleted"):
			frappe.delete_doc(ASSESSMENT, doc.name)


def test_nobody_signs_past_the_button():
	doc = judged()
	doc.status, doc.signed_by = "Signed", "Administrator"
	doc.save()
	doc.reload()
	assert (doc.status, doc.signed_by) == ("Draft", None)


def test_what_is_missing_is_said_before_signing(as_user):
	doc = judged()
	doc.indicators[2].verdict = ""
	doc.save().reload()
	assert not doc.is_scored
	with (
		as_user("Operations Manager"),
		pytest.raises(frappe.ValidationError, match="Row 3, Resources and budget"),
	):
		api.sign_assessment(doc.name)
	doc.indicators[2].verdict, doc.indicators[0].points = "Yes", 7
	doc.save()
	assert not doc.is_scored
	with (
		as_user("Operations Manager"),
		pytest.raises(frappe.ValidationError, match="add up to 41; the standard"),
	):
		api.sign_assessment(doc.name)


@pytest.mark.parametrize(
	("fields", "message"),
	[
		({"first_day": "2026-04-01"}, "before it begins"),
		({"bonus": 1.1}, "at the most"),
		(
			{
				"indicators": [
					{"part": "Service of Goods", "indicator": "x", "points": 0, "kind": "As a Whole"}
				]
			},
			"more than 0",
		),
		(
			{
				"indicators": [
					{
						"part": "Service of Goods",
						"indicator": "x",
						"points": 1,
						"kind": "By Sample",
						"looked_at": 2,
						"nonconforming": 3,
					}
				]
			},
			"than were looked at",
		),
	],
)
def test_what_is_not_accepted(fields, message):
	with pytest.raises(frappe.ValidationError, match=message):
		new(**fields).insert()


def test_a_bonus_needs_a_reason(as_user):
	doc = judged()
	doc.bonus, doc.bonus_reason = 0.5, "x"
	doc.save()
	assert doc.score == 100.5
	frappe.db.set_value(ASSESSMENT, doc.name, "bonus_reason", "")
	with as_user("Operations Manager"), pytest.raises(frappe.ValidationError, match="what the bonus is for"):
		api.sign_assessment(doc.name)


def test_evidence_is_a_file_that_its_user_may_read(as_user):
	doc = judged()
	foreign = a_file("somebody's")
	with as_user("Quality Specialist"):
		mine = frappe.get_doc(ASSESSMENT, doc.name)
		mine.indicators[0].evidence = foreign
		with pytest.raises(frappe.PermissionError, match="no file"):
			mine.save()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_print_tells_all(language, monkeypatch):
	doc = judged()
	monkeypatch.setattr(frappe.local, "lang", language)
	html = frappe.get_print(ASSESSMENT, doc.name, "Aftersales Self-Assessment Report")
	wanted = {
		"en": ("GB/T 27922-2011", "Five Stars", "not verified", "0 of 10 records"),
		"zh": ("售后服务自评报告", "五星", "未与标准原文核对", "10 条记录中 0 条不符合"),
	}
	assert all(text in html for text in wanted[language])


def test_who_may_do_what(as_user):
	doc = judged()
	for role, write in (
		("Quality Specialist", True),
		("Service Executive", False),
		("Service Auditor", False),
	):
		with as_user(role):
			assert frappe.has_permission(ASSESSMENT, "read", doc.name)
			assert bool(frappe.has_permission(ASSESSMENT, "write", doc.name)) is write
	with as_user("Service Agent"), pytest.raises(frappe.PermissionError):
		api.assessment_considered(doc.name)
