"""The lists of visits and tickets, the calendar of visits and the board, on a phone and on a desk."""

import re

import frappe
import pytest
from factories.goods import make_item
from factories.people import make_customer
from factories.service import make_ticket, new_visit
from frappe.utils import add_to_date, get_fullname, now_datetime
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
ADDRESS = "杨浦区国权路 8 号"


@pytest.fixture
def visits(agent):
	"""`visits(**options)`: a technician's page, with a visit planned in an hour and one called off after it."""

	def plan(**options):
		page, user, team = agent("Service Technician", **options)
		ticket = make_ticket(team=team, customer=make_customer(), service_address=ADDRESS)
		start = add_to_date(now_datetime(), hours=1).replace(minute=0, second=0, microsecond=0)
		made = [
			new_visit(ticket.name, user, add_to_date(start, hours=after), add_to_date(start, hours=after + 1))
			for after in (0, 2)
		]
		for visit in made:
			visit.insert(ignore_permissions=True)
		made[1].call_off("Not needed")
		frappe.db.commit()
		return page, made[0], user

	return plan


def test_a_phone_shows_visits_before_filters(visits, picture):
	page, visit, _user = visits(viewport=PHONE, is_mobile=True)
	page.goto("/app/aftersales-visit/view/list")
	row = page.locator(".list-row").filter(has_text=f"{visit.starts_at:%H:%M}").first
	expect(row).to_contain_text(ADDRESS)
	assert row.bounding_box()["y"] < PHONE["height"] / 2
	status = page.locator(".standard-filter-section select[data-fieldname=status]")
	expect(status).to_be_hidden()
	page.locator(".as-filters:visible").click()
	expect(status).to_be_visible()
	picture(page)


def test_a_phone_lists_the_coming_visits(visits, picture):
	page, visit, user = visits(viewport=PHONE, is_mobile=True)
	page.goto("/app/aftersales-visit/view/calendar/default")
	event = page.locator(".fc-list-item").filter(has_text=f"{visit.starts_at:%H:%M}").first
	expect(event).to_contain_text(get_fullname(user))
	expect(event).to_be_in_viewport()
	picture(page)


def test_a_desk_shows_the_month_in_colours(visits, picture):
	page, _visit, user = visits(viewport={"width": 1400, "height": 1000})
	page.goto("/app/aftersales-visit/view/calendar/default")
	planned = page.locator(".fc-event:not(.as-visit-cancelled)").first
	cancelled = page.locator(".fc-event.as-visit-cancelled").first
	expect(planned).to_contain_text(get_fullname(user))
	paint = "event => getComputedStyle(event).backgroundColor"
	assert planned.evaluate(paint) != cancelled.evaluate(paint)
	expect(page.locator(".fc-week").first).to_be_in_viewport(ratio=1)
	expect(page.locator(".fc-week").last).to_be_in_viewport(ratio=1)
	picture(page)


def test_a_phone_shows_quantity_and_price_of_parts(visits, picture):
	page, visit, _user = visits(viewport=PHONE, is_mobile=True)
	visit.arrive()
	visit.append("parts", {"item_code": make_item(), "qty": 2, "rate": 25}).covered = 0
	visit.save(ignore_permissions=True)
	frappe.db.commit()
	page.goto(f"/app/aftersales-visit/{visit.name}")
	part = page.locator("[data-fieldname=parts] .grid-body .data-row").first
	part.scroll_into_view_if_needed()
	for field, value in (("qty", "2"), ("rate", "25")):
		cell = part.locator(f".grid-static-col[data-fieldname={field}]")
		expect(cell).to_contain_text(value)
		expect(cell).to_be_in_viewport(ratio=1)
	picture(page)


def test_arriving_days_before_the_plan_is_asked_about(visits, picture):
	page, visit, _user = visits(viewport=PHONE, is_mobile=True)
	visit.update(
		{"starts_at": add_to_date(visit.starts_at, days=3), "ends_at": add_to_date(visit.ends_at, days=3)}
	)
	visit.save(ignore_permissions=True)
	frappe.db.commit()
	page.goto(f"/app/aftersales-visit/{visit.name}")
	for answer, status in (("No", "Planned"), ("Yes", "Arrived")):
		page.get_by_role("button", name="Arrive").click()
		dialog = page.locator(".modal.show")
		expect(dialog).to_contain_text("not for now.")
		picture(page, f"-{answer}")
		dialog.get_by_role("button", name=answer).click()
		expect(page.locator(".title-area .indicator-pill")).to_have_text(status)


def test_the_name_of_a_part_shows_once_it_is_chosen(visits, picture):
	part = make_item(item_name="Fan motor 220 V")
	page, visit, _user = visits()
	visit.arrive()
	frappe.db.commit()
	page.goto(f"/app/aftersales-visit/{visit.name}")
	parts = page.locator(".frappe-control[data-fieldname=parts]")
	parts.locator(".grid-add-row").click()
	parts.locator(".grid-body .grid-static-col[data-fieldname=item_code] input").fill(part)
	page.get_by_role("option").filter(has_text=part).first.click()
	shown = parts.locator(".grid-body .grid-static-col[data-fieldname=item_code]").first
	shown.locator("input").blur()
	page.locator(".form-section .section-head").first.click()
	expect(shown.locator(".static-area")).to_have_text(f"{part}: Fan motor 220 V")
	picture(page)


def test_the_board_adds_tickets_by_their_form_and_as_new(agent):
	page, _user, team = agent()
	make_ticket(team=team)
	frappe.db.commit()
	page.goto("/app/aftersales-ticket/view/kanban/Aftersales Tickets by Stage")
	add = page.locator(".kanban-column .add-card:visible")
	expect(add).to_have_count(1)
	add.click()
	page.wait_for_url(re.compile("/app/aftersales-ticket/new"))
	expect(page.locator(".frappe-control[data-fieldname=subject] input:visible")).to_have_value("")
