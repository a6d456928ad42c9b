"""Visits from plan to signature, as the people who do it; times are the site's (Asia/Shanghai, UTC+8)."""

from datetime import timedelta
from types import SimpleNamespace

import frappe
import pytest
from factories.goods import a_company, make_item
from factories.people import a_file, make_customer, make_user
from factories.service import make_category, make_policy, make_team, make_technician, make_ticket, new_visit
from frappe.utils import get_fullname
from freezegun import freeze_time

from aftersales_app.service_desk import api
from aftersales_app.service_desk.queries import whatif

NOW = "2026-11-23 01:00:00.25"  # Monday, 09:00 on the site; Frappe compares fractions of seconds as text
TEN, ELEVEN, NOON, ONE = (f"2026-11-23 {hour}:00:00" for hour in (10, 11, 12, 13))


@pytest.fixture
def clock():
	frappe.db.set_single_value("System Settings", "time_zone", "Asia/Shanghai")
	with freeze_time(NOW) as frozen:
		yield frozen


@pytest.fixture
def desk(clock):
	agent, technician = make_user("Service Agent"), make_technician()
	team = make_team([agent, technician])
	make_policy({"first_response": 24, "diagnosis": 2, "arrival": 48, "resolution": 24}, team=team)
	return SimpleNamespace(
		agent=agent,
		technician=technician,
		team=team,
		ticket=make_ticket(team=team, customer=make_customer()),
	)


def refused(action, *messages: str, error=frappe.ValidationError) -> None:
	with pytest.raises(error) as caught:
		action()
	assert str(caught.value) == "<br>\n".join(messages)


def plan(desk, start=TEN, end=ELEVEN, **fields):
	return new_visit(
		fields.pop("ticket", desk.ticket.name),
		fields.pop("technician", desk.technician),
		start,
		end,
		**fields,
	)


def arrived(desk, as_user, **fields):
	visit = plan(desk, **fields)
	with as_user(desk.agent):
		visit.insert()
	with as_user(desk.technician):
		visit.arrive()
	return visit


# planning


def test_an_agent_plans_and_the_visit_knows_what_the_ticket_says(desk, as_user):
	with as_user(desk.agent):
		visit = plan(desk, status="Done", arrived_at=TEN, documents="Made").insert()
	assert (visit.status, visit.arrived_at, visit.documents) == ("Planned", None, None)
	assert (visit.team, visit.customer, visit.company) == (desk.team, desk.ticket.customer, a_company())
	event = the_event(desk.ticket.name, "Planned")
	assert (event.kind, event.from_value, event.to_value, event.actor) == (
		"Visit",
		None,
		"Planned",
		desk.agent,
	)
	assert event.reason == f"{visit.name} · {desk.technician} · 2026-11-23 10:00"


def the_event(ticket, status):
	return frappe.get_doc("Aftersales Ticket Event", {"ticket": ticket, "kind": "Visit", "to_value": status})


def test_visits_are_numbered(desk, as_user):
	first, second = plan(desk), plan(desk, start=NOON, end=ONE)
	with as_user(desk.agent):
		first.insert()
		second.insert()
	numbers = [int(name.removeprefix("VS-")) for name in (first.name, second.name)]
	assert first.name == f"VS-{numbers[0]:07d}"
	assert numbers[1] == numbers[0] + 1


def test_a_caller_without_a_name_is_not_named_by_a_number(desk, as_user):
	nameless = make_ticket(team=desk.team, contact_phone="13812345678", contact_email="li@example.com")
	named = make_ticket(team=desk.team, contact_name="Ms Li", contact_phone="13812345679")
	with as_user(desk.agent):
		assert plan(desk, ticket=nameless.name).insert().customer_name == "Unknown caller"
		assert plan(desk, NOON, ONE, ticket=named.name).insert().customer_name == "Ms Li"


