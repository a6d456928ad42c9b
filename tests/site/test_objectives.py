"""Target and actual of the eight metrics: each counted by hand, looked into record by record, worked out twice."""

from datetime import datetime

import frappe
import pytest
from factories.people import make_customer, make_user
from factories.quality import answer, call, complaint, invoice, ticket
from factories.service import a_company, make_team
from freezegun import freeze_time

from aftersales_app.service_quality import api
from aftersales_app.service_quality.report.aftersales_objective_records import aftersales_objective_records
from aftersales_app.service_quality.report.aftersales_target_and_actual import aftersales_target_and_actual
from aftersales_app.service_quality.services import objectives

OBJECTIVE, FIGURE = "Aftersales Objective", "Aftersales Objective Period"
MARCH, LAST, APRIL = datetime(2026, 3, 10, 9), datetime(2026, 3, 31, 23, 59, 59), datetime(2026, 4, 1)
FEBRUARY, YEAR_AGO = datetime(2026, 2, 28, 23, 59, 59), datetime(2025, 3, 10)


@pytest.fixture(autouse=True)
def april():
	with freeze_time("2026-04-15 04:00:00"):
		yield


@pytest.fixture
def team():
	return make_team([make_user("Service Agent")])


def new(metric="Satisfied Customers", **fields):
	told = {"doctype": OBJECTIVE, "company": a_company(), "year": 2026, "metric": metric, "target": 90}
	return frappe.get_doc({**told, **fields})


def figure(objective, first="2026-03-01", kind="Month"):
	found = {"objective": objective.name, "first_day": first, "kind": kind}
	return frappe.get_doc(FIGURE, frappe.db.get_value(FIGURE, found))


def worked_out(metric, **fields):
	objective = new(metric, **fields).insert()
	objectives.work_out(objective)
	return figure(objective)


def records(doc, part):
	_columns, rows, message = aftersales_objective_records.execute({"figure": doc.name, "part": part})
	return [row["record"] for row in rows], message


def left_out(doc):
	return {row.reason: row.number for row in doc.exclusions}


def test_satisfied_customers_by_hand(team):
	good = [answer(MARCH, 5, team=team), answer(LAST, 4, team=team)]
	bad = answer(MARCH, 3, team=team)
	corrected = answer(MARCH, 1, verified_overall=5, team=team)
	aside = answer(MARCH, 1, counts=0, team=team)
	answer(APRIL, 1, team=team), answer(FEBRUARY, 1, team=team), answer(MARCH, 1)  # others
	found = worked_out("Satisfied Customers", team=team)
	assert (found.numerator, found.denominator, found.actual, found.verdict) == (3, 4, 75, "Missed")
	assert (found.told, found.unit, left_out(found)) == ("75.0 %", "%", {"Set Aside": 1})
	assert (round(found.low, 1), round(found.high, 1)) == (30.1, 95.4)  # Wilson of 3 in 4
	assert set(records(found, "Numerator")[0]) == {*good, corrected}
	assert set(records(found, "Denominator")[0]) == {*good, corrected, bad}
	assert records(found, "Excluded")[0] == [aside]


def test_solved_tickets_by_hand(team):
	facts = {"team": team}
	solved = [ticket(MARCH, **facts), ticket(LAST, result="No Fault Found", **facts)]
	open_ = {"is_open": 1, "status_category": "Working", "result": "", **facts}
	late = ticket(MARCH, resolution_due=datetime(2026, 4, 1), **open_)
	partly = ticket(MARCH, result="Partly Solved", **facts)
	rejected = ticket(MARCH, confirmation="Rejected", **facts)
	ticket(MARCH, resolution_due=datetime(2026, 5, 1), **open_), ticket(MARCH, **open_)
	ticket(MARCH, status_category="Cancelled", result="", **facts)
	ticket(MARCH, result="Withdrawn by Customer", **facts)
	ticket(MARCH, result="", **facts)
	ticket(APRIL, **facts)
	found = worked_out("Solved Tickets", team=team, target=98)
	assert (found.numerator, found.denominator, found.actual, found.verdict) == (2, 5, 40, "Missed")
	assert left_out(found) == {
		"Cancelled or Withdrawn": 2,
		"Not Due Yet": 2,
		"No Result Recorded": 1,
	}
	assert set(records(found, "Denominator")[0]) == {*solved, late, partly, rejected}
	assert len(records(found, "Excluded")[0]) == 5


