"""Besides tickets, visits, claims and the handling of complaints are asked about, on paper and by code, too, and nobody answers about
themselves (product.md C2, C4, C6; ISO 10002 8.x, ISO 10004)."""

import json
from datetime import timedelta
from types import SimpleNamespace

import frappe
import pytest
from factories.feedback import (
	CLAIM,
	COMPLAINT,
	TICKET,
	VISIT,
	answer,
	ask_customers,
	closed_complaint,
	ended_claim,
	made_visit,
	served_ticket,
	token_of,
)
from factories.people import a_file, make_user
from factories.service import make_team
from frappe.utils import set_request
from freezegun import freeze_time

from aftersales_app.aftersales_core import moments
from aftersales_app.domain import invitation as rule
from aftersales_app.domain import text_message
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.evaluation_flow import Period
from aftersales_app.service_quality import api, prints
from aftersales_app.service_quality.queries import calls, evaluations
from aftersales_app.service_quality.report.aftersales_feedback_response import (
	aftersales_feedback_response as response,
)
from aftersales_app.service_quality.services import door, feedback, invitations, verification

INVITATION, FEEDBACK, SETTINGS = (
	*("Aftersales Feedback Invitation", "Aftersales Feedback"),
	"Aftersales Settings",
)
VERIFICATION = "Aftersales Verification"
RECORD = ("record_timeliness", "record_solving", "record_compliance")


@pytest.fixture
def desk():
	agent, quality = make_user("Service Agent"), make_user("Quality Specialist")
	return SimpleNamespace(agent=agent, quality=quality, team=make_team([agent]))


@pytest.fixture(autouse=True)
def asking(desk):
	ask_customers(ask_after_ticket=1, ask_after_visit=0, ask_after_claim=1, ask_after_complaint=1)


def asked_about(*names: str) -> list[str]:
	return frappe.get_all(INVITATION, {"reference_name": ("in", names)}, pluck="reference_name")


def scores(feedback_name: str) -> tuple:
	return frappe.db.get_value(FEEDBACK, feedback_name, RECORD)


def refused(code: str, work, *args, **kwargs) -> None:
	with pytest.raises(DomainError) as error:
		work(*args, **kwargs)
	assert error.value.code == code


# what asks


def test_a_ticket_asks_and_its_visits_do_not(desk):
	visit = made_visit(desk.team)
	ticket = frappe.db.get_value(VISIT, visit, "ticket")
	ask_customers(ask_after_visit=1)
	invitations.run()
	assert asked_about(visit, ticket) == []
	frappe.db.set_value(
		TICKET, ticket, {"status_category": "Closed", "status": "Closed", "closed_at": moments.site_now()}
	)
	invitations.run()
	invitations.run()
	assert asked_about(visit, ticket) == [ticket]


def test_a_visit_asks_where_tickets_are_not_asked_about(desk):
	ask_customers(ask_after_ticket=0, ask_after_visit=1)
	visit = made_visit(desk.team)
	second = made_visit(desk.team, ticket=frappe.db.get_value(VISIT, visit, "ticket"))
	invitations.run()
	invitations.run()
	assert asked_about(visit, second) == [visit]
	found = frappe.get_doc(INVITATION, {"reference_name": visit})
	assert found.rated == frappe.db.get_value(VISIT, visit, "technician")
	assert found.contact_email == frappe.db.get_value(TICKET, found.ticket, "contact_email")


def test_a_ticket_leaves_it_to_its_open_claim(desk):
	ticket = served_ticket(desk.team, desk.agent)
	claim = ended_claim(desk.agent, ticket=ticket, status="Submitted", executed_on=None)
	invitations.run()
	assert asked_about(ticket, claim) == []
	frappe.db.set_value(CLAIM, claim, {"status": "Executed", "executed_on": moments.site_today()})
	invitations.run()
	assert asked_about(ticket, claim) == [claim]


