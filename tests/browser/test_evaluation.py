"""An evaluation from its draft to its publication and an appeal, each step by a person with the role for it."""

from datetime import datetime

import frappe
import pytest
from factories.answers import many
from factories.goods import a_company
from factories.service import make_team
from factories.unique import unique
from playwright.sync_api import Page, expect

EVALUATION = "Aftersales Evaluation"


@pytest.fixture
def draft(site: str) -> str:
	"""A special evaluation of a month long ago, drawn up by somebody else than those who take its steps."""
	many(datetime(2019, 3, 10, 9), [5] * 30 + [2] * 6, words="不好用")
	told = {"kind": "Special", "occasion": unique("New line"), "company": a_company()}
	days = {"first_day": "2019-03-01", "last_day": "2019-03-31", "triggered_on": "2019-04-01"}
	name = frappe.get_doc({"doctype": EVALUATION, **told, **days}).insert().name
	frappe.db.commit()
	return name


def opened(page: Page, name: str) -> Page:
	page.goto(f"/app/aftersales-evaluation/{name}")
	expect(
		page.locator(".indicator-pill", has_text="Draft").or_(page.locator(".form-layout")).first
	).to_be_visible()
	return page


def press(page: Page, label: str) -> None:
	page.get_by_role("button", name=label, exact=True).click()


def test_from_the_draft_to_an_answered_appeal(draft, sign_in, picture):
	page = opened(sign_in("Quality Specialist"), draft)
	expect(page.get_by_text("Was due on")).to_be_visible()
	expect(page.locator('[data-fieldname="charts"] svg').first).to_be_visible()
	expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
	picture(page, "-draft")
	press(page, "Confirm Figures")
	expect(page.get_by_role("button", name="Send Back")).to_be_visible()
	expect(page.get_by_role("button", name="Confirm Figures")).to_have_count(0)

	manager = opened(sign_in("Operations Manager"), draft)
	press(manager, "Approve")
	press(manager, "Publish")
	expect(manager.get_by_text("Appeals are possible until")).to_be_visible()
	press(manager, "Appeal")
	manager.locator(".modal.show textarea").fill("样本不含代理商")
	manager.locator(".modal.show .btn-modal-primary").click()
	expect(manager.locator('[data-fieldname="appeals"]')).to_contain_text("样本不含代理商")
	expect(manager.get_by_role("button", name="Answer Appeal")).to_have_count(0)  # their own

	other = opened(sign_in("Quality Specialist"), draft)
	press(other, "Answer Appeal")
	other.locator('.modal.show select[data-fieldname="outcome"]').select_option("Dismissed")
	other.locator('.modal.show textarea[data-fieldname="answer"]').fill("代理商另行评估")
	other.locator(".modal.show .btn-modal-primary").click()
	expect(other.locator('[data-fieldname="appeals"]')).to_contain_text("Dismissed")
	picture(other, "-answered")
	frappe.db.rollback()
	doc = frappe.get_doc(EVALUATION, draft)
	assert (doc.status, doc.appeals[0].outcome) == ("Published", "Dismissed")
	assert len({doc.owner, doc.checked_by, doc.approved_by}) == 3


def test_a_lead_reads_it_in_chinese_and_finds_its_answers(draft, sign_in, picture):
	page = sign_in("Service Team Lead", language="zh")
	page.goto("/app")
	page.wait_for_function("() => window.frappe && frappe.boot")
	user = page.evaluate("() => frappe.session.user")
	frappe.db.rollback()
	make_team([user])
	frappe.db.commit()
	page.goto(f"/app/aftersales-evaluation/{draft}")
	expect(page.locator('[data-fieldname="changes_told"]')).to_contain_text("平均分")
	expect(page.get_by_role("button", name="审核通过")).to_have_count(0)
	page.get_by_role("button", name="查看评价").click()
	page.wait_for_url("**/query-report/**")
	expect(page.locator(".report-wrapper, .no-result, .msg-box").first).to_be_visible()
	picture(page)
