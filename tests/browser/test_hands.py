"""A ticket changes hands, a plan is asked for, a missed promise is excused, an escalation answered: each by who may do it."""

import re

import frappe
import pytest
from factories.goods import make_item
from factories.people import make_customer, make_user
from factories.service import make_team, make_ticket, new_visit
from playwright.sync_api import Page, expect

TICKET, EXEMPTION, NOTICE = "Aftersales Ticket", "Aftersales Exemption", "Aftersales Notice"
YESTERDAY = {"days": -2}


def open_ticket(page: Page, name: str) -> None:
	page.goto(f"/app/aftersales-ticket/{name}")
	page.wait_for_function("() => window.cur_frm?.panel")


def press(page: Page, group: str, action: str) -> None:
	page.locator(".inner-group-button:visible > button", has_text=group).click()
	page.locator(".inner-group-button .dropdown-menu:visible").get_by_text(action, exact=True).click()


def stored(name: str, *fields: str) -> tuple:
	frappe.db.rollback()
	return frappe.db.get_value(TICKET, name, fields)


def test_a_ticket_is_taken_out_of_the_queue(agent, picture):
	page, user, team = agent()
	ticket = make_ticket(team=team)
	frappe.db.commit()
	open_ticket(page, ticket.name)
	page.get_by_role("button", name="Take It").click()
	expect(page.get_by_role("button", name="Take It")).to_be_hidden()
	expect(page.locator("[data-fieldname=assignee]:visible").first).to_contain_text(
		frappe.utils.get_fullname(user)
	)
	picture(page)
	assert stored(ticket.name, "assignee", "reassignments") == (user, 0)


def test_a_colleague_is_chosen_by_name_and_load(agent, picture):
	colleague, away = make_user("Service Agent"), make_user("Service Agent")
	page, user, team = agent(colleagues=[colleague, away])
	now = frappe.utils.now_datetime()
	absence = {"user": away, "from_time": frappe.utils.add_to_date(now, hours=-1), "reason": "Training"}
	absence["to_time"] = frappe.utils.add_to_date(now, days=1)
	frappe.get_doc({"doctype": "Aftersales Absence", **absence}).insert(ignore_permissions=True)
	for _ in range(2):
		make_ticket(team=team, assignee=colleague)
	ticket = make_ticket(team=team, assignee=user)
	frappe.db.commit()
	open_ticket(page, ticket.name)
	press(page, "Assign", "Re-assign")
	people = page.locator(".modal.show .as-person")
	expect(people).to_have_count(2)  # not whoever has it
	expect(people.nth(0)).to_contain_text(frappe.utils.get_fullname(colleague))
	expect(people.nth(0)).to_contain_text("2 of 20 tickets")
	expect(people.nth(0)).to_contain_text("On Shift")
	expect(people.nth(1)).to_contain_text("Away")
	expect(people.nth(1)).not_to_contain_text("Training")  # why is nobody's business
	picture(page)
	people.nth(0).click()
	page.locator(".modal.show .btn-modal-primary").click()
	expect(page.locator("[data-fieldname=assignee]:visible").first).to_contain_text(
		frappe.utils.get_fullname(colleague)
	)
	assert stored(ticket.name, "assignee", "reassignments") == (colleague, 1)


def test_a_ticket_is_handed_to_another_team(agent):
	page, user, team = agent()
	other = make_team([make_user("Service Agent")])
	ticket = make_ticket(team=team, assignee=user)
	frappe.db.commit()
	open_ticket(page, ticket.name)
	press(page, "Assign", "Hand Over to Team")
	page.locator(".modal.show select").select_option(other)
	page.locator(".modal.show .btn-modal-primary").click()
	page.wait_for_url(re.compile("/app/aftersales-ticket(/view/list)?$"))
	assert stored(ticket.name, "team", "assignee", "handovers") == (other, None, 1)


