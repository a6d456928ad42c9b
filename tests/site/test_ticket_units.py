"""A ticket about a registered unit: found at intake, what its customer is owed, and the repair that it becomes."""

from types import SimpleNamespace

import frappe
import pytest
from factories.goods import make_item, make_serial
from factories.people import make_customer, make_user
from factories.service import make_policy, make_team, make_technician, make_ticket, new_visit
from factories.warranty import make_company, make_unit, new_repair
from freezegun import freeze_time

from aftersales_app.service_desk import api
from aftersales_app.service_desk.services import tickets

NOW = "2026-11-23 01:00:00.25"  # Monday, 09:00 on the site; Frappe compares fractions of seconds as text


@pytest.fixture
def desk():
	frappe.db.set_single_value("System Settings", "time_zone", "Asia/Shanghai")
	with freeze_time(NOW) as clock:
		agent, technician = make_user("Service Agent"), make_technician()
		unit = make_unit(serial_no="TV-100")
		team = make_team([agent, technician])
		yield SimpleNamespace(clock=clock, agent=agent, technician=technician, unit=unit, team=team)


def at(desk, moment):
	desk.clock.move_to(f"{moment}.25")


def about(desk, **fields):
	return make_ticket(**{"team": desk.team, "serial_no": "TV-100", "subject": "No picture", **fields})


def change(ticket, **fields):
	found = frappe.get_doc("Aftersales Ticket", ticket.name)
	found.update(fields)
	found.save()
	return found


def resolve(ticket, **fields):
	done = {"cause": "Component failure", "action_taken": "Repair", "result": "Solved"}
	return change(ticket, status="Resolved", **{**done, **fields})


def close(ticket, confirmation="Confirmed"):
	return change(ticket, status="Closed", confirmation=confirmation)


def repairs_of(desk):
	fields = [
		"name",
		"received_on",
		"returned_on",
		"cause",
		"fault",
		"same_fault",
		"in_warranty",
		"confirmed",
		"part",
	]
	rows = frappe.get_all("Aftersales Repair", {"product": desk.unit.name}, fields, order_by="creation")
	return [frappe._dict({**row, "days": (str(row.received_on), str(row.returned_on))}) for row in rows]


# the unit


def test_the_unit_tells_who_calls(desk):
	stock = make_serial(make_item(serialised=True), customer=make_customer(), serial_no="TV-100")
	ticket = about(desk)
	assert stock == "TV-100"
	assert (ticket.product, ticket.customer, ticket.item_code) == (
		desk.unit.name,
		desk.unit.customer,
		desk.unit.item_code,
	)
	chosen = make_ticket(team=desk.team, product=desk.unit.name)
	assert (chosen.serial_no, chosen.customer) == ("TV-100", desk.unit.customer)


@pytest.mark.parametrize(
	("sold", "tier"),
	[
		("2026-06-01", "In Warranty"),
		("2020-06-01", "Out of Warranty"),
	],
)
def test_the_unit_tells_the_warranty_that_service_levels_go_by(desk, sold, tier):
	make_unit(serial_no="TV-400", invoiced_on=sold, delivered_on=sold)
	by_tier = make_policy({"resolution": 3}, team=desk.team, warranty_tier=tier)
	ticket = about(desk, serial_no="TV-400")
	assert (ticket.warranty_tier, ticket.policy) == (tier, by_tier)
	assert (
		about(desk, warranty_tier="Extended Warranty").warranty_tier == "Extended Warranty"
	)  # said by somebody


def test_another_unit_has_another_warranty_and_of_some_none_is_known(desk):
	make_unit(serial_no="TV-400", invoiced_on="2020-06-01", delivered_on="2020-06-01")
	make_unit(serial_no="TV-500", goods_category="")
	ticket = about(desk)
	assert ticket.warranty_tier == "In Warranty"
	assert change(ticket, serial_no="TV-400").warranty_tier == "Out of Warranty"
	assert about(desk, serial_no="TV-500").warranty_tier == "Unknown"
	assert change(ticket, serial_no="TV-100", warranty_tier="Unknown").warranty_tier == "Unknown"


