"""A published policy on its form: nothing to type into, a new version to make, and who may publish it."""

import re

import frappe
import pytest
from factories.service import make_category, make_policy
from playwright.sync_api import expect

POLICY = "Aftersales Service Policy"


@pytest.fixture
def published(site: str) -> str:
	name = make_policy({"resolution": 24}, category=make_category())
	frappe.db.commit()
	return name


def test_a_new_version_takes_the_place_of_a_published_policy(published, sign_in, picture):
	page = sign_in("Operations Manager")
	page.goto(f"/app/aftersales-service-policy/{published}")
	expect(page.get_by_text("A published policy does not change")).to_be_visible()
	expect(page.locator('[data-fieldname="policy_name"] input:visible')).to_have_count(0)
	expect(page.locator('[data-fieldname="targets"] .grid-add-row:visible')).to_have_count(0)
	expect(page.get_by_role("button", name="Try on past tickets")).to_have_count(0)
	picture(page, "-published")
	page.get_by_role("button", name="New Version").click()
	page.wait_for_url(re.compile("v2"))
	expect(page.locator('[data-fieldname="valid_from"] input:visible')).to_have_count(1)
	expect(page.locator('[data-fieldname="targets"] .grid-add-row:visible')).to_have_count(1)
	expect(page.get_by_role("button", name="Try on past tickets")).to_be_visible()
	picture(page, "-draft")
	page.get_by_role("button", name="Publish").click()
	expect(page.locator(".modal.show")).to_contain_text(f"takes the place of {published}")
	page.locator(".modal.show .btn-modal-primary").click()
	expect(page.get_by_role("button", name="Retire")).to_be_visible()
	frappe.db.rollback()
	old, new = (frappe.get_doc(POLICY, name) for name in (published, f"{published} v2"))
	assert (new.status, new.version, new.previous_version) == ("Published", 2, published)
	assert old.valid_to == frappe.utils.add_days(new.valid_from, -1)


def test_a_quality_specialist_drafts_and_does_not_publish(published, sign_in):
	page = sign_in("Quality Specialist")
	page.goto(f"/app/aftersales-service-policy/{published}")
	page.get_by_role("button", name="New Version").click()
	page.wait_for_url(re.compile("v2"))
	expect(page.get_by_role("button", name="Try on past tickets")).to_be_visible()
	expect(page.get_by_role("button", name="Publish")).to_have_count(0)
