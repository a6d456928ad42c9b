"""Statutory rules on their form: tried on a made-up case, and a new version of a published one."""

import re

import frappe
from factories.warranty import new_rule
from playwright.sync_api import expect

RULE = "/app/aftersales-statutory-rule"


def a_draft() -> str:
	name = new_rule().insert(ignore_permissions=True).name
	frappe.db.commit()
	return name


def test_a_draft_is_tried_on_a_made_up_case(site, sign_in, picture):
	name = a_draft()
	page = sign_in("Quality Specialist", language="zh")
	page.goto(f"{RULE}/{name}")
	page.get_by_role("button", name="用案例试算").click()
	dialog = page.locator(".modal.show")
	expect(dialog.locator('[data-fieldname="category"] input')).to_have_value("电视机")
	page.wait_for_function("window.cur_dialog && cur_dialog.display")
	page.evaluate(
		"cur_dialog.set_values({event_on: '2025-06-30', received_on: '2025-06-03', buyer: 'consumer',"
		" defect_confirmed: 'true', in_warranty: 'false'})"
	)
	dialog.get_by_role("button", name="判定", exact=True).click()
	expect(dialog).to_contain_text("应承担：换货")
	expect(dialog).to_contain_text("Ordinance of the test, art. 1")
	expect(dialog).to_contain_text("由经营者证明商品没有瑕疵")
	picture(page)
	frappe.db.rollback()
	assert frappe.db.get_value("Aftersales Statutory Rule", name, "docstatus") == 0


def test_a_published_rule_gets_a_new_version(site, sign_in):
	page = sign_in("Quality Specialist", language="zh")
	page.goto(f"{RULE}/CN-CPL-54-1")
	page.get_by_role("button", name="新建版本").click()
	page.wait_for_url(re.compile("CN-CPL-54-2"))
	expect(page.locator('[data-fieldname="effective_from"] input:visible')).to_have_count(1)


def test_an_auditor_reads_and_tries_and_changes_nothing(site, sign_in):
	page = sign_in("Service Auditor", language="zh")
	page.goto(f"{RULE}/CN-CPL-25-1")
	expect(page.get_by_role("button", name="用案例试算")).to_be_visible()
	expect(page.get_by_role("button", name="新建版本")).to_have_count(0)
	expect(page.get_by_role("button", name="取消")).to_have_count(0)