def test_an_auditor_may_not_plan(desk, as_user):
	with as_user("Service Auditor"):
		with pytest.raises(frappe.PermissionError):
			plan(desk).insert()


def test_the_photo_of_a_visit_is_a_file_that_the_user_may_read(desk, as_user):
	with as_user("Sales User"):
		theirs = a_file("Theirs")
	message = f"There is no file {theirs} that you may read. Attach the file here."
	with as_user(desk.agent):
		refused(plan(desk, photos=theirs).insert, message, error=frappe.PermissionError)
	visit = arrived(desk, as_user)
	with as_user(desk.technician):
		visit.photos = theirs
		refused(visit.save, message, error=frappe.PermissionError)
		visit.reload()
		visit.photos = a_file("Mine")
		visit.save()
	with as_user(desk.agent):
		visit.work_done = "Replaced the relay"
		visit.save()


def test_nobody_gets_a_ticket_by_planning_a_visit_on_it(desk, as_user):
	stranger = make_technician()
	with as_user(stranger):
		with pytest.raises(frappe.PermissionError):
			plan(desk, technician=stranger).insert()


def test_what_a_plan_is_refused_for(desk, as_user):
	outsider = make_user("Service Agent")
	with as_user(desk.agent):
		refused(lambda: plan(desk, ELEVEN, TEN).insert(), "The visit ends before it begins.")
		refused(
			lambda: plan(desk, "2026-11-23 08:59:59").insert(),
			"A visit cannot be planned in the past: 2026-11-23 08:59:59.",
		)
		refused(
			lambda: plan(desk, "2027-12-22 10:00:00", "2037-12-22 10:00:00").insert(),
			"A visit takes 31 days at the most. Check start and end, or plan several visits.",
		)
		refused(
			lambda: plan(desk, "2036-11-23 10:00:00", "2036-11-23 11:00:00").insert(),
			"2036-11-23 10:00:00 is more than two years ahead. Check the year.",
		)
		refused(
			lambda: plan(desk, technician=outsider).insert(),
			f"{get_fullname(outsider)} is neither in the team {desk.team} nor a service technician.",
		)


def test_a_technician_is_at_one_place_at_a_time(desk, as_user):
	other = make_ticket(team=desk.team)
	with as_user(desk.agent):
		first = plan(desk, TEN, NOON).insert()
		refused(
			lambda: plan(desk, ELEVEN, ONE, ticket=other.name).insert(),
			f"{get_fullname(desk.technician)} has another visit from 2026-11-23 10:00:00 to 2026-11-23 12:00:00 "
			f"(ticket {desk.ticket.name}).",
		)
		plan(desk, NOON, ONE, ticket=other.name).insert()
		first.ends_at = ONE
		refused(
			first.save,
			f"{get_fullname(desk.technician)} has another visit from 2026-11-23 12:00:00 to 2026-11-23 13:00:00 "
			f"(ticket {other.name}).",
		)


def test_a_cancelled_visit_makes_room(desk, as_user):
	with as_user(desk.agent):
		visit = plan(desk).insert()
		refused(lambda: visit.call_off(" "), "Say why the visit is cancelled.")
		visit.call_off("Customer is out")
		assert (visit.status, visit.cancel_reason) == ("Cancelled", "Customer is out")
		plan(desk).insert()


def test_who_is_away_is_not_sent(desk, as_user):
	frappe.get_doc(
		doctype="Aftersales Absence", user=desk.technician, from_time=NOON, to_time=ONE, reason="Training"
	).insert()
	with as_user(desk.agent):
		plan(desk, ELEVEN, NOON).insert()
		refused(
			lambda: plan(desk, "2026-11-23 12:30:00", "2026-11-23 14:00:00").insert(),
			f"{get_fullname(desk.technician)} is away from 2026-11-23 12:00:00 to 2026-11-23 13:00:00.",
		)


