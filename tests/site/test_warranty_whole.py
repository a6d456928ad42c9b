"""The whole way of a unit through the warranty, on real ERPNext documents: sold, repaired twice, claimed, exchanged, recovered,
counted; and what the slices have to agree on along it."""

import json
from types import SimpleNamespace

import frappe
import pytest
from factories import sales
from factories.claims import a_claims_desk, claim_of, claim_people, decided_claim, facts
from factories.goods import a_company, make_item, make_serial
from factories.people import make_customer
from factories.returns import days
from factories.service import make_ticket
from factories.unique import unique
from factories.warranty import make_extension, make_supplier, new_repair
from frappe.desk.query_report import run
from freezegun import freeze_time

from aftersales_app.service_desk import api as desk_api
from aftersales_app.service_desk.services import statutory
from aftersales_app.warranty import api
from aftersales_app.warranty.services import coverage, units

PRODUCT, CLAIM, RETURN = "Aftersales Product", "Aftersales Claim", "Aftersales Return"
NOON = " 04:00:00.25"  # noon in Shanghai


@pytest.fixture(scope="module")
def people(site):
	"""Made once: people take longer than claims."""
	made = claim_people()
	frappe.db.commit()
	yield made
	frappe.set_user("Administrator")
	for user in vars(made).values():
		frappe.delete_doc("User", user, force=True, ignore_permissions=True)
	frappe.db.commit()


@pytest.fixture(autouse=True)
def clock(people, monkeypatch):
	"""The desk on 2026-01-05; items made here are televisions of a Chinese company."""
	frappe.db.set_single_value("System Settings", "time_zone", "Asia/Shanghai")
	frappe.db.set_value("Company", a_company(), "country", "China")
	monkeypatch.setattr("aftersales_app.warranty.services.rules.goods_category", lambda item: "tv")
	with freeze_time("2026-01-05" + NOON, tick=True) as frozen:
		yield frozen


@pytest.fixture
def desk(people):
	return a_claims_desk(people)


def on(clock, day: str) -> None:
	clock.move_to(day + NOON)


def sold(day: str = "2026-01-05", count: int = 1) -> SimpleNamespace:
	"""A television of an item with serial numbers, delivered to a person on that day by a real delivery note; `spare` are
	serial numbers in stock."""
	item, serials = make_item(serialised=True), []
	for _number in range(count + 2):
		serials.append(make_serial(item))
	sales.receive(item, len(serials), "\n".join(serials), day="2026-01-01")
	customer = make_customer(customer_type="Individual")
	note = sales.deliver(item, 1, serials[0], customer, posting_date=day, set_posting_time=1)
	unit = units.find(serials[0], item_code=item)
	frappe.db.set_value(PRODUCT, unit, {"region": "CN-GD", "channel": "store"})  # what no delivery note says
	return SimpleNamespace(
		item=item, serial=serials[0], spare=serials[1:], customer=customer, note=note, unit=unit
	)


def product(name: str):
	return frappe.get_doc(PRODUCT, name)


def repaired(unit: str, first: str, last: str) -> None:
	new_repair(unit, first, last).insert()


def claimed(desk, as_user, unit: str, day: str, **fields):
	told = {
		"defect_confirmed": True,
		"has_invoice": True,
		"same_model_in_stock": True,
		"received_on": "2026-01-05",
	}
	with as_user(desk.agent):
		return claim_of(product(unit), event_on=day, wants="exchange", facts=facts(**told), **fields).insert()


def exchange(desk, as_user, unit: str, day: str, serial: str, claim: str = "", first: bool = True) -> str:
	"""Exchanged by return, delivery note and hand-over; the unit that takes its place. `first`: the delivery note goes first."""
	old = product(unit)
	about = {"company": old.company, "customer": old.customer, "product": unit}
	with as_user(desk.agent):
		doc = frappe.get_doc(
			{
				"doctype": RETURN,
				**about,
				"return_kind": "Exchange",
				"requested_on": day,
				"claim": claim or decided_claim(unit, "exchange"),
				"warehouse": sales.a_warehouse(),
				"out_serial": serial,
			}
		).insert()
		doc.authorise()
		doc.receive(day)
		doc.defect_confirmed = "Yes"
		doc.save()
		doc.inspect()
	with as_user("Stock User"):
		doc.reload().make_delivery()
	if first:
		frappe.get_doc("Delivery Note", doc.replacement_delivery).submit()
	with as_user(desk.agent):
		doc.reload().hand_over(day)
	return doc.new_product


