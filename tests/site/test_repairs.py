"""Repairs of registered units: what is refused, what they come to in a case, who sees them. Rules: rules.md R5, R6, R9."""

from datetime import date
from types import SimpleNamespace

import frappe
import pytest
from factories.goods import a_company
from factories.people import make_customer, make_user
from factories.service import make_team
from factories.warranty import make_company, make_unit, new_repair
from freezegun import freeze_time

from aftersales_app.domain.coverage_terms import PART_REPLACED, Change
from aftersales_app.patches.v1_0 import mark_units_with_history
from aftersales_app.warranty.services import coverage, repairs

NOW = "2026-11-23 01:00:00.25"  # Monday, 09:00 on the site; Frappe compares fractions of seconds as text


@pytest.fixture
def clock():
	frappe.db.set_single_value("System Settings", "time_zone", "Asia/Shanghai")
	with freeze_time(NOW) as frozen:
		yield frozen


@pytest.fixture
def unit(clock):
	return make_unit()


@pytest.fixture
def agent(clock):
	user = make_user("Service Agent")
	make_team([user])
	return user


def refused(action, message, error=frappe.ValidationError):
	with pytest.raises(error) as caught:
		action()
	assert str(caught.value) == message


def test_an_agent_records_a_repair_with_what_the_unit_says(unit, agent, as_user):
	stranger = make_customer()
	with as_user(agent):
		made = new_repair(unit.name, "2026-06-01", "2026-06-05", customer=stranger).insert()
	assert (made.company, made.customer, made.serial_no) == (unit.company, unit.customer, unit.serial_no)
	assert (made.item_code, made.status) == (unit.item_code, "Handed Back")
	assert new_repair(unit.name, "2026-07-01").insert().status == "In Repair"


def test_a_unit_is_marked_once_something_was_done_to_it(unit):
	assert not unit.has_history
	made = new_repair(unit.name, "2026-06-01", "2026-06-05").insert()
	frappe.get_doc("Aftersales Product", unit.name).save()
	assert frappe.get_cached_doc("Aftersales Product", unit.name).has_history
	assert [job.number for job in coverage.reckoning_of(unit.name).repairs] == [made.name]


def test_units_of_before_are_marked(unit):
	other = make_unit()
	new_repair(unit.name, "2026-06-01").insert()
	frappe.db.set_value("Aftersales Product", unit.name, "has_history", 0)
	for _time in range(2):
		mark_units_with_history.execute()
		marks = [
			frappe.db.get_value("Aftersales Product", name, "has_history") for name in (unit.name, other.name)
		]
		assert marks == [1, 0]


@pytest.mark.parametrize(
	("fields", "message"),
	[
		(
			{"returned_on": "2026-05-31"},
			"It was handed back on 05-31-2026, before it was received on 06-01-2026.",
		),
		(
			{
				"returned_on": "2026-06-01",
				"received_at": "2026-06-01 10:00:00",
				"returned_at": "2026-06-01 09:00:00",
			},
			"It was handed back on 06-01-2026, before it was received on 06-01-2026.",
		),
		({"received_on": "2026-11-24"}, "Received on: 11-24-2026 has not come yet."),
		({"returned_on": "2026-11-24"}, "Handed Back on: 11-24-2026 has not come yet."),
		(
			{"received_on": "2026-03-01"},
			"The unit was sold on 03-02-2026: it cannot have been received for repair on 03-01-2026.",
		),
		({"received_at": "2026-06-02 10:00:00"}, "Received at and Received on are different days."),
		({"part_replaced": 1}, "Say which part was replaced."),
		({"cost": -1}, "Counter readings and costs cannot be negative."),
		(
			{"waits": [{"from_day": "2026-06-03", "until_day": "2026-06-02"}]},
			"Row 1: the wait ends before it begins.",
		),
		(
			{"returned_on": "2026-06-02", "waits": [{"from_day": "2026-06-03"}]},
			"Row 1: the wait goes on after the unit was handed back on 06-02-2026.",
		),
	],
)
def test_what_cannot_have_been_is_refused(unit, fields, message, monkeypatch):
	"""Days are written as the reader writes days."""
	monkeypatch.setattr(frappe.local, "user_date_format", "mm-dd-yyyy", raising=False)
	refused(
		lambda: new_repair(**{"product": unit.name, "received_on": "2026-06-01", **fields}).insert(), message
	)
	assert not frappe.db.exists("Aftersales Repair", {"product": unit.name})


