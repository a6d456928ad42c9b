"""Who is away gets no tickets: by an absence entered here, and where HRMS is installed by approved leave and shift."""

from datetime import datetime, timedelta

import frappe
import pytest
from factories.goods import a_company
from factories.people import make_user
from factories.service import make_team, make_ticket
from factories.unique import unique

from aftersales_app.aftersales_core import moments
from aftersales_app.integrations import erpnext
from aftersales_app.service_desk import queries

MORNING = datetime(2026, 3, 4, 10)


# What the bridge reads and these tests write, with the names that HRMS 15 has for it.
STAND_INS = {
	"Leave Type": ("leave_type_name:Data", "is_lwp:Check", "include_holiday:Check"),
	"Leave Application": (
		*("employee:Link:Employee", "leave_type:Link:Leave Type", "from_date:Date", "to_date:Date"),
		*("leave_approver:Link:User", "status:Data", "follow_via_email:Check", "company:Link:Company"),
	),
	"Shift Type": ("start_time:Time", "end_time:Time"),
	"Shift Assignment": (
		*("employee:Link:Employee", "shift_type:Link:Shift Type", "company:Link:Company"),
		*("start_date:Date", "end_date:Date", "status:Data"),
	),
}


@pytest.fixture(scope="module")
def leave_and_shifts(site):
	"""HRMS where it is installed; else DocTypes that stand in for it: the bridge is tried on tables with HRMS's names,
	though not with its rules."""
	if erpnext.has_hrms():
		yield
		return
	remove_stand_ins()  # of a run that was killed
	for name in STAND_INS:
		stand_in(name).insert()
	frappe.db.commit()
	yield
	frappe.db.rollback()
	frappe.set_user("Administrator")
	remove_stand_ins()


def remove_stand_ins() -> None:
	for name in reversed(STAND_INS):
		frappe.delete_doc_if_exists("DocType", name, force=True)
		frappe.db.sql_ddl(f"drop table if exists `tab{name}`")
	frappe.db.commit()


def stand_in(name: str):
	fields = []
	for field in STAND_INS[name]:
		fieldname, fieldtype, options = (*field.split(":"), None)[:3]
		fields.append({"fieldname": fieldname, "fieldtype": fieldtype, "options": options})
	submitted = name in ("Leave Application", "Shift Assignment")
	rights = ("read", "write", "create", *(("submit", "cancel") if submitted else ()))
	autoname = {"Leave Type": "field:leave_type_name", "Shift Type": "prompt"}.get(name, "hash")
	return frappe.get_doc(
		doctype="DocType",
		name=name,
		module="Custom",
		custom=1,
		is_submittable=int(submitted),
		autoname=autoname,
		fields=fields,
		permissions=[{"role": "System Manager", **dict.fromkeys(rights, 1)}],
	)


@pytest.fixture
def hrms(leave_and_shifts, monkeypatch):
	monkeypatch.setattr(erpnext, "has_hrms", lambda: True)


@pytest.fixture
def two():
	"""Somebody who may be away, and a colleague who has more to do."""
	away, here = make_user("Service Agent"), make_user("Service Agent")
	team = make_team([away, here], strategy="Least Loaded")
	make_ticket(team=team)
	hand_all_to(team, here)
	return frappe._dict(away=away, here=here, team=team)


def hand_all_to(team: str, user: str) -> None:
	for name in frappe.get_all("Aftersales Ticket", {"team": team}, pluck="name"):
		frappe.get_doc("Aftersales Ticket", name).update({"assignee": user}).save()


def taker(two) -> str | None:
	return make_ticket(team=two.team).assignee


def test_who_has_less_to_do_gets_the_ticket(two):
	assert taker(two) == two.away


def test_an_absence_keeps_tickets_away_until_it_is_over(two):
	now = frappe.utils.now_datetime()
	absence = frappe.get_doc(
		doctype="Aftersales Absence",
		user=two.away,
		substitute=two.here,
		from_time=now - timedelta(hours=1),
		to_time=now + timedelta(hours=1),
		reason="Leave",
	).insert()
	assert taker(two) == two.here
	at = moments.now()
	assert queries.substitutes(at) == {two.away: two.here}
	absence.to_time = now - timedelta(minutes=1)
	absence.save()
	hand_all_to(two.team, two.here)
	assert taker(two) == two.away
	assert queries.substitutes(at) == {}


