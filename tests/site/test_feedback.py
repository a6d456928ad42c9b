"""Customers are asked what they think of a service, answer once, and nothing that they answered is edited (product.md C2, C4, C6)."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import frappe
import pytest
import requests
from factories.feedback import FULL, answer, ask_customers, served_ticket, token_of
from factories.people import make_user
from factories.service import make_team
from frappe.utils import set_request
from frappe.website.serve import get_response
from freezegun import freeze_time

from aftersales_app.aftersales_core import moments, reference
from aftersales_app.domain import invitation as rule
from aftersales_app.domain.errors import DomainError
from aftersales_app.service_quality import api
from aftersales_app.service_quality.services import feedback, feedback_page, invitations

INVITATION, FEEDBACK, TICKET = "Aftersales Feedback Invitation", "Aftersales Feedback", "Aftersales Ticket"


@pytest.fixture
def served():
	"""A function that makes a ticket that was served and closed; fields go into the record past its rules."""
	agent = make_user("Service Agent")
	team = make_team([agent])
	return lambda **fields: served_ticket(team, agent, **fields)


@pytest.fixture(autouse=True)
def asking():
	ask_customers()


def invited(ticket: str):
	return frappe.get_doc(INVITATION, frappe.db.get_value(INVITATION, {"ticket": ticket}))


def refused(code: str, work, *args, **kwargs) -> None:
	with pytest.raises(DomainError) as error:
		work(*args, **kwargs)
	assert error.value.code == code


def test_the_customer_of_a_closed_ticket_is_asked_once_and_by_mail(served):
	ticket = served(contact_name="Li Lei")
	invitations.run()
	invitations.run()
	found = frappe.get_all(INVITATION, {"ticket": ticket}, ["name", "channel", "status", "token_hash"])
	assert [(row.channel, row.status) for row in found] == [("E-mail", "Open")]
	token = token_of(found[0].name)
	assert found[0].token_hash == rule.token_hash(token)
	email = frappe.db.get_value(TICKET, ticket, "contact_email")
	(queued,) = frappe.get_all("Email Queue Recipient", {"recipient": email}, pluck="parent")
	sent = frappe.get_doc("Email Queue", queued)
	assert not sent.reference_name  # nobody finds the link from the ticket
	stored = frappe.get_doc(INVITATION, found[0].name).as_dict()
	assert token not in str({**stored, "token_hash": ""})


def test_nobody_is_asked_where_the_site_has_not_turned_it_on(served):
	frappe.db.set_single_value("Aftersales Settings", "invite_customers", 0)
	reference.changed()
	ticket = served()
	invitations.run()
	assert not frappe.db.exists(INVITATION, {"ticket": ticket})


def test_who_was_asked_lately_or_cannot_be_reached_is_left_in_peace(served):
	first, again = served(contact_email="a@customer.example"), served(contact_email="a@customer.example")
	nowhere = served(contact_email=None, contact_phone="13800138000")  # the site sends no text messages
	old = served(closed_at=moments.site_now() - timedelta(days=3))
	brought_in = served(channel="Import")
	invitations.run()
	asked = [
		name
		for name in (first, again, nowhere, old, brought_in)
		if frappe.db.exists(INVITATION, {"ticket": name})
	]
	assert asked == [first]
	with freeze_time(moments.now() + timedelta(days=31)):
		third = served(contact_email="a@customer.example")
		invitations.run()
		assert frappe.db.exists(INVITATION, {"ticket": third})


def test_an_answer_is_kept_beside_what_the_record_tells(served):
	due = moments.site_now() - timedelta(hours=3)
	ticket = served(resolution_verdict="Missed", resolution_due=due, resolution_at=due + timedelta(hours=1))
	name = invitations.invite(ticket, "E-mail")
	shown = rule.nonce(invitations.secret(), token_of(name), moments.now() - timedelta(seconds=25))
	found = frappe.get_doc(FEEDBACK, answer(name, reasons=["Friendly", "Too slow"], shown=shown))
	assert (found.overall, found.timeliness, found.solving, found.attitude, found.compliance) == (
		4,
		5,
		4,
		3,
		0,
	)
	assert (found.record_timeliness, found.record_solving, found.record_compliance) == (4, 5, 5)
	assert [row.reason for row in found.reasons] == ["Friendly", "Too slow"]
	assert (found.words, found.seconds, found.status, found.basis) == (
		"师傅很好",
		25,
		"To Be Verified",
		"contract",
	)
	assert (found.ticket, found.channel, found.rated) == (
		ticket,
		"E-mail",
		frappe.db.get_value(TICKET, ticket, "assignee"),
	)
	assert (invited(ticket).status, invited(ticket).feedback) == ("Answered", found.name)


def test_a_link_is_good_once(served):
	name = invitations.invite(served(), "E-mail")
	answer(name)
	refused("link_answered", answer, name)
	assert frappe.db.count(FEEDBACK, {"invitation": name}) == 1
	assert feedback.page(token_of(name))["answers"].overall == 4


def test_a_link_expires_and_is_taken_back(served):
	name, other = invitations.invite(served(), "E-mail"), invitations.invite(served(), "E-mail")
	with freeze_time(moments.now() + timedelta(days=14, seconds=2)):
		assert feedback.page(token_of(name))["state"] == "expired"
		refused("link_expired", answer, name)
	api.withdraw(other)
	assert feedback.page(token_of(other))["state"] == "withdrawn"
	refused("link_withdrawn", answer, other)


def test_guessed_replayed_and_forged(served):
	name, other = invitations.invite(served(), "E-mail"), invitations.invite(served(), "E-mail")
	now = moments.now()
	refused("link_unknown", feedback.give, "a" * 32, "1.x", FULL, ())
	refused("link_unknown", feedback.give, "", "", FULL, ())
	refused("page_too_old", answer, name, shown=rule.nonce(invitations.secret(), token_of(other), now))
	refused("page_too_old", answer, name, shown=rule.nonce("guess", token_of(name), now))
	refused(
		"page_too_old",
		answer,
		name,
		shown=rule.nonce(invitations.secret(), token_of(name), now - timedelta(hours=13)),
	)
	refused("reason_not_offered", answer, name, reasons=["Forged"])
	refused("score_out_of_range", answer, name, {"overall": "6"})
	refused("overall_missing", answer, name, {"words": "x"})
	assert not frappe.db.exists(FEEDBACK, {"invitation": name})


def test_a_ticket_that_is_open_again_is_not_judged(served):
	ticket = served()
	name = invitations.invite(ticket, "E-mail")
	frappe.db.set_value(TICKET, ticket, "status_category", "Working")
	refused("not_over_yet", answer, name)
	refused("not_over_yet", invitations.invite_by_hand, TICKET, ticket, "Paper")


def test_what_was_answered_is_neither_edited_nor_deleted(served):
	found = frappe.get_doc(FEEDBACK, answer(invitations.invite(served(), "E-mail")))
	with pytest.raises(frappe.ValidationError, match="never edited"):
		found.save()
	with pytest.raises(frappe.ValidationError, match="not deleted"):
		frappe.delete_doc(FEEDBACK, found.name)


def test_who_sees_what_was_answered(served, as_user):
	name = answer(invitations.invite(served(), "E-mail"))
	team = frappe.db.get_value(FEEDBACK, name, "team")
	rated = frappe.db.get_value(FEEDBACK, name, "rated")
	with as_user("Quality Specialist"):
		assert frappe.get_list(FEEDBACK, {"name": name})
	with as_user("Service Team Lead") as stranger:
		assert not frappe.get_list(FEEDBACK, {"name": name})
		assert not frappe.has_permission(FEEDBACK, "read", name)
	frappe.db.set_value("Aftersales Team", team, "lead", stranger)
	frappe.get_doc("Aftersales Team", team).notify_update()
	with as_user(rated):  # agents see no single answer
		assert not frappe.has_permission(FEEDBACK, "read")
		assert not frappe.has_permission(INVITATION, "read")


def opened(token: str, query: str = "") -> str:
	"""The page as a browser gets it."""
	frappe.local.request_ip = "10.0.0.1"
	set_request(method="GET", path=f"/feedback/{token}")
	frappe.local.form_dict = frappe._dict({"thanks": query} if query else {})
	frappe.set_user("Guest")
	try:
		return get_response().get_data(as_text=True)
	finally:
		frappe.set_user("Administrator")


def sent_in(token: str, **form):
	"""What a browser gets that sends the page in."""
	frappe.local.request_ip = "10.0.0.2"
	path = "/api/method/aftersales_app.service_quality.api.give_feedback"
	set_request(method="POST", path=path, data={"token": token, **form})
	frappe.set_user("Guest")
	try:
		return api.give_feedback()
	finally:
		frappe.set_user("Administrator")


def test_opening_the_page_writes_nothing(served, count_queries):
	name = invitations.invite(served(), "E-mail")
	with count_queries() as seen:
		page = opened(token_of(name))
	assert 'name="nonce"' in page and "How was our service?" in page
	assert not [one for one in seen if one.lstrip().lower().startswith(("insert", "update", "delete"))]
	assert len(page.encode()) < 20_000


def test_the_page_is_sent_in_and_shows_what_was_answered(served):
	frappe.db.set_single_value("Aftersales Settings", "privacy_notice", "<b>Who asks</b>")
	reference.changed()
	name = invitations.invite(served(), "E-mail")
	token = token_of(name)
	page = opened(token)
	assert "&lt;b&gt;Who asks" in page
	nonce = page.split('name="nonce" value="')[1].split('"')[0]
	wrong = sent_in(token, nonce=nonce, overall="", words="keep <me>").get_data(as_text=True)
	assert "choose how satisfied you are" in wrong and "keep &lt;me&gt;" in wrong
	sent = sent_in(f" {token.upper()}\n", nonce=nonce, overall="2", words="不好用", reasons="Not solved")
	assert (sent.status_code, sent.location) == (303, f"/feedback/{token}?thanks=1")
	done = opened(token, "1")
	assert "Thank you." in done and "不好用" in done and "Not solved" in done
	assert "answered already" in opened(token)
	assert frappe.db.get_value(FEEDBACK, {"invitation": name}, ["overall", "words"]) == (2, "不好用")


@pytest.mark.parametrize("token", ["", "x", "a" * 32, "%00", "../../etc/passwd", "<script>"])
def test_a_link_of_nobodys_says_so_and_no_more(token):
	frappe.set_user("Guest")
	assert feedback_page.shown(token)["state"] == "unknown"


def test_the_page_speaks_the_customers_language(served):
	name = invitations.invite(served(), "E-mail")
	frappe.db.set_value(INVITATION, name, "language", "zh")
	try:
		assert "您对我们的服务满意吗" in opened(token_of(name))
	finally:
		frappe.local.lang = "en"


def test_ten_thousand_a_minute_from_one_address_are_refused(site):
	"""Over the web server: the hundred and twenty-first in a minute is refused before anything is looked up."""
	address = os.environ["AFTERSALES_TEST_URL"].replace(site, "127.0.0.1")

	def ask(_number: int) -> int:
		return requests.get(f"{address}/feedback/{'b' * 32}", headers={"Host": site}, timeout=60).status_code

	with ThreadPoolExecutor(6) as several:  # within a minute, also where the machine is busy
		answers = list(several.map(ask, range(250)))
	assert answers[0] == 200 and 429 in answers[120:] and set(answers) == {200, 429}


def test_a_customer_withdraws_a_consent_over_the_same_link(served, run_jobs):
	name = invitations.invite(served(), "E-mail")
	told = {**FULL, "research": "1", "contact": "1"}
	given = answer(name, told)
	token = token_of(name)
	assert feedback.page(token)["agreed"] == ["research", "contact"]
	frappe.set_user("Guest")
	assert feedback.take_back(token, ["research"]) == ["research"]
	refused("consent_not_given", feedback.take_back, token, ["research"])
	refused("link_unknown", feedback.take_back, "nobody", ["research"])
	assert feedback.page(token)["agreed"] == ["contact"]
	run_jobs()
	frappe.set_user("Administrator")
	kept = frappe.get_last_doc("Aftersales Privacy Request")
	assert (kept.kind, kept.feedback, kept.status) == ("Withdraw Consent", given, "Answered")
	assert (kept.withdraw_research, kept.withdraw_contact, kept.identity) == (1, 0, "Personal Link")
	found = frappe.get_doc(FEEDBACK, given)
	assert (found.agrees_to_research, bool(found.research_withdrawn_at)) == (
		1,
		True,
	)  # that it was given stays
