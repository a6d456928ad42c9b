"""What is owed is told alike on a ticket and on a claim, on wide screens and on phones; answers are given where they are asked for."""

import frappe
import pytest
from factories.claims import claim_of, facts, make_unit
from factories.service import make_ticket
from playwright.sync_api import Page, expect

PHONE = {"width": 390, "height": 844}


def a_phone(**fields):
	unit = make_unit(item_name="Phone", **fields)
	frappe.db.commit()
	return unit


def in_sight(page: Page) -> None:
	"""All of it fits the screen's width."""
	story = page.locator(".as-story")
	expect(story).to_be_visible()
	story.scroll_into_view_if_needed()
	assert story.evaluate("(one) => one.scrollWidth <= one.clientWidth + 1")


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_a_ticket_tells_what_is_owed(agent, picture, viewport):
	page, _user, team = agent(language="zh", **({"viewport": viewport} if viewport else {}))
	sold = frappe.utils.add_days(frappe.utils.today(), -10)  # inside the fifteen days
	unit = a_phone(delivered_on=sold, invoiced_on=sold)
	ticket = make_ticket(team=team, product=unit.name, cause="Component failure")
	frappe.db.commit()
	page.goto(f"/app/aftersales-ticket/{ticket.name}")
	expect(page.locator(".as-story")).to_contain_text("应承担：换货、修理")
	expect(page.locator(".as-story")).to_contain_text("保修权益如何得出")
	in_sight(page)
	picture(page)


def test_a_claim_asks_and_takes_the_answer(agent, picture):
	page, _user, _team = agent(language="zh")
	claim = claim_of(a_phone(), facts=facts(has_invoice=True)).insert(ignore_permissions=True)
	frappe.db.commit()
	page.goto(f"/app/aftersales-claim/{claim.name}")
	question = page.locator('.as-question[data-fact="defect_confirmed"]')
	expect(question).to_contain_text("已确认质量问题")
	in_sight(page)
	picture(page)
	question.locator("select").select_option("true")
	page.get_by_role("button", name="保存答复").click()
	expect(page.locator(".as-story")).to_contain_text("应承担：换货、修理")
	picture(page, "-answered")
	frappe.db.rollback()
	assert frappe.db.exists("Aftersales Claim Fact", {"parent": claim.name, "fact": "defect_confirmed"})