def test_a_closed_ticket_gets_no_visit(desk, as_user):
	desk.ticket.status = "Cancelled"
	desk.ticket.save()
	with as_user(desk.agent):
		refused(
			lambda: plan(desk).insert(),
			f"Ticket {desk.ticket.name} is Cancelled. A visit needs an open ticket.",
		)


def test_the_checklist_comes_from_the_nearest_category_that_has_one(desk, as_user):
	checks = [{"item": "Gas pressure", "mandatory": 1}, {"item": "Photo taken"}]
	above = make_category(is_group=1, checklist=checks)
	below = make_category(parent_aftersales_category=above)
	ticket = make_ticket(team=desk.team, category=below)
	with as_user(desk.agent):
		visit = plan(desk, ticket=ticket.name, checklist=[{"item": "Water hose"}]).insert()
		assert [(row.item, row.mandatory) for row in visit.checklist] == [
			("Gas pressure", 1),
			("Photo taken", 0),
			("Water hose", 0),
		]
		visit.checklist = visit.checklist[1:]
		refused(visit.save, "The check <strong>Gas pressure</strong> is mandatory and cannot be removed.")


def works_on(ticket: str) -> tuple[bool, bool, bool]:
	"""Does the user find the ticket in lists, may they read it, may they change it?"""
	listed = bool(frappe.get_list("Aftersales Ticket", {"name": ticket}))
	return (
		listed,
		*(bool(frappe.has_permission("Aftersales Ticket", action, ticket)) for action in ("read", "write")),
	)


def test_a_visit_gives_its_technician_the_ticket_until_it_is_over(desk, as_user):
	ticket = desk.ticket.name
	with as_user(desk.agent):
		visit = plan(desk).insert()
		cancelled = plan(desk, ticket=make_ticket(team=desk.team).name, start=NOON, end=ONE).insert()
		cancelled.call_off("Customer is out")
	with as_user(desk.technician):
		assert works_on(cancelled.ticket) == (False, False, False)
		assert works_on(ticket) == (True, True, True)
		visit.arrive()
		assert works_on(ticket) == (True, True, True)
		visit.update({"work_done": "New fan", "no_signature_reason": "Nobody home"})
		visit.save()
		visit.finish()
		assert works_on(ticket) == (True, True, False)


# parts and services


def test_whoever_fills_in_a_visit_learns_what_an_item_is_called(desk, as_user):
	part, labour = (
		make_item(item_name=name, is_stock_item=stock) for name, stock in (("Fan", 1), ("Hour", 0))
	)
	with as_user(desk.technician):
		assert not frappe.has_permission("Item", "read", part)
		assert [api.item_name(item) for item in (part, labour)] == ["Fan", "Hour"]
	with as_user("Guest"), pytest.raises(frappe.PermissionError):  # ERPNext lets all others choose items
		api.item_name(part)
	visit = arrived(desk, as_user)
	with as_user(desk.technician):
		visit.append("parts", {"item_code": part, "qty": 1, "covered": 1})
		visit.append("charges", {"item_code": labour, "qty": 1, "rate": 50})
		visit.save()
	assert [row.item_name for row in (*visit.parts, *visit.charges)] == ["Fan", "Hour"]


# arriving


def test_arriving_meets_arrival_and_first_response(desk, as_user, clock):
	with as_user(desk.agent):
		visit = plan(desk).insert()
	clock.move_to("2026-11-23 02:03:04.25")
	with as_user(desk.technician):
		visit.arrive()
	assert (visit.status, str(visit.arrived_at)) == ("Arrived", "2026-11-23 10:03:04")
	ticket = frappe.get_doc("Aftersales Ticket", desk.ticket.name)
	for name in ("arrival", "first_response"):
		assert (ticket.get(f"{name}_verdict"), str(ticket.get(f"{name}_at"))) == (
			"Met",
			"2026-11-23 10:03:04",
		)
	kinds = frappe.get_all("Aftersales Ticket Event", {"ticket": ticket.name}, ["kind", "clock"], as_list=1)
	assert kinds.count(("Visit", None)) == 2  # planned, arrived
	assert ("Met", "arrival") in kinds and ("Met", "first_response") in kinds