def test_another_serial_number_is_another_unit(desk):
	other = make_unit(serial_no="TV-200")
	ticket = change(about(desk), serial_no="TV-200")
	assert (ticket.product, ticket.item_code) == (other.name, other.item_code)
	assert change(ticket, serial_no="unknown").product is None
	assert change(ticket, product=other.name).product == other.name  # chosen by hand, whatever the number
	assert change(ticket, product=None).product is None


def test_the_unit_of_another_company_is_not_found_and_not_taken(desk, as_user):
	ours = {"team": desk.team, "company": desk.unit.company}
	foreign = make_unit(company=make_company(), serial_no="TV-300")
	assert make_ticket(**ours, serial_no="TV-300").product is None
	with pytest.raises(frappe.ValidationError) as caught:
		make_ticket(**ours, product=foreign.name)
	assert (
		str(caught.value)
		== f"Unit {foreign.name} belongs to {foreign.company}, the ticket to {desk.unit.company}."
	)
	with as_user(desk.agent), pytest.raises(frappe.PermissionError):
		make_ticket(**ours, product=foreign.name)


def test_without_a_serial_number_nothing_is_asked_of_units(desk, count_queries):
	make_ticket(team=desk.team)
	with count_queries() as seen:
		make_ticket(team=desk.team)
	assert not [query for query in seen if "Aftersales Product" in query or "Aftersales Repair" in query]


def test_a_closed_ticket_keeps_its_unit_and_a_continued_one_takes_it_along(desk):
	ticket = close(resolve(about(desk)))
	with pytest.raises(frappe.ValidationError, match="is closed"):
		change(ticket, product=make_unit().name)
	at(desk, "2027-02-23 01:00:00")
	assert tickets.continue_in_new(ticket.name).product == desk.unit.name


# the repair


def test_a_closed_ticket_is_one_repair(desk, as_user):
	new_repair(make_unit().name, "2026-06-01", "2026-06-05").insert()  # another unit's, of no ticket
	with as_user(desk.agent):
		ticket = about(desk, opened_at="2026-11-20 10:00:00")
		resolve(ticket)
		at(desk, "2026-11-25 01:00:00")
		close(ticket)
	(made,) = repairs_of(desk)
	assert (made.days, made.cause, made.fault) == (("2026-11-20", "2026-11-23"), "product", "No picture")
	assert (made.in_warranty, made.confirmed, made.same_fault or "") == (1, 1, "")


def test_what_a_person_corrected_stays(desk):
	ticket = resolve(about(desk))
	(made,) = repairs_of(desk)
	record = frappe.get_doc("Aftersales Repair", made.name)
	record.update({"fault": "panel dark", "cause": "user"})
	record.save()
	close(ticket)
	(made,) = repairs_of(desk)
	assert (made.fault, made.cause, made.confirmed) == ("panel dark", "user", 1)


def test_reopened_it_is_a_further_repair_of_the_same_fault(desk):
	ticket = close(resolve(about(desk)))
	at(desk, "2026-11-25 01:00:00")
	change(ticket, status="In Service")
	assert len(repairs_of(desk)) == 1
	at(desk, "2026-11-27 01:00:00")
	close(resolve(ticket))
	first, second = repairs_of(desk)
	assert (first.days, second.days) == (("2026-11-23", "2026-11-23"), ("2026-11-25", "2026-11-27"))
	assert second.same_fault == "No picture"


def test_a_complaint_that_needed_no_repair_and_a_ticket_without_a_unit_leave_none(desk):
	close(resolve(about(desk, kind="Consultation"), action_taken="Guidance"))
	before = frappe.db.count("Aftersales Repair")
	close(resolve(make_ticket(team=desk.team)))
	assert (repairs_of(desk), frappe.db.count("Aftersales Repair")) == ([], before)


