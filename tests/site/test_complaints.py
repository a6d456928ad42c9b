"""The ledger of complaints: taken down, acknowledged, assessed, investigated by nobody of the line, decided, and closed with the customer's
answer or silence (rules.md Q2, product.md C1)."""

import email
import json
from datetime import timedelta
from email.header import decode_header, make_header
from types import SimpleNamespace

import frappe
import frappe.client
import pytest
from factories.claims import claim_of, make_unit
from factories.complaints import complaint_of, complaint_people, decided
from factories.goods import a_company, make_item
from factories.people import a_file, make_customer, make_user
from factories.service import make_team, make_ticket
from factories.warranty import make_company
from frappe import handler
from frappe.desk.form import load
from frappe.desk.query_report import run
from freezegun import freeze_time

from aftersales_app.aftersales_core import moments, reference
from aftersales_app.service_quality import api
from aftersales_app.service_quality.services import complaint_deadlines, complaint_panel
from aftersales_app.setup import mail_seeds

COMPLAINT, NOTICE = "Aftersales Complaint", "Aftersales Notice"
NOON = "2026-06-01 04:00:00"  # in UTC; noon in China


@pytest.fixture(scope="module")
def people(site):
	"""Made once: people take longer than complaints."""
	made = complaint_people()
	frappe.db.commit()
	yield made
	frappe.set_user("Administrator")
	for user in vars(made).values():
		frappe.delete_doc("User", user, force=True, ignore_permissions=True)
	frappe.db.commit()


@pytest.fixture(autouse=True)
def clock(people):
	with freeze_time(NOON) as frozen:
		yield frozen


@pytest.fixture
def desk(people):
	"""The people with the two teams of agents."""
	team = make_team([people.agent, people.colleague], lead=people.lead)
	other = make_team([], lead=people.other_lead)
	return SimpleNamespace(**vars(people), team=team, other=other)


@pytest.fixture
def taken(desk, as_user):
	"""A function that takes a complaint about the agent down, as the colleague."""

	def take(*subjects: str, **fields):
		with as_user(desk.colleague):
			return complaint_of(*(subjects or (desk.agent,)), team=desk.team, **fields).insert()

	return take


def refused(work, message: str, *args, **kwargs) -> None:
	with pytest.raises(frappe.ValidationError) as caught:
		work(*args, **kwargs)
	assert str(caught.value) == message


def steps(complaint) -> list[tuple]:
	return [(row.step, row.actor, row.to_status) for row in complaint.reload().events]


def test_from_receipt_to_acceptance(desk, taken, as_user, clock):
	complaint = taken()
	assert complaint.name.startswith("CP-2026-")
	assert str(complaint.acknowledge_by) == "2026-06-02 12:00:00"
	with as_user(desk.colleague):
		complaint.acknowledge("By phone")
	with as_user(desk.quality):
		complaint.assess(impact="2", complexity=1, is_public=1)
		assert (complaint.severity, complaint.priority, complaint.status) == ("Major", "P2", "Assessed")
		complaint.assign(desk.second)
	with as_user(desk.second):
		complaint.investigate("He did hang up", cause_note="Under pressure")
	clock.tick(timedelta(days=2, hours=12))
	with as_user(desk.quality):
		complaint.respond("We are looking into it")
		complaint.decide("We are sorry and pay 50", "Phone", compensation=50)
		assert (complaint.status, complaint.days_to_decision) == ("Decision Sent", 2.5)
	with as_user(desk.colleague):
		complaint.record_opinion("Accepted", "2026-06-04")
	with as_user(desk.manager):
		complaint.close()
	assert (complaint.reload().status, complaint.opinion, complaint.compensation) == (
		"Closed",
		"Accepted",
		50,
	)
	assert str(complaint.closed_at) == "2026-06-04 00:00:00"
	assert steps(complaint) == [
		("Received", desk.colleague, "Received"),
		("Acknowledged", desk.colleague, "Acknowledged"),
		("Assessed", desk.quality, "Assessed"),
		("Investigator Chosen", desk.quality, "Assessed"),
		("Investigated", desk.second, "Investigated"),
		("Responded", desk.quality, "Responded"),
		("Decision Sent", desk.quality, "Decision Sent"),
		("Decision Accepted", desk.colleague, "Decision Sent"),
		("Closed", desk.manager, "Closed"),
	]


def test_nothing_that_a_verb_writes_is_typed_in(desk, taken, as_user):
	forged = {"status": "Closed", "severity": "Minor", "decided_at": "2026-05-01", "opinion": "Accepted"}
	complaint = taken(**forged, events=[{"step": "Closed"}])
	assert (complaint.status, complaint.severity, complaint.decided_at, complaint.opinion) == (
		"Received",
		None,
		None,
		None,
	)
	with as_user(desk.colleague):
		complaint.reload().update({**forged, "events": [], "priority": "P4", "investigator": desk.colleague})
		complaint.wants = "Apology"
		complaint.save()
	complaint.reload()
	assert (complaint.status, complaint.priority, complaint.investigator) == ("Received", None, None)
	assert (complaint.wants, len(complaint.events)) == ("Apology", 1)


def test_safety_comes_first_and_something_is_done_at_once(desk, taken, as_user):
	complaint = taken()
	with as_user(desk.quality):
		complaint.acknowledge()
		refused(
			complaint.assess,
			"Safety is at stake: write down what is done at once.",
			impact=1,
			complexity=1,
			safety=1,
		)
		refused(complaint.assess, "Impact and complexity are 1, 2 or 3.", impact=4, complexity=1)
		complaint.assess(impact=1, complexity=1, safety=1, immediate_action="Told to unplug it")
	assert (complaint.severity, complaint.priority, complaint.status) == ("Critical", "P1", "Assessed")
	assert complaint.immediate_action == "Told to unplug it"