def of_clocks(desk) -> tuple:
	"""The verdicts on arrival and first response, and the moment of arrival that a what-if is told."""
	ticket = frappe.get_doc("Aftersales Ticket", desk.ticket.name)
	day = frappe.utils.get_datetime(ticket.opened_at).replace(hour=0, minute=0, second=0, microsecond=0)
	past = whatif.past_tickets(ticket.company, day, day + timedelta(days=1), ticket.team)
	(told,) = (row["arrived_at"] for row in past if row["name"] == ticket.name)
	return ticket.arrival_verdict, ticket.first_response_verdict, told


def test_a_machine_on_the_bench_is_neither_arrival_nor_answer(desk, as_user):
	visit = arrived(desk, as_user, kind="Workshop")
	assert (visit.status, of_clocks(desk)) == ("Arrived", ("Running", "Running", None))


def test_a_remote_session_counts_as_arrival_at_its_start(desk, as_user):
	visit = arrived(desk, as_user, kind="Remote Session")
	assert of_clocks(desk) == ("Met", "Met", visit.arrived_at)


def test_nobody_arrives_twice_or_for_somebody_else(desk, as_user):
	visit = arrived(desk, as_user)
	with as_user(desk.technician):
		refused(visit.arrive, "The visit is already Arrived.")
	thief = make_technician()
	with as_user(thief):
		visit.technician = thief  # what a browser sends beside the name counts for nothing
		with pytest.raises(frappe.PermissionError):
			visit.arrive()


def test_arriving_days_from_the_plan_is_said(desk, as_user, clock):
	with as_user(desk.agent):
		visit = plan(desk, "2026-11-26 10:00:00", "2026-11-26 11:00:00").insert()
	doubt = "The visit is planned from 2026-11-26 10:00:00 to 2026-11-26 11:00:00, not for now."
	with as_user(desk.technician):
		assert visit.arrival_doubt() == doubt
		refused(visit.arrive, doubt)
		assert visit.reload().status == "Planned"
		visit.arrive(off_plan=1)
	assert (visit.status, str(visit.arrived_at)) == ("Arrived", "2026-11-23 09:00:00")
	with as_user(desk.agent):
		late = plan(desk, "2026-11-23 12:00:00", "2026-11-23 13:00:00").insert()
	clock.move_to("2026-11-23 17:00:00.25")  # 01:00 on the 24th
	with as_user(desk.technician):
		assert late.arrival_doubt() == ""
		clock.move_to("2026-11-23 17:00:01.25")
		assert late.arrival_doubt()


def test_status_and_moments_cannot_be_written_past_the_buttons(desk, as_user):
	with as_user(desk.agent):
		visit = plan(desk).insert()
	with as_user(desk.technician):
		visit.update({"status": "Done", "arrived_at": TEN, "left_at": ELEVEN})
		visit.save()
	visit.reload()
	assert (visit.status, visit.arrived_at, visit.left_at) == ("Planned", None, None)


def test_the_schedule_is_fixed_from_arrival_on(desk, as_user):
	visit = arrived(desk, as_user)
	with as_user(desk.technician):
		visit.ends_at = ONE
		refused(visit.save, "The visit is Arrived: this can no longer be changed: Planned End.")


# finishing


def test_finishing_names_all_that_is_missing(desk, as_user):
	category = make_category(
		checklist=[{"item": "Gas pressure", "mandatory": 1}, {"item": "Leak test", "mandatory": 1}]
	)
	part = make_item()
	ticket = make_ticket(team=desk.team, category=category)
	visit = arrived(desk, as_user, ticket=ticket.name)
	with as_user(desk.technician):
		visit.append("parts", {"item_code": part, "qty": 2, "rate": 15})
		visit.save()
		refused(
			visit.finish,
			"Write down the work done.",
			"Answer the mandatory checks: Gas pressure; Leak test.",
			"Have the customer sign, or write down why there is no signature.",
			f"Say from which warehouse the parts came: {part}.",
			"The ticket has no customer who could be charged. Choose one on the ticket first.",
			"The customer has not confirmed a price, but 30.00 would be charged.",
		)
	assert frappe.db.get_value("Aftersales Visit", visit.name, "status") == "Arrived"


