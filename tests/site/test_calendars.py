"""Calendars with public holidays and make-up workdays, and the rules of the category tree."""

from datetime import date, datetime, timedelta, timezone

import frappe
import pytest
from factories.goods import a_company
from factories.people import make_user
from factories.service import make_category, make_team
from factories.unique import unique
from freezegun import freeze_time

from aftersales_app.aftersales_core import calendar_seeds, services
from aftersales_app.setup import seeds

OFFICE = "Office Hours (China)"


def on_site(day: str, hour: int) -> datetime:
	"""That hour of a day in Shanghai."""
	return datetime.fromisoformat(f"{day}T{hour:02}:00:00+08:00").astimezone(timezone.utc)


def make_calendar(**fields):
	windows = [{"weekday": day, "from_time": "09:00:00", "to_time": "18:00:00"} for day in seeds.WEEK]
	return frappe.get_doc(
		{
			"doctype": "Aftersales Calendar",
			"calendar_name": unique("Calendar"),
			"time_zone": "Asia/Shanghai",
			"windows": windows,
			**fields,
		}
	).insert()


def refused(action, message: str) -> None:
	with pytest.raises(frappe.ValidationError) as caught:
		action()
	assert str(caught.value) == message


@pytest.fixture
def china():
	calendar = make_calendar()
	calendar.fill_in("China", 2025)
	return calendar


def test_national_day_2025_worked_by_hand(china):
	hours = services.calendar(china.name)
	for day in ("2025-09-28", "2025-10-11"):  # a Sunday and a Saturday on which everybody works
		assert hours.is_working(on_site(day, 10)), day
	for number in range(1, 9):
		assert not hours.is_working(on_site(f"2025-10-{number:02}", 10)), number
	assert hours.is_working(on_site("2025-10-09", 10))
	# 22 September + 10 working days of nine hours each is 11 October: the two make-up days count.
	assert hours.add(on_site("2025-09-22", 18), 10 * 9 * 3600) == on_site("2025-10-11", 18)


def test_a_make_up_day_has_the_hours_of_the_day_it_makes_up_for(china):
	china.windows = [row for row in china.windows if row.weekday != "Tuesday"]
	china.append("windows", {"weekday": "Tuesday", "from_time": "13:00:00", "to_time": "15:00:00"})
	china.save()
	row = next(row for row in china.days if str(row.day) == "2025-09-28")
	assert (row.kind, row.follows_weekday) == (
		"Make-up Workday",
		"Tuesday",
	)  # Tuesday 7 October is off for it
	hours = services.calendar(china.name)
	assert hours.between(on_site("2025-09-28", 0), on_site("2025-09-29", 0)) == 2 * 3600


def test_a_weekend_inside_a_holiday_is_off_for_those_who_work_on_saturdays():
	days = {row.day: row for row in calendar_seeds.days_of("China", 2025)}
	assert {date(2025, 10, 1) + timedelta(days=step) for step in range(8)} <= set(days)
	assert len(days) == 31  # 26 days off (5 weekends inside), 5 make-up days
	assert sum(row.like is not None for row in days.values()) == 5


def test_a_year_that_is_not_published_is_refused_not_guessed(china):
	last = calendar_seeds.last_known("China")
	assert calendar_seeds.is_known("China", last) and not calendar_seeds.is_known("China", last + 1)
	refused(
		lambda: china.fill_in("China", 2099),
		f"The days off of 2099 in China are not known yet (known up to {last}). Fill them in once they are published.",
	)
	assert china.seeded_until == 2025
	refused(
		lambda: china.fill_in("Atlantis", 2025),
		"No public holidays are known for Atlantis. Choose one of: "
		"China, Taiwan, Hong Kong SAR China, Macao SAR China, Singapore, Malaysia, Japan, Germany, United States.",
	)