def test_assessed_anew_it_stays_where_it_is(desk, taken, as_user):
	complaint = taken()
	with as_user(desk.quality):
		decided(complaint, desk.second)
		complaint.record_opinion("Rejected", "2026-06-01", routes_told=1)
		complaint.assess(impact=3, complexity=1)
	assert (complaint.status, complaint.priority) == ("Open, Escalated", "P2")


def test_who_may_not_investigate(desk, taken, as_user):
	complaint = taken()
	name = frappe.utils.get_fullname
	with as_user(desk.quality):
		complaint.acknowledge()
		complaint.assess(impact=1, complexity=1)
		refused(
			complaint.assign,
			f"{name(desk.agent)} is whom the complaint is about. Choose another investigator.",
			desk.agent,
		)
		refused(
			complaint.assign,
			f"{name(desk.lead)} is in the line of whom the complaint is about. Choose another investigator.",
			desk.lead,
		)
		technician = make_user("Service Technician")
		refused(
			complaint.assign,
			f"{name(technician)} does not work on complaints of {a_company()}. Choose another investigator.",
			technician,
		)
		complaint.assign(desk.other_lead)
	assert complaint.investigator == desk.other_lead


def test_the_line_goes_down_as_well_and_along_the_employees(desk, taken, as_user):
	boss, report = make_user("Quality Specialist"), make_user("Quality Specialist")
	above = employee(boss)
	own = employee(desk.lead, reports_to=employee(make_user("Service Agent"), reports_to=above))
	employee(report, reports_to=own)
	complaint = taken(desk.lead)
	with as_user(desk.quality):
		complaint.acknowledge()
		complaint.assess(impact=1, complexity=1)
		for user in (boss, report, desk.agent, desk.colleague):
			with pytest.raises(frappe.ValidationError, match="is in the line of"):
				complaint.assign(user)
		complaint.assign(desk.second)


def employee(user: str, **fields) -> str:
	told = {
		**{"doctype": "Employee", "first_name": user, "company": a_company(), "user_id": user},
		**{"gender": "Female", "date_of_birth": "1990-01-01", "date_of_joining": "2020-01-01"},
	}
	return frappe.get_doc({**told, **fields}).insert(ignore_permissions=True).name


def test_only_the_investigator_writes_the_findings(desk, taken, as_user):
	complaint = taken()
	with as_user(desk.quality):
		complaint.acknowledge()
		complaint.assess(impact=1, complexity=1)
		refused(complaint.investigate, "Nobody was chosen to look into it yet.", "Nothing")
		complaint.assign(desk.other_lead)
		told = f"{frappe.utils.get_fullname(desk.other_lead)} looks into it and writes down the findings."
		refused(complaint.investigate, told, "Nothing")
	with as_user(desk.other_lead):  # of another team: the investigation lets them in
		assert frappe.get_list(COMPLAINT, {"name": complaint.name})
		refused(complaint.investigate, "Write down what was found.", " ")
		complaint.investigate("As told")
	assert complaint.reload().status == "Investigated"


def test_whom_it_is_about_is_not_changed_onto_the_investigator(desk, taken, as_user):
	complaint = taken()
	with as_user(desk.quality):
		complaint.acknowledge()
		complaint.assess(impact=1, complexity=1)
		complaint.assign(desk.second)
		complaint.reload().append("subjects", {"user": desk.second})
		with pytest.raises(frappe.ValidationError, match="is whom the complaint is about"):
			complaint.save()
	with as_user(desk.colleague):
		complaint.reload().set("subjects", [])
		with pytest.raises(
			frappe.PermissionError, match="changed by quality specialists and operations managers"
		):
			complaint.save()


def test_a_decision_needs_an_investigation_words_and_outside_routes(desk, taken, as_user):
	complaint = taken()
	with as_user(desk.quality):
		complaint.acknowledge()
		refused(
			complaint.decide, "This cannot be done while the complaint is Acknowledged.", "Sorry", "Phone"
		)
		complaint.assess(impact=1, complexity=1)
		complaint.assign(desk.second)
	with as_user(desk.second):
		complaint.investigate("As told")
	with as_user(desk.quality):
		refused(complaint.decide, "Write what was decided, in words for the customer.", " ", "Phone")
		refused(
			complaint.decide,
			"The complaint is rejected: tell the customer where else they can go.",
			"No",
			"Phone",
			rejects=1,
		)
		with pytest.raises(frappe.ValidationError, match="Say how it was sent; there are: Phone"):
			complaint.decide("No", "Pigeon")
		complaint.decide("No", "Letter", rejects=1, routes_told=1)
	assert (complaint.rejects, complaint.routes_told, complaint.decision_sent_by) == (1, 1, "Letter")
	with as_user(desk.colleague):
		refused(complaint.close, "This is for Operations Manager, Quality Specialist.")