def test_code_for_a_browser_is_not_accepted(unit):
	with pytest.raises(frappe.ValidationError, match="scripts and other code"):
		new_repair(unit.name, "2026-06-01", fault="<script>alert(1)</script>").insert()


def test_two_repairs_count_and_the_days_of_overlapping_ones_once(unit):
	new_repair(unit.name, "2026-06-01", "2026-06-05").insert()
	second = new_repair(
		unit.name, "2026-06-04", "2026-06-08", waits=[{"from_day": "2026-06-07", "until_day": "2026-06-08"}]
	)
	second.insert()
	found = repairs.facts(unit.name, date(2026, 11, 23))
	assert (found["repair_count"], found["repair_days"], found["longest_repair_days"]) == (2, 8, 5)
	assert repairs.facts(unit.name, date(2026, 11, 23), fault="no picture")["same_fault_repairs"] == 2
	assert repairs.facts(unit.name, date(2026, 6, 6))["repair_count"] == 1  # dated back
	assert [one.number for one in repairs.for_unit(unit.name)][1] == second.name


def test_an_open_repair_goes_on_until_today(unit):
	new_repair(unit.name, "2026-11-20", waits=[{"from_day": "2026-11-21"}], cause="").insert()
	found = repairs.facts(unit.name, date(2026, 11, 20))
	assert (found["sent_in_on"], found["parts_waiting_since"]) == (date(2026, 11, 20), date(2026, 11, 20))
	assert (found["repair_days"], found["repair_count"]) == (4, 0)
	assert coverage.reckoning_of(unit.name).unit.repairs == (
		(date(2026, 11, 20), date(2026, 11, 23)),
		(date(2026, 11, 21), date(2026, 11, 23)),
	)


def test_a_car_is_counted_by_the_clock(unit):
	car = make_unit(goods_category="car")
	times = {"received_at": "2026-05-01 09:00:00", "returned_at": "2026-05-06 10:00:00"}
	new_repair(car.name, "2026-05-01", "2026-05-06", **times).insert()
	assert repairs.facts(car.name, date(2026, 11, 23))["longest_repair_days"] == 6
	times = {"received_at": "2026-05-01 09:00:00", "returned_at": "2026-05-06 09:00:00"}
	other = make_unit(goods_category="car")
	new_repair(other.name, "2026-05-01", "2026-05-06", **times).insert()
	assert repairs.facts(other.name, date(2026, 11, 23))["longest_repair_days"] == 5


def test_cover_grows_by_the_days_and_a_correction_takes_them_back(unit):
	"""Sold on 2026-03-02: covered until 2027-03-02; five days in repair are added (rules.md R6), 03-07 is a Sunday."""
	assert coverage.timeline_of(unit.name).until() == date(2027, 3, 2)
	made = new_repair(unit.name, "2026-06-01", "2026-06-05").insert()
	assert frappe.db.get_value(unit.doctype, unit.name, "coverage_until") == date(2027, 3, 8)
	made.cause = "user"
	made.save()
	assert frappe.db.get_value(unit.doctype, unit.name, "coverage_until") == date(2027, 3, 2)
	made.cause = "product"
	made.save()
	made.delete()
	assert frappe.db.get_value(unit.doctype, unit.name, "coverage_until") == date(2027, 3, 2)


def test_a_new_part_is_told_to_coverage(unit):
	new_repair(unit.name, "2026-06-01", "2026-06-05", part="panel", part_replaced=1).insert()
	assert coverage.reckoning_of(unit.name).unit.changes == (
		Change(PART_REPLACED, date(2026, 6, 5), "panel"),
	)


