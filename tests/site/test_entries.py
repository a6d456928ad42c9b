"""What people and programs enter: numbers, moments, lengths and code, refused by name of the field."""

import frappe
import pytest
from factories.goods import make_item
from factories.people import make_customer, make_user
from factories.service import make_policy, make_team, make_technician, make_ticket, new_visit
from factories.unique import unique
from frappe.utils import add_days, now_datetime

PLAIN = "scripts and other code for a browser are not accepted. Enter plain text."


@pytest.fixture
def team(as_user):
	agent = make_user("Service Agent")
	team = make_team([agent, make_technician()])
	with as_user(agent):
		yield team


def intake(team: str, **fields: object):
	company = frappe.db.get_value("Company", {}, "name", order_by="creation")
	values = {"doctype": "Aftersales Ticket", "subject": unique("Hums"), "company": company, "team": team}
	return frappe.get_doc({**values, **fields}).insert()


def message(action) -> str:
	with pytest.raises(frappe.ValidationError) as caught:
		action()
	return str(caught.value).replace("<strong>", "").replace("</strong>", "")


@pytest.mark.parametrize(
	("fields", "said"),
	[
		({"quoted_price": "NaN"}, "Quoted Price: NaN is not a number."),
		({"quoted_price": "dear"}, "Quoted Price: dear is not a number."),
		({"quoted_price": 1e30}, "Quoted Price: 1e+30 is too large. Check the number."),
		({"quoted_price": "inf"}, "Quoted Price: inf is too large. Check the number."),
		({"quoted_price": ["9"]}, "Quoted Price must be one value, not a list."),
		({"opened_at": "tomorrow-ish"}, "Opened At: tomorrow-ish is not a date and time."),
		({"opened_at": 5}, "Opened At: 5 is not a date and time."),
		({"opened_at": "9999-99-99"}, "Opened At: 9999-99-99 is not a date and time."),
		({"subject": "x" * 5_000_000}, "Subject has 5000000 characters; 140 are possible. Shorten it."),
		({"contact_name": "x" * 141}, "Contact Person has 141 characters; 140 are possible. Shorten it."),
		(
			{"serial_no": "9" * 5_000_000},
			"Serial Number has 5000000 characters; 140 are possible. Shorten it.",
		),
		({"kind": "x" * 31}, "Kind has 31 characters; 30 are possible. Shorten it."),
		({"subject": "<script>alert(1)</script>hello"}, f"Subject: {PLAIN}"),
		({"contact_name": "<img src=x onerror=alert(1)>"}, f"Contact Person: {PLAIN}"),
		({"service_address": "<svg onload=go()>"}, f"Service Address: {PLAIN}"),
		({"description": "<p>Loud</p><script>alert(1)</script>"}, f"Description: {PLAIN}"),
	],
)
def test_what_a_ticket_is_refused_for(team, fields, said):
	assert message(lambda: intake(team, **fields)) == said


@pytest.mark.parametrize(
	("entered", "said"),
	[
		("25:00:00", "Quiet Hours From: enter a time of day from 00:00 to 24:00."),
		("-01:00:00", "Quiet Hours From: enter a time of day from 00:00 to 24:00."),
		("garbage", "Quiet Hours From: garbage is not a time of day. Write it as 22:00."),
		("24:00:00", None),
		("22:30", None),
	],
)
def test_a_time_of_day_lies_within_the_day(entered, said):
	settings = frappe.get_doc("Aftersales Settings").update({"quiet_from": entered})
	if said:
		assert message(settings.save) == said
	else:
		settings.save()


def test_a_saved_ticket_is_looked_at_where_it_changed(team):
	ticket = intake(team)
	frappe.db.set_value("Aftersales Ticket", ticket.name, "order_reference", "<script>old</script>")
	ticket.reload().update({"quoted_price": "1,234.5"})
	ticket.save()
	assert ticket.reload().quoted_price == 1234.5
	ticket.plan = "<script>new</script>"
	assert message(ticket.save) == f"Solution Plan: {PLAIN}"


def test_a_moment_with_an_offset_is_the_sites_time(team):
	opened = add_days(now_datetime(), -1).replace(hour=10, minute=0, second=0, microsecond=0)
	zone = frappe.utils.get_system_timezone()
	frappe.db.set_single_value("System Settings", "time_zone", "Asia/Shanghai")
	frappe.clear_cache()
	ticket = intake(team, opened_at=f"{opened:%Y-%m-%d}T02:00:00Z")
	frappe.db.set_single_value("System Settings", "time_zone", zone)
	assert str(frappe.db.get_value("Aftersales Ticket", ticket.name, "opened_at")) == str(opened)


def visit_of(team: str, **fields: object):
	technician = frappe.get_all("Aftersales Team Member", {"parent": team}, pluck="user", order_by="idx")[1]
	day = add_days(now_datetime(), 1)
	times = {"starts_at": f"{day:%Y-%m-%d} 10:00:00", "ends_at": f"{day:%Y-%m-%d} 11:00:00"} | fields
	ticket = make_ticket(team=team, customer=make_customer())
	return new_visit(ticket.name, technician, times.pop("starts_at"), times.pop("ends_at"), **times)


def test_what_a_visit_is_refused_for(team):
	assert message(visit_of(team, starts_at="tomorrow-ish").insert) == (
		"Planned Start: tomorrow-ish is not a date and time."
	)
	frappe.set_user("Administrator")
	labour = make_item(is_stock_item=0)
	charged = visit_of(team, charges=[{"item_code": labour, "qty": 1e20, "rate": 1}])
	assert message(charged.insert) == "Quantity in row 1 of Charges: 1e+20 is too large. Check the number."
	sums = visit_of(team, charges=[{"item_code": labour, "qty": 1e9, "rate": 1e9}])
	assert message(sums.insert) == "Total: 1e+18 is too large. Check the number."


def test_a_clock_of_a_policy_may_be_called_as_people_see_it():
	policy = make_policy({"Resolution": 24, "First Response": 4})
	targets = frappe.get_all("Aftersales Policy Target", {"parent": policy}, pluck="clock", order_by="idx")
	assert targets == ["resolution", "first_response"]


@pytest.mark.parametrize("change", ["save", "delete"])
def test_a_row_is_changed_in_its_document_only(team, change):
	frappe.set_user("Administrator")
	doc = frappe.get_doc("Aftersales Team", team)
	row = frappe.get_doc("Aftersales Team Member", doc.members[0].name)
	row.user = doc.members[1].user
	with pytest.raises(frappe.PermissionError, match=f"in their document only.*{team}"):
		getattr(row, change)()
	assert [one.user for one in doc.reload().members] != [row.user] * 2
	doc.remove(doc.members[0])
	doc.save()
	assert [one.user for one in doc.reload().members] == [row.user]
	doc.append("members", {"user": make_technician()})
	doc.save()
	assert len(doc.reload().members) == 2
