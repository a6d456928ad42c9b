"""Exemptions from a missed target: asked for by one, decided by another; the verdict stays."""

from types import SimpleNamespace

import frappe
import pytest
from factories.people import a_file, make_user
from factories.service import make_team, make_ticket
from freezegun import freeze_time

from aftersales_app.service_desk.queries import exemptions


@pytest.fixture
def missed(as_user):
	"""A ticket whose first response (24 hours) was missed by its assignee."""
	agent, other = make_user("Service Agent"), make_user("Service Agent")
	with freeze_time("2026-11-23 01:00:00.25") as clock:
		ticket = make_ticket(team=make_team([agent, other]), assignee=agent)
		clock.move_to("2026-11-24 01:00:01.25")
		ticket.priority = "High"
		ticket.save()
		assert (ticket.first_response_verdict, ticket.first_response_missed_by) == ("Missed", agent)
		on_ticket = {"attached_to_doctype": ticket.doctype, "attached_to_name": ticket.name}
		evidence = a_file("Storm warning", **on_ticket)
		yield SimpleNamespace(ticket=ticket.name, agent=agent, other=other, evidence=evidence)


def ask(missed, **fields):
	return frappe.get_doc(
		{
			"doctype": "Aftersales Exemption",
			"ticket": missed.ticket,
			"clock": "first_response",
			"reason_code": "Force Majeure",
			"reason": "Power cut in the call centre",
			"evidence": missed.evidence,
			**fields,
		}
	)


def refused(action, *messages: str) -> None:
	with pytest.raises(frappe.ValidationError) as caught:
		action()
	assert str(caught.value) == "<br>\n".join(messages)


def test_the_request_takes_its_facts_from_the_ticket(missed, as_user):
	with as_user(missed.other):
		request = ask(missed, status="Approved", missed_by=missed.other, decided_by=missed.other).insert()
	assert (request.status, request.missed_by, request.decided_by) == ("Requested", missed.agent, None)
	assert request.company == frappe.db.get_value("Aftersales Ticket", missed.ticket, "company")


def test_what_a_request_is_refused_for(missed, as_user):
	with as_user(missed.agent):
		refused(
			ask(missed, clock="arrival", reason=" ", evidence="/private/files/none.txt").insert,
			"The target Arrival was not missed: there is nothing to exempt.",
			"Explain why the target was missed.",
			"Attach the evidence.",
		)
		ask(missed).insert()
		refused(ask(missed).insert, "An exemption for First Response has been requested already.")


def test_the_evidence_is_a_file_that_whoever_asks_may_read(missed, as_user):
	theirs = a_file("Theirs")
	with as_user(missed.agent):
		refused(ask(missed, evidence=theirs).insert, "Attach the evidence.")
		request = ask(missed).insert()
		request.evidence = theirs
		refused(request.save, "Attach the evidence.")
		request.reload()
		request.evidence = a_file("Mine")
		request.save()
	with as_user("Operations Manager"):
		request.approve("The grid operator confirms it")


def test_only_who_sees_the_ticket_asks(missed, as_user):
	for role in ("Service Agent", "Service Auditor"):
		with as_user(role):
			with pytest.raises(frappe.PermissionError):
				ask(missed).insert()


def test_an_operations_manager_approves_and_the_verdict_stays(missed, as_user):
	with as_user(missed.agent):
		request = ask(missed).insert()
	with as_user("Operations Manager") as manager:
		refused(lambda: request.approve(" "), "Give the reason for the decision in the remark.")
		request.approve("The grid operator confirms it")
	assert (request.status, request.decided_by, str(request.decided_at)) == (
		"Approved",
		manager,
		str(frappe.utils.now_datetime().replace(microsecond=0)),
	)
	assert frappe.db.get_value("Aftersales Ticket", missed.ticket, "first_response_verdict") == "Missed"
	event = frappe.get_last_doc("Aftersales Ticket Event", {"ticket": missed.ticket, "kind": "Exempted"})
	assert (event.kind, event.clock, event.to_value, event.actor) == (
		"Exempted",
		"first_response",
		"Approved",
		manager,
	)
	assert [row[0] for row in exemptions.approved("first_response").run()] == [missed.ticket]
	assert exemptions.approved("arrival").run() == ()
	with as_user(missed.agent):
		refused(ask(missed).insert, "An exemption for First Response has been approved already.")


def test_a_refused_request_counts_for_nothing_and_may_be_asked_again(missed, as_user):
	with as_user(missed.agent):
		request = ask(missed).insert()
	with as_user("Operations Manager"):
		request.refuse("No evidence of a power cut")
		refused(lambda: request.approve("After all"), "This request is decided already: Refused.")
	assert exemptions.approved("first_response").run() == ()
	with as_user(missed.agent):
		ask(missed).insert()


@pytest.mark.parametrize("role", ["Service Agent", "Service Team Lead"])
def test_others_do_not_decide(missed, as_user, role):
	lead = make_user(role)
	team = frappe.get_doc("Aftersales Team", frappe.db.get_value("Aftersales Ticket", missed.ticket, "team"))
	team.append("members", {"user": lead})
	team.save()
	with as_user(missed.agent):
		request = ask(missed).insert()
	with as_user(lead):
		refused(lambda: request.approve("Fine"), "Only an operations manager decides on exemptions.")


def test_nobody_decides_for_themselves(missed, as_user):
	with as_user("Operations Manager"):
		request = ask(missed).insert()
		refused(lambda: request.approve("Fine"), "Nobody decides on their own request.")
	frappe.get_doc("User", missed.agent).add_roles("Operations Manager")
	with as_user(missed.agent):
		refused(lambda: request.approve("Fine"), "Nobody decides on a target that they missed themselves.")


def test_a_decision_cannot_be_written_past_the_buttons(missed, as_user):
	with as_user(missed.agent):
		request = ask(missed).insert()
		request.update({"status": "Approved", "decided_by": missed.other, "missed_by": missed.other})
		request.save()
	request.reload()
	assert (request.status, request.decided_by, request.missed_by) == ("Requested", None, missed.agent)


def test_a_request_is_mended_by_its_author_until_it_is_decided(missed, as_user):
	with as_user(missed.agent):
		request = ask(missed).insert()
		request.reason = "Power cut from 9 to 17"
		request.save()
	with as_user(missed.other):
		request.reload()
		request.reason = "Nonsense"
		asker = frappe.utils.get_fullname(missed.agent)
		refused(request.save, f"Only {asker}, who asked, may change the request.")
	with as_user("Operations Manager"):
		request.reload()
		request.refuse("No")
	with as_user(missed.agent):
		request.reason = "Please"
		refused(request.save, "This request is decided already: Refused.")
	refused(request.delete, "Exemptions are part of the service archive and are not deleted.")