def test_a_unit_that_was_exchanged(unit):
	new = make_unit(delivered_on="2026-08-03", invoiced_on=None, replaces=unit.name)
	frappe.db.set_value(unit.doctype, unit.name, {"status": "Exchanged", "replaced_by": new.name})
	refused(
		lambda: new_repair(unit.name, "2026-08-04").insert(),
		f"{unit.name} was exchanged for {new.name}. Record the repair with that unit.",
	)
	new_repair(unit.name, "2026-06-01", "2026-06-05").insert()  # noted late
	found = repairs.facts(new.name, date(2026, 11, 23))
	assert (found["repair_count"], "same_fault_exchanges" in found) == (0, False)
	assert repairs.facts(unit.name, date(2026, 11, 23))["same_fault_exchanges"] == 0


def test_a_record_of_a_program_is_completed_and_not_put_otherwise(unit):
	key = {"source_key": "X-1/0", "product": unit.name}
	name = repairs.record(**key, received_on="2026-06-01", fault="no picture", waits=[("2026-06-02", None)])
	frappe.db.set_value("Aftersales Repair", name, "fault", "panel dark")
	later = {
		"received_on": "2026-06-02",
		"returned_on": "2026-06-09",
		"fault": "no picture",
		"cause": "product",
	}
	assert repairs.record(**key, **later, waits=[("2026-06-02", "2026-06-08")]) == name
	made = frappe.get_doc("Aftersales Repair", name)
	assert (str(made.received_on), str(made.returned_on), made.cause) == (
		"2026-06-01",
		"2026-06-09",
		"product",
	)
	assert (made.fault, [str(row.until_day) for row in made.waits]) == ("panel dark", ["2026-06-08"])
	assert frappe.db.count("Aftersales Repair", {"product": unit.name}) == 1


# who may


@pytest.mark.parametrize(
	("role", "allowed"),
	[
		("Service Agent", "rwc"),
		("Service Technician", "rwc"),
		("Service Team Lead", "rwc"),
		("Quality Specialist", "rwc"),
		("Operations Manager", "rwcd"),
		("Service Executive", "r"),
		("Training Coordinator", ""),
		("Service Auditor", "r"),
	],
)
def test_the_roles(role, allowed, as_user):
	rights = {"r": "read", "w": "write", "c": "create", "d": "delete"}
	with as_user(role):
		found = [
			letter for letter, right in rights.items() if frappe.has_permission("Aftersales Repair", right)
		]
	assert "".join(found) == allowed


@pytest.fixture
def other(clock):
	"""Somebody of another company, and that company's unit."""
	company = make_company()
	user = make_user("Service Agent")
	make_team([user], company=company)
	return SimpleNamespace(user=user, company=company, unit=make_unit(company=company))


def test_companies_do_not_see_each_other_s_repairs(unit, agent, other, as_user):
	ours = new_repair(unit.name, "2026-06-01", "2026-06-05").insert()
	theirs = new_repair(other.unit.name, "2026-06-01", "2026-06-05").insert()
	for user, mine, not_mine in ((agent, ours, theirs), (other.user, theirs, ours)):
		with as_user(user):
			seen = frappe.get_list("Aftersales Repair", pluck="name")
			assert mine.name in seen and not_mine.name not in seen
			assert frappe.has_permission("Aftersales Repair", "write", mine.name)
			assert not frappe.has_permission("Aftersales Repair", "read", not_mine.name)
			with pytest.raises(frappe.PermissionError):
				new_repair(not_mine.product, "2026-07-01").insert()


def test_an_auditor_changes_nothing(unit, as_user):
	made = new_repair(unit.name, "2026-06-01", "2026-06-05").insert()
	with as_user("Service Auditor"):
		seen = frappe.get_doc("Aftersales Repair", made.name)
		seen.check_permission("read")
		with pytest.raises(frappe.PermissionError):
			seen.save()
		with pytest.raises(frappe.PermissionError):
			new_repair(unit.name, "2026-07-01").insert()


def test_only_who_manages_deletes(unit, agent, as_user):
	made = new_repair(unit.name, "2026-06-01", "2026-06-05").insert()
	with as_user(agent), pytest.raises(frappe.PermissionError):
		frappe.delete_doc("Aftersales Repair", made.name)
	assert a_company() == unit.company
	with as_user("Operations Manager"):
		frappe.delete_doc("Aftersales Repair", made.name)
