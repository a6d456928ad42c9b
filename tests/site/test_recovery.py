"""What claims cost is asked of suppliers: how much, until when, and what they answer."""

import frappe
import pytest
from factories.goods import a_company, make_item
from factories.people import make_user
from factories.service import make_team
from factories.warranty import make_plain_unit, make_supplier
from freezegun import freeze_time

from aftersales_app.warranty.queries import recovery as reads
from aftersales_app.warranty.services import recovery

NOW = "2026-02-10 04:00:00.25"  # noon on the site
DOCTYPE = "Aftersales Supplier Recovery"


@pytest.fixture(autouse=True)
def clock():
	frappe.db.set_single_value("System Settings", "time_zone", "Asia/Shanghai")
	terms = {"supplier_recovery_days": 90, "recovery_reminder_days": 7, "old_part_days": 30}
	frappe.get_doc("Aftersales Settings").update(terms).save()
	with freeze_time(NOW) as frozen:
		yield frozen


def refused(action, message, error=frappe.ValidationError):
	with pytest.raises(error) as caught:
		action()
	assert message in str(caught.value)


def make_claim(*costs, event_on="2026-01-31"):
	"""A claim as it stands when it is executed; its own rules are not asked."""
	unit = make_plain_unit()
	claim = frappe.get_doc(
		{
			"doctype": "Aftersales Claim",
			"company": a_company(),
			"customer": frappe.db.get_value("Aftersales Product", unit, "customer"),
			"product": unit,
			"event_on": event_on,
		}
	)
	claim.set_user_and_timestamp()
	claim.set_new_name()
	claim.db_insert()
	for number, cost in enumerate(costs, 1):
		row = frappe.get_doc(
			{
				"doctype": "Aftersales Claim Cost",
				"kind": "Part",
				"parent": claim.name,
				"parenttype": claim.doctype,
				"parentfield": "amounts",
				"idx": number,
				**cost,
			}
		)
		row.set_new_name()
		row.db_insert()
	return claim.name


def add_cost(claim, **cost):
	row = frappe.get_doc(
		{
			"doctype": "Aftersales Claim Cost",
			"kind": "Labour",
			"parent": claim,
			"parenttype": "Aftersales Claim",
			"parentfield": "amounts",
			"idx": 9,
			**cost,
		}
	)
	row.set_new_name()
	row.db_insert()


@pytest.fixture
def one():
	"""A demand of 130 on a supplier for a part."""
	supplier, part = make_supplier(), make_item()
	claim = make_claim(
		{"supplier": supplier, "item": part, "amount": 50},
		{"kind": "Labour", "supplier": supplier, "amount": 80},
		{"item": make_item(), "amount": 500},
	)
	(name,) = recovery.open_for(claim)
	return frappe.get_doc(DOCTYPE, name)


def quality():
	return make_user("Quality Specialist")


def test_a_claim_s_costs_lead_to_demands(one):
	assert (one.status, one.amount, one.recovered_amount, one.currency) == ("Open", 130, 0, "CNY")
	assert (str(one.event_on), str(one.due_on), str(one.old_part_due)) == (
		"2026-01-31",
		"2026-05-01",
		"2026-03-02",
	)
	assert recovery.open_for(one.claim) == [one.name]
	assert frappe.db.count(DOCTYPE, {"claim": one.claim}) == 1


def test_an_open_demand_follows_the_costs_a_raised_one_does_not(one):
	add_cost(one.claim, supplier=one.supplier, amount=20)
	recovery.open_for(one.claim)
	assert frappe.db.get_value(DOCTYPE, one.name, "amount") == 150
	one.reload()
	one.raise_demand("2026-02-01")
	add_cost(one.claim, supplier=one.supplier, amount=20)
	recovery.open_for(one.claim)
	assert frappe.db.get_value(DOCTYPE, one.name, "amount") == 150


def test_a_supplier_s_own_term_comes_first():
	supplier = make_supplier(aftersales_recovery_days=28)
	claim = make_claim({"supplier": supplier, "item": make_item(), "amount": 50})
	(name,) = recovery.open_for(claim)
	assert str(frappe.db.get_value(DOCTYPE, name, "due_on")) == "2026-02-28"


def test_late_costs_lead_to_a_demand_that_has_lapsed():
	claim = make_claim(
		{"supplier": make_supplier(), "item": make_item(), "amount": 50}, event_on="2025-01-31"
	)
	(name,) = recovery.open_for(claim)
	assert frappe.db.get_value(DOCTYPE, name, "status") == "Lapsed"


def test_the_way_to_a_partial_and_then_a_full_answer(one, as_user):
	with as_user(quality()) as user:
		refused(lambda: one.enter_answer("2026-02-10", 10), "Raise the demand with the supplier first.")
		refused(lambda: one.raise_demand("2026-02-11"), "2026-02-11 is in the future.")
		refused(
			lambda: one.raise_demand("2026-01-30"), "2026-01-30 is before the day of the claim, 2026-01-31."
		)
		one.raise_demand("2026-02-05")
		assert (one.status, str(one.claimed_on)) == ("Claimed", "2026-02-05")
		refused(lambda: one.raise_demand("2026-02-06"), "It was raised on 2026-02-05 already.")
		one.enter_answer("2026-02-06", 0, "No fault of ours")
		assert (one.status, one.recovered_amount) == ("Refused", 0)
		one.enter_answer("2026-02-07", 60, "Half, as goodwill")
		assert (one.status, one.recovered_amount, str(one.answered_on)) == ("Partly", 60, "2026-02-07")
		refused(
			lambda: one.enter_answer("2026-02-08", 70.01),
			"CNY 70.01 is more than what is left of the demand: CNY 70.00.",
		)
		refused(lambda: one.enter_answer("2026-02-08", -1), "CNY -1.00 is no amount: enter 0 or more.")
		one.enter_answer("2026-02-08", 70)
		assert (one.status, one.recovered_amount) == ("Accepted", 130)
	one.reload()
	assert [(str(row.answered_on), row.amount, row.note, row.entered_by) for row in one.answers] == [
		("2026-02-06", 0, "No fault of ours", user),
		("2026-02-07", 60, "Half, as goodwill", user),
		("2026-02-08", 70, "", user),
	]