def test_never_closed_without_a_decision_and_an_answer(desk, taken, as_user, clock):
	complaint = taken()
	with as_user(desk.quality):
		refused(complaint.close, "This cannot be done while the complaint is Received.")
		decided(complaint, desk.second)
		refused(
			complaint.close,
			"Record what the customer says of the decision, or that they did not answer.",
		)
		clock.tick(timedelta(days=6))
		refused(
			complaint.record_opinion,
			"The customer may still answer: silence can be recorded from 2026-06-08 on.",
			"No Answer",
			"2026-06-07",
		)
		refused(
			complaint.record_opinion,
			"The customer's opinion is of a day from 2026-06-01 to 2026-06-07.",
			"Accepted",
			"2026-06-08",
		)
		clock.tick(timedelta(days=1))
		complaint.record_opinion("No Answer", "2026-06-08")
		complaint.close()
	assert (complaint.status, complaint.opinion) == ("Closed", "No Answer")


def test_a_customer_who_rejects_keeps_it_open_until_they_accept(desk, taken, as_user, clock):
	complaint = taken()
	with as_user(desk.quality):
		decided(complaint, desk.second)
		evidence = a_file("A letter")
		further = "The customer does not accept the decision: tell them where they can go further, with you and outside, and tick that they were told."
		refused(complaint.record_opinion, further, "Rejected", "2026-06-01", evidence)
		complaint.record_opinion("Rejected", "2026-06-01", evidence, routes_told=1)
		assert (complaint.status, complaint.opinion_evidence) == ("Open, Escalated", evidence)
		refused(
			complaint.close,
			"The customer does not accept the decision: the complaint stays open and goes further.",
		)
		clock.tick(timedelta(days=1))
		complaint.decide("A new one", "E-mail")
		assert (complaint.opinion, complaint.opinion_on, complaint.days_to_decision) == (None, None, 0.0)
		complaint.record_opinion("Accepted", "2026-06-02")
		complaint.close()
		refused(complaint.appeal, further, "2026-06-02", "It broke again")
		complaint.appeal("2026-06-02", "It broke again", routes_told=1)
	assert (complaint.status, str(complaint.appealed_on), complaint.closed_at) == (
		"Open, Escalated",
		"2026-06-02",
		None,
	)


def test_neither_an_opinion_of_before_nor_silence_closes_what_was_refused(desk, taken, as_user, clock):
	stays = "The customer does not accept the decision: the complaint stays open and goes further."
	silent = "The customer has refused the decision: that is no silence. Decide anew, or record that they accept it after all."
	complaint, refusing = taken(), taken()
	with as_user(desk.quality):
		for one in (complaint, refusing):
			decided(one, desk.second)
		complaint.record_opinion("Accepted", "2026-06-01")
		complaint.close()
		refusing.record_opinion("Rejected", "2026-06-01", routes_told=1)
		clock.tick(timedelta(days=10))
		complaint.appeal("2026-06-10", "It broke again", routes_told=1)
		assert (complaint.opinion, str(complaint.opinion_on)) == ("Rejected", "2026-06-10")
		for one in (complaint, refusing):
			assert "close" not in complaint_panel.told(one)["verbs"]
			refused(one.close, stays)
			refused(one.record_opinion, silent, "No Answer", "2026-06-11")
		refused(
			complaint.record_opinion,
			"The customer's opinion is of a day from 2026-06-10 to 2026-06-11.",
			"Accepted",
			"2026-06-02",
		)
		complaint.decide("We pay", "Phone")
		clock.tick(timedelta(days=7))
		complaint.record_opinion("No Answer", "2026-06-18")
		complaint.close()
	assert complaint.reload().status == "Closed"


def test_an_investigator_who_came_into_the_line_writes_no_findings(desk, taken, as_user):
	complaint = taken()
	with as_user(desk.quality):
		complaint.acknowledge()
		complaint.assess(impact=1, complexity=1)
		complaint.assign(desk.other_lead)
	team = frappe.get_doc("Aftersales Team", desk.team)
	team.lead = desk.other_lead
	team.save()
	with as_user(desk.other_lead), pytest.raises(frappe.ValidationError, match="is in the line of"):
		complaint.investigate("Nothing to it")
	assert complaint.reload().findings is None


def test_how_it_was_handled_is_asked_beside_the_opinion(desk, taken, as_user):
	complaint = taken()
	with as_user(desk.quality):
		decided(complaint, desk.second)
		wrong = "How the handling pleased the customer is 1 to 5, or left empty."
		for value in (6, -1):
			refused(complaint.record_opinion, wrong, "Accepted", "2026-06-01", handling=value)
		complaint.record_opinion("Accepted", "2026-06-01", handling="4")
	assert complaint.reload().handling == 4


def test_a_complaint_is_withdrawn_by_who_judges_and_not_past_an_authority(desk, taken, as_user):
	complaint = taken(source="12315", outside_received_on="2026-06-01", outside_days=5)
	with as_user(desk.colleague):
		refused(complaint.withdraw, "This is for Operations Manager, Quality Specialist.", "Settled")
	with as_user(desk.quality):
		refused(
			complaint.withdraw,
			"12315 still waits for an answer. Give it, and record it with Answer Authority.",
			"Settled",
		)
		complaint.answer_authority("2026-06-01", "Settled")
		complaint.withdraw("Settled")
	assert complaint.reload().status == "Withdrawn"


def test_appeal_escalation_and_withdrawal_are_told_in_words(desk, taken, as_user):
	complaint = taken()
	with as_user(desk.quality):
		refused(complaint.withdraw, "Say why the customer takes it back.", " ")
		decided(complaint, desk.second)
		refused(complaint.appeal, "The appeal is of a day from 2026-06-01 to 2026-06-01.", "2026-05-30", "x")
		refused(complaint.appeal, "Write down what the customer appeals against, and why.", "2026-06-01", " ")
		refused(complaint.escalate, "Say why it goes further, and to whom.", "")
		complaint.escalate("To the consumer association")
		complaint.withdraw("Settled among themselves")
		refused(complaint.withdraw, "This cannot be done while the complaint is Withdrawn.", "Again")
	assert complaint.status == "Withdrawn"


