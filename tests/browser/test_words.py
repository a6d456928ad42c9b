"""Shipped records on the screens of people who read Chinese."""

import frappe
import pytest
from factories.service import make_ticket
from playwright.sync_api import expect


@pytest.mark.parametrize(("language", "words"), [("zh", "作业方法错误"), ("zh-TW", "作業方法錯誤")])
def test_a_cause_is_chosen_in_the_readers_language(agent, picture, language, words):
	page, user, team = agent(language=language)
	ticket = make_ticket(team=team, assignee=user, category="Misuse")
	frappe.db.commit()
	page.goto(f"/app/aftersales-ticket/{ticket.name}")
	page.locator("[data-fieldname=work_tab]:visible").first.click()
	cause = page.locator(".frappe-control[data-fieldname=cause] input:visible")
	cause.fill(words[:4])
	page.locator(".awesomplete li:visible, .awesomplete [role=option]:visible").get_by_text(words).click()
	expect(cause).to_have_value(words)
	page.keyboard.press("Control+s")
	expect(page.locator(".indicator-pill.orange:visible").filter(has_text="未保存")).to_have_count(0)
	page.reload()
	page.locator("[data-fieldname=work_tab]:visible").first.click()
	expect(cause).to_have_value(words)
	picture(page)
	frappe.db.rollback()
	assert frappe.db.get_value("Aftersales Ticket", ticket.name, "cause") == "Wrong procedure"