def test_a_plan_is_given_with_a_plan(agent, picture):
	page, user, team = agent()
	ticket = make_ticket(team=team, assignee=user)
	frappe.set_user(user)
	ticket.reload()
	ticket.status = "In Diagnosis"
	ticket.save()
	frappe.set_user("Administrator")
	frappe.db.commit()
	open_ticket(page, ticket.name)
	page.get_by_role("button", name="Give Plan").click()
	dialog = page.locator(".modal.show")
	expect(dialog).to_contain_text("Fill in first: Solution Plan.")
	picture(page)
	dialog.locator("textarea").fill("New compressor, on Tuesday")
	dialog.get_by_role("button", name="Give Plan").click()
	expect(page.locator(".page-head .indicator-pill").first).to_contain_text("Plan Given")
	assert stored(ticket.name, "status", "plan") == ("Plan Given", "New compressor, on Tuesday")


@pytest.fixture
def late(agent):
	"""A signed-in agent who has missed the first response of a ticket."""
	page, user, team = agent()
	opened = frappe.utils.add_to_date(frappe.utils.now_datetime(), **YESTERDAY)
	ticket = make_ticket(team=team, assignee=user, opened_at=opened)
	assert ticket.first_response_verdict == "Missed"
	frappe.db.commit()
	return page, user, ticket.name


def test_an_exemption_is_asked_for_and_approved(late, sign_in, picture):
	page, user, ticket = late
	open_ticket(page, ticket)
	press(page, "Create", "Request Exemption")
	page.wait_for_url(re.compile("aftersales-exemption/new"))
	expect(page.locator("[data-fieldname=clock] select")).to_have_value("first_response")
	expect(page.locator("[data-fieldname=clock] select option:checked")).to_have_text("First Response")
	page.locator("[data-fieldname=reason_code] select").select_option("Force Majeure")
	page.locator("[data-fieldname=reason] textarea").fill("Power cut in the call centre")
	page.locator("[data-fieldname=evidence]").get_by_role("button", name="Attach").click()
	note = {"name": "outage.txt", "mimeType": "text/plain", "buffer": b"Outage from 9 to 17"}
	page.locator(".modal.show .file-uploader input[type=file]").first.set_input_files(note)
	page.locator(".modal.show").get_by_role("button", name="Upload", exact=True).click()
	page.wait_for_function("() => cur_frm.doc.evidence")
	page.locator(".standard-actions .primary-action:visible").click()
	expect(page.locator(".page-head:visible .indicator-pill").first).to_contain_text("Requested")
	name = page.evaluate("() => cur_frm.doc.name")
	manager = sign_in("Operations Manager")
	manager.goto(f"/app/aftersales-exemption/{name}")
	manager.get_by_role("button", name="Approve").click()
	manager.locator(".modal.show textarea").fill("The grid operator confirms it")
	manager.locator(".modal.show .btn-modal-primary").click()
	expect(manager.locator(".page-head:visible .indicator-pill").first).to_contain_text("Approved")
	picture(manager)
	frappe.db.rollback()
	assert frappe.db.get_value(EXEMPTION, name, ["status", "owner"]) == ("Approved", user)
	assert stored(ticket, "first_response_verdict") == "Missed"


def test_an_escalation_is_answered_with_a_reason(late, sign_in, picture):
	_page, _user, ticket = late
	manager = sign_in("Operations Manager")
	name = frappe.generate_hash(length=10)
	notice = {"name": name, "notice_key": f"{ticket}:{name}", "ticket": ticket, "clock": "first_response"}
	notice |= {"level": 3, "escalates": 1, "answer": "Awaited", "status": "Delivered"}
	frappe.db.bulk_insert(NOTICE, list(notice), [tuple(notice.values())])
	frappe.db.commit()
	manager.goto(f"/app/aftersales-notice/{name}")
	expect(manager.locator("[data-fieldname=clock]:visible").first).to_contain_text("First Response")
	manager.get_by_role("button", name="Answer", exact=True).click()
	dialog = manager.locator(".modal.show")
	dialog.locator("[data-fieldname=outcome] textarea").fill("Called back")
	dialog.locator(".btn-modal-primary").click()
	expect(manager.locator(".modal.show").last).to_contain_text("Why the Promise Was Not Kept")
	manager.reload()
	manager.get_by_role("button", name="Answer", exact=True).click()
	dialog.locator("[data-fieldname=outcome] textarea").fill("Called back")
	dialog.locator("[data-fieldname=reason] textarea").fill("Nobody on the late shift")
	dialog.locator(".btn-modal-primary").click()
	expect(manager.get_by_role("button", name="Answer", exact=True)).to_be_hidden()
	picture(manager)
	frappe.db.rollback()
	assert frappe.db.get_value(NOTICE, name, ["answer", "reason", "outcome"]) == (
		"Answered",
		"Nobody on the late shift",
		"Called back",
	)