def test_a_step_is_taken_once(desk, taken, as_user):
	complaint = taken()
	with as_user(desk.colleague):
		complaint.acknowledge()
		refused(complaint.acknowledge, "This cannot be done while the complaint is Acknowledged.")
	assert len(complaint.reload().events) == 2


def test_an_authority_is_answered_before_it_is_closed(desk, taken, as_user):
	complaint = taken(
		source="12315",
		outside_reference="330100-1",
		outside_received_on="2026-05-30",
		outside_days=5,
		outside_day_unit="Working Days",
	)
	assert str(complaint.outside_due) == "2026-06-05"
	untold = taken(source="12315", outside_received_on="2026-05-29")
	assert str(untold.outside_due) == "2026-06-09"  # seven working days
	assert taken(source="12345", outside_received_on="2026-05-29").outside_due is None
	with as_user(desk.quality):
		decided(complaint, desk.second)
		complaint.record_opinion("Accepted", "2026-06-01")
		refused(
			complaint.close, "12315 still waits for an answer. Give it, and record it with Answer Authority."
		)
		told = "The answer is of a day from the letter's to today."
		refused(complaint.answer_authority, told, "2026-06-02", "Settled")
		complaint.answer_authority("2026-06-01", "Settled")
		complaint.close()
	assert complaint.status == "Closed"


@pytest.mark.parametrize(
	("fields", "message"),
	[
		(
			{"received_at": "2026-06-01 12:00:01"},
			"A complaint cannot be received in the future. Check the moment.",
		),
		(
			{"source": "12345", "outside_received_on": "2026-06-02"},
			"The letter cannot come after today. Check the day.",
		),
		(
			{"source": "Court", "outside_received_on": "2026-06-01", "outside_due": "2026-05-31"},
			"The answer cannot be due before the letter came. Check both days.",
		),
	],
)
def test_bad_entries_are_refused(taken, fields, message):
	refused(taken, message, **fields)


def test_nobody_is_named_twice(desk, taken):
	name = frappe.utils.get_fullname(desk.agent)
	refused(lambda: taken(desk.agent, desk.agent), f"{name} is named twice under About Whom.")


def test_what_it_is_linked_to_is_of_the_same_company(desk, taken):
	mine, other = a_company(), make_company()
	theirs = make_team([], company=other)
	refused(
		complaint_of(team=theirs, company=mine).insert,
		f"Aftersales Team {theirs} belongs to {other}, the complaint to {mine}.",
	)
	with pytest.raises(frappe.PermissionError):
		taken(
			ticket=make_ticket(team=desk.other, company=mine).name, company=mine
		)  # which the colleague may not read


def test_as_it_came_in_it_stays(desk, taken, as_user):
	complaint = taken()
	with as_user(desk.colleague):
		complaint.reload().words = "He hung up on me twice"
		complaint.save()
		complaint.acknowledge()
		complaint.reload().words = "Nothing happened"
		refused(
			complaint.save,
			"The complaint is Acknowledged: this can no longer be changed: In the Customer's Words.",
		)
		complaint.reload().cost = 120
		complaint.save()
		with as_user(desk.quality):
			complaint.withdraw("Taken back")
		complaint.reload().wants = "Refund"
		refused(complaint.save, "The complaint is Withdrawn: this can no longer be changed: Remedy Wanted.")
	with pytest.raises(frappe.ValidationError, match="are not deleted"):
		frappe.delete_doc(COMPLAINT, complaint.name)


def test_the_time_to_acknowledge_is_a_setting_and_promised_once(desk, taken, as_user):
	frappe.db.set_single_value("Aftersales Settings", "acknowledge_complaints_within", 4)
	complaint = taken()
	assert str(complaint.acknowledge_by) == "2026-06-01 16:00:00"
	with as_user(desk.colleague):
		complaint.acknowledge()
	frappe.db.set_single_value("Aftersales Settings", "acknowledge_complaints_within", 24)
	with as_user(desk.colleague):
		complaint.reload().cost = 1
		complaint.save()
	assert str(complaint.acknowledge_by) == "2026-06-01 16:00:00"


def test_a_ticket_fills_it_in(desk, as_user):
	customer, item = make_customer(), make_item()
	ticket = make_ticket(
		team=desk.team,
		kind="Complaint",
		customer=customer,
		item_code=item,
		contact_name="Li Lei",
		contact_phone="13812345678",
		contact_email="li@customer.example",
		description="<p>He was <b>rude</b></p>",
	)
	with as_user(desk.colleague):
		told = {"doctype": COMPLAINT, "ticket": ticket.name, "channel": "Phone", "source": "Own Channel"}
		complaint = frappe.get_doc(
			{**told, "company": ticket.company, "subject": "Rude", "words": "He was rude"}
		)
		complaint.insert()
	assert (complaint.customer, complaint.item_code, complaint.team) == (customer, item, desk.team)
	assert (complaint.complainant_name, complaint.complainant_phone) == ("Li Lei", "13812345678")
	assert complaint.customer_name == frappe.db.get_value("Customer", customer, "customer_name")
	assert frappe.get_all(COMPLAINT, {"ticket": ticket.name}, pluck="name") == [complaint.name]


