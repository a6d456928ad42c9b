"""Feedback is held against the record; what somebody finds stands beside the raw answer, which is never touched (product.md C5, C6)."""

import json
from datetime import timedelta

import frappe
import pytest
from factories.people import make_user
from factories.service import make_team, make_ticket

from aftersales_app.aftersales_core import moments
from aftersales_app.domain import invitation as rule
from aftersales_app.service_quality import api
from aftersales_app.service_quality.services import feedback, invitations, verification

FEEDBACK, VERIFICATION, TICKET = "Aftersales Feedback", "Aftersales Verification", "Aftersales Ticket"
FINE = {"overall": "4", "timeliness": "4", "words": "可以"}


@pytest.fixture
def answered():
	"""A function that makes an answer to a closed ticket: what was told, in how many seconds, and facts of the ticket."""
	agent = make_user("Service Agent")
	team = make_team([agent])

	def make(told=FINE, seconds=30, **fields):
		now = moments.site_now()
		facts = {"status": "Closed", "status_category": "Closed", "closed_at": now, "assignee": agent}
		email = fields.pop("contact_email", f"{frappe.generate_hash(length=8)}@customer.example")
		ticket = make_ticket(team=team, contact_email=email)
		frappe.db.set_value(TICKET, ticket.name, {**facts, "result": "Solved", **fields})
		name = invitations.invite(ticket.name, "E-mail")
		token = rule.token(invitations.secret(), name)
		shown = moments.now() - timedelta(seconds=seconds)
		return feedback.give(token, rule.nonce(invitations.secret(), token, shown), told, ())

	return make


def seen(name: str):
	"""The answer after the job has looked at it."""
	verification.run()
	return frappe.get_doc(FEEDBACK, name)


def codes(answer) -> list[str]:
	return [one["code"] for one in json.loads(answer.doubts or "[]")]


def test_what_nobody_doubts_is_valid_by_rule_once(answered):
	found = seen(answered())
	assert (found.status, found.counts, found.verified_overall, found.verified_timeliness) == (
		"Valid",
		1,
		4,
		4,
	)
	assert found.verified_solving == 0  # not answered
	verification.run()
	rows = frappe.get_all(VERIFICATION, {"feedback": found.name}, ["outcome", "by_rule", "overall"])
	assert [(row.outcome, row.by_rule, row.overall) for row in rows] == [("Valid", 1, 4)]


def test_a_score_without_words_waits_a_day_and_counts_meanwhile(answered):
	found = seen(answered({"overall": "4"}))
	assert (found.status, found.counts, found.verified_overall) == ("To Be Verified", 1, 4)
	assert codes(found) == ["no_words"]
	assert found.verify_by == found.given_at + timedelta(hours=24)
	assert not frappe.db.exists(VERIFICATION, {"feedback": found.name})


def test_what_the_record_tells_otherwise_is_doubted(answered):
	due = moments.site_now() - timedelta(hours=30)
	promise = {
		"resolution_due": due,
		"resolution_verdict": "Missed",
		"resolution_at": due + timedelta(hours=26),
	}
	found = seen(answered({**FINE, "timeliness": "5"}, **promise))
	assert codes(found) == ["contradicts_record"] and found.record_timeliness == 1
	assert "Timeliness: the customer gives 5, the record 1." in api.reasons_of(found.name)["doubts"]
	assert "26.0 h late" in api.reasons_of(found.name)["record"]
	assert found.verify_by == found.given_at + timedelta(days=3)


@pytest.mark.parametrize(
	("told", "seconds", "code"),
	[
		({"overall": "1", "words": "很满意，谢谢"}, 30, "praises_but_low"),
		({"overall": "5", "words": "太慢，不好用"}, 30, "complains_but_high"),
		(FINE, 3, "too_fast"),
	],
)
def test_tone_and_haste_are_doubted(answered, told, seconds, code):
	assert code in codes(seen(answered(told, seconds)))


def test_our_own_people_and_bursts_are_doubted(answered):
	staff = make_user("Service Agent")
	assert codes(seen(answered(contact_email=staff))) == ["rated_by_staff"]
	burst = [answered(contact_email="same@customer.example") for _number in range(3)]
	verification.run()
	assert ["burst"] in [codes(frappe.get_doc(FEEDBACK, name)) for name in burst]


def test_corrected_and_set_aside_stand_beside_what_was_said(answered, as_user):
	name = seen(answered({"overall": "1", "timeliness": "1", "words": "点错了"})).name
	with as_user("Quality Specialist") as clerk:
		api.verify(name, "Corrected", "客户电话中说点错了", '{"overall": 5, "timeliness": 4, "owner": 1}')
	found = frappe.get_doc(FEEDBACK, name)
	assert (found.overall, found.verified_overall, found.verified_timeliness) == (1, 5, 4)
	assert (found.status, found.counts, found.verified_by) == ("Corrected", 1, clerk)
	with as_user("Operations Manager"):
		api.verify(name, "Set Aside", "同行恶意评价")
	found.reload()
	assert (found.overall, found.status, found.counts) == (1, "Set Aside", 0)
	made = frappe.get_all(VERIFICATION, {"feedback": name, "by_rule": 0}, pluck="outcome", order_by="name")
	assert made == ["Corrected", "Set Aside"]


def test_what_is_refused(answered, as_user):
	name = seen(answered()).name
	rated = frappe.db.get_value(FEEDBACK, name, "rated")
	frappe.get_doc("User", rated).add_roles("Quality Specialist")
	with as_user(rated), pytest.raises(frappe.ValidationError, match="The score is about you"):
		api.verify(name, "Set Aside", "unfair")
	with as_user("Quality Specialist"):
		for outcome, reason, scores, message in (
			("Set Aside", " ", "{}", "Say why"),
			("Corrected", "x", "{}", "None of the scores is corrected"),
			("Corrected", "x", '{"overall": 4}', "None of the scores is corrected"),
			("Corrected", "x", '{"overall": 6}', "not a score"),
			("Deleted", "x", "{}", "no outcome"),
		):
			with pytest.raises(frappe.ValidationError, match=message):
				api.verify(name, outcome, reason, scores)
	for role in ("Service Agent", "Service Team Lead", "Service Executive"):
		with as_user(role), pytest.raises(frappe.PermissionError):
			api.verify(name, "Valid")
	assert frappe.db.count(VERIFICATION, {"feedback": name, "by_rule": 0}) == 0


def test_what_somebody_found_is_neither_edited_nor_deleted(answered):
	name = frappe.db.get_value(VERIFICATION, {"feedback": seen(answered()).name})
	with pytest.raises(frappe.ValidationError, match="never edited"):
		frappe.get_doc(VERIFICATION, name).save()
	with pytest.raises(frappe.ValidationError, match="not deleted"):
		frappe.delete_doc(VERIFICATION, name)