def test_first_response_is_a_mean_with_median_and_p90(team):
	for hours in (1, 2, 3):
		ticket(MARCH, team=team, first_response_at=datetime(2026, 3, 10, 9 + hours))
	waiting = {"is_open": 1, "status_category": "New", "result": "", "team": team}
	ticket(datetime(2026, 3, 31, 12), **waiting)  # 15 days until noon of the site
	ticket(MARCH, kind="Proactive Call-back", team=team), ticket(MARCH, team=team)  # never answered, closed
	found = worked_out("First Response", team=team, direction="At Most", target=24)
	assert (found.denominator, found.numerator) == (4, (1 + 2 + 3 + 15 * 24) * 3600)
	assert (found.actual, found.verdict, found.told) == (91.5, "Missed", "91.5 h")
	assert round(found.median, 2) == 2.5 and found.p90 > 200
	assert left_out(found) == {"No Response Recorded": 1, "Our Own Call": 1}
	assert len(records(found, "Numerator")[0]) == 4


def test_chat_replies_in_seconds(team):
	chat = {"channel": "Chat", "team": team}
	ticket(MARCH, first_response_at=datetime(2026, 3, 10, 9, 0, 20), **chat)
	ticket(MARCH, first_response_at=datetime(2026, 3, 10, 9, 0, 40), **{**chat, "channel": "WeChat"})
	ticket(MARCH, first_response_at=datetime(2026, 3, 11), team=team)  # by phone
	found = worked_out("Chat Reply", team=team, direction="At Most", target=30)
	assert (found.numerator, found.denominator, found.told, found.verdict) == (60, 2, "30.0 s", "Met")


def test_answered_calls_of_our_numbers():
	for status in ("Completed", "Completed", "Completed", "No Answer", "Canceled", "In Progress"):
		call(MARCH, status, to="4008-1")
	call(MARCH, "Completed", to="4008-1", kind="Outgoing"), call(MARCH, "No Answer", to="999")
	found = worked_out("Answered Calls", target=95, phone_numbers="4008-1\n 4008-2 ")
	assert (found.numerator, found.denominator, found.actual) == (3, 5, 60)
	assert left_out(found) == {"Call Not Over": 1}


def test_calls_say_why_they_cannot_be_counted(team, monkeypatch):
	call(MARCH, "Completed")
	found = worked_out("Answered Calls", target=95, team=team)
	assert (found.verdict, found.told) == ("No Data", "")
	assert "whole company" in api.objective_considered(found.name)
	monkeypatch.setattr(objectives.metrics.erpnext_figures, "company_count", lambda: 2)
	found = worked_out("Answered Calls", target=95)
	assert "hotline numbers" in api.objective_considered(found.name)


def test_training_is_not_made_up():
	found = worked_out("Passed Training", target=95)
	assert (found.verdict, found.told, found.denominator) == ("No Data", "", 0)
	assert "no records of training" in api.objective_considered(found.name)


def test_complaints_for_every_hundred_tickets_and_their_change(team):
	for _number in range(39):
		ticket(MARCH, team=team)
	ticket(MARCH, team=team, status_category="Cancelled")
	for _number in range(20):
		ticket(FEBRUARY, team=team)
	complaint(MARCH, team=team), complaint(MARCH, team=team, status="Withdrawn")
	complaint(FEBRUARY, team=team)
	falling = {"team": team, "measure": "Change on Period Before", "direction": "Below", "target": 0}
	found = worked_out("Complaint Rate", **falling)
	assert (found.level, found.base, found.actual, found.verdict) == (2.5, 5, -50, "Met")
	assert (found.base_numerator, found.base_denominator, str(found.base_first)) == (1, 20, "2026-02-01")
	assert left_out(found) == {"Cancelled or Withdrawn": 1}
	assert len(records(found, "Numerator")[0]) == 1 and len(records(found, "Denominator")[0]) == 40


