"""The way in: a service role reaches the desk, a guest is asked to sign in."""

import pytest
from playwright.sync_api import expect


def test_a_guest_is_asked_to_sign_in(open_page):
	page = open_page()
	page.goto("/app")
	expect(page.locator("#login_email")).to_be_visible()


@pytest.mark.parametrize(
	"role", ["Service Agent", "Service Technician", "Operations Manager", "Service Auditor"]
)
def test_a_service_role_opens_the_list_of_tickets(sign_in, picture, role):
	page = sign_in(role)
	page.goto("/app/aftersales-ticket")
	expect(page.locator(".page-title .title-text").first).to_contain_text("Aftersales Ticket")
	picture(page)