def test_a_unit_says_which_item_it_is(taken):
	unit = make_unit()
	complaint = complaint_of(product=unit.name, company=unit.company).insert()
	assert complaint.item_code == unit.item_code


# Who sees what


def test_whose_complaints_a_role_sees(desk, taken, as_user):
	ours = taken()
	theirs = complaint_of(make_user("Service Agent"), team=desk.other).insert()
	both = {ours.name, theirs.name}
	for user, sees in (
		(desk.colleague, {ours.name}),
		(desk.lead, {ours.name}),
		(desk.other_lead, {theirs.name}),
		(desk.quality, both),
		(desk.manager, both),
		(desk.agent, set()),
	):
		with as_user(user):
			assert both & set(frappe.get_list(COMPLAINT, pluck="name", limit=0)) == sees, user
			for name in both:
				assert frappe.has_permission(COMPLAINT, "read", name) is (name in sees), user
	with as_user("Service Technician"), pytest.raises(frappe.PermissionError):
		frappe.get_list(COMPLAINT)


@pytest.mark.parametrize(
	"role", ["Service Agent", "Service Team Lead", "Quality Specialist", "Service Auditor"]
)
def test_whom_it_is_about_does_not_see_it(desk, taken, as_user, role):
	subject = make_user(role)
	team = frappe.get_doc("Aftersales Team", desk.team)
	team.append("members", {"user": subject})
	team.save()
	complaint = taken(subject)
	other = taken(desk.agent)
	with freeze_time("2026-06-02 05:00:00"):
		complaint_deadlines.run()
	with as_user(subject):
		assert complaint.name not in frappe.get_list(COMPLAINT, pluck="name", limit=0)
		assert other.name in frappe.get_list(COMPLAINT, pluck="name", limit=0)
		for right in ("read", "write", "print"):
			assert not frappe.has_permission(COMPLAINT, right, complaint.name), right
		with pytest.raises(frappe.PermissionError):
			frappe.client.get(COMPLAINT, complaint.name)
		with pytest.raises(frappe.PermissionError):
			load.getdoc(COMPLAINT, complaint.name)
		for table in ("Aftersales Complaint Subject", "Aftersales Complaint Event"):
			rows = frappe.get_list(table, {"parent": complaint.name}, parent_doctype=COMPLAINT)
			assert rows == [], table
		assert not frappe.get_list(NOTICE, {"reference_name": complaint.name})
		for notice in frappe.get_all(NOTICE, {"reference_name": complaint.name}, pluck="name"):
			assert not frappe.has_permission(NOTICE, "read", notice)
		forged = frappe.get_doc(COMPLAINT, complaint.name)
		forged.set("subjects", [])
		with pytest.raises(frappe.PermissionError):
			forged.save()


def test_a_manager_sees_what_is_complained_about_them_and_does_nothing_about_it(desk, taken, as_user):
	complaint = taken(desk.manager)
	with as_user(desk.manager):
		assert frappe.has_permission(COMPLAINT, "read", complaint.name)
		told = f"The complaint is about {frappe.utils.get_fullname(desk.manager)}, who takes no part in it."
		refused(complaint.acknowledge, told)


def test_who_may_not_do_it_is_refused(desk, taken, as_user):
	complaint = taken()
	with as_user(desk.colleague):
		complaint.acknowledge()
		refused(
			complaint.assess,
			"This is for Operations Manager, Quality Specialist.",
			impact=1,
			complexity=1,
		)
	with as_user("Service Auditor"), pytest.raises(frappe.PermissionError):
		complaint.withdraw("No")
	with as_user(desk.other_lead), pytest.raises(frappe.PermissionError):
		complaint.withdraw("No")


def test_a_button_asks_of_the_record_as_it_is_stored(desk, taken, as_user, monkeypatch):
	monkeypatch.setattr(frappe.local, "request", SimpleNamespace(method="POST"), raising=False)
	complaint = taken()
	with as_user(desk.other_lead):
		sent = json.dumps(
			{**complaint.reload().as_dict(), "team": desk.other, "owner": desk.other_lead}, default=str
		)
		with pytest.raises(frappe.PermissionError):
			handler.run_doc_method("acknowledge", docs=sent)


def test_the_form_offers_what_the_server_lets_through(desk, taken, as_user):
	complaint = taken()
	for user, verbs in (
		(desk.colleague, ["acknowledge", "tell_status"]),
		(desk.agent, []),
		("Administrator", ["acknowledge", "tell_status", "withdraw"]),
	):
		with as_user(user):
			assert complaint_panel.told(complaint)["verbs"] == verbs, user
	with as_user(desk.quality):
		decided(complaint, desk.second)
		told = complaint_panel.told(complaint)
		assert told["verbs"] == ["record_opinion", "escalate", "appeal", "tell_status", "withdraw"]
		complaint.record_opinion("Accepted", "2026-06-01")
		assert "close" in complaint_panel.told(complaint)["verbs"]
		assert complaint_panel.told(complaint)["next"] == [
			"The customer accepts the decision.",
			"It can be closed.",
		]
		assert told["next"] == ["Record what the customer says of the decision, or that they did not answer."]
		assert [bool(step["at"]) for step in told["steps"]] == [True, True, True, True, True, False]


def test_personal_data_is_for_those_who_serve(desk, taken, as_user):
	complaint = taken(complainant_name="Li Lei", complainant_phone="13812345678")
	for who, sees in ((desk.colleague, True), (desk.quality, True), ("Service Auditor", False)):
		with as_user(who):
			read = frappe.get_doc(COMPLAINT, complaint.name)
			read.apply_fieldlevel_read_permissions()
			assert (read.get("complainant_phone") == "13812345678") is sees, who
			listed = frappe.get_list(COMPLAINT, {"name": complaint.name}, ["name", "complainant_name"])
			assert bool(listed[0].get("complainant_name")) is sees, who