def test_service_people_begin_at_their_desk(sign_in):
	for role, path in (("Service Agent", "service-desk"), ("Service Technician", "my-service-work")):
		page = sign_in(role)
		page.goto("/app")
		page.wait_for_url(re.compile(f"/app/{path}$"))


def test_stock_and_accounting_make_the_documents_of_a_visit(agent, sign_in, picture):
	_page, user, team = agent("Service Technician")
	labour = make_item(is_stock_item=0)
	ticket = make_ticket(
		team=team, customer=make_customer(), chargeable=1, quoted_price=100, contact_phone="13812345678"
	)
	ticket.update({"price_confirmed": 1}).save()
	start = frappe.utils.add_to_date(frappe.utils.now_datetime(), minutes=5)
	visit = new_visit(ticket.name, user, str(start), str(frappe.utils.add_to_date(start, hours=1)))
	visit.insert().arrive()
	visit.update({"work_done": "Cleaned", "no_signature_reason": "Nobody home"})
	visit.append("charges", {"item_code": labour, "qty": 1, "rate": 100})
	visit.save().finish()
	planned = new_visit(
		ticket.name, user, str(frappe.utils.add_days(start, 1)), str(frappe.utils.add_days(start, 2))
	)
	planned.insert()
	frappe.db.commit()
	books = sign_in("Accounts User")
	books.goto("/app/aftersales-visit")
	expect(books.locator(".list-row-container:visible", has_text=ticket.name)).to_have_count(1)
	picture(books, "-list")
	books.goto(f"/app/aftersales-visit/{visit.name}")
	books.get_by_role("button", name="Make ERP Documents").click()
	expect(books.locator("[data-fieldname=sales_invoice]:visible").first).to_contain_text("ACC-SINV")
	expect(books.locator("[data-fieldname=contact_phone]:visible")).to_contain_text("****")  # masked
	picture(books)
	frappe.db.rollback()
	phone = frappe.db.get_value("Aftersales Visit", visit.name, "contact_phone")
	assert phone and phone not in books.content()
	assert frappe.db.get_value("Aftersales Visit", visit.name, "documents") == "Made"


def test_a_serial_number_that_is_not_known_is_hinted_at(agent, picture):
	page, _user, _team = agent()
	page.goto("/app/aftersales-ticket/new")
	field = page.locator(".frappe-control[data-fieldname=serial_no]:visible")
	field.locator("input").fill("ZZ-NOT-HERE-1")
	field.locator("input").press("Tab")
	expect(field).to_contain_text("Not known here: check the digits.")
	picture(page)
	field.locator("input").fill("")
	field.locator("input").press("Tab")
	expect(field).not_to_contain_text("Not known here")


def test_the_sidebar_assigns_as_the_button_does(agent):
	colleague = make_user("Service Agent")
	page, user, team = agent(colleagues=[colleague])
	ticket = make_ticket(team=team, assignee=user)
	frappe.db.commit()
	open_ticket(page, ticket.name)
	page.evaluate(
		"""([doctype, name, user]) => frappe.xcall("frappe.desk.form.assign_to.add",
			{ doctype, name, assign_to: JSON.stringify([user]) })""",
		[TICKET, ticket.name, colleague],
	)
	assert stored(ticket.name, "assignee", "reassignments") == (colleague, 1)