def test_who_was_served_and_bought_again(team):
	buyers = [make_customer() for _number in range(5)]
	for customer in buyers:
		ticket(FEBRUARY, resolved_at=datetime(2026, 2, 27), customer=customer, team=team)
		ticket(YEAR_AGO, resolved_at=datetime(2025, 2, 10), customer=customer, team=team)
	own = make_customer()
	frappe.db.set_value("Customer", own, "is_internal_customer", 1)
	ticket(FEBRUARY, resolved_at=datetime(2026, 2, 27), customer=own, team=team)
	ticket(
		MARCH, resolved_at=datetime(2026, 3, 2), customer=make_customer(), team=team
	)  # served in the period
	for customer in (*buyers[:2], own):
		invoice(customer, "2026-03-15")
	invoice(buyers[0], "2026-03-20"), invoice(buyers[0], "2025-03-31")
	for fields in (
		{"is_return": 1},
		{"docstatus": 0},
		{"docstatus": 2},
		{"base_grand_total": 0},
		{"is_opening": "Yes"},
		{"status": "Credit Note Issued"},
		{"aftersales_visit": "SV-1"},
	):
		invoice(buyers[4], "2026-03-15", **fields)
	invoice(buyers[3], "2026-04-01"), invoice(buyers[3], "2026-02-28")
	change = {"measure": "Change on Year", "target": 15, "team": team}
	found = worked_out("Repurchase", **change)
	assert (found.numerator, found.denominator, found.level) == (2, 5, 40)
	assert (found.base_numerator, found.base_denominator, found.base) == (1, 5, 20)
	assert (found.actual, found.verdict, left_out(found)) == (100, "Met", {"Own Company": 1})
	assert set(records(found, "Numerator")[0]) == set(buyers[:2])
	assert set(records(found, "Denominator")[0]) == set(buyers)


def test_no_change_on_a_year_of_which_nothing_is_known(team):
	ticket(FEBRUARY, resolved_at=datetime(2026, 2, 27), customer=make_customer(), team=team)
	found = worked_out("Repurchase", measure="Change on Year", target=15, team=team)
	assert (found.verdict, found.told, found.denominator) == ("No Data", "", 1)
	assert "with which it is to be compared" in api.objective_considered(found.name)


def test_working_out_twice_is_once(team):
	answer(MARCH, 5, team=team)
	objective = new(team=team).insert()
	assert objectives.work_out(objective) == 5  # four months and the year
	before = frappe.get_all(
		FIGURE, {"objective": objective.name}, ["name", "numerator", "told"], order_by="name"
	)
	objectives.run()
	objectives.run()
	after = frappe.get_all(
		FIGURE, {"objective": objective.name}, ["name", "numerator", "told"], order_by="name"
	)
	assert before == after and len(after) == 5
	assert figure(objective, "2026-04-01").so_far and not figure(objective).so_far
	assert figure(objective, "2026-01-01", "Year").numerator == 1


def test_what_is_settled_stays_as_it_was(team, run_jobs):
	objective = new(team=team).insert()
	objectives.work_out(objective)
	answer(datetime(2026, 1, 5), 5, team=team), answer(MARCH, 5, team=team)
	with freeze_time("2026-06-01 04:00:00"):
		objectives.run()
		assert (figure(objective, "2026-01-01").denominator, figure(objective).denominator) == (0, 1)
		api.work_out_objective(objective.name)
		assert run_jobs()
		assert figure(objective, "2026-01-01").denominator == 1