def test_how_a_complaint_was_handled_is_asked_though_the_service_was(desk):
	ticket = served_ticket(desk.team, desk.agent)
	invitations.run()
	complaint = closed_complaint(desk.quality, ticket=ticket)
	mail = frappe.db.get_value(TICKET, ticket, "contact_email")
	frappe.db.set_value(COMPLAINT, complaint, "complainant_email", mail)
	invitations.run()
	assert sorted(asked_about(ticket, complaint)) == sorted([ticket, complaint])
	again = closed_complaint(desk.quality, complainant_email=mail)
	invitations.run()
	assert asked_about(again) == []
	told = frappe.get_all("Email Queue", {"creation": (">", "2000-01-01")}, pluck="message")
	assert any("How did we handle your complaint?" in mail for mail in told)


def test_a_kind_that_is_not_ticked_does_not_ask(desk):
	ask_customers(ask_after_claim=0, ask_after_complaint=0)
	claim, complaint = ended_claim(desk.agent), closed_complaint(desk.quality)
	invitations.run()
	assert asked_about(claim, complaint) == []


# what the record tells


@pytest.mark.parametrize(
	("fields", "expected"),
	[
		({}, (4, 0, 5)),
		({"kind": "Workshop"}, (0, 0, 5)),
		({"no_signature_reason": None}, (4, 0, 3)),
	],
)
def test_a_visit_is_scored_against_its_appointment(desk, fields, expected):
	name = invitations.invite(made_visit(desk.team, **fields), "E-mail", VISIT)
	found = answer(name)
	assert scores(found) == expected
	assert "solved_not_told" in frappe.db.get_value(FEEDBACK, found, "record_why")


def test_a_claim_is_scored_against_the_deadlines_of_the_law(desk):
	late = ended_claim(desk.agent)
	day = moments.site_today()
	claim = frappe.get_doc(CLAIM, late)
	for code, due, met in (("answer", 3, 5), ("repair", -2, None)):
		row = claim.append("timers", {"code": code, "since": "reported_on", "start": day - timedelta(days=9)})
		row.update({"due": day - timedelta(days=due) if met else day + timedelta(days=due), "unit": "day"})
		row.update({"met_on": day - timedelta(days=met) if met else None, "length": 7})
		row.db_insert()
	# answered two days before its last day, carried out two days after that of the repair
	assert scores(answer(invitations.invite(late, "E-mail", CLAIM))) == (1, 5, 3)


def test_a_refused_claim_tells_of_no_solution(desk):
	claim = ended_claim(desk.agent, status="Closed", executed_on=None, decision="DC-1")
	invitations.run()
	found = answer(invitations.invite(claim, "E-mail", CLAIM))
	assert scores(found) == (0, 0, 5)


@pytest.mark.parametrize(
	("fields", "expected"),
	[
		({}, (5, 5, 5)),
		({"opinion": "No Answer"}, (5, 0, 5)),
		({"safety": 1}, (5, 5, 4)),
		({"outside_due": "2026-06-01", "outside_answered_on": "2026-06-03"}, (1, 5, 5)),
	],
)
def test_a_complaint_is_scored_by_its_handling(desk, fields, expected):
	complaint = closed_complaint(desk.quality, **fields)
	if not frappe.db.get_value(COMPLAINT, complaint, "cause"):
		frappe.db.set_value(COMPLAINT, complaint, "cause", "x")
	found = answer(invitations.invite(complaint, "E-mail", COMPLAINT))
	assert scores(found) == expected
	kept = frappe.get_doc(FEEDBACK, found)
	assert (kept.rated, kept.team, kept.reference_doctype) == (desk.quality, None, COMPLAINT)


def test_the_handling_of_a_complaint_is_no_service(desk):
	ticket = served_ticket(desk.team, desk.agent)
	complaint = closed_complaint(desk.quality, ticket=ticket)
	answer(invitations.invite(complaint, "E-mail", COMPLAINT), {"overall": "1", "words": "没有人回复我"})
	company, today = frappe.db.get_value(COMPLAINT, complaint, "company"), moments.site_today()
	period = Period(today, today)
	before = sum(cell.raw.n for cell in evaluations.cells(company, period))
	assert "没有人回复我" not in evaluations.comments(company, period, 100)[0]
	assert calls.answered([ticket]) == {}
	answer(invitations.invite(ticket, "E-mail"))
	assert sum(cell.raw.n for cell in evaluations.cells(company, period)) == before + 1
	assert list(calls.answered([ticket])) == [ticket]