# the whole way


def test_from_the_delivery_note_to_the_supplier_and_the_reports(desk, as_user, clock):
	tv = sold()
	assert (product(tv.unit).status, str(product(tv.unit).coverage_until)) == ("In Use", "2027-01-05")
	extension = make_extension(customer=tv.customer, sold_on="2026-01-05")
	extension.activate(tv.unit, "2026-01-05")
	assert str(extension.reload().last_day) == "2028-01-05"

	on(clock, "2026-03-10")
	with as_user(desk.agent):
		ticket = make_ticket(serial_no=tv.serial, subject="No picture", cause="Component failure")
		owed = desk_api.coverage(ticket.name)
	assert (ticket.product, owed["summary"], owed["cover"]["covered"]) == (tv.unit, "Owed: repair", True)

	repaired(tv.unit, "2026-02-02", "2026-02-03")
	repaired(tv.unit, "2026-03-02", "2026-03-04")
	with as_user(desk.agent):
		owed = desk_api.coverage(ticket.name)
	assert [one["remedy"] for one in owed["remedies"]] == ["exchange", "repair"]

	supplier, part = make_supplier(), make_item()
	cost = {"kind": "Part", "item": part, "qty": 1, "rate": 400, "supplier": supplier}
	claim = claimed(desk, as_user, tv.unit, "2026-03-10", ticket=ticket.name, amounts=[cost])
	with as_user(desk.manager):
		api.decide(claim.name, "Approved", "exchange")
	decision = frappe.get_doc("Aftersales Decision", claim.reload().decision)
	assert (decision.verdict, decision.remedy, json.loads(decision.facts)["repair_count"]) == (
		"Approved",
		"exchange",
		2,
	)

	new = exchange(desk, as_user, tv.unit, "2026-03-10", tv.spare[0], claim.name)
	before, after = product(tv.unit), product(new)
	assert (before.status, before.replaced_by, after.replaces, after.serial_no) == (
		"Exchanged",
		new,
		tv.unit,
		tv.spare[0],
	)
	anew = [one.until for one in coverage.timeline_of(new).of() if one.first == days("2026-03-10")]
	assert anew == [days("2027-03-10")]
	assert (extension.reload().product, str(extension.last_day)) == (new, "2028-03-10")
	assert frappe.db.count(PRODUCT, {"item_code": tv.item}) == 2

	with as_user(desk.agent):
		api.execute(claim.name, "Exchanged for a new one")
	[recovery] = frappe.get_all(
		"Aftersales Supplier Recovery", {"claim": claim.name}, ["supplier", "part", "amount", "status"]
	)
	assert (recovery.supplier, recovery.part, recovery.amount, recovery.status) == (
		supplier,
		part,
		400,
		"Open",
	)
	found = run("Aftersales Failure Rates", filters={"item_code": tv.item}, ignore_prepared_report=True)[
		"result"
	]
	[row] = [one for one in found if isinstance(one, dict) and one["item_code"] == tv.item]
	assert (row["units"], row["claims"]) == (2, 1)


def test_t1_stock_moves_for_repair_change_no_coverage(clock):
	tv = sold()
	kept, told = product(tv.unit).as_dict(), coverage.timeline_of(tv.unit)
	sales.receive(tv.item, 1, tv.serial, day="2026-01-05")
	assert frappe.db.get_value("Serial No", tv.serial, "warehouse")
	sales.deliver(tv.item, 1, tv.serial, tv.customer, row={"rate": 0, "price_list_rate": 0})
	assert product(tv.unit).as_dict() == kept
	assert (coverage.renew(tv.unit), coverage.timeline_of(tv.unit)) == (False, told)


# a unit handed out is registered once


@pytest.mark.parametrize("serialised", [True, False])
def test_a_replacement_is_registered_once_whichever_comes_first(desk, as_user, clock, serialised):
	tv = sold()
	if not serialised:
		item = make_item(aftersales_registered=1)
		sales.receive(item, 2, day="2026-01-01")
		sales.deliver(item, 1, customer=tv.customer, posting_date="2026-01-05", set_posting_time=1)
		tv.item, tv.unit = item, frappe.db.get_value(PRODUCT, {"item_code": item})
	serial = tv.spare[0] if serialised else unique("SN")
	on(clock, "2026-03-10")
	new = exchange(desk, as_user, tv.unit, "2026-03-10", serial, first=serialised)
	note = product(new).source_name
	if not serialised:
		frappe.get_doc("Delivery Note", note).submit()
	assert frappe.db.count(PRODUCT, {"item_code": tv.item}) == 2
	after = product(new)
	assert (after.serial_no, after.status, str(after.delivered_on), len(after.owners)) == (
		serial,
		"In Use",
		"2026-03-10",
		1,
	)


