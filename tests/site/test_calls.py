"""Customers are called after service: drawn so that an auditor can draw them again, by somebody of another team (product.md C3)."""

import json
from datetime import timedelta

import frappe
import pytest
from factories.complaints import complaint_of
from factories.people import a_file, make_user
from factories.service import make_team, make_ticket
from frappe.desk.query_report import run

from aftersales_app.aftersales_core import moments, reference
from aftersales_app.domain import invitation as rule
from aftersales_app.domain import sampling
from aftersales_app.service_quality import api
from aftersales_app.service_quality.services import call_draws, feedback, invitations
from aftersales_app.setup import script_seeds

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
	draw = frappe.get_doc(DRAW, call_draws.draw(day, company))
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
	assert call_draws.draw(day, company) and call_draws.draw(day, company) is None
	assert frappe.db.count(CALL, {"company": company, "due_on": day + timedelta(days=3)}) == 1


def test_the_job_draws_where_the_site_wants_it(ended, day):
	ticket = ended()
	call_draws.run()
	assert not frappe.db.exists(CALL, {"ticket": ticket.name})
	frappe.db.set_single_value("Aftersales Settings", "call_customers", 1)
	reference.changed()
	call_draws.run()
	assert called(ticket).due_on == day + timedelta(days=3)


def test_who_was_called_lately_or_has_no_number_is_left_in_peace(ended, day):
	first = ended(contact_phone="13911112222")
	call_draws.draw(day, first.company)
	frappe.db.delete(DRAW, {"company": first.company, "day": day})
	again, silent = ended(contact_phone="13911112222"), ended(contact_phone=None)
	about_safety = ended(contact_phone="13911112222", risky=1)
	draw = frappe.get_doc(DRAW, call_draws.draw(day, first.company))
	assert not frappe.db.exists(CALL, {"ticket": ("in", (again.name, silent.name))})
	assert frappe.db.exists(CALL, {"ticket": about_safety.name, "draw": draw.name})
	assert (draw.left_in_peace, draw.no_number) == (1, 1)


def test_somebody_of_another_team_calls(ended, day, as_user):
	ticket = ended()
	call_draws.draw(day, ticket.company)
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
	call_draws.draw(day, ticket.company)
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
	call_draws.draw(day, ticket.company)
	with as_user("Quality Specialist"), pytest.raises(frappe.ValidationError, match=message):
		api.call_answered(called(ticket).name, answers)
	assert (called(ticket).status, called(ticket).attempts) == ("To Call", [])


@pytest.mark.parametrize(
	("told", "kept"),
	[({"noticed": 1}, True), ({"noticed": 0}, False), ({"noticed": 1, "objected": 1}, False)],
)
def test_a_recording_is_kept_only_after_the_notice(ended, day, as_user, told, kept):
	ticket = ended()
	call_draws.draw(day, ticket.company)
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
	for doc in (frappe.get_doc(DRAW, call_draws.draw(day, ticket.company)), called(ticket)):
		with pytest.raises(frappe.ValidationError, match="not edited"):
			doc.save()
		with pytest.raises(frappe.ValidationError, match="not deleted"):
			frappe.delete_doc(doc.doctype, doc.name)


# Drawn


def low(ticket, at, **told):
	"""The customer gives a low score at a moment."""
	name = invitations.invite(ticket.name, "E-mail")
	token = rule.token(invitations.secret(), name)
	with moments.standing_at(moments.to_utc(at)):
		shown = moments.now() - timedelta(seconds=40)
		answers = {"overall": "2", "words": "太慢", **told}
		return feedback.give(token, rule.nonce(invitations.secret(), token, shown), answers, ())


def noon(day):
	return frappe.utils.get_datetime(f"{day} 12:00:00")


def test_a_low_score_and_a_complaint_are_called_whenever_they_come(ended, day):
	early = noon(day - timedelta(days=9))
	late, complained, fine = (ended(closed_at=early) for _number in range(3))
	name = low(late, noon(day))
	low(fine, noon(day), overall="5", words="好")
	about = complaint_of(ticket=complained.name, company=late.company, received_at=noon(day))
	about.insert()
	call_draws.draw(day, late.company)
	found = {
		row.ticket: (row.reason, row.feedback)
		for row in frappe.get_all(CALL, {"due_on": day + timedelta(days=3)}, ["ticket", "reason", "feedback"])
	}
	assert found[late.name] == ("Low Score", name)
	assert found[complained.name] == ("Complaint", None)
	assert fine.name not in found
	assert call_draws.draw(day + timedelta(days=1), late.company) is None or not frappe.db.exists(
		CALL, {"ticket": late.name, "due_on": day + timedelta(days=4)}
	)