@pytest.mark.parametrize(
	("fields", "expected"),
	[
		({"result": "No Fault Found"}, ("no_fault_found", 1)),
		({"cause": "Operating error"}, ("user", 1)),
		({"cause": "Worn part"}, (None, 1)),
		({"chargeable": 1, "quoted_price": 80, "price_confirmed": 1}, ("product", 0)),
	],
)
def test_what_was_found_and_who_paid(desk, fields, expected):
	close(resolve(about(desk), **fields))
	(made,) = repairs_of(desk)
	assert (made.cause or None, made.in_warranty) == expected


def test_out_of_warranty_it_does_not_count(desk):
	frappe.db.set_value(
		"Aftersales Product", desk.unit.name, {"invoiced_on": "2024-03-04", "delivered_on": "2024-03-04"}
	)
	close(resolve(about(desk)))
	assert [made.in_warranty for made in repairs_of(desk)] == [0]


def test_a_visit_begins_the_repair_and_its_end_is_the_hand_back(desk, as_user):
	ticket = about(desk)
	visit = new_visit(ticket.name, desk.technician, "2026-11-23 10:00:00", "2026-11-23 11:00:00").insert()
	at(desk, "2026-11-23 02:00:00")
	with as_user(desk.technician):
		visit.arrive()
		assert [made.days for made in repairs_of(desk)] == [("2026-11-23", "None")]
		at(desk, "2026-11-23 03:00:00")
		visit.update({"work_done": "New panel", "no_signature_reason": "Nobody home"})
		visit.save()
		visit.finish()
	at(desk, "2026-11-30 01:00:00")
	close(resolve(ticket), "No Answer")
	(made,) = repairs_of(desk)
	assert (made.days, made.confirmed) == (("2026-11-23", "2026-11-23"), 1)  # it never left the customer


def test_a_technician_of_no_team_may_do_it(desk, as_user):
	stranger = make_technician()
	ticket = about(desk)
	visit = new_visit(ticket.name, stranger, "2026-11-23 10:00:00", "2026-11-23 11:00:00").insert()
	with as_user(stranger):
		visit.arrive()
		assert len(frappe.get_list("Aftersales Repair", {"product": desk.unit.name})) == 1


def test_waiting_for_parts_is_told_while_it_goes_on(desk):
	ticket = about(desk, channel="Walk-in")
	change(ticket, status="In Diagnosis", diagnosis="Panel broken")
	at(desk, "2026-11-24 01:00:00")
	change(ticket, status="Waiting for Parts")
	at(desk, "2026-11-26 01:00:00")
	facts = repairs().facts(desk.unit.name, frappe.utils.getdate("2026-11-23"))
	assert [str(facts[fact]) for fact in ("sent_in_on", "parts_waiting_since")] == [
		"2026-11-23",
		"2026-11-23",
	]
	change(ticket, status="In Service")
	close(resolve(ticket))
	(made,) = repairs_of(desk)
	(wait,) = frappe.get_doc("Aftersales Repair", made.name).waits
	assert (str(wait.from_day), str(wait.until_day)) == ("2026-11-24", "2026-11-26")


def repairs():
	from aftersales_app.warranty.services import repairs as service

	return service


# the glance


def glance(desk, ticket, as_user):
	with as_user(desk.agent):
		return api.coverage(ticket.name)


def test_what_the_customer_is_owed_in_one_glance(desk, as_user):
	ticket = about(desk, cause="Component failure")
	owed = glance(desk, ticket, as_user)
	assert (owed["outcome"], owed["summary"], owed["problem"]) == ("owed", "Owed: repair", "")
	assert [(one["label"], one["fee"], one["norm"]) for one in owed["remedies"]] == [
		("repair", "free of charge", "CN-SB-WARRANTY")
	]
	assert (owed["cover"]["covered"], owed["cover"]["remaining_days"]) == (True, 99)
	assert owed["burden"]["text"] == "The customer has to prove the defect."
	assert "repair_count" not in [question["fact"] for question in owed["questions"]]