def test_stock_with_serial_numbers_says_which_one_went_out(desk, as_user, clock):
	tv = sold()
	on(clock, "2026-03-10")
	with pytest.raises(frappe.ValidationError, match="Submit the delivery note first"):
		exchange(desk, as_user, tv.unit, "2026-03-10", tv.spare[0], first=False)
	[doc] = frappe.get_all(RETURN, {"product": tv.unit}, ["name", "replacement_delivery"])
	frappe.get_doc("Delivery Note", doc.replacement_delivery).submit()
	with as_user(desk.agent):
		stored = frappe.get_doc(RETURN, doc.name)
		with pytest.raises(frappe.ValidationError, match="another serial number than"):
			stored.hand_over("2026-03-10", tv.spare[1])
		stored.reload().hand_over("2026-03-10")
	assert stored.out_serial == tv.spare[0]


def test_what_stock_took_back_first_is_exchanged_all_the_same(desk, as_user, clock):
	tv = sold()
	on(clock, "2026-03-10")
	back = sales.new_delivery(
		tv.item,
		-1,
		tv.serial,
		tv.customer,
		is_return=1,
		return_against=tv.note.name,
		row={"dn_detail": tv.note.items[0].name},
	)
	back.insert(ignore_permissions=True)
	back.submit()
	assert product(tv.unit).status == "Returned"
	new = exchange(desk, as_user, tv.unit, "2026-03-10", tv.spare[0])
	assert (product(tv.unit).status, product(tv.unit).replaced_by) == ("Exchanged", new)
	with pytest.raises(frappe.ValidationError, match="it is Exchanged"):
		exchange(desk, as_user, tv.unit, "2026-03-10", tv.spare[1])


def test_a_unit_exchanged_twice_begins_anew_twice_and_is_carried_along(desk, as_user, clock):
	tv = sold()
	extension = make_extension(customer=tv.customer, sold_on="2026-01-05")
	extension.activate(tv.unit, "2026-01-05")
	on(clock, "2026-03-10")
	second = exchange(desk, as_user, tv.unit, "2026-03-10", tv.spare[0])
	on(clock, "2026-05-11")
	third = exchange(desk, as_user, second, "2026-05-11", tv.spare[1])
	assert [str(change.day) for change in coverage.reckoning_of(third).unit.changes] == [
		"2026-03-10",
		"2026-05-11",
	]
	assert str(product(third).coverage_until) == "2028-05-11"
	assert (extension.reload().product, str(extension.last_day)) == (third, "2028-05-11")
	assert [product(name).status for name in (tv.unit, second, third)] == ["Exchanged", "Exchanged", "In Use"]


# what the slices agree on


def test_a_claim_that_is_dated_back_knows_the_repairs_and_the_cover_of_its_day(desk, as_user, clock):
	tv = sold()
	on(clock, "2027-02-01")
	repaired(tv.unit, "2026-02-02", "2026-02-03")
	repaired(tv.unit, "2026-05-04", "2026-05-06")
	claim = claimed(desk, as_user, tv.unit, "2026-03-10")
	told = api.explain(claim.name)
	assert [one["remedy"] for one in told["remedies"]] == ["repair"]
	assert told["cover"]["covered"] is True


def test_where_the_claim_and_the_records_disagree_it_is_said(desk, as_user, clock):
	tv = sold()
	repaired(tv.unit, "2026-01-05", "2026-01-05")
	on(clock, "2026-03-10")
	with as_user(desk.agent):
		told = facts(defect_confirmed=True, has_invoice=True, repair_count="4")
		claim = claim_of(product(tv.unit), event_on="2026-03-10", facts=told).insert()
		said = api.explain(claim.name)
	assert (
		len(said["contradictions"]) == 1
		and "the unit's repairs on record says 1" in said["contradictions"][0]
	)
	with as_user(desk.manager):
		api.decide(claim.name, "Approved", "repair")
	kept = frappe.get_doc("Aftersales Decision", claim.reload().decision)
	assert kept.told()["contradictions"] == said["contradictions"]
	assert json.loads(kept.facts)["repair_count"] == 1


