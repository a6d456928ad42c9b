"""Staffing on the What-if's form: filled in from a team, and the answer in the reader's words."""

import frappe
import pytest
from factories.goods import a_company
from factories.people import make_user
from factories.service import make_team
from factories.unique import unique
from playwright.sync_api import expect

from aftersales_app.service_desk.services import whatif

WHAT_IF = "Aftersales What-if"


@pytest.fixture
def team(site: str) -> str:
	name = make_team([make_user("Service Agent"), make_user("Service Agent")], calendar="Around the Clock")
	frappe.db.commit()
	return name


@pytest.fixture
def answered(team) -> str:
	doc = {
		"doctype": WHAT_IF,
		"title": unique("One less"),
		"company": a_company(),
		"team": team,
		"from_date": frappe.utils.today(),
		"to_date": frappe.utils.today(),
		"staffing": [{"team": team, "people_today": 2, "people": 1, "calendar": "Around the Clock"}],
	}
	name = frappe.get_doc(doc).insert().name
	whatif.run(name)
	frappe.db.commit()
	return name


def test_staffing_is_filled_in_from_the_team(team, sign_in, picture):
	page = sign_in("Operations Manager")
	page.goto("/app/aftersales-what-if/new")
	staffing = page.locator('[data-fieldname="staffing"]').first
	fill_in = staffing.get_by_role("button", name="Fill in from the Teams")
	expect(fill_in).to_be_visible()
	page.evaluate("values => cur_frm.set_value(values)", {"company": a_company(), "team": team})
	fill_in.click()
	row = staffing.locator(".grid-body .rows .grid-row")
	expect(row).to_have_count(1)
	expect(row).to_contain_text(team)
	expect(row).to_contain_text("Around the Clock")
	fill_in.click()
	expect(row).to_have_count(1)
	picture(page)


def test_the_answer_is_in_the_readers_words(answered, sign_in, picture):
	page = sign_in("Quality Specialist", language="zh")
	page.goto(f"/app/aftersales-what-if/{answered}")
	rows = page.locator('[data-fieldname="crews"] .grid-body .rows .grid-row')
	expect(rows).to_have_count(2)
	expect(rows.nth(0)).to_contain_text("现行政策")
	expect(rows.nth(1)).to_contain_text("草案")
	expect(rows.nth(1)).to_contain_text("0:00")
	picture(page)


def test_who_only_reads_fills_nothing_in(answered, sign_in):
	page = sign_in("Service Auditor")
	page.goto(f"/app/aftersales-what-if/{answered}")
	expect(page.locator('[data-fieldname="crews"] .grid-body .rows .grid-row')).to_have_count(2)
	expect(page.get_by_role("button", name="Fill in from the Teams")).to_have_count(0)
