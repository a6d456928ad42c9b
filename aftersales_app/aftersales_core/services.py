"""What the core does for the other modules: calendars, seals, retention."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import frappe
from frappe import _

from aftersales_app.aftersales_core import messages, moments, queries, reference, thresholds
from aftersales_app.aftersales_core.moments import WEEKDAYS
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.legal_days import DayCalendar
from aftersales_app.domain.scoring import Thresholds
from aftersales_app.domain.working_time import ALWAYS, CalendarSpec, Window, WorkingCalendar

MIDNIGHT = 86400


def settings() -> frappe._dict:
	"""The app's settings as a plain mapping, compiled once."""
	return reference.compiled(
		"settings", lambda: frappe._dict(frappe.get_cached_doc("Aftersales Settings").as_dict())
	)


def score_thresholds() -> Thresholds:
	"""By what the record is scored now."""
	return thresholds.of(settings())


def calendar(name: str | None) -> WorkingCalendar:
	"""The compiled calendar of that name; none given: the default calendar, without one around the clock. Throws for a stored
	one that cannot be computed with."""
	name = name or settings().default_calendar
	if not name:
		return reference.compiled("calendar:", lambda: WorkingCalendar(ALWAYS))
	return reference.compiled(
		f"calendar:{name}",
		lambda: _compile(frappe.get_doc("Aftersales Calendar", name)),
	)


def _compile(doc: "frappe.model.document.Document") -> WorkingCalendar:
	try:
		return WorkingCalendar(calendar_spec(doc))
	except DomainError as error:
		frappe.throw(_("Calendar {0}: {1}").format(doc.name, messages.text(error.code, error.params)))


def day_calendar(name: str | None) -> DayCalendar:
	"""The public holidays and make-up workdays of a calendar, compiled; none given: weekends alone are days of rest. Its week
	of opening hours is irrelevant."""
	if not name:
		return reference.compiled("days:", DayCalendar)
	return reference.compiled(f"days:{name}", lambda: _days(frappe.get_doc("Aftersales Calendar", name)))


def _days(doc: "frappe.model.document.Document") -> DayCalendar:
	"""What the calendar itself says of a day goes before its holiday list."""
	off = {frappe.utils.getdate(row.day) for row in doc.days if row.kind == "Holiday"}
	on = {frappe.utils.getdate(row.day) for row in doc.days if row.kind != "Holiday"}
	listed = set(queries.holidays(doc.holiday_list))
	return DayCalendar(frozenset(listed - on | off), frozenset(on - off))


def calendar_spec(doc: "frappe.model.document.Document") -> CalendarSpec:
	"""The domain's form of an Aftersales Calendar, saved or not. Raises DomainError for what a calendar cannot be."""
	if doc.always_open:
		return ALWAYS
	windows = tuple(
		Window(WEEKDAYS.index(row.weekday), moments.seconds_of_day(row.from_time), _end(row.to_time))
		for row in doc.windows
	)
	return CalendarSpec(doc.time_zone, windows, _exceptions(doc, windows))


def overlapping_rows(doc: "frappe.model.document.Document") -> tuple[str, list[int]] | None:
	"""The day and the two rows of the first overlap in a calendar's windows, else in its special hours; None for none."""
	week = [(_(row.weekday), row) for row in doc.windows]
	special = [
		(frappe.format(row.day, "Date"), row) for row in doc.days if row.kind == "Special Hours" and row.day
	]
	for rows in (week, special):
		found = sorted(
			(day, moments.seconds_of_day(row.from_time), _end(row.to_time), row.idx) for day, row in rows
		)
		for (day, _start, end, row), (other, start, _end_of_other, following) in pairwise(found):
			if day == other and start < end:
				return day, sorted((row, following))
	return None


def _exceptions(doc, windows: tuple[Window, ...]) -> dict[date, tuple[tuple[int, int], ...]]:
	"""Days off from the holiday list first; what the calendar itself says of a day goes before it."""
	days: dict[date, list[tuple[int, int]]] = {day: [] for day in queries.holidays(doc.holiday_list)}
	own: dict[date, list[tuple[int, int]]] = {}
	for row in doc.days:
		own.setdefault(frappe.utils.getdate(row.day), []).extend(_hours(row, windows))
	return {day: tuple(sorted(hours)) for day, hours in (days | own).items()}


def _hours(row, windows: tuple[Window, ...]) -> list[tuple[int, int]]:
	if row.kind == "Holiday":
		return []
	if row.kind == "Special Hours":
		return [(moments.seconds_of_day(row.from_time), _end(row.to_time))]
	weekday = WEEKDAYS.index(row.follows_weekday or "Monday")
	return [(window.start, window.end) for window in windows if window.weekday == weekday]


def _end(value) -> int:
	return moments.seconds_of_day(value) or MIDNIGHT


def preview(doc: "frappe.model.document.Document", now: datetime, days: int) -> list[dict[str, Any]]:
	"""The working windows of the next `days` days, today first, in the calendar's own time zone: date, weekday, hours as
	pairs of seconds of the day, and what makes the day differ from its week ("" for nothing)."""
	spec = calendar_spec(doc)
	notes = {frappe.utils.getdate(row.day): row.description or row.kind for row in doc.days}
	today = now.astimezone(ZoneInfo(spec.zone)).date()
	coming = (today + timedelta(days=ahead) for ahead in range(days))
	return [
		{
			"date": day.isoformat(),
			"weekday": WEEKDAYS[day.weekday()],
			"hours": _hours_of(spec, day),
			"note": notes.get(day) or ("Holiday" if day in spec.exceptions else ""),
		}
		for day in coming
	]


def forgetting(events: Collection[str], cause: str) -> AbstractContextManager[None]:
	"""Around what takes somebody out of these events of the archive: their days are sealed anew. See `archive.forgetting`."""
	from aftersales_app.aftersales_core import archive  # which reads the settings here

	return archive.forgetting(events, cause)


def _hours_of(spec: CalendarSpec, day: date) -> list[tuple[int, int]]:
	usual = ((window.start, window.end) for window in spec.windows if window.weekday == day.weekday())
	return sorted(spec.exceptions.get(day, usual))