def test_a_complaint_begins_with_what_a_call_or_an_answer_told(ended, day, as_user):
	ticket = ended(contact_name="李蕾")
	answer = low(ticket, noon(day))
	call_draws.draw(day, ticket.company)
	call, other = called(ticket), make_user("Service Agent")
	make_team([other])
	with as_user("Quality Specialist"):
		draft = api.complaint_draft("Aftersales Feedback", answer)
		assert (draft["feedback"], draft["ticket"], draft["words"]) == (answer, ticket.name, "太慢")
	with as_user(other):  # of another team: sees the call, neither the ticket nor the answer
		draft = api.complaint_draft(CALL, call.name)
		assert (draft["call"], draft["ticket"], draft["feedback"]) == (call.name, ticket.name, answer)
		assert draft["complainant_name"] == "李蕾" and "words" not in draft
		told = {
			"doctype": "Aftersales Complaint",
			"channel": "Phone",
			"source": "Own Channel",
			"words": "太慢",
		}
		complaint = frappe.get_doc({**draft, **told}).insert()
		assert (complaint.ticket, complaint.subject) == (ticket.name, "太慢")
		another = ended()
		frappe.db.set_value(TICKET, another.name, "owner", "Administrator")
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc({**draft, **told, "ticket": another.name}).insert()


def test_a_draw_that_did_not_happen_is_made_up(ended, day):
	missed, lost = (
		ended(closed_at=noon(day - timedelta(days=2))),
		ended(closed_at=noon(day - timedelta(days=3))),
	)
	frappe.db.set_single_value("Aftersales Settings", "call_customers", 1)
	reference.changed()
	call_draws.run()
	assert called(missed).due_on == day + timedelta(days=1)
	assert not frappe.db.exists(CALL, {"ticket": lost.name})


def test_an_auditor_draws_again_and_is_told_what_is_another(ended, day, as_user):
	tickets = [ended() for _number in range(70)]
	ended(risky=1)
	draw = call_draws.draw(day, tickets[0].company)
	with as_user("Service Auditor"):
		told = api.draw_again(draw)
		assert told == {
			"equal": True,
			"told": "The same 8 calls are drawn again: 1 that must be made, 7 by chance.",
		}
	# a ticket that is opened again later takes nothing away from the draw
	frappe.db.set_value(TICKET, tickets[0].name, {"status_category": "Working", "closed_at": None})
	assert api.draw_again(draw)["equal"]
	first = frappe.get_all(CALL, {"draw": draw, "reason": "Random"}, ["name", "ticket"], order_by="name")[0]
	frappe.db.set_value(CALL, first.name, "weight", 99)
	assert api.draw_again(draw) == {
		"equal": False,
		"told": f"Stands for another number than the draw gives: {first.ticket}.",
	}
	frappe.db.delete(CALL, {"name": first.name})
	assert api.draw_again(draw)["told"] == f"Drawn, but there is no call: {first.ticket}."
	frame = frappe.db.get_value(DRAW, draw, "frame")
	frappe.db.set_value(DRAW, draw, "frame", frame.replace(tickets[1].name, "TK-FORGED"))
	assert "The frame has the hash" in api.draw_again(draw)["told"]
	frappe.db.set_value(DRAW, draw, "frame", None)
	assert api.draw_again(draw)["equal"] is None
	with as_user("Service Agent"), pytest.raises(frappe.PermissionError):
		api.draw_again(draw)


# Along a script


def test_a_call_follows_the_script_of_the_customers_language(ended, day, as_user):
	ticket = ended(kind="Complaint", contact_name="李蕾")
	contact = frappe.get_doc(
		{"doctype": "Contact", "first_name": "Li", "user": make_user(language="zh")}
	).insert()
	frappe.db.set_value(TICKET, ticket.name, "contact", contact.name)
	call_draws.draw(day, ticket.company)
	call = called(ticket)
	with as_user("Quality Specialist"):
		script = api.call_script(call.name)
		assert (script["script"], script["language"], script["offers"]) == ("服务回访", "zh", False)
		assert script["steps"][0]["asks"] == "noticed" and script["steps"][0]["text"].startswith("李蕾您好")
		assert any("您的投诉有单独编号" in step["text"] for step in script["steps"])
		assert not any(step["offer"] for step in script["steps"])
		api.call_answered(call.name, json.dumps({"overall": 4, "script": script["script"]}))
	assert (called(ticket).script, called(ticket).script_version) == ("服务回访", script["version"])
	contact.aftersales_agrees_to_offers = 1
	contact.save()
	assert any(step["offer"] for step in api.call_script(call.name)["steps"])
	contact.unsubscribed = 1
	contact.save()
	assert not any(step["offer"] for step in api.call_script(call.name)["steps"])


