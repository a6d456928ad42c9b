"""Customers are called after service: drawn so that an auditor can draw them again, by somebody of another team (product.md C3)."""

import json
from datetime import timedelta

import frappe
import pytest
from factories.people import a_file, make_user
from factories.service import make_team, make_ticket

from aftersales_app.aftersales_core import moments, reference
from aftersales_app.domain import sampling
from aftersales_app.service_quality import api
from aftersales_app.service_quality.services import calls

CALL, DRAW, TICKET = "Aftersales Follow-up Call", "Aftersales Call Draw", "Aftersales Ticket"
FINE = json.dumps({"overall": 4, "timeliness": 5, "words": "都好", "solved": "Yes", "noticed": 1})


@pytest.fixture
def day():
	return moments.site_today() - timedelta(days=1)


@pytest.fixture
def ended(day):
	"""A function that makes a ticket that was closed yesterday at noon; its agent is `rated`, its team `team`."""
	agent = make_user("Service Agent")
	team = make_team([agent])
	noon = frappe.utils.get_datetime(f"{day} 12:00:00")
	numbers = iter(range(10_000_000, 99_999_999))

	def make(**fields):
		ticket = make_ticket(team=team, contact_phone=fields.pop("contact_phone", f"138{next(numbers)}"))
		facts = {"status": "Closed", "status_category": "Closed", "closed_at": noon, "assignee": agent}
		frappe.db.set_value(TICKET, ticket.name, {**facts, **fields})
		return ticket

	make.agent, make.team = agent, team
	return make


@pytest.fixture
def company():
	return frappe.get_all("Company", pluck="name", limit=1)[0]


def called(ticket):
	return frappe.get_doc(CALL, frappe.db.get_value(CALL, {"ticket": ticket.name}))


def test_a_small_day_is_called_in_full_and_an_auditor_draws_the_same(ended, day):
	tickets = [ended() for _number in range(4)]
	risky = ended(risky=1)
	complaint = ended(kind="Complaint")
	company = tickets[0].company
	draw = frappe.get_doc(DRAW, calls.draw(day, company))
	assert (draw.population, draw.forced, draw.random) == (6, 2, 4)
	names = [one.name for one in (*tickets, risky, complaint)]
	assert draw.frame_hash == sampling.frame_hash(names) and draw.seed == f"{company} {day}"
	found = {
		row.ticket: row
		for row in frappe.get_all(CALL, {"draw": draw.name}, ["ticket", "reason", "weight", "status"])
	}
	assert {found[one.name].reason for one in tickets} == {"Random"}
	assert (found[risky.name].reason, found[complaint.name].reason) == ("Safety", "Complaint")
	assert {row.weight for row in found.values()} == {1} and {row.status for row in found.values()} == {
		"To Call"
	}


def test_a_day_is_drawn_once(ended, day):
	company = ended().company
	assert calls.draw(day, company) and calls.draw(day, company) is None
	assert frappe.db.count(CALL, {"company": company, "due_on": day + timedelta(days=3)}) == 1


def test_the_job_draws_where_the_site_wants_it(ended, day):
	ticket = ended()
	calls.run()
	assert not frappe.db.exists(CALL, {"ticket": ticket.name})
	frappe.db.set_single_value("Aftersales Settings", "call_customers", 1)
	reference.changed()
	calls.run()
	assert called(ticket).due_on == day + timedelta(days=3)


def test_who_was_called_lately_or_has_no_number_is_left_in_peace(ended, day):
	first = ended(contact_phone="13911112222")
	calls.draw(day, first.company)
	frappe.db.delete(DRAW, {"company": first.company, "day": day})
	again, silent = ended(contact_phone="13911112222"), ended(contact_phone=None)
	about_safety = ended(contact_phone="13911112222", risky=1)
	draw = frappe.get_doc(DRAW, calls.draw(day, first.company))
	assert not frappe.db.exists(CALL, {"ticket": ("in", (again.name, silent.name))})
	assert frappe.db.exists(CALL, {"ticket": about_safety.name, "draw": draw.name})
	assert draw.left_in_peace == 2  # the first one's own call is still to be made


