"""A complaint from its receipt to its end, each step by whose it is, and a call along its script."""

import json
from datetime import timedelta

import frappe
import pytest
from factories.service import make_team, make_ticket
from playwright.sync_api import Page, expect

from aftersales_app.aftersales_core import moments
from aftersales_app.service_quality.services import call_draws

COMPLAINT, CALL = "Aftersales Complaint", "Aftersales Follow-up Call"


def at_desk(page: Page) -> str:
	"""Who is signed in."""
	page.goto("/app")
	page.wait_for_function("() => window.frappe && frappe.boot")
	return page.evaluate("() => frappe.session.user")


def open_form(page: Page, slug: str, name: str) -> None:
	page.goto(f"/app/{slug}/{name}")
	page.wait_for_function("(name) => window.cur_frm?.doc?.name === name && !cur_frm.is_new()", arg=name)
	page.wait_for_load_state("networkidle")


def press(page: Page, group: str, action: str) -> None:
	page.locator(".inner-group-button:visible > button", has_text=group).click()
	page.locator(".inner-group-button .dropdown-menu:visible").get_by_text(action, exact=True).click()


def fill(page: Page, **values: str) -> None:
	"""Fields of the dialog, once it stands: texts, choices, people, ticks ("1"). A field that is drawn again while it is typed into would
	lose what a program types faster than people do."""
	asking = "frappe.ui.open_dialogs.findLast((dialog) => dialog.fields_dict[field])"
	for field, value in values.items():
		page.wait_for_function(f"(field) => {asking}", arg=field)
		page.evaluate(f"([field, value]) => {asking}.set_value(field, value)", [field, value])
		page.wait_for_function(
			f"([field, value]) => String({asking}.get_value(field)) === value", arg=[field, value]
		)


def finish(page: Page) -> None:
	page.locator(".modal.show .modal-footer .btn-primary").click()
	expect(page.locator(".modal.show")).to_have_count(0, timeout=20_000)


def stored(doctype: str, name: str, *fields: str) -> tuple:
	frappe.db.rollback()
	return frappe.db.get_value(doctype, name, fields)


def test_a_complaint_goes_from_receipt_to_its_end(sign_in, picture):
	agent, quality, lead = (
		sign_in("Service Agent"),
		sign_in("Quality Specialist"),
		sign_in("Service Team Lead"),
	)
	taker, _judge, investigator = (at_desk(page) for page in (agent, quality, lead))
	frappe.db.rollback()
	team = make_team([taker])
	ticket = make_ticket(team=team, contact_name="Li Lei")
	frappe.db.commit()

	open_form(agent, "aftersales-ticket", ticket.name)
	press(agent, "Create", "Open Complaint")
	agent.wait_for_function("() => cur_frm?.doctype === 'Aftersales Complaint' && cur_frm.doc.ticket")
	agent.locator(".form-layout:visible [data-fieldname=channel] select").select_option("Phone")
	agent.locator(".form-layout:visible [data-fieldname=words] textarea").fill("He hung up on me")
	agent.locator(".form-layout:visible [data-fieldname=words] textarea").blur()
	agent.wait_for_function(
		"() => cur_frm.doc.words === 'He hung up on me' && cur_frm.doc.channel === 'Phone'"
	)
	agent.get_by_role("button", name="Save", exact=True).click()
	agent.wait_for_function("() => !cur_frm.is_new()", timeout=60_000)
	name = agent.evaluate("() => cur_frm.doc.name")
	frappe.db.rollback()
	assert stored(COMPLAINT, name, "ticket", "status", "words") == (
		ticket.name,
		"Received",
		"He hung up on me",
	)

	agent.get_by_role("button", name="Acknowledge", exact=True).click()
	fill(agent, note="By phone")
	finish(agent)
	expect(agent.get_by_role("button", name="Assess", exact=True)).to_have_count(0)  # not an agent's

	open_form(quality, "aftersales-complaint", name)
	quality.get_by_role("button", name="Assess", exact=True).click()
	fill(quality, impact="3", complexity="1")
	finish(quality)
	quality.get_by_role("button", name="Choose Investigator", exact=True).click()
	fill(quality, user=investigator)
	finish(quality)
	expect(quality.get_by_role("button", name="Record Findings", exact=True)).to_have_count(0)

	open_form(lead, "aftersales-complaint", name)
	lead.get_by_role("button", name="Record Findings", exact=True).click()
	fill(lead, findings="The recording bears it out")
	finish(lead)

	open_form(quality, "aftersales-complaint", name)
	quality.get_by_role("button", name="Send Decision", exact=True).click()
	fill(quality, decision="We cannot pay", how="Phone", rejects="1", routes_told="1")
	finish(quality)

	open_form(agent, "aftersales-complaint", name)
	agent.get_by_role("button", name="Customer's Final Opinion", exact=True).click()
	fill(agent, opinion="Rejected", routes_told="1", handling="2")
	finish(agent)
	assert stored(COMPLAINT, name, "status", "handling") == ("Open, Escalated", 2)

	open_form(quality, "aftersales-complaint", name)
	expect(quality.get_by_role("button", name="Close", exact=True)).to_have_count(0)
	quality.get_by_role("button", name="Send Decision", exact=True).click()
	fill(quality, decision="We pay after all", how="Phone")
	finish(quality)
	open_form(agent, "aftersales-complaint", name)
	agent.get_by_role("button", name="Customer's Final Opinion", exact=True).click()
	fill(agent, opinion="Accepted", handling="4")
	finish(agent)
	open_form(quality, "aftersales-complaint", name)
	quality.get_by_role("button", name="Close", exact=True).click()
	quality.wait_for_function("() => cur_frm.doc.status === 'Closed'")
	picture(quality)
	assert stored(COMPLAINT, name, "status", "opinion", "handling") == ("Closed", "Accepted", 4)
	open_form(agent, "aftersales-ticket", ticket.name)
	expect(agent.locator(".form-message", has_text=name)).to_be_visible()


@pytest.mark.parametrize("score", ["5", "2"])
def test_a_call_follows_its_script(sign_in, picture, score):
	page = sign_in("Quality Specialist")
	caller = at_desk(page)
	frappe.db.rollback()
	day = moments.site_today() - timedelta(days=1)
	ticket = make_ticket(
		team=make_team([]),
		contact_phone=f"139{frappe.utils.random_string(8)}".translate(
			{ord(c): "7" for c in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}
		),
	)
	closed = {"status": "Closed", "status_category": "Closed", "closed_at": f"{day} 12:00:00", "risky": 1}
	frappe.db.set_value("Aftersales Ticket", ticket.name, closed)
	frappe.db.delete("Aftersales Call Draw", {"day": day})
	call_draws.draw(day, ticket.company)
	name = frappe.db.get_value(CALL, {"ticket": ticket.name})
	frappe.db.commit()
	open_form(page, "aftersales-follow-up-call", name)
	page.get_by_role("button", name="Answered", exact=True).click()
	went_wrong = page.locator(".modal.show").get_by_text("What went wrong?")
	expect(went_wrong).to_be_hidden()
	fill(page, noticed="1", overall=score)
	picture(page, score)
	if score == "2":
		expect(went_wrong).to_be_visible()
		fill(page, words="Too slow")
	else:
		expect(went_wrong).to_be_hidden()
	finish(page)
	found = stored(CALL, name, "status", "overall", "words", "caller", "script", "noticed")
	words = "Too slow" if score == "2" else None
	assert found == ("Reached", int(score), words, caller, "Follow-up Call", 1), json.dumps(found)