def test_a_script_has_a_version_and_must_be_of_use(as_user):
	with as_user("Quality Specialist"):
		script = frappe.get_doc("Aftersales Call Script", "服务回访")
		version = script.version
		script.save()
		assert script.version == version
		script.steps[1].text = "可以录音吗？"
		script.save()
		assert script.version == version + 1
		script.steps = [row for row in script.steps if row.asks != "overall"]
		with pytest.raises(
			frappe.ValidationError, match="follows from an answer that is not asked for before it"
		):
			script.save()
	with as_user("Service Agent"), pytest.raises(frappe.PermissionError):
		frappe.get_doc("Aftersales Call Script", "服务回访").save()


def test_seeds_leave_the_owners_scripts_alone():
	script_seeds.seed()
	assert frappe.db.count("Aftersales Call Script") == 3
	frappe.db.delete("Aftersales Call Script", {"language": "en"})
	script_seeds.seed()
	assert frappe.db.count("Aftersales Call Script") == 2


def test_an_offer_without_consent_is_flagged(ended, day, as_user):
	ticket = ended()
	call_draws.draw(day, ticket.company)
	with as_user("Quality Specialist"):
		api.call_answered(called(ticket).name, json.dumps({"overall": 5, "offered": 1}))
	call = called(ticket)
	assert (call.violates, call.offered) == (1, 1)
	assert call.violations.startswith("An offer was made, and the customer has not agreed to hear offers.")


@pytest.mark.parametrize(
	("answers", "message"),
	[
		("[1, 2]", "This is no list of records"),
		("not json", "cannot be read as JSON"),
		('{"overall": 4, "solved": "<script>"}', "is no answer; there are Yes, Partly and No"),
		('{"overall": 4, "call_log": "CL-OTHER"}', "no such phone call"),
		('{"overall": 4, "words": "<script>x</script>"}', ""),
	],
)
def test_forged_answers_write_nothing(ended, day, as_user, answers, message):
	ticket = ended()
	call_draws.draw(day, ticket.company)
	with as_user("Quality Specialist"), pytest.raises(frappe.ValidationError, match=message):
		api.call_answered(called(ticket).name, answers)
	assert (called(ticket).status, called(ticket).attempts) == ("To Call", [])


def test_a_call_is_called_off_by_who_judges(ended, day, as_user):
	ticket = ended()
	call_draws.draw(day, ticket.company)
	name = called(ticket).name
	agent = make_user("Service Agent")
	make_team([agent])
	with as_user(agent), pytest.raises(frappe.PermissionError):
		api.cancel_call(name, "No")
	with as_user("Quality Specialist"):
		with pytest.raises(frappe.ValidationError, match="Say why nobody calls"):
			api.cancel_call(name, " ")
		api.cancel_call(name, "The customer asked for it")
		with pytest.raises(frappe.ValidationError, match="The call is over: Cancelled"):
			api.cancel_call(name, "Again")
	assert (called(ticket).status, called(ticket).cancel_reason) == ("Cancelled", "The customer asked for it")


def test_who_was_at_the_customers_does_not_call(ended, day, as_user):
	ticket = ended()
	visitor = make_user("Quality Specialist", "Service Technician")
	frappe.get_doc(
		{
			"doctype": "Aftersales Visit",
			"name": frappe.generate_hash(),
			"ticket": ticket.name,
			"technician": visitor,
		}
	).db_insert()
	call_draws.draw(day, ticket.company)
	with as_user(visitor), pytest.raises(frappe.ValidationError, match="The call is about you"):
		api.call_answered(called(ticket).name, FINE)


# By phone


def phoned(number, **fields):
	"""ERPNext's telephony logged a call to a number."""
	told = {"id": frappe.generate_hash(length=12), "to": number, "from": "02012345678", "type": "Outgoing"}
	told |= {"status": "Completed", "start_time": moments.site_now(), "duration": 65}
	return frappe.get_doc({"doctype": "Call Log", **told, **fields}).insert().name