def test_a_planned_visit_cannot_be_finished(desk, as_user):
	with as_user(desk.agent):
		visit = plan(desk, work_done="All", no_signature_reason="Nobody home").insert()
		refused(visit.finish, "A visit cannot go from Planned to Done.")


def test_a_finished_visit_is_closed_to_everybody(desk, as_user, clock):
	visit = arrived(desk, as_user)
	clock.move_to("2026-11-23 04:00:00.25")
	with as_user(desk.technician):
		visit.update({"work_done": "New fan", "no_signature_reason": "Nobody home"})
		visit.save()
		visit.finish()
	assert (visit.status, str(visit.left_at), visit.documents) == ("Done", "2026-11-23 12:00:00", None)
	assert the_event(desk.ticket.name, "Done").from_value == "Arrived"
	visit.work_done = "Nothing"
	refused(visit.save, "The visit is Done: this can no longer be changed: Work Done.")
	visit.reload()
	refused(lambda: visit.call_off("No"), "A visit cannot go from Done to Cancelled.")
	refused(visit.delete, "Visits that took place are part of the service archive and are not deleted.")


def charged(desk, as_user, quoted, **fields):
	"""A visit with 100 of labour and one part of 60 of which the customer was quoted `quoted`."""
	desk.ticket.reload()
	desk.ticket.update({"chargeable": 1, "quoted_price": quoted, "price_confirmed": 1 if quoted else 0})
	desk.ticket.save()
	visit = arrived(desk, as_user)
	with as_user(desk.technician):
		visit.update(
			{"work_done": "New fan", "signature": "data:image/png;base64,AA==", "warehouse": warehouse()}
		)
		visit.append("charges", {"item_code": make_labour(), "qty": 2, "rate": 50})
		visit.append("parts", {"item_code": make_item(valuation_rate=20), "qty": 1, "rate": 60, **fields})
		visit.save()
	return visit


def make_labour():
	return make_item(is_stock_item=0)


def warehouse():
	return frappe.db.get_value(
		"Warehouse", {"company": a_company(), "is_group": 0, "warehouse_name": "Stores"}
	)


def test_no_more_is_charged_than_was_agreed(desk, as_user):
	visit = charged(desk, as_user, 150)
	assert visit.charges_total == 160
	with as_user(desk.technician):
		refused(visit.finish, "The customer confirmed 150.00; 160.00 would be charged.")
		visit.parts[0].covered = 1
		visit.save()
		visit.finish()
	assert (visit.charges_total, visit.documents) == (100, "To Be Made")


def test_documents_are_drafts_made_by_those_who_may(desk, as_user):
	visit = charged(desk, as_user, 160)
	with as_user(desk.technician):
		refused(visit.make_documents, "Finish the visit before making its ERP documents.")
		visit.finish()
		refused(
			visit.make_documents,
			"You may not create these documents: Stock Entry, Sales Invoice. Ask stock or accounting.",
			error=frappe.PermissionError,
		)
	with as_user("Stock User"):
		assert set(visit.make_documents()) == {"stock_entry"}
	assert visit.documents == "To Be Made"
	with as_user("Accounts User"):
		assert set(visit.make_documents()) == {"sales_invoice"}
		refused(visit.make_documents, "There is nothing to make: the visit has its documents or needs none.")
	assert visit.documents == "Made"
	entry = frappe.get_doc("Stock Entry", visit.stock_entry)
	assert (entry.docstatus, entry.purpose, entry.company) == (0, "Material Issue", a_company())
	assert [(row.item_code, row.qty, row.s_warehouse) for row in entry.items] == [
		(visit.parts[0].item_code, 1, warehouse())
	]
	assert (entry.aftersales_visit, entry.remarks) == (
		visit.name,
		f"For visit {visit.name} of ticket {desk.ticket.name}",
	)
	invoice = frappe.get_doc("Sales Invoice", visit.sales_invoice)
	assert (invoice.docstatus, invoice.customer, invoice.net_total) == (0, desk.ticket.customer, 160)
	assert (invoice.update_stock, invoice.aftersales_visit) == (0, visit.name)


