"""Warranty by clicking: a unit's timeline, a claim decided and approved, goods inspected on a phone."""

import frappe
from factories.claims import claim_of, facts
from factories.claims import make_unit as make_phone
from factories.returns import make_unit, new_return
from factories.warranty import new_repair
from frappe.utils import add_days, today
from playwright.sync_api import Page, expect

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CLAIM, RETURN = "Aftersales Claim", "Aftersales Return"


def test_the_timeline_of_a_unit_is_drawn(site, agent, picture):
	page, _user, _team = agent(language="zh")
	unit = make_phone(delivered_on=add_days(today(), -40), invoiced_on=add_days(today(), -40))
	new_repair(unit.name, add_days(today(), -20), add_days(today(), -15)).insert(ignore_permissions=True)
	frappe.db.commit()
	page.goto(f"/app/aftersales-product/{unit.name}")
	drawn = page.locator('[data-fieldname="timeline"]')
	expect(drawn).to_contain_text("保修至")
	expect(drawn.locator("svg [data-band]").first).to_be_visible()
	drawn.locator("svg [data-band]").first.click()
	expect(page.locator(".modal.show")).to_contain_text("法定")
	picture(page)


def choose(page: Page, action: str) -> None:
	page.get_by_role("button", name="操作").filter(visible=True).first.click()
	page.get_by_role("link", name=action, exact=True).or_(page.locator("a", has_text=action)).filter(
		visible=True
	).first.click()


def test_a_claim_is_decided_by_an_agent_and_approved_by_a_manager(site, agent, sign_in, picture):
	page, user, _team = agent(language="zh")
	told = facts(defect_confirmed=True, has_invoice=True)
	unit = make_phone(delivered_on=add_days(today(), -60), invoiced_on=add_days(today(), -60))
	costs = [{"kind": "Part", "description": "屏幕", "qty": 1, "rate": 800}]
	claim = claim_of(unit, event_on=today(), facts=told, amounts=costs).insert(ignore_permissions=True)
	frappe.db.commit()
	page.goto(f"/app/aftersales-claim/{claim.name}")
	expect(page.locator('[data-fieldname="explanation"]')).to_contain_text("应承担")
	choose(page, "判定")
	dialog = page.locator(".modal.show")
	expect(dialog.locator('[data-fieldname="remedy"] select')).to_have_value("repair")
	dialog.get_by_role("button", name="判定", exact=True).click()
	expect(page.get_by_text("待批准").first).to_be_visible()
	picture(page)
	manager = sign_in("Operations Manager", language="zh")
	manager.goto(f"/app/aftersales-claim/{claim.name}")
	expect(manager.locator('[data-fieldname="explanation"]')).to_contain_text("应承担")
	choose(manager, "批准提议")
	manager.locator(".modal.show .btn-modal-primary").filter(visible=True).first.click()
	manager.wait_for_function("() => cur_frm.doc.status === 'Approved'")
	frappe.db.rollback()
	status, decision = frappe.db.get_value(CLAIM, claim.name, ("status", "decision"))
	people = frappe.db.get_value("Aftersales Decision", decision, ("decided_by", "verdict"))
	assert (status, people) == ("Approved", (user, "Approved"))


def test_the_same_fault_that_is_claimed_already_is_pointed_out(site, agent, picture):
	page, _user, _team = agent(language="zh", **PHONE)
	first = claim_of(make_phone()).insert(ignore_permissions=True)
	frappe.db.commit()
	about = {field: str(first.get(field)) for field in ("company", "customer", "product", "fault")}
	page.goto("/app/aftersales-claim/new")
	page.wait_for_function("() => window.cur_frm && cur_frm.is_new()")
	page.evaluate("(told) => cur_frm.set_value(told)", {**about, "event_on": str(first.event_on)})
	told = page.locator(".form-message").filter(has_text="该产品同一天提出的同一故障已有索赔单")
	expect(told).to_have_count(1)
	expect(told.locator(f'a[href$="{first.name}"]')).to_be_visible()
	picture(page)


def test_a_phone_shows_what_the_facts_of_a_claim_say(site, agent, picture):
	page, _user, _team = agent(language="zh", **PHONE)
	claim = claim_of(make_phone(), facts=facts(defect_confirmed=True)).insert(ignore_permissions=True)
	frappe.db.commit()
	page.goto(f"/app/aftersales-claim/{claim.name}")
	row = page.locator('[data-fieldname="facts"] .grid-body .data-row').first
	for field, words in (("fact", "已确认质量问题"), ("value", "是")):
		cell = row.locator(f'.grid-static-col[data-fieldname="{field}"]')
		expect(cell).to_have_text(words)
		box = cell.bounding_box()
		assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["viewport"]["width"], field
	picture(page)


def test_goods_are_inspected_on_a_phone(site, agent, picture):
	page, user, team = agent(language="zh", **PHONE)
	unit = make_unit(sold=add_days(today(), -2), goods_category="tv")
	made = new_return(unit, team=team, assignee=user).insert(ignore_permissions=True)
	made.authorise()
	made.receive(today())
	frappe.db.commit()
	page.goto(f"/app/aftersales-return/{made.name}")
	page.wait_for_function("() => window.cur_frm && cur_frm.doc.status === 'Goods Received'")
	assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
	for row in made.findings:
		page.evaluate(
			"([name]) => frappe.model.set_value('Aftersales Return Finding', name, 'found', 'No')", [row.name]
		)
	page.evaluate("() => cur_frm.set_value('intact', 'Yes')")
	picture(page, "-before")
	menu = page.locator(".menu-btn-group button").filter(visible=True)
	button = page.get_by_role("button", name="已验货", exact=True).filter(visible=True)
	if not button.count():
		menu.first.click()
		button = page.locator(".dropdown-menu.show a", has_text="已验货")
	button.first.click()
	page.wait_for_function("() => cur_frm.doc.status === 'Inspected'")
	picture(page)
	frappe.db.rollback()
	assert frappe.db.get_value(RETURN, made.name, ("status", "inspected_by")) == ("Inspected", user)


def test_goods_and_facts_are_words_and_are_stored_as_codes(site, agent):
	page, _user, _team = agent(language="zh")
	claim = claim_of(make_phone(), facts=facts(defect_confirmed=True)).insert(ignore_permissions=True)
	frappe.db.commit()
	page.goto(f"/app/aftersales-claim/{claim.name}")
	goods = page.locator('[data-fieldname="goods_category"] input').first
	expect(goods).to_have_value("移动电话")
	expect(page.locator('[data-fieldname="facts"] [data-fieldname="value"]').last).to_contain_text("是")
	goods.fill("洗衣机")
	page.locator('[data-fieldname="goods_category"] li', has_text="洗衣机").first.click()
	expect(goods).to_have_value("洗衣机")
	assert page.evaluate("() => cur_frm.doc.goods_category") == "washing_machine"
	page.goto(f"/app/aftersales-product/{claim.product}")
	expect(page.locator('[data-fieldname="goods_category"] input').first).to_have_value("移动电话")