def test_what_saving_changes_and_what_not(one, as_user):
	with as_user(quality()):
		one.update({"status": "Accepted", "amount": 1, "recovered_amount": 9, "note": "Ask for Mr Wu"})
		one.append("answers", {"answered_on": "2026-02-01", "amount": 130})
		one.save()
		assert (one.status, one.amount, one.recovered_amount, one.answers) == ("Open", 130, 0, [])
		assert one.note == "Ask for Mr Wu"
		one.due_on = "2026-01-30"
		refused(one.save, "The deadline is before the day of the claim.")
		one.reload()
		one.raise_demand("2026-02-05")
		one.due_on = "2026-06-30"
		refused(one.save, "It was raised on 2026-02-05: its deadline is over.")
	refused(one.delete, "Demands on suppliers are part of the service archive and are not deleted.")


def test_it_lapses_and_comes_back_with_a_later_day(one, as_user, clock):
	clock.move_to("2026-05-02 04:00:00.25")
	recovery.settle()
	one.reload()
	assert one.status == "Lapsed"
	with as_user(quality()):
		refused(lambda: one.raise_demand("2026-05-02"), "The demand had to be raised by 2026-05-01.")
		one.reload()
		one.due_on = "2026-05-15"
		one.save()
		assert one.status == "Open"
		one.raise_demand("2026-05-02")


def test_people_are_told_once_when_it_is_due_soon(one, clock, run_jobs):
	teller, other = quality(), make_user("Service Agent")
	clock.move_to("2026-04-23 04:00:00.25")
	assert recovery.settle() == 0
	clock.move_to("2026-04-24 04:00:00.25")
	assert recovery.settle() == 1
	assert recovery.settle() == 0
	run_jobs()
	told = frappe.get_all("Notification Log", {"document_name": one.name}, ["for_user", "subject"])
	assert teller in {row.for_user for row in told}
	assert other not in {row.for_user for row in told}
	assert {row.subject for row in told} == {
		f"{one.name} has to be raised with {one.supplier} by 2026-05-01."
	}


def test_the_old_part_goes_back(one, as_user):
	"""It is entered on the demand, and the claim's costs say the same, whatever is sent with the claim."""
	row = frappe.get_doc("Aftersales Claim", one.claim).amounts[0]
	row.set("old_part_returned", 1)
	assert row.old_part_returned == 0
	with as_user(quality()):
		due = {(row["name"], row["what"]) for row in reads.due("2026-03-02")}
		assert (one.name, "old_part") in due
		assert (one.name, "raise") not in due
		refused(lambda: one.return_old_part("2026-01-30"), "before the day of the claim")
		one.return_old_part("2026-02-03")
		assert str(one.old_part_returned_on) == "2026-02-03"
		refused(lambda: one.return_old_part("2026-02-04"), "The old part was returned on 2026-02-03 already.")
		assert [
			row.old_part_returned for row in frappe.get_doc("Aftersales Claim", one.claim).as_dict().amounts
		] == [
			1,
			0,
			0,
		]
		due = {(row["name"], row["what"]) for row in reads.due("2026-05-01")}
		assert {found for found in due if found[0] == one.name} == {(one.name, "raise")}


def test_days_are_written_as_the_reader_writes_them(one, as_user, monkeypatch):
	monkeypatch.setattr(frappe.local, "user_date_format", "dd.mm.yyyy", raising=False)
	with as_user(quality()):
		refused(lambda: one.raise_demand("2026-02-11"), "11.02.2026 is in the future.")
		one.return_old_part("2026-02-03")
		refused(lambda: one.return_old_part("2026-02-04"), "returned on 03.02.2026 already.")
		one.reload().raise_demand("2026-02-05")
		one.due_on = "2026-06-01"
		refused(one.save, "It was raised on 05.02.2026: its deadline is over.")


def test_by_hand_only_for_what_the_claim_cost(one, as_user):
	with as_user("Operations Manager"):
		fields = {"doctype": DOCTYPE, "claim": one.claim, "due_on": "2026-03-01"}
		again = frappe.get_doc({**fields, "supplier": one.supplier, "part": one.part})
		refused(again.insert, f"There is a demand on {one.supplier} for this claim and part already.")
		stranger = make_supplier()
		refused(
			frappe.get_doc({**fields, "supplier": stranger}).insert,
			f"The claim has no costs of {stranger} for this part.",
		)
		late = make_claim({"supplier": stranger, "item": one.part, "amount": 7})
		by_hand = frappe.get_doc({**fields, "claim": late, "supplier": stranger, "part": one.part}).insert()
		assert (by_hand.amount, str(by_hand.due_on), by_hand.company) == (7, "2026-03-01", a_company())


def test_who_may_do_what(one, as_user):
	agent, stranger = make_user("Service Agent"), make_user("Service Agent")
	make_team([agent])
	for user, sees in ((agent, True), (stranger, False)):
		with as_user(user):
			assert (one.name in frappe.get_list(DOCTYPE, pluck="name", limit=0)) is sees
			refused(lambda: one.raise_demand("2026-02-05"), "", frappe.PermissionError)
	with as_user("Service Auditor"):
		assert frappe.has_permission(DOCTYPE, "read", doc=one)
		refused(lambda: one.raise_demand("2026-02-05"), "", frappe.PermissionError)