def test_whom_a_complaint_is_about_does_not_see_what_was_said_of_it(desk, as_user):
	subject = make_user("Quality Specialist")
	complaint = closed_complaint(desk.quality, subject)
	invitation = invitations.invite(complaint, "E-mail", COMPLAINT)
	found = answer(invitation)
	with as_user("Operations Manager"):
		verified = verification.settle(found, "Valid", "Called back")
	with as_user(desk.quality):
		assert frappe.get_list(VERIFICATION, {"name": verified})
	with as_user(subject):
		assert not frappe.get_list(VERIFICATION, {"name": verified})
		assert not frappe.has_permission(VERIFICATION, "read", verified)
		assert not frappe.get_list(FEEDBACK, {"name": found}) and not frappe.has_permission(
			FEEDBACK, "read", found
		)
		assert not frappe.get_list(INVITATION, {"name": invitation})
	with as_user(desk.quality):
		assert frappe.get_list(FEEDBACK, {"name": found})


# thresholds


def test_thresholds_are_settings_and_stay_with_the_answer(desk):
	due = moments.site_now() - timedelta(hours=3)
	late = {
		"resolution_verdict": "Missed",
		"resolution_due": due,
		"resolution_at": due + timedelta(hours=1),
	}
	ticket, other = (served_ticket(desk.team, desk.agent, **late) for _number in range(2))
	first = answer(invitations.invite(ticket, "E-mail"))
	settings = frappe.get_doc(SETTINGS)
	settings.update({"late_hours_4": 0.5, "late_hours_3": 0.75, "late_hours_2": 4})
	settings.save()
	second = answer(invitations.invite(other, "E-mail"))
	assert (scores(first)[0], scores(second)[0]) == (4, 2)
	measures = [
		json.loads(frappe.db.get_value(FEEDBACK, name, "record_why"))["measure"] for name in (first, second)
	]
	assert [one[0]["params"]["late"] for one in measures] == ["0, 2, 8, 24", "0, 0.5, 0.75, 4"]
	told = verification.reasons_of(frappe.get_doc(FEEDBACK, second))["record"]
	assert "late at most 0, 0.5, 0.75, 4 h for 5 to 2" in told


@pytest.mark.parametrize(
	("fields", "message"),
	[
		({"late_hours_4": 9}, "The thresholds of Timeliness must rise from score 5 to score 2"),
		({"again_4": 3}, "The thresholds of Problem Solving must rise"),
		({"complete_2": 80}, "The thresholds of Process Compliance must fall"),
		({"late_hours_2": -1}, "cannot be negative"),
		({"complete_5": 101}, "enter a number from 0 to 100"),
	],
)
def test_thresholds_in_a_wrong_order_are_refused(fields, message):
	settings = frappe.get_doc(SETTINGS)
	usual = {
		**{"late_hours_5": 0, "late_hours_4": 2, "late_hours_3": 8, "late_hours_2": 24},
		**{"again_4": 1, "again_3": 2, "in_vain_1": 2},
		**{"complete_5": 100, "complete_4": 90, "complete_3": 75, "complete_2": 50},
	}
	settings.update({**usual, **fields})
	with pytest.raises(frappe.ValidationError, match=message):
		settings.save()


def test_a_site_from_before_gets_the_shipped_thresholds():
	from aftersales_app.patches.v1_0 import say_whom_to_ask

	for field in ("late_hours_2", "ask_after_claim", "complete_4"):
		frappe.db.delete("Singles", {"doctype": SETTINGS, "field": field})
	frappe.db.set_single_value(SETTINGS, "late_hours_3", 6)
	say_whom_to_ask.execute()
	say_whom_to_ask.execute()
	found = frappe.db.get_singles_dict(SETTINGS)
	assert [
		float(found[field]) for field in ("late_hours_2", "ask_after_claim", "complete_4", "late_hours_3")
	] == [
		24,
		1,
		90,
		6,
	]


# by hand