# Deadlines


def told_of(complaint) -> list[tuple]:
	fields = ["timer", "level", "recipient", "recipient_role"]
	found = frappe.get_all(NOTICE, {"reference_name": complaint.name}, fields, order_by="timer, level")
	return [tuple(row.values()) for row in found]


def test_who_is_warned_of_an_acknowledgement_and_once(desk, taken, as_user, clock):
	complaint = taken(source="12345", outside_due="2026-06-03")
	clock.move_to("2026-06-01 16:00:00")  # half of the time is over
	complaint_deadlines.run()
	complaint_deadlines.run()
	authority = ("answer_to_authority", 1, desk.colleague, "Assignee")
	first = ("acknowledgement", 1, desk.colleague, "Assignee")
	assert told_of(complaint) == [first, authority]
	clock.move_to("2026-06-02 04:00:01")
	complaint_deadlines.run()
	ladder = [(role, level) for timer, level, _user, role in told_of(complaint) if timer == "acknowledgement"]
	assert ladder == [("Assignee", 1), ("Team Lead", 2), ("Operations Manager", 3)]
	done = taken()
	with as_user(desk.colleague):
		done.acknowledge()
	clock.move_to("2026-06-05 04:00:01")
	complaint_deadlines.run()
	assert told_of(done) == []


def test_nobody_whom_it_is_about_is_warned(desk, taken, clock):
	complaint = taken(desk.lead, desk.colleague)
	clock.move_to("2026-06-02 04:00:01")
	complaint_deadlines.run()
	people = {row[2] for row in told_of(complaint)}
	assert len(told_of(complaint)) == 3
	assert not people & {desk.lead, desk.colleague}


def test_an_answered_authority_and_a_closed_complaint_are_left_in_peace(desk, taken, as_user, clock):
	complaint = taken(source="12315", outside_due="2026-06-02")
	with as_user(desk.quality):
		complaint.acknowledge()
		complaint.answer_authority("2026-06-01", "Settled")
	clock.move_to("2026-06-05 04:00:01")
	complaint_deadlines.run()
	assert told_of(complaint) == []
	assert moments.site_now() > complaint.acknowledge_by


def test_notices_say_what_is_due(desk, taken, clock):
	from aftersales_app.service_desk.services import notices

	complaint = taken()
	clock.move_to("2026-06-02 04:00:01")
	complaint_deadlines.run()
	frappe.db.set_single_value("Aftersales Settings", {"quiet_from": "00:00:00", "quiet_to": "00:00:00"})
	notices.deliver()
	about = {"document_name": complaint.name}
	subjects = set(frappe.get_all("Notification Log", about, pluck="subject"))
	assert f"Promised deadline missed: {complaint.name}" in subjects


# Figures and print


def counted(as_user, who, **filters) -> list[dict]:
	"""The report's rows of the day, by a reader."""
	with as_user(who):
		found = run(
			"Aftersales Complaints by Cause", {"from_date": "2026-05-01", "to_date": "2026-06-01", **filters}
		)
	return [row for row in found["result"] if isinstance(row, dict)]


def stored(**fields) -> str:
	"""A complaint as it stands; the rules of whoever makes it are not asked."""
	doc = complaint_of(**fields)
	doc.set_user_and_timestamp()
	doc.set_new_name()
	doc.db_insert()
	for row in doc.subjects:
		row.db_insert()
	return doc.name


def test_figures_by_cause_and_source(desk, as_user):
	company, cause = make_company(), "Worn part"
	day = "2026-05-10 09:00:00"
	told = {"company": company, "cause": cause, "received_at": day, "status": "Closed", "currency": "CNY"}
	told["decided_at"] = day
	for times in (1, 2):
		for days, opinion, cost in ((1.5, "Accepted", 100), (2.5, "Rejected", 50), (4, "No Answer", 0)):
			stored(**told, days_to_decision=days, opinion=opinion, cost=cost)
		[row] = counted(as_user, desk.quality, company=company)
		shares = (33.3, "9.7 – 70.0 %") if times == 2 else (None, None)  # of three nothing is told
		assert (row["accepted_share"], row["interval"]) == shares
	stored(company=company, source="12315", received_at=day, status="Received", currency="CNY")
	stored(company=company, source="12315", received_at="2026-04-30 23:59:59", status="Received")
	rows = counted(as_user, desk.quality, company=company)
	assert [(row["cause"], row["source"], row["complaints"], row["open"]) for row in rows] == [
		("Worn part", "Own Channel", 6, 0),
		("Not Set", "12315", 1, 1),
	]
	first = rows[0]
	assert (first["median_days"], first["cost"], first["currency"]) == (2.5, 300, "CNY")
	assert rows[1]["median_days"] is None and rows[1]["accepted_share"] is None
	by_source = counted(as_user, desk.quality, company=company, group_by="Source")
	assert [(row["source"], row["complaints"]) for row in by_source] == [("Own Channel", 6), ("12315", 1)]