def test_the_phone_call_is_linked_and_its_recording_follows_the_notice(ended, day, as_user):
	ticket = ended(contact_phone="13855556666")
	call_draws.draw(day, ticket.company)
	call = called(ticket)
	log = phoned("+8613855556666", recording_url="https://pbx.example/1.mp3")
	phoned("13800000000")
	with as_user("Quality Specialist"):
		[found] = api.phone_calls_of(CALL, call.name)
		assert (found["name"], found["free"], found["recording"]) == (log, True, None)
		api.call_answered(call.name, json.dumps({"overall": 4, "noticed": 1}))
		assert called(ticket).attempts[0].call_log == log
		[found] = api.phone_calls_of(CALL, call.name)
		assert (found["free"], found["mine"], found["recording"]) == (
			False,
			True,
			"https://pbx.example/1.mp3",
		)
	assert not called(ticket).violates
	with as_user("Service Auditor"):
		assert api.phone_calls_of(CALL, call.name) == []
	with as_user(ended.agent), pytest.raises(frappe.PermissionError):
		api.phone_calls_of(CALL, call.name)


@pytest.mark.parametrize("told", [{"noticed": 0}, {"noticed": 1, "objected": 1}])
def test_a_recording_against_the_rule_is_flagged_and_not_shown(ended, day, as_user, told):
	ticket = ended(contact_phone="13855556667")
	call_draws.draw(day, ticket.company)
	log = phoned("138 5555 6667", recording_url="https://pbx.example/2.mp3")
	with as_user("Quality Specialist"):
		api.call_answered(called(ticket).name, json.dumps({"overall": 4, "call_log": log, **told}))
		[found] = api.phone_calls_of(CALL, called(ticket).name)
	assert (found["recording"], found["against_rule"]) == (None, True)
	assert called(ticket).violates and "recorded this call without the notice" in called(ticket).violations


def test_a_phone_call_is_one_attempt_only(ended, day, as_user):
	ticket = ended(contact_phone="13855556668")
	call_draws.draw(day, ticket.company)
	name, log = called(ticket).name, phoned("13855556668", status="No Answer")
	with as_user("Quality Specialist"):
		assert api.phone_calls_of(CALL, name)[0]["outcome"] == "Not Answered"
		api.call_tried(name, "Not Answered", "", log)
		with pytest.raises(frappe.ValidationError, match="not taken already"):
			api.call_tried(name, "Not Answered", "", log)
		api.call_tried(name, "Busy or Off")
	assert [row.call_log for row in called(ticket).attempts] == [log, None]


def test_a_complaint_shows_the_phone_calls_without_their_recordings(as_user):
	complaint = complaint_of(complainant_phone="13855556669").insert()
	log = phoned("13855556669", recording_url="https://pbx.example/3.mp3")
	with as_user("Quality Specialist"):
		[found] = api.phone_calls_of("Aftersales Complaint", complaint.name)
		assert (found["name"], found["recording"]) == (log, None)
		with pytest.raises(frappe.PermissionError):
			api.phone_calls_of("User", "Administrator")


# What it is worth


def test_the_report_weighs_and_warns(ended, day, as_user):
	reached, low_one, silent, refusing = (ended() for _number in range(4))
	low(low_one, noon(day))
	company = reached.company
	call_draws.draw(day, company)
	with as_user("Quality Specialist"):
		api.call_answered(called(low_one).name, json.dumps({"overall": 2, "words": "慢"}))
		api.call_answered(called(reached).name, json.dumps({"overall": 5}))
		api.call_tried(called(refusing).name, "Refused")
		api.call_tried(called(silent).name, "Wrong Number")
		[row] = [row for row in run("Aftersales Follow-up Calls", {})["result"] if row["key"] == ended.team]
		keys = (
			"calls",
			"reached",
			"refused",
			"no_contact",
			"attempts",
			"response",
			"mean",
			"mean_forced",
			"place",
		)
		assert [row[key] for key in keys] == [4, 2, 1, 1, 1.0, 50.0, 4.25, 2.0, None]
		told = run("Aftersales Follow-up Calls", {"group_by": "Caller"})
		assert {row["key"] for row in told["result"]} >= {frappe.session.user}
		with pytest.raises(frappe.ValidationError, match="cannot be grouped by"):
			run("Aftersales Follow-up Calls", {"group_by": "Phone"})
	with as_user(ended.agent), pytest.raises(frappe.PermissionError):
		run("Aftersales Follow-up Calls", {})


def test_a_draw_that_few_answer_is_marked(ended, day, as_user):
	tickets = [ended() for _number in range(4)]
	draw = call_draws.draw(day, tickets[0].company)
	with as_user("Quality Specialist"):
		assert api.response_to_calls(draw)["told"] == "No call of this draw is over yet."
		api.call_answered(called(tickets[0]).name, FINE)
		for ticket in tickets[1:]:
			api.call_tried(called(ticket).name, "Refused")
		found = api.response_to_calls(draw)
	assert (found["response"], found["biased"]) == (25.0, True)
	assert "Fewer than 30 % answered" in found["told"]
