"""A call becomes a ticket and is worked to its end, on a desk and on a phone."""

import re

import frappe
import pytest
from factories.goods import a_company, make_item, make_serial
from factories.people import make_customer
from factories.service import make_ticket
from playwright.sync_api import Page, expect

PHONE = {"width": 390, "height": 844}
SCRIPT = "<img src=x onerror=window.hurt=1>"


def a_known_caller() -> tuple[str, str]:
	"""A customer with a contact who has a phone number, a unit, and a past ticket; returns customer and number."""
	customer = make_customer()
	number = f"139{frappe.db.count('Contact'):08d}"
	contact = frappe.get_doc(
		{
			"doctype": "Contact",
			"first_name": "Li Na",
			"links": [{"link_doctype": "Customer", "link_name": customer}],
			"phone_nos": [{"phone": number, "is_primary_mobile_no": 1}],
		}
	)
	contact.insert()
	make_serial(make_item(serialised=True), customer=customer)
	frappe.db.commit()
	return customer, number


def open_ticket(page: Page, name: str) -> None:
	page.goto(f"/app/aftersales-ticket/{name}")
	expect(page.locator(".as-headline")).to_be_visible()


def fill(page: Page, field: str, value: str) -> None:
	page.locator(f".frappe-control[data-fieldname={field}] input:visible").first.fill(value)
	page.keyboard.press("Tab")


def choose_action(page: Page, action: str) -> None:
	page.locator(".actions-btn-group:visible > button").click()
	page.locator(".actions-btn-group .dropdown-menu:visible").get_by_text(action, exact=True).click()


def save(page: Page) -> None:
	page.locator(".standard-actions .primary-action:visible").click()


def test_a_call_becomes_a_ticket_and_is_closed(agent, picture):
	customer, number = a_known_caller()
	page, _user, team = agent()
	earlier = make_ticket(customer=customer, team=team, subject="Door does not close")
	frappe.db.commit()
	page.goto("/app/aftersales-ticket/new")
	fill(page, "subject", "Fridge does not cool")
	fill(page, "team", team)
	fill(page, "contact_phone", f"+86 {number[:3]}-{number[3:7]}-{number[7:]}")
	shown = page.locator(".as-picture")
	expect(shown).to_contain_text("Li Na")
	expect(shown).to_contain_text("Door does not close")
	expect(shown).to_contain_text("Units Bought")
	expect(shown).to_contain_text("Promises Still Open")
	assert page.evaluate("() => cur_frm.doc.customer") == customer
	page.wait_for_load_state("networkidle")  # it is drawn anew while customer and contact are filled in
	shown.scroll_into_view_if_needed()
	picture(page, "-intake")
	save(page)
	expect(page.locator(".as-headline")).to_contain_text("First Response")
	name = page.evaluate("() => cur_frm.doc.name")
	assert name > earlier.name
	page.get_by_role("button", name="Responded").click()
	expect(page.locator(".as-headline")).not_to_contain_text("First Response")
	page.get_by_role("tab", name="Clocks").click()
	expect(page.locator("[data-clock=first_response]")).to_contain_text("Met")
	expect(page.locator("[data-clock=diagnosis]")).to_contain_text("left of 2 h")
	expect(page.locator(".as-card", has_text="Why This Policy")).to_contain_text("Standard Service")
	picture(page, "-clocks")
	choose_action(page, "Resolve")
	dialog = page.locator(".modal.show")
	expect(dialog).to_contain_text("The cause is missing.")
	picture(page, "-missing")
	fill_dialog(page)
	dialog.get_by_role("button", name="Resolve").click()
	expect(page.locator(".page-head .indicator-pill").first).to_contain_text("Resolved")
	page.get_by_role("button", name="Customer's Confirmation").click()
	page.locator(".modal.show select").select_option("Confirmed")
	page.locator(".modal.show .btn-modal-primary").click()
	expect(page.get_by_role("button", name="Customer's Confirmation")).to_be_hidden()
	choose_action(page, "Close")
	expect(page.locator(".page-head .indicator-pill").first).to_contain_text("Closed")
	page.get_by_role("tab", name="History").click()
	expect(page.locator(".as-timeline")).to_contain_text("Resolved → Closed")
	picture(page, "-history")
	frappe.db.rollback()
	closed = frappe.get_doc("Aftersales Ticket", name)
	assert (closed.status, closed.cause, closed.confirmation) == ("Closed", "Worn part", "Confirmed")


def fill_dialog(page: Page) -> None:
	dialog = page.locator(".modal.show")
	dialog.locator("[data-fieldname=action_taken] select").select_option("Repair")
	dialog.locator("[data-fieldname=result] select").select_option("Solved")
	cause = dialog.locator("[data-fieldname=cause] input").first
	cause.click()
	cause.press_sequentially("Worn part", delay=40)
	dialog.locator(".awesomplete [role=option]", has_text="Worn part").first.click()