def test_no_deadline_runs_for_a_ticket_that_was_cancelled(desk, as_user):
	ticket = about(desk, cause="Component failure")
	assert glance(desk, ticket, as_user)["deadlines"]
	change(ticket, status="Cancelled")
	assert glance(desk, ticket, as_user)["deadlines"] == []


def test_after_two_repairs_the_exchange_is_owed_and_the_ticket_s_own_repair_is_not_counted(desk, as_user):
	new_repair(desk.unit.name, "2026-05-04", "2026-05-06").insert()
	new_repair(desk.unit.name, "2026-08-03", "2026-08-06").insert()
	ticket = about(desk, cause="Component failure")
	assert [one["remedy"] for one in glance(desk, ticket, as_user)["remedies"]] == ["exchange", "repair"]
	frappe.db.delete("Aftersales Repair", {"received_on": "2026-08-03"})
	resolve(ticket)
	assert [one["remedy"] for one in glance(desk, ticket, as_user)["remedies"]] == ["repair"]


def test_what_is_not_known_is_asked_for_and_not_refused(desk, as_user):
	owed = glance(desk, about(desk), as_user)
	assert (owed["outcome"], owed["summary"]) == ("open", "Open: nothing is owed yet, ask first")
	asked = {question["fact"]: question for question in owed["questions"]}
	assert (
		[one["label"] for one in asked["defect_confirmed"]["choices"]],
		"repair" in asked["defect_confirmed"]["opens"],
	) == (
		["Yes", "No"],
		True,
	)


@pytest.mark.parametrize(
	("field", "problem"),
	[
		(
			"goods_category",
			"Say what kind of goods this is, on the item or on the unit: nothing is decided before.",
		),
		("jurisdiction", "Say on the unit in which country it was sold: nothing is decided before."),
	],
)
def test_a_unit_about_which_nothing_can_be_decided_says_why(desk, as_user, field, problem):
	frappe.db.set_value("Aftersales Product", desk.unit.name, field, None)
	owed = glance(desk, about(desk), as_user)
	assert (owed["outcome"], owed["problem"]) == ("open", problem)


def test_an_invoice_after_the_fault_is_said_and_breaks_nothing(desk, as_user):
	frappe.db.set_value("Aftersales Product", desk.unit.name, "invoiced_on", "2026-11-24")
	owed = glance(desk, about(desk), as_user)
	assert (owed["problem"], owed["cover"]["covered"]) == ("", True)
	assert any(
		"is left out: the goods were handed over on 2026-03-02" in line for line in owed["cover"]["how"]
	)
	frappe.db.set_value("Aftersales Product", desk.unit.name, "delivered_on", None)
	assert glance(desk, about(desk), as_user)["problem"].startswith("The invoice is of")


def test_an_exchanged_unit_and_another_customer_are_named(desk, as_user):
	new = make_unit(replaces=desk.unit.name)
	frappe.db.set_value(
		"Aftersales Product", desk.unit.name, {"status": "Exchanged", "replaced_by": new.name}
	)
	ticket = about(desk, customer=make_customer())
	owed = glance(desk, ticket, as_user)
	assert (owed["unit"]["replaced_by"], owed["other_customer"]) == (new.name, desk.unit.customer)


def test_who_may_not_see_the_ticket_gets_no_glance(desk, as_user):
	ticket = about(desk)
	with as_user("Service Agent"), pytest.raises(frappe.PermissionError):
		api.coverage(ticket.name)
	assert api.coverage(make_ticket(team=desk.team).name) == {}


def test_the_glance_is_in_the_reader_s_language(desk, as_user):
	ticket = about(desk, cause="Component failure")
	frappe.db.set_value("User", desk.agent, "language", "zh")
	with as_user(desk.agent):
		frappe.local.lang = "zh"
		try:
			owed = api.coverage(ticket.name)
		finally:
			frappe.local.lang = "en"
	assert owed["summary"] == "应承担：修理"
	assert "同型号" in "".join(question["label"] for question in owed["questions"]) or owed["questions"] == []
