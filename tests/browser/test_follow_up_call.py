"""A follow-up call along its script."""

import json
from datetime import timedelta

import frappe
import pytest
from factories.service import make_team, make_ticket
from playwright.sync_api import Page, expect

from aftersales_app.aftersales_core import moments
from aftersales_app.service_quality.services import call_draws

CALL = "Aftersales Follow-up Call"


def at_desk(page: Page) -> str:
	"""Who is signed in."""
	page.goto("/app")
	page.wait_for_function("() => window.frappe && frappe.boot")
	return page.evaluate("() => frappe.session.user")


def open_form(page: Page, slug: str, name: str) -> None:
	page.goto(f"/app/{slug}/{name}")
	page.wait_for_function("(name) => window.cur_frm?.doc?.name === name && !cur_frm.is_new()", arg=name)
	page.wait_for_load_state("networkidle")


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