def test_an_unknown_caller_becomes_a_contact_and_no_customer(agent):
	page, _user, team = agent()
	number = f"137{frappe.db.count('Contact'):08d}"
	customers = frappe.db.count("Customer")
	ticket = make_ticket(team=team, contact_phone=number)
	assert not ticket.contact  # a number alone is nobody
	frappe.db.set_value("Aftersales Ticket", ticket.name, "contact_name", "Zhao Min", update_modified=False)
	frappe.db.commit()
	open_ticket(page, ticket.name)
	expect(page.locator(".as-picture")).to_contain_text("No customer is known by this")
	page.get_by_role("button", name="Create", exact=True).click()
	page.get_by_role("link", name="Create Contact").click()
	page.wait_for_function("() => cur_frm.doc.contact")
	frappe.db.rollback()
	contact = frappe.db.get_value("Aftersales Ticket", ticket.name, "contact")
	assert frappe.db.get_value("Contact Phone", {"parent": contact}, "phone") == number
	assert frappe.db.count("Customer") == customers


@pytest.mark.parametrize("language", ["en"])
def test_on_a_phone_nothing_sticks_out(agent, picture, language):
	customer, number = a_known_caller()
	page, _user, team = agent(viewport=PHONE, language=language)
	ticket = make_ticket(
		customer=customer, contact_phone=number, team=team, subject="冰箱不制冷，压缩机不启动，已断电重启两次"
	)
	frappe.db.commit()
	open_ticket(page, ticket.name)
	expect(page.locator(".as-picture")).to_contain_text("Caller")
	picture(page, "-details")
	page.locator(".as-picture").scroll_into_view_if_needed()
	picture(page, "-picture")
	page.get_by_role("tab", name="Clocks").click()
	expect(page.locator("[data-clock=resolution]")).to_be_visible()
	picture(page, "-clocks")
	wide = page.evaluate(
		"""() => [...document.querySelectorAll(".as-card, .as-line, .as-headline")]
			.filter((box) => box.offsetParent && box.getBoundingClientRect().right > innerWidth).length"""
	)
	assert wide == 0


def test_what_people_type_is_shown_and_not_run(agent):
	page, _user, team = agent()
	ticket = make_ticket(subject="Noise", contact_phone="13800001111", team=team)
	ticket.flags.cleaned = True  # as a mail brings it
	ticket.description = f"<p>Loud</p>{SCRIPT}<script>window.hurt=1</script>"
	ticket.save(ignore_permissions=True)
	raw = {"subject": f"Noise {SCRIPT}", "contact_name": SCRIPT}
	frappe.db.set_value("Aftersales Ticket", ticket.name, raw, update_modified=False)
	frappe.db.commit()
	open_ticket(page, ticket.name)
	expect(page.locator(".as-picture")).to_contain_text("<img src=x onerror")
	page.get_by_role("tab", name="History").click()
	expect(page.locator(".as-timeline")).to_be_visible()
	assert page.evaluate("() => window.hurt") is None


def test_a_ticket_is_found_by_words_from_the_list(agent, picture):
	page, _user, team = agent()
	word = f"Gasket{frappe.db.count('Aftersales Ticket')}"
	ticket = make_ticket(subject=f"{word} leaks 门封漏水", team=team)
	frappe.db.commit()
	page.goto("/app/aftersales-ticket")
	page.get_by_role("button", name="Find", exact=True).click()
	page.locator(".modal.show input").fill(f"{word} 漏水")
	found = page.locator(".as-found .as-row")
	expect(found).to_have_count(1)
	picture(page)
	found.get_by_role("link").click()
	page.wait_for_url(re.compile(ticket.name))


def test_a_manager_publishes_a_policy(sign_in):
	policy = frappe.get_doc(
		{
			"doctype": "Aftersales Service Policy",
			"policy_name": f"Draft {frappe.db.count('Aftersales Service Policy')} {frappe.generate_hash(length=4)}",
			"company": a_company(),
			"category": "Other",
			"targets": [{"clock": "resolution", "target": 3600, "calendar": "Around the Clock"}],
		}
	).insert()
	frappe.db.commit()
	page = sign_in("Operations Manager")
	page.goto(f"/app/aftersales-service-policy/{policy.name}")
	page.get_by_role("button", name="Publish").click()
	page.locator(".modal.show .btn-modal-primary").click()
	expect(page.get_by_role("button", name="Retire")).to_be_visible()
	frappe.db.rollback()
	assert frappe.db.get_value("Aftersales Service Policy", policy.name, "status") == "Published"