def test_filling_in_twice_adds_nothing_and_keeps_what_the_owner_entered():
	calendar = make_calendar(
		days=[{"day": "2025-10-02", "kind": "Special Hours", "from_time": "10:00", "to_time": "12:00"}]
	)
	assert calendar.fill_in("China", 2025) == "30 days of 2025 filled in."
	assert calendar.fill_in("China", 2025) == "0 days of 2025 filled in."
	assert (calendar.seeded_country, calendar.seeded_until, len(calendar.days)) == ("China", 2025, 31)
	hours = services.calendar(calendar.name)
	assert hours.between(on_site("2025-10-01", 0), on_site("2025-10-09", 0)) == 2 * 3600


def test_taiwan_has_its_own_days():
	calendar = make_calendar(time_zone="Asia/Taipei")
	calendar.fill_in("Taiwan", 2025)
	days = {str(row.day): (row.kind, row.follows_weekday) for row in calendar.days}
	assert days["2025-10-10"] == ("Holiday", None)
	assert days["2025-02-08"] == ("Make-up Workday", "Monday")
	assert "2025-10-01" not in days


def test_the_shipped_calendar_is_seeded_once():
	office = frappe.get_doc("Aftersales Calendar", OFFICE)
	assert office.seeded_country == "China" and office.seeded_until >= 2026
	office.days = []
	office.save()
	seeds.seed()
	assert frappe.get_doc("Aftersales Calendar", OFFICE).days == []


def test_who_may_fill_in(as_user, china):
	with as_user("Operations Manager"):
		china.fill_in("China", 2024)
	with as_user("Service Team Lead"):
		with pytest.raises(frappe.PermissionError):
			china.fill_in("China", 2026)


def test_the_preview_shows_hours_and_holidays(as_user, china):
	with freeze_time("2025-09-26 22:00:00.25"):  # Saturday 27 September, 06:00 in Shanghai
		with as_user("Service Agent"):
			days = china.next_days(14)
	assert len(days) == 14
	assert (days[0]["date"], days[0]["weekday"], days[0]["hours"]) == ("2025-09-27", "Saturday", [])
	assert (days[1]["date"], days[1]["hours"]) == ("2025-09-28", [(9 * 3600, 18 * 3600)])
	assert (days[4]["date"], days[4]["hours"], days[4]["note"]) == ("2025-10-01", [], "国庆节")


def test_what_a_calendar_is_refused_for():
	refused(
		lambda: make_calendar(windows=[]),
		"The calendar has no working time: add at least one window, or mark it as around the clock.",
	)
	overlapping = [
		{"weekday": "Monday", "from_time": "09:00:00", "to_time": "12:00:00"},
		{"weekday": "Monday", "from_time": "11:00:00", "to_time": "15:00:00"},
	]
	refused(
		lambda: make_calendar(windows=overlapping),
		"Monday: the hours of rows 1 and 2 overlap. Each hour may be in one window only.",
	)
	special = [
		{"day": "2025-10-03", "kind": "Special Hours", "from_time": start, "to_time": end}
		for start, end in (("13:00", "15:00"), ("09:00", "12:00"), ("11:00", "12:30"))
	]
	refused(
		lambda: make_calendar(days=special),
		"2025-10-03: the hours of rows 2 and 3 overlap. Each hour may be in one window only.",
	)
	bounds = "A window must begin before it ends, within one day. Split a night shift at midnight."
	for start, end in (("-01:00:00", "12:00:00"), ("09:00:00", "25:00:00"), ("12:00:00", "12:00:00")):
		window = {"weekday": "Monday", "from_time": start, "to_time": end}
		refused(lambda window=window: make_calendar(windows=[window]), bounds)
	refused(
		lambda: make_calendar(time_zone="Mars/Base"),
		"Mars/Base is not a time zone. Use a name such as Asia/Shanghai.",
	)