def test_a_form_is_made_by_quality_and_takes_the_place_of_a_link(desk, as_user):
	ticket = served_ticket(desk.team, desk.agent)
	sent = invitations.invite(ticket, "E-mail")
	with as_user(desk.quality):
		name = api.invite_by_hand(TICKET, ticket, "Paper")
		form = prints.aftersales_customer_form(name)
		assert form["link"].endswith(f"/f/{token_of(name)}")
		assert form["code"].startswith("data:image/svg+xml;base64,")
		assert form["questions"][0] == ("timeliness", "Were we in time?") and form["reasons"]
		assert not prints.aftersales_customer_form(sent)["code"]  # what was sent stays its receiver's
		with pytest.raises(frappe.ValidationError, match="given out, not E-mail"):
			api.invite_by_hand(TICKET, ticket, "E-mail")
		with pytest.raises(frappe.ValidationError, match="not asked about User"):
			api.invite_by_hand("User", "Administrator", "Paper")
	assert frappe.db.get_value(INVITATION, sent, "status") == "Withdrawn"
	refused("link_withdrawn", answer, sent)
	found = answer(name)
	assert frappe.db.get_value(FEEDBACK, found, "channel") == "QR Code"  # scanned, not typed in
	with (
		as_user(desk.quality),
		pytest.raises(frappe.ValidationError, match="has answered about this already"),
	):
		api.invite_by_hand(TICKET, ticket, "QR Code")


def test_whoever_is_rated_neither_makes_nor_sees_nor_answers_a_form(desk, as_user):
	frappe.get_doc("User", desk.agent).add_roles("Quality Specialist")
	ticket = served_ticket(desk.team, desk.agent)
	with as_user(desk.agent), pytest.raises(frappe.ValidationError, match="You are the one who is rated"):
		api.invite_by_hand(TICKET, ticket, "QR Code")
	with as_user(desk.quality):
		name = api.invite_by_hand(TICKET, ticket, "QR Code")
	with as_user(desk.agent):
		form = prints.aftersales_customer_form(name)
		assert not form["code"] and not form["link"]
		token = token_of(name)
		nonce = rule.nonce(invitations.secret(), token, moments.now())
		refused("own_rating", feedback.give, token, nonce, {"overall": "5"}, ())
	with as_user("Service Auditor"):
		assert not prints.aftersales_customer_form(name)["code"]
	with as_user("Service Agent"), pytest.raises(frappe.PermissionError):
		api.invite_by_hand(TICKET, ticket, "QR Code")


def test_who_is_signed_in_with_us_and_answers_is_doubted(desk, as_user):
	name = invitations.invite(served_ticket(desk.team, desk.agent), "E-mail")
	token = token_of(name)
	nonce = rule.nonce(invitations.secret(), token, moments.now() - timedelta(seconds=30))
	with as_user("Service Agent"):
		found = feedback.give(token, nonce, {"overall": "4", "words": "一切正常"}, ())
	verification.run()
	assert "rated_by_staff" in frappe.db.get_value(FEEDBACK, found, "doubts")


def test_paper_is_typed_in_by_somebody_else_with_its_scan(desk, as_user):
	ticket = served_ticket(desk.team, desk.agent)
	frappe.get_doc("User", desk.agent).add_roles("Quality Specialist")
	with as_user(desk.quality):
		name = api.invite_by_hand(TICKET, ticket, "Paper")
		assert "Unfriendly" in api.questions_of(name)["reasons"]
	with as_user(desk.agent), pytest.raises(frappe.ValidationError, match="You are the one who is rated"):
		api.enter(name, '{"overall": 5}')
	told = '{"overall": 3, "attitude": 2, "words": "字迹", "contact": "1", "reasons": ["Unfriendly"]}'
	with as_user("Quality Specialist") as clerk:
		with pytest.raises(frappe.ValidationError, match="The scan is no file that you may read"):
			api.enter(name, told, "/private/files/somebody-elses.pdf")
		scan = a_file("A paper")
		with freeze_time(moments.now() + timedelta(days=20)):  # paper takes its time
			found = frappe.get_doc(FEEDBACK, api.enter(name, told, scan))
		with pytest.raises(frappe.ValidationError, match="answered already"):
			api.enter(name, '{"overall": 1}')
	assert (found.entered_by, found.channel, found.attitude, found.scan) == (clerk, "Paper", 2, scan)
	assert (found.agrees_to_contact, found.agrees_to_research) == (1, 0)
	assert frappe.db.get_value("File", {"file_url": scan}, "attached_to_name") == found.name
	with as_user("Service Auditor"):
		assert frappe.get_doc("File", {"file_url": scan}).has_permission("read")
	verification.run()
	assert "rated_by_staff" not in (frappe.db.get_value(FEEDBACK, found.name, "doubts") or "")