def test_a_price_of_one_visit_is_no_list_price(desk, as_user):
	rules = {"auto_insert_price_list_rate_if_missing": 1, "update_existing_price_list_rate": 1}
	frappe.db.set_single_value("Stock Settings", rules)
	frappe.clear_cache()
	visit = booked(desk, as_user)
	listed = {
		"price_list": "Standard Selling",
		"item_code": visit.charges[0].item_code,
		"price_list_rate": 70,
	}
	frappe.get_doc({"doctype": "Item Price", **listed}).insert()
	with as_user("Accounts User", "Sales Master Manager", "Stock User"):
		assert frappe.has_permission("Item Price", "write")
		visit.make_documents()
	prices = frappe.get_all(
		"Item Price",
		{"item_code": ("in", [listed["item_code"], visit.parts[0].item_code])},
		["item_code", "price_list_rate"],
		as_list=True,
	)
	assert list(prices) == [(listed["item_code"], 70)]
	invoice = frappe.get_doc("Sales Invoice", visit.sales_invoice)
	assert [(row.qty, row.rate, row.amount) for row in invoice.items] == [(2, 50, 100), (1, 60, 60)]
	assert invoice.net_total == 160


def booked(desk, as_user, **fields):
	"""A finished visit whose documents are to be made."""
	visit = charged(desk, as_user, 160, **fields)
	with as_user(desk.technician):
		visit.update({"signed_by": "Ms Li", "customer_remark": "Thanks"})
		visit.save()
		visit.finish()
	return visit


@pytest.mark.parametrize("role", ["Stock User", "Accounts User"])
def test_who_books_finds_the_visits_that_call_for_it_and_only_reads_them(desk, as_user, role):
	visit = booked(desk, as_user)
	with as_user(desk.agent):
		plan(desk, NOON, ONE).insert()
	with as_user(role):
		found = frappe.get_list("Aftersales Visit", {"team": desk.team}, ["name", "documents"])
		assert [(row.name, row.documents) for row in found] == [(visit.name, "To Be Made")]
		seen = frappe.get_doc("Aftersales Visit", visit.name)
		assert [action for action in ACTIONS if seen.has_permission(action)] == ["read"]
		assert not frappe.has_permission("Aftersales Ticket", "read", desk.ticket.name)
		seen.apply_fieldlevel_read_permissions()
		assert {field: seen.get(field) for field in PERSONAL} == dict.fromkeys(PERSONAL)
		assert seen.make_documents()
		assert frappe.get_doc("Aftersales Visit", visit.name).has_permission("read")


ACTIONS = ("read", "write", "create", "delete", "print", "email", "share", "export")
PERSONAL = ("contact_phone", "service_address", "signature", "signed_by", "customer_remark")


def test_who_books_for_one_company_sees_its_visits_only(desk, as_user):
	visit = booked(desk, as_user)
	elsewhere = frappe.get_doc(
		{"doctype": "Company", "company_name": "Elsewhere", "abbr": "EW", "default_currency": "CNY"}
	).insert()
	with as_user("Stock User", "Accounts User") as user:
		pass
	frappe.permissions.add_user_permission("Company", elsewhere.name, user)
	with as_user(user):
		assert frappe.get_list("Aftersales Visit") == []
		with pytest.raises(frappe.PermissionError):
			visit.make_documents()