def test_a_calendar_that_cannot_be_is_named_to_whoever_works_under_it():
	calendar = make_calendar()
	frappe.db.set_value("Aftersales Calendar Window", calendar.windows[0].name, "from_time", "-01:00:00")
	frappe.clear_cache()
	refused(
		lambda: services.calendar(calendar.name),
		f"Calendar {calendar.name}: "
		"A window must begin before it ends, within one day. Split a night shift at midnight.",
	)


@pytest.mark.parametrize("kind", ["Make-up Workday", "Special Hours"])
def test_a_day_is_off_or_on(kind):
	hours = {"from_time": "10:00", "to_time": "12:00"} if kind == "Special Hours" else {}
	days = [{"day": "2025-09-28", "kind": "Holiday"}, {"day": "2025-09-28", "kind": kind, **hours}]
	refused(
		lambda: make_calendar(days=days),
		"2025-09-28 is listed as a holiday and as a day with working hours. Keep one of the two.",
	)


def test_a_make_up_day_needs_hours():
	days = [{"day": "2025-09-28", "kind": "Make-up Workday", "follows_weekday": "Saturday"}]
	refused(
		lambda: make_calendar(days=days),
		"2025-09-28 has the hours of Saturday, on which nobody works. "
		"Choose another weekday, or enter its own times as special hours.",
	)
	assert make_calendar(days=days, always_open=1).name


def test_a_make_up_day_for_a_weekday_without_work_is_not_filled_in():
	calendar = make_calendar(windows=[{"weekday": "Monday", "from_time": "09:00", "to_time": "18:00"}])
	assert calendar.fill_in("China", 2025)
	followed = {row.follows_weekday for row in calendar.days if row.kind == "Make-up Workday"}
	assert followed <= {"Monday"}
	assert len([row for row in calendar.days if row.kind == "Holiday"]) == 26


# categories


def test_a_parent_category_is_a_group():
	leaf = make_category()
	refused(
		lambda: make_category(parent_aftersales_category=leaf),
		f"<strong>{leaf}</strong> is not a group: mark it as a group, or choose another parent category.",
	)


def test_a_category_with_others_below_it_stays_a_group():
	above = make_category(is_group=1)
	make_category(parent_aftersales_category=above)
	category = frappe.get_doc("Aftersales Category", above)
	category.is_group = 0
	refused(category.save, f"<strong>{above}</strong> has categories below it and must stay a group.")


def test_a_misspelt_skill_is_refused_with_the_likely_spelling():
	team = frappe.get_doc("Aftersales Team", make_team([make_user("Service Technician")]))
	team.members[0].skills = "Refrigeration, Gas"
	team.save()
	assert make_category(required_skill="Refrigeration")
	refused(
		lambda: make_category(required_skill="Refridgeration"),
		"No team member has the skill <strong>Refridgeration</strong>. Did you mean <strong>Refrigeration</strong>?",
	)
	refused(
		lambda: make_category(required_skill="Zither"),
		"No team member has the skill <strong>Zither</strong>. "
		"Enter it with the members who have it first, in their team.",
	)


def test_a_check_is_listed_once():
	refused(
		lambda: make_category(checklist=[{"item": "Leak test"}, {"item": "Leak test "}]),
		"Listed more than once in the checklist: Leak test",
	)


def test_what_is_shipped_is_for_every_company():
	for doctype, name in (("Aftersales Calendar", OFFICE), ("Aftersales Service Policy", "Complaints")):
		frappe.delete_doc(doctype, name, force=True)
		frappe.defaults.set_user_default("company", a_company())
		seeds.seed()
		assert frappe.db.get_value(doctype, name, "company") is None, name


def test_shipped_targets_pause_for_the_customer_and_for_parts():
	frappe.delete_doc("Aftersales Service Policy", "Complaints", force=True)
	seeds.seed()
	targets = frappe.get_doc("Aftersales Service Policy", "Complaints").targets
	assert [(row.pause_on_customer, row.pause_on_parts) for row in targets] == [(1, 1), (1, 1)]
