"""The quality reports of warranty by clicking: what the filters begin with, and the lists behind the figures."""

import re

import frappe
import pytest
from factories.claims import claim_of, decided_claim
from factories.claims import make_unit as make_phone
from factories.goods import a_company, make_item
from factories.unique import unique
from factories.warranty import make_supplier
from frappe.utils import add_days, add_months, get_fullname, getdate, today
from playwright.sync_api import Page, expect

LINK = ".dt-scrollable .dt-cell a"


def opened(page: Page, name: str, **filters: str) -> Page:
	query = "&".join(f"{key}={value}" for key, value in filters.items())
	page.goto(f"/app/query-report/Aftersales {name}?{query}")
	expect(page.locator(LINK).first).to_be_visible()
	return page


def values(page: Page) -> dict:
	return page.evaluate("() => frappe.query_report.get_filter_values()")


def listed(page: Page) -> set[str]:
	"""The names in the list that a figure led to."""
	page.wait_for_function("() => window.cur_list && cur_list.data.length")
	return set(page.evaluate("() => cur_list.data.map((row) => row.name)"))


@pytest.fixture
def sold(site: str) -> frappe._dict:
	"""Three phones that a supplier delivered in one batch; two of them with a claim, one of which was withdrawn."""
	code, supplier, batch = make_item(item_name=unique("手机")), make_supplier(), unique("B")
	day = add_days(today(), -200)
	phones = [
		make_phone(
			item_code=code, supplier=supplier, batch_no=batch, delivered_on=day, invoiced_on=day, price=100
		)
		for _ in range(3)
	]
	claims = [claim_of(phone, event_on=add_days(day, 40)).insert() for phone in phones[:2]]
	claims[1].db_set("status", "Withdrawn")
	frappe.db.commit()
	return frappe._dict(item=code, supplier=supplier, batch=batch, claim=claims[0].name)


def test_filters_begin_with_the_company_and_the_last_three_years(site, sold, sign_in, picture):
	page = opened(sign_in("Quality Specialist", language="zh"), "Failure Rates", item_code=sold.item)
	begun = values(page)
	assert begun["company"] == a_company()
	assert begun["to_date"] == today()
	assert begun["from_date"] == add_days(add_months(today(), -36), 1)
	assert begun["group_by"] == "Item"
	picture(page)


@pytest.mark.parametrize(
	"group", ["Item", "Batch", "Supplier", "Brand", "Goods Category", "Month", "Company"]
)
def test_a_name_leads_to_the_claims_that_were_counted(site, sold, sign_in, group):
	page = opened(
		sign_in("Service Team Lead", "Quality Specialist", language="zh"),
		"Failure Rates",
		item_code=sold.item,
		group_by=group,
	)
	page.locator(LINK).first.click()
	expect(page).to_have_url(re.compile("/app/aftersales-claim/view/list"))
	assert listed(page) == {sold.claim}


def test_an_age_leads_to_the_claims_of_that_month(site, sold, sign_in, picture):
	page = opened(sign_in("Service Auditor", language="zh"), "Failures by Age", item_code=sold.item)
	picture(page)
	links = page.locator(LINK)
	expect(links).to_have_count(3)  # age, units and claims of the one month
	links.nth(2).click()
	assert listed(page) == {sold.claim}


def test_a_person_leads_to_their_decisions(site, sold, sign_in, picture):
	unit = frappe.get_all("Aftersales Product", {"item_code": sold.item}, pluck="name", order_by="name desc")[
		0
	]
	claim = decided_claim(unit, "repair")
	frappe.db.commit()
	decision = frappe.db.get_value("Aftersales Claim", claim, "decision")
	page = opened(sign_in("Operations Manager", language="zh"), "Decisions by Person")
	assert values(page)["from_date"] == add_days(add_months(today(), -3), 1)
	person = page.locator(LINK, has_text=get_fullname("Administrator"))
	picture(page)
	person.first.click()
	expect(page).to_have_url(re.compile("/app/aftersales-decision/view/list"))
	found = listed(page)
	assert decision in found
	people = frappe.get_all("Aftersales Decision", {"name": ("in", list(found))}, ["decided_by", "made_on"])
	assert {row.decided_by for row in people} == {"Administrator"}
	assert all(row.made_on <= getdate(today()) for row in people)