def test_the_deadlines_of_a_decision_run_and_are_met_when_it_is_carried_out(desk, as_user, clock):
	tv = sold()
	on(clock, "2026-03-10")
	claim = claimed(desk, as_user, tv.unit, "2026-03-10")
	assert (claim.assignee, claim.team is not None, claim.next_due) == (desk.agent, True, None)
	with as_user(desk.lead):
		api.decide(claim.name, "Goodwill", "return", "An old customer")
	claim.reload()
	assert (claim.status, claim.next_due) == ("Awaiting Approval", days("2026-03-25"))
	with freeze_time("2026-03-23 16:00:01.25"):
		statutory.run()
	told = frappe.get_all(
		"Aftersales Notice", {"reference_name": claim.name}, ["recipient", "reference_doctype"]
	)
	assert [(one.recipient, one.reference_doctype) for one in told] == [(desk.agent, CLAIM)]
	with as_user(desk.manager):
		api.approve(claim.name)
	claim.reload()
	assert {(row.code, row.met_on) for row in claim.timers} == {("deliberate_delay", days("2026-03-10"))}
	assert claim.next_due is None


def test_the_return_takes_the_fee_for_use_from_the_claim_s_decision(desk, as_user, clock, monkeypatch):
	tv = sold()
	claim = claimed(desk, as_user, tv.unit, "2026-01-05")
	with as_user(desk.manager):
		api.decide(claim.name, "Approved", "return", "The customer wants the money after all")
	decision = frappe.db.get_value(CLAIM, claim.name, "decision")
	frappe.db.set_value("Aftersales Decision", decision, "fee", 120.5)
	other = sold()
	about = {
		"doctype": RETURN,
		"company": claim.company,
		"customer": claim.customer,
		"return_kind": "Quality",
	}
	with as_user(desk.agent):
		doc = frappe.get_doc(
			{**about, "product": tv.unit, "claim": claim.name, "requested_on": "2026-01-05", "use_fee": 1}
		).insert()
		assert (doc.use_fee, doc.refund_amount) == (120.5, 3000 - 120.5)
		with pytest.raises(frappe.ValidationError, match="is about another unit"):
			frappe.get_doc(
				{
					**about,
					"customer": other.customer,
					"product": other.unit,
					"claim": claim.name,
					"requested_on": "2026-01-05",
				}
			).insert()


def test_a_return_under_a_claim_waits_for_a_decision_that_gives_it(desk, as_user, clock):
	tv = sold()
	claim = claimed(desk, as_user, tv.unit, "2026-01-05")
	about = {"doctype": RETURN, "company": claim.company, "customer": claim.customer, "product": tv.unit}
	with as_user(desk.agent):
		doc = frappe.get_doc(
			{**about, "return_kind": "Quality", "claim": claim.name, "requested_on": "2026-01-05"}
		).insert()
		with pytest.raises(frappe.ValidationError, match="is not decided yet, or gives something else"):
			doc.authorise()
	with as_user(desk.manager):
		api.decide(claim.name, "Approved", "return", "The customer wants the money after all")
	with as_user(desk.agent):
		doc.reload().authorise()
	assert doc.status == "Authorised"


def test_an_appeal_is_decided_anew_and_its_deadlines_with_it(desk, as_user, clock):
	tv = sold()
	on(clock, "2027-03-10")
	claim = claimed(desk, as_user, tv.unit, "2027-03-10")
	with as_user(desk.lead):
		api.decide(claim.name, "Refused")
	with as_user(desk.second):
		api.approve(claim.name)
	assert (claim.reload().status, claim.next_due) == ("Refused", None)
	with as_user(desk.agent):
		api.appeal(claim.name, "It had been in repair for weeks")
	repaired(tv.unit, "2026-05-04", "2026-07-31")
	with as_user(desk.manager):
		api.decide(claim.name, "Approved", "repair")
	kinds = frappe.get_all(
		"Aftersales Decision", {"claim": claim.name}, ["kind", "verdict", "reverses"], order_by="number"
	)
	assert [(one.kind, one.verdict, one.reverses) for one in kinds] == [
		("First", "Refused", 0),
		("Appeal", "Approved", 1),
	]
