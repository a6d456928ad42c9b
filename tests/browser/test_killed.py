"""A job that was killed leaves its document at work: the form offers to start it again, and refuses while one really is."""

import frappe
import pytest
from factories.goods import a_company
from factories.service import make_category, make_policy
from factories.unique import unique
from playwright.sync_api import expect

WHAT_IF, IMPORT = "Aftersales What-if", "Aftersales Import"


@pytest.fixture
def what_if(site: str) -> str:
	today = frappe.utils.today()
	policy = make_policy({"resolution": 24}, category=make_category())
	fields = {
		"title": unique("Killed"),
		"company": a_company(),
		"policy": policy,
		"from_date": today,
		"to_date": today,
	}
	return killed({"doctype": WHAT_IF, **fields}, "Running")


@pytest.fixture
def checked(site: str) -> str:
	fields = {"source": "ERPNext Issue", "company": a_company(), "source_system": unique("Old")}
	return killed({"doctype": IMPORT, **fields}, "Checking")


def killed(fields: dict, status: str) -> str:
	doc = frappe.get_doc(fields).insert()
	doc.db_set("status", status)
	frappe.db.commit()
	return doc.name


def test_a_killed_replay_is_started_again(what_if, sign_in, picture):
	page = sign_in("Operations Manager")
	page.goto(f"/app/aftersales-what-if/{what_if}")
	expect(page.get_by_role("button", name="Replay Again")).to_be_visible()
	picture(page)
	with page.expect_response(lambda answer: "run_doc_method" in answer.url) as answer:
		page.get_by_role("button", name="Replay Again").click()
	assert answer.value.ok
	expect(page.locator(".modal.show")).to_have_count(0)


def test_a_killed_check_is_started_again(checked, sign_in, picture):
	page = sign_in("Operations Manager")
	page.goto(f"/app/aftersales-import/{checked}")
	expect(page.get_by_role("button", name="Check Again")).to_be_visible()
	expect(page.get_by_role("button", name="Check", exact=True)).to_have_count(0)
	picture(page)
	with page.expect_response(lambda answer: "run_doc_method" in answer.url) as answer:
		page.get_by_role("button", name="Check Again").click()
	assert answer.value.ok