def test_figures_count_what_the_reader_may_see(desk, as_user):
	company = make_company()
	received = {"company": company, "received_at": "2026-05-10 09:00:00", "status": "Received"}
	about = make_user("Quality Specialist")
	stored(**received)
	doc = complaint_of(about, **received)
	doc.insert()
	assert sum(row["complaints"] for row in counted(as_user, desk.quality, company=company)) == 2
	assert sum(row["complaints"] for row in counted(as_user, about, company=company)) == 1
	other = make_user("Quality Specialist")
	frappe.permissions.add_user_permission("Company", a_company(), other)
	if a_company() != company:
		assert counted(as_user, other, company=company) == []
	with as_user(desk.colleague), pytest.raises(frappe.PermissionError):
		run("Aftersales Complaints by Cause", {})
	with as_user(desk.quality), pytest.raises(frappe.ValidationError, match="cannot be grouped by"):
		run("Aftersales Complaints by Cause", {"group_by": "Phone"})


def test_the_file_of_a_complaint_prints_what_people_wrote_as_text(desk, taken, as_user):
	complaint = taken(words="He said 1 < 2 & hung up\nTwice", complainant_phone="13812345678")
	with as_user(desk.quality):
		decided(complaint, desk.second, rejects=1, routes_told=1)
		html = frappe.get_print(COMPLAINT, complaint.name, "Aftersales Complaint File")
	assert "1 &lt; 2 &amp; hung up<br>Twice" in html
	assert frappe.utils.get_fullname(desk.agent) in html and "13812345678" in html
	with as_user("Service Auditor"):
		assert "13812345678" not in frappe.get_print(COMPLAINT, complaint.name, "Aftersales Complaint File")


# Written to


@pytest.fixture
def mailbox():
	"""The site can send mail, and acknowledges complaints by it."""
	frappe.db.set_single_value("Aftersales Settings", "mail_complainants", 1)
	reference.changed()
	frappe.db.set_value("Email Account", {"default_outgoing": 1}, "default_outgoing", 0)
	account = frappe.new_doc("Email Account")
	account.update({"email_account_name": "Quality", "email_id": "quality@mail.example"})
	account.update({"smtp_server": "localhost", "enable_outgoing": 1, "default_outgoing": 1, "password": "x"})
	account.flags.ignore_validate = True
	account.insert()
	frappe.local.outgoing_email_account = {}


def letters(complaint) -> list[str]:
	queued = frappe.get_all(
		"Email Queue", {"reference_name": complaint.name}, pluck="name", order_by="creation, name"
	)
	return [
		str(email.message_from_string(frappe.db.get_value("Email Queue", name, "message"))) for name in queued
	]


def subjects_of(complaint) -> set[str]:
	found = (email.message_from_string(letter)["Subject"] for letter in letters(complaint))
	return {str(make_header(decode_header(subject))) for subject in found}


def test_who_complains_is_written_to_at_once(desk, taken, as_user, mailbox):
	complaint = taken(complainant_email="li@customer.example", complainant_name="<b>Li</b>")
	assert (complaint.reload().status, str(complaint.acknowledged_at)) == (
		"Acknowledged",
		"2026-06-01 12:00:00",
	)
	assert steps(complaint)[-1] == ("Acknowledged", desk.colleague, "Acknowledged")
	assert subjects_of(complaint) == {f"We have your complaint {complaint.name}"}
	[html] = [
		part
		for part in email.message_from_string(letters(complaint)[0]).walk()
		if part.get_content_type() == "text/html"
	]
	assert "&lt;b&gt;Li&lt;/b&gt;" in html.get_payload(decode=True).decode()
	silent = taken()
	assert (silent.status, letters(silent)) == ("Received", [])
	frappe.db.set_single_value("Aftersales Settings", "mail_complainants", 0)
	reference.changed()
	assert taken(complainant_email="li@customer.example").status == "Received"


def test_the_customers_language_is_spoken_and_the_owners_words(desk, taken, as_user, mailbox):
	contact = frappe.get_doc({"doctype": "Contact", "first_name": "Li"})
	contact.user = make_user(language="zh")
	contact.insert()
	told = taken(complainant_email="li@customer.example", contact=contact.name)
	assert subjects_of(told) == {f"您的投诉我们已收到（{told.name}）"}
	template = frappe.get_doc("Email Template", "Aftersales Complaint Received (zh)")
	template.subject = "收到 {{ number }}"
	template.save()
	mail_seeds.seed()  # writes over nothing
	again = taken(complainant_email="li@customer.example", contact=contact.name)
	assert subjects_of(again) == {f"收到 {again.name}"}


def test_how_it_stands_and_what_was_decided_is_sent(desk, taken, as_user, mailbox):
	complaint = taken(complainant_email="li@customer.example")
	with as_user(desk.colleague):
		complaint.tell_status("E-mail")
		complaint.tell_status("Phone", "Still looking into it")
	assert f"How your complaint {complaint.name} stands: Acknowledged" in subjects_of(complaint)
	assert [row.note for row in complaint.reload().events][-2:] == ["E-mail", "Phone: Still looking into it"]
	with as_user(desk.quality):
		complaint.assess(impact=1, complexity=1)
		complaint.assign(desk.second)
	with as_user(desk.second):
		complaint.investigate("As told")
	with as_user(desk.quality):
		complaint.decide("We cannot <help>", "E-mail", rejects=1, routes_told=1, mail=1)
	assert f"Our decision on your complaint {complaint.name}" in subjects_of(complaint)
	queued = frappe.get_all("Email Queue", {"reference_name": complaint.name}, pluck="attachments")
	letters = [json.loads(told) for told in queued if told and told != "[]"]
	assert [one[0]["print_format"] for one in letters] == ["Aftersales Complaint Reply"]