def test_a_form_prints_in_chinese(desk, as_user):
	frappe.db.set_single_value(SETTINGS, "privacy_notice", "海运电器：用于改进服务，保存两年。")
	ask_customers()
	with as_user(desk.quality):
		name = api.invite_by_hand(TICKET, served_ticket(desk.team, desk.agent), "Paper")
		frappe.local.lang = "zh"
		try:
			html = frappe.get_print(INVITATION, name, "Aftersales Customer Form")
		finally:
			frappe.local.lang = "en"
	for words in ("您对我们的服务满意吗？", "海运电器：用于改进服务", "交回方式", "签名（自愿）"):
		assert words in html
	assert html.count("as-square") > 30 and "data:image/svg+xml" in html


# the code on the report


def test_the_code_of_a_report_sends_the_link_to_the_customer_alone(desk, as_user):
	visit = made_visit(desk.team)
	ticket = frappe.db.get_value(VISIT, visit, "ticket")
	technician, mail = (
		frappe.db.get_value(VISIT, visit, "technician"),
		frappe.db.get_value(TICKET, ticket, "contact_email"),
	)
	with as_user(technician):
		html = frappe.get_print(VISIT, visit, "Aftersales Service Report")
		assert "data:image/svg+xml" in html
		key = door.address(visit).rpartition("/")[2]
	page = door.page(key)
	assert (page["state"], page["to"]) == ("asks", f"{mail[0]}•••@customer.example")
	assert not asked_about(visit)  # opening it wrote nothing
	refused("page_too_old", door.send, key, "1.x")
	refused("link_unknown", door.send, key[:-1] + "!", page["nonce"])
	door.send(key, page["nonce"])
	(found,) = frappe.get_all(INVITATION, {"reference_name": visit}, ["name", "channel", "rated"])
	assert (found.channel, found.rated) == ("QR Code", technician)
	assert frappe.get_all("Email Queue Recipient", {"recipient": mail})
	assert door.page(key)["state"] == "sent"
	refused("case_asked_already", door.send, key, page["nonce"])
	with as_user(technician):
		refused("own_rating", feedback.give, token_of(found.name), "", {"overall": "5"}, ())
	frappe.db.set_value(
		TICKET, ticket, {"status": "Closed", "status_category": "Closed", "closed_at": moments.site_now()}
	)
	invitations.run()
	assert asked_about(ticket) == []  # one case, one question


@pytest.mark.parametrize(
	("fields", "state", "code"),
	[({"status": "Arrived"}, "early", "not_over_yet"), ({}, "off", "cannot_reach")],
)
def test_a_code_before_its_time_and_for_whom_nobody_reaches(desk, fields, state, code):
	visit = made_visit(desk.team, **fields)
	if state == "off":
		ticket = frappe.db.get_value(VISIT, visit, "ticket")
		frappe.db.set_value(TICKET, ticket, {"contact_email": None, "contact_phone": None})
		assert door.address(visit) == ""
	key = rule.door(invitations.secret(), visit)
	assert door.page(key)["state"] == state
	refused(code, door.send, key, rule.nonce(invitations.secret(), key, moments.now()))
	assert door.page("vs-1-x")["state"] == "unknown"


def opened(path: str) -> str:
	from frappe.website.serve import get_response

	frappe.local.request_ip = "10.0.0.3"
	set_request(method="GET", path=path)
	frappe.local.form_dict = frappe._dict()
	frappe.set_user("Guest")
	try:
		return get_response().get_data(as_text=True)
	finally:
		frappe.set_user("Administrator")