def test_somebody_of_another_team_calls(ended, day, as_user):
	ticket = ended()
	calls.draw(day, ticket.company)
	call = called(ticket)
	other = make_user("Service Agent")
	make_team([other])
	with as_user(ended.agent):
		assert not frappe.get_list(CALL, {"name": call.name})
		with pytest.raises(frappe.PermissionError):
			api.call_answered(call.name, FINE)
	frappe.get_doc("User", ended.agent).add_roles("Quality Specialist")
	with as_user(ended.agent), pytest.raises(frappe.ValidationError, match="The call is about you"):
		api.call_answered(call.name, FINE)
	with as_user(other):
		assert frappe.get_list(CALL, {"name": call.name})
		api.call_answered(call.name, FINE)
	call.reload()
	assert (call.status, call.caller, call.overall, call.timeliness, call.solving) == (
		"Reached",
		other,
		4,
		5,
		0,
	)
	assert (call.words, call.solved, call.noticed) == ("都好", "Yes", 1)
	assert [(row.outcome, row.by) for row in call.attempts] == [("Answered", other)]
	with as_user(other), pytest.raises(frappe.ValidationError, match="The call is over: Reached"):
		api.call_answered(call.name, FINE)


def test_attempts_are_counted_and_given_up_after_three(ended, day, as_user):
	ticket, other = ended(), ended()
	calls.draw(day, ticket.company)
	call, refusing = called(ticket), called(other)
	with as_user("Quality Specialist"):
		for number in range(3):
			assert called(ticket).status == "To Call", number
			api.call_tried(call.name, "Not Answered", "没人接")
		api.call_tried(refusing.name, "Refused")
		with pytest.raises(frappe.ValidationError, match="The call is over: No Answer"):
			api.call_tried(call.name, "Not Answered")
	assert (called(ticket).status, len(called(ticket).attempts)) == ("No Answer", 3)
	assert called(other).status == "Refused"


def test_an_offer_without_consent_to_advertising_is_flagged(ended, day, as_user):
	ticket, other = ended(), ended()
	calls.draw(day, ticket.company)
	with as_user("Quality Specialist"):
		api.call_answered(called(ticket).name, '{"overall": 5, "offered": 1}')
		api.call_answered(called(other).name, FINE)
	flags = [(one.offered, one.offered_without_consent) for one in (called(ticket), called(other))]
	assert flags == [(1, 1), (0, 0)]


@pytest.mark.parametrize(
	("answers", "message"),
	[
		('{"overall": 6}', "not a score"),
		('{"timeliness": 4}', "satisfied you are all in all"),
		('{"overall": "five"}', "not a score"),
	],
)
def test_bad_answers_write_nothing(ended, day, as_user, answers, message):
	ticket = ended()
	calls.draw(day, ticket.company)
	with as_user("Quality Specialist"), pytest.raises(frappe.ValidationError, match=message):
		api.call_answered(called(ticket).name, answers)
	assert (called(ticket).status, called(ticket).attempts) == ("To Call", [])


@pytest.mark.parametrize(
	("told", "kept"),
	[({"noticed": 1}, True), ({"noticed": 0}, False), ({"noticed": 1, "objected": 1}, False)],
)
def test_a_recording_is_kept_only_after_the_notice(ended, day, as_user, told, kept):
	ticket = ended()
	calls.draw(day, ticket.company)
	name = called(ticket).name
	with as_user("Quality Specialist"):
		api.call_answered(name, json.dumps({"overall": 3, "words": "慢", **told}))
		if kept:
			with pytest.raises(frappe.ValidationError, match="Attach the recording"):
				api.keep_recording(name, "/private/files/of-somebody-else.mp3")
			api.keep_recording(name, a_file("sound"))
		else:
			with pytest.raises(frappe.ValidationError, match="may not be recorded"):
				api.keep_recording(name, "/private/files/call.mp3")
	assert bool(called(ticket).recording) is kept


def test_calls_and_draws_are_neither_edited_nor_deleted(ended, day):
	ticket = ended()
	for doc in (frappe.get_doc(DRAW, calls.draw(day, ticket.company)), called(ticket)):
		with pytest.raises(frappe.ValidationError, match="not edited"):
			doc.save()
		with pytest.raises(frappe.ValidationError, match="not deleted"):
			frappe.delete_doc(doc.doctype, doc.name)