def test_nothing_is_known_of_leave_and_shifts_without_hrms(two, monkeypatch):
	monkeypatch.setattr(erpnext, "has_hrms", lambda: False)
	assert erpnext.leave_of([two.away], MORNING.date()) == {}
	assert erpnext.off_shift([two.away], MORNING) == frozenset()


def test_approved_leave_makes_a_member_absent(hrms, two):
	today = frappe.utils.getdate()
	leave = make_leave(make_employee(two.away), today, today)
	assert taker(two) == two.away  # not approved yet
	hand_all_to(two.team, two.here)
	leave.status = "Approved"
	leave.submit()
	assert erpnext.leave_of([two.away, two.here], today) == {two.away: leave.leave_type}
	assert erpnext.leave_of([two.away], today + timedelta(days=1)) == {}
	assert taker(two) == two.here
	leave.cancel()
	assert erpnext.leave_of([two.away], today) == {}


@pytest.mark.parametrize(
	("hours", "at", "off"),
	[
		(("08:00:00", "12:00:00"), MORNING, False),
		(("08:00:00", "12:00:00"), MORNING.replace(hour=12), True),
		(("08:00:00", "12:00:00"), MORNING.replace(hour=7, minute=59), True),
		(("08:00:00", "12:00:00"), MORNING - timedelta(days=1), False),  # no shift that day: nothing is known
		(("22:00:00", "06:00:00"), MORNING, True),
		(("22:00:00", "06:00:00"), MORNING.replace(hour=23), False),
		(("22:00:00", "06:00:00"), MORNING.replace(hour=5), True),  # the first night begins in the evening
		(("22:00:00", "06:00:00"), MORNING + timedelta(hours=19), False),
		(("22:00:00", "06:00:00"), MORNING + timedelta(days=1, hours=19), False),  # after the last night
	],
)
def test_who_is_not_in_their_shift_is_off_shift(hrms, two, hours, at, off):
	employee = make_employee(two.away)
	make_shift(employee, *hours, MORNING.date(), (MORNING + timedelta(days=1)).date())
	assert erpnext.off_shift([two.away, two.here], at) == (frozenset({two.away}) if off else frozenset())


def make_employee(user: str) -> str:
	return (
		frappe.get_doc(
			doctype="Employee",
			first_name=unique("Employee"),
			gender="Female",
			date_of_birth="1990-01-01",
			date_of_joining="2020-01-01",
			company=a_company(),
			user_id=user,
			holiday_list=make_holidays(),
			create_user_permission=0,
		)
		.insert()
		.name
	)


def make_holidays() -> str:
	days = {"from_date": "2026-01-01", "to_date": "2030-12-31"}
	return frappe.get_doc(doctype="Holiday List", holiday_list_name=unique("Holidays"), **days).insert().name


def make_leave(employee: str, first, last):
	"""An application for unpaid leave, which needs no allocation; open."""
	kind = frappe.get_doc(
		doctype="Leave Type", leave_type_name=unique("Unpaid"), is_lwp=1, include_holiday=1
	).insert()
	return frappe.get_doc(
		doctype="Leave Application",
		employee=employee,
		leave_type=kind.name,
		from_date=first,
		to_date=last,
		leave_approver="Administrator",
		status="Open",
		follow_via_email=0,
		company=a_company(),
	).insert()


def make_shift(employee: str, start: str, end: str, first, last) -> None:
	kind = frappe.get_doc(doctype="Shift Type", name=unique("Shift"), start_time=start, end_time=end).insert()
	frappe.get_doc(
		doctype="Shift Assignment",
		employee=employee,
		shift_type=kind.name,
		company=a_company(),
		start_date=first,
		end_date=last,
		status="Active",
	).submit()