def test_the_page_of_a_code_is_opened_and_sent_in(desk, count_queries):
	visit = made_visit(desk.team)
	key = door.address(visit).rpartition("/")[2]
	with count_queries() as seen:
		page = opened(f"/r/{key}")
	assert "Send me my link" in page and "•••@customer.example" in page
	assert not [one for one in seen if one.lstrip().lower().startswith(("insert", "update", "delete"))]
	nonce = page.split('name="nonce" value="')[1].split('"')[0]
	frappe.local.request_ip = "10.0.0.4"
	path = "/api/method/aftersales_app.service_quality.api.send_link"
	set_request(method="POST", path=path, data={"key": key, "nonce": nonce})
	frappe.set_user("Guest")
	sent = api.send_link()
	assert (sent.status_code, sent.location) == (303, f"/r/{key}")
	assert "Your personal link was sent to you" in opened(f"/r/{key}")
	assert "This link is not known" in opened("/r/vs-0000001-aaaa")


def test_the_short_address_opens_the_page_and_says_what_it_is_about(desk):
	complaint = closed_complaint(desk.quality)
	page = opened(f"/f/{token_of(invitations.invite(complaint, 'E-mail', COMPLAINT))}")
	assert "How did we handle your complaint?" in page and "Were you told what happens next" in page
	assert complaint in page and "Too slow" not in page and len(page.encode()) < 20_000


@pytest.mark.parametrize("language", ["en", "zh", "zh-TW"])
@pytest.mark.parametrize("kind", [TICKET, COMPLAINT])
def test_a_text_message_goes_in_one_piece(monkeypatch, language, kind):
	monkeypatch.setattr(invitations, "get_url", lambda path: f"https://fw.haiyun.example{path}")
	frappe.local.lang = language
	try:
		text = invitations.text_message("FI-0000001", kind)
	finally:
		frappe.local.lang = "en"
	assert text_message.pieces(text) == 1


# who answers


def test_the_response_by_channel_team_and_kind(desk, as_user):
	tickets = [served_ticket(desk.team, desk.agent) for _number in range(4)]
	names = [invitations.invite(ticket, "E-mail") for ticket in tickets]
	answer(names[0])
	invitations.withdraw(names[3])
	with as_user(desk.quality):
		by_team = next(row for row in response.execute({"group_by": "Team"})[1] if row["group"] == desk.team)
		assert (by_team["ended"], by_team["invited"], by_team["answered"], by_team["share"]) == (
			4,
			3,
			1,
			33.3,
		)
		assert by_team["notice"] == "" and by_team["interval"]
		_columns, rows, _message, _chart = response.execute({"group_by": "Channel"})
		assert {"E-mail"} <= {row["group"] for row in rows}
		kinds = {row["group"]: row for row in response.execute({"group_by": "About"})[1]}
		assert {"Aftersales Ticket", "Aftersales Claim", "Aftersales Visit"} <= set(kinds)
		with pytest.raises(frappe.ValidationError, match="cannot be grouped by"):
			response.execute({"group_by": "Moon"})
		with pytest.raises(frappe.ValidationError, match="From Date is after To Date"):
			response.execute({"from_date": "2026-02-01", "to_date": "2026-01-01"})
	invitations.invite(served_ticket(desk.team, desk.agent), "SMS")
	with as_user(desk.quality):
		by_team = next(row for row in response.execute({"group_by": "Team"})[1] if row["group"] == desk.team)
		assert (by_team["share"], by_team["notice"]) == (25.0, "Biased: few answered")
	frappe.db.set_value(INVITATION, {"team": desk.team}, "invited_at", "2019-05-02 10:00:00")  # nobody else's
	month = {"from_date": "2019-05-01", "to_date": "2019-05-31"}
	with as_user(desk.quality):
		assert "1 of 4 answered, less than 30 %: those who answer are not" in response.execute(month)[2]
		assert response.execute({**month, "to_date": "2019-05-01"})[1] == []
	frappe.db.set_value(INVITATION, {"team": desk.team}, "invited_at", moments.site_now())
	claims = ended_claim(desk.agent), ended_claim(desk.agent, status="Closed")
	for claim in claims:
		invitations.invite(claim, "E-mail", CLAIM)
	with as_user(desk.quality):
		later = {row["group"]: row for row in response.execute({"group_by": "About"})[1]}["Aftersales Claim"]
		before = kinds["Aftersales Claim"]
		assert (later["ended"] - before["ended"], later["invited"] - before["invited"]) == (2, 2)
	with as_user("Service Team Lead"):
		assert desk.team not in {row["group"] for row in response.execute({"group_by": "Team"})[1]}