def test_the_report_tells_results_in_words(team):
	answer(MARCH, 5, team=team)
	objective = new(team=team, responsible="Administrator").insert()
	objectives.work_out(objective)
	filters = {"company": a_company(), "year": 2026, "team": team}
	columns, rows, _message, chart = aftersales_target_and_actual.execute(filters)
	(row,) = rows
	assert (row["target"], row["p2026_03"], row["p2026_02"]) == ("≥ 90 %", "100.0 % Met", "No Data")
	assert (row["p2026_04"], row["year"]) == ("No Data*", "100.0 %* Met")
	assert [column["fieldname"] for column in columns][5:7] == ["year", "p2026_01"]
	assert chart["data"]["datasets"][0]["values"] == [0, 0, 1, 0]
	assert [one["actual"] for one in api.objective_trend(objective.name)] == [None, None, 100, None, 100]


@pytest.mark.parametrize(
	("fields", "message"),
	[
		({"year": 26}, "is no year"),
		({"target": 101}, "from 0 to 100"),
		({"close_by": -1}, "cannot be negative"),
		({"metric": "Complaint Rate", "target": -1}, "cannot be negative, except"),
	],
)
def test_objectives_that_make_no_sense(fields, message):
	with pytest.raises(frappe.ValidationError, match=message):
		new(**fields).insert()


def test_an_objective_is_set_once_and_the_usual_ones_by_one_click(as_user):
	frappe.db.delete(OBJECTIVE, {"company": a_company()})
	with as_user("Operations Manager"):
		made = api.set_usual_objectives(a_company(), 2026)
		assert len(made) == 8 and api.set_usual_objectives(a_company(), 2026) == []
	with pytest.raises(frappe.ValidationError, match="is an objective for the same of 2026 already"):
		new().insert()
	with as_user("Service Executive"), pytest.raises(frappe.PermissionError):
		api.set_usual_objectives(a_company(), 2027)


def test_figures_are_not_entered():
	found = worked_out("Satisfied Customers")
	found.told = "99 %"
	with pytest.raises(frappe.ValidationError, match="not entered"):
		found.save()
	with pytest.raises(frappe.ValidationError, match="not deleted"):
		frappe.delete_doc(FIGURE, found.name)


def test_who_sees_which_objectives(team, as_user):
	lead = make_user("Service Team Lead")
	other = make_team([])
	frappe.db.set_value("Aftersales Team", team, "lead", lead)
	frappe.get_doc("Aftersales Team", team).save()
	objectives_ = {name: new(team=name).insert() for name in (team, other)}
	whole = new(metric="Chat Reply", direction="At Most", target=30).insert()
	for objective in (*objectives_.values(), whole):
		objectives.work_out(objective)
	with as_user(lead):
		seen = set(frappe.get_list(OBJECTIVE, pluck="name", limit=0))
		assert {objectives_[team].name, whole.name} <= seen and objectives_[other].name not in seen
		figures = set(frappe.get_list(FIGURE, pluck="objective", limit=0))
		assert objectives_[other].name not in figures and objectives_[team].name in figures
		assert frappe.has_permission(OBJECTIVE, "read", objectives_[team].name)
		assert not frappe.has_permission(OBJECTIVE, "read", objectives_[other].name)
		with pytest.raises(frappe.PermissionError):
			api.work_out_objective(objectives_[team].name)
	with as_user("Operations Manager"):
		api.work_out_objective(objectives_[team].name)
	with as_user("Service Agent"), pytest.raises(frappe.PermissionError):
		frappe.get_list(OBJECTIVE)


def test_readers_look_into_what_they_may_read(team, as_user):
	found = worked_out("Satisfied Customers", team=team)
	mine = answer(MARCH, 5, team=team)
	with as_user("Service Executive"):
		assert records(found, "Numerator")[0] == [mine]
		assert "Counted: 0. Shown, as far as you may read them: 1." in records(found, "Numerator")[1]
	call(MARCH, "Completed", to="4008-9")
	calls = worked_out("Answered Calls", target=95, phone_numbers="4008-9")
	with as_user("Service Executive"), pytest.raises(frappe.PermissionError):
		records(calls, "Numerator")


def test_a_month_takes_one_statement_a_metric(team, count_queries):
	objective = new("Solved Tickets", team=team).insert()
	with count_queries() as seen:
		objectives.work_out(objective)
	assert sum("GROUP BY" in one and "tabAftersales Ticket`" in one for one in seen) == 5