def test_a_technician_who_books_as_well_writes_only_their_own_visits(desk, as_user):
	visit = booked(desk, as_user)
	with as_user("Service Technician", "Stock User"):
		assert visit.has_permission("read")
		assert not visit.has_permission("write")


@pytest.mark.parametrize("role", ["Purchase User", "Sales User"])
def test_other_roles_of_erpnext_open_no_visits(desk, as_user, role):
	visit = booked(desk, as_user)
	with as_user(role):
		assert not visit.has_permission("read")
		with pytest.raises(frappe.PermissionError):
			visit.make_documents()


def test_a_deleted_draft_is_to_be_made_again(desk, as_user):
	visit = charged(desk, as_user, 160)
	with as_user(desk.technician):
		visit.finish()
	visit.make_documents()
	frappe.delete_doc("Sales Invoice", visit.sales_invoice)
	visit.reload()
	assert (visit.sales_invoice, visit.documents, bool(visit.stock_entry)) == (None, "To Be Made", True)


@pytest.mark.parametrize(
	("table", "row", "message"),
	[
		("parts", {"qty": 0}, "Row 1: the quantity of {item} must be more than 0."),
		("parts", {"qty": 1, "rate": -1}, "Row 1: the price of {item} cannot be negative."),
		("charges", {"qty": -1, "rate": 5}, "Row 1: the quantity of {item} must be more than 0."),
	],
)
def test_goods_in_impossible_amounts(desk, as_user, table, row, message):
	visit = arrived(desk, as_user)
	item = make_item()
	with as_user(desk.technician):
		visit.append(table, {"item_code": item, "rate": 0, **row})
		refused(visit.save, message.format(item=item))


def test_a_part_gets_its_name_when_the_visit_is_saved(desk, as_user):
	visit, item = arrived(desk, as_user), make_item(item_name="Fan motor 220 V")
	with as_user(desk.technician):
		visit.append("parts", {"item_code": item, "qty": 1, "item_name": "something else"})
		visit.save()
	assert visit.reload().parts[0].item_name == "Fan motor 220 V"


def test_labour_is_no_part(desk, as_user):
	visit, item = arrived(desk, as_user), make_labour()
	with as_user(desk.technician):
		visit.append("parts", {"item_code": item, "qty": 1})
		refused(visit.save, f"Row 1: {item} is not kept in stock. Enter it as a charge.")


def test_technicians_see_their_own_visits(desk, as_user):
	with as_user(desk.agent):
		visit = plan(desk).insert()
	with as_user(desk.technician):
		assert frappe.get_list("Aftersales Visit", pluck="name") == [visit.name]
	with as_user("Service Technician"):
		assert frappe.get_list("Aftersales Visit", pluck="name") == []
		assert not visit.has_permission("read")


def test_a_technician_goes_on_with_the_same_warehouse(desk, as_user):
	with as_user(desk.agent):
		assert plan(desk, warehouse=warehouse()).insert().warehouse == warehouse()
		assert plan(desk, ELEVEN, NOON).insert().warehouse == warehouse()
		assert plan(desk, technician=desk.agent).insert().warehouse is None


def test_a_warehouse_of_another_company_is_refused(desk, as_user):
	with as_user(desk.agent):
		visit = plan(desk).insert()
	elsewhere = frappe.get_doc("Warehouse", warehouse())
	elsewhere.db_set("company", "Elsewhere")
	visit.warehouse = elsewhere.name
	refused(visit.save, f"The warehouse {elsewhere.name} does not belong to {a_company()}.")


def test_nobody_lets_themselves_in_by_taking_the_visit_over(desk, as_user):
	with as_user(desk.agent):
		visit = plan(desk).insert()
	with as_user("Service Technician") as thief:
		visit.technician = thief
		with pytest.raises(frappe.PermissionError):
			visit.save()