def test_what_cannot_be_written_is_not_said_to_be(desk, taken, as_user, mailbox):
	complaint = taken()
	no_address = "There is no e-mail address of who complains, or the site has no outgoing mailbox. Enter one, or say how else it was told."
	with as_user(desk.colleague):
		frappe.db.savepoint("untold")
		refused(complaint.tell_status, no_address, "E-mail")
		frappe.db.rollback(save_point="untold")
		with pytest.raises(frappe.ValidationError, match="Say how it was sent; there are: Phone"):
			complaint.tell_status("Pigeon")
	assert [row.step for row in complaint.reload().events] == ["Received"]


def test_who_hears_nothing_is_to_be_told(desk, taken, as_user, clock):
	complaint = taken()
	with as_user(desk.quality):
		complaint.acknowledge()
		line = "The customer has heard nothing since 2026-06-01: tell them how it stands."
		assert line not in complaint_panel.told(complaint)["next"]
		clock.tick(timedelta(days=7))
		assert line in complaint_panel.told(complaint)["next"]
		complaint.tell_status("Phone")
		assert line not in complaint_panel.told(complaint)["next"]


# Where it began


def test_a_complaint_begins_with_what_is_known_of_a_claim_or_a_unit(desk, as_user):
	unit, theirs = make_unit(), make_ticket(team=desk.other)
	claim = claim_of(unit).insert()
	with as_user(desk.quality):
		draft = api.complaint_draft("Aftersales Claim", claim.name)
		assert (draft["claim"], draft["product"], draft["customer"]) == (claim.name, unit.name, unit.customer)
		assert draft["words"] == draft["subject"] == "It does not start any more"
		assert "status" not in draft
		complaint = frappe.get_doc(
			{**draft, "doctype": COMPLAINT, "channel": "Phone", "source": "Own Channel"}
		)
		assert complaint.insert().item_code == unit.item_code
		draft = api.complaint_draft("Aftersales Product", unit.name)
		assert (draft["product"], draft["customer"], draft["item_code"]) == (
			unit.name,
			unit.customer,
			unit.item_code,
		)
		with pytest.raises(frappe.ValidationError, match="There are no complaints about"):
			api.complaint_draft("Customer", unit.customer)
	with as_user("Service Technician"), pytest.raises(frappe.PermissionError):
		api.complaint_draft("Aftersales Product", unit.name)
	with as_user(desk.colleague), pytest.raises(frappe.PermissionError):
		api.complaint_draft("Aftersales Ticket", theirs.name)


# The trend


def trend(as_user, who, **filters) -> list[dict]:
	with as_user(who):
		return run(
			"Aftersales Complaint Trend", {"to_date": "2026-06-01", "from_date": "2026-05-01", **filters}
		)["result"]


def test_the_trend_by_month(desk, as_user):
	company = make_company()
	for _number in range(4):
		ticket = make_ticket(company=company)
		frappe.db.set_value("Aftersales Ticket", ticket.name, "opened_at", "2026-05-10 12:00:00")
	may = {"company": company, "received_at": "2026-05-04 10:00:00", "acknowledge_by": "2026-05-05 10:00:00"}
	told = {
		**may,
		"acknowledged_at": "2026-05-04 12:00:00",
		"decided_at": "2026-05-06",
		"days_to_decision": 2,
	}
	stored(**told, status="Closed", opinion="Accepted", handling=5, source="12315", safety=1)
	stored(**may, acknowledged_at="2026-05-06 10:00:00", status="Acknowledged")
	stored(**may, status="Received")
	rows = trend(as_user, desk.quality, company=company)
	assert [row["month"] for row in rows] == ["2026-05", "2026-06"]
	keys = (
		"complaints",
		"tickets",
		"per_hundred",
		"open",
		"safety",
		"outside",
		"ack_hours",
		"in_time",
		"late",
	)
	assert [rows[0][key] for key in keys] == [3, 4, 75.0, 2, 1, 1, 25.0, 33.3, 2]
	assert [rows[0][key] for key in ("days", "accepted", "handling", "asked")] == [2.0, 100.0, 5.0, 1]
	assert (rows[1]["complaints"], rows[1]["per_hundred"]) == (0, None)
	by_source = trend(as_user, desk.quality, company=company, group_by="Month and Source")
	assert {(row["split"], row["complaints"]) for row in by_source} == {("12315", 1), ("Own Channel", 2)}
	assert trend(as_user, desk.quality, company=company, source="12315")[0]["complaints"] == 1
	with as_user(desk.colleague), pytest.raises(frappe.PermissionError):
		run("Aftersales Complaint Trend", {})
	with as_user(desk.quality), pytest.raises(frappe.ValidationError, match="cannot be grouped by"):
		run("Aftersales Complaint Trend", {"group_by": "Phone"})


def test_the_reply_tells_the_decision_and_where_else_to_go(desk, taken, as_user):
	complaint = taken(words="1 < 2", complainant_name="Li Lei")
	with as_user(desk.quality):
		assert "it is not decided yet" in frappe.get_print(
			COMPLAINT, complaint.name, "Aftersales Complaint Reply"
		)
		decided(complaint, desk.second, rejects=1, routes_told=1, compensation=50)
		html = frappe.get_print(COMPLAINT, complaint.name, "Aftersales Complaint Reply")
	assert "1 &lt; 2" in html and "We are sorry" in html and "Li Lei" in html
	assert (
		"We cannot uphold your complaint." in html
		and "a consumer association, arbitration or a court" in html
	)
