"""Public holidays and make-up workdays of a country and year, from the `holidays` library, written into a calendar.

The library follows governments' yearly notices. Where a country's days off come from such a notice, a year whose notice
the library does not have yet is not filled in: half of its days would be a guess.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe
import holidays
from frappe import _
from frappe.utils import cint, getdate

from aftersales_app.aftersales_core.moments import WEEKDAYS

# Countries whose government moves weekends around its holidays by a notice each year, and counts the weekend between
# two days off as part of the holiday.
BY_NOTICE = frozenset({"CN"})
COUNTRIES = {
	"China": "CN",
	"Taiwan": "TW",
	"Hong Kong": "HK",
	"Macao": "MO",
	"Singapore": "SG",
	"Malaysia": "MY",
	"Japan": "JP",
	"Germany": "DE",
	"United States": "US",
}
LANGUAGES = {"CN": "zh_CN", "TW": "zh_TW", "HK": "zh_HK"}


@dataclass(frozen=True, slots=True)
class Day:
	"""A day that differs from its week. `like` is the weekday (0 = Monday) whose hours a make-up workday has; None: holiday."""

	day: date
	name: str
	like: int | None = None


def is_known(country: str, year: int) -> bool:
	"""Does the library know all days off of that year? Throws for a country that it does not have."""
	library = _library(country, year)
	if _code(country) in BY_NOTICE:
		return year in library.special_public_holidays
	return library.start_year <= year <= library.end_year


def last_known(country: str) -> int:
	"""The last year that the library knows."""
	library = _library(country, 2025)
	return max(library.special_public_holidays) if _code(country) in BY_NOTICE else library.end_year


def days_of(country: str, year: int) -> list[Day]:
	"""The days of `year` that differ from their week, in order; a known year is assumed (`is_known`)."""
	library = _library(country, year)
	off = {day: name for day, name in library.items() if day.year == year}
	if _code(country) in BY_NOTICE:
		off.update(_weekends_between(off, library.weekend_workdays))
	instead = _worked_for(library)
	found = [Day(day, name) for day, name in off.items()]
	found += [
		Day(day, _("Make-up workday"), instead.get(day, day).weekday())
		for day in library.weekend_workdays
		if day.year == year
	]
	return sorted(found, key=lambda row: row.day)


def fill(calendar: Any, country: str, years: Iterable[int]) -> int:
	"""Add the days of these years to a calendar, not saved; returns how many were added. A day that the calendar has
	already stays as its owner entered it; a make-up workday for a weekday on which nobody works is none. Throws for a year that is not known."""
	taken = {getdate(row.day) for row in calendar.days}
	worked = {WEEKDAYS.index(row.weekday) for row in calendar.windows} or set(range(7))
	added = 0
	for year in years:
		_refuse_unknown(country, year)
		for found in days_of(country, year):
			if found.day not in taken and (found.like is None or found.like in worked):
				calendar.append("days", _row(found))
				added += 1
		calendar.seeded_country = country
		calendar.seeded_until = max(cint(calendar.seeded_until), year)
	calendar.days.sort(key=lambda row: getdate(row.day))
	for place, row in enumerate(calendar.days, 1):
		row.idx = place
	return added


def _row(found: Day) -> dict[str, Any]:
	if found.like is None:
		return {"day": found.day, "kind": "Holiday", "description": found.name}
	return {
		"day": found.day,
		"kind": "Make-up Workday",
		"follows_weekday": WEEKDAYS[found.like],
		"description": found.name,
	}


def _refuse_unknown(country: str, year: int) -> None:
	if is_known(country, year):
		return
	frappe.throw(
		_(
			"The days off of {0} in {1} are not known yet (known up to {2}). Fill them in once they are published."
		).format(year, _(country), last_known(country)),
		title=_("Not Published Yet"),
	)


def _code(country: str) -> str:
	if country not in COUNTRIES:
		frappe.throw(
			_("No public holidays are known for {0}. Choose one of: {1}.").format(
				country or "-", ", ".join(_(name) for name in COUNTRIES)
			)
		)
	return COUNTRIES[country]


def _library(country: str, year: int) -> holidays.HolidayBase:
	code = _code(country)
	return holidays.country_holidays(code, years=year, language=LANGUAGES.get(code), observed=True)


def _weekends_between(off: Mapping[date, str], worked: Iterable[date]) -> Iterator[tuple[date, str]]:
	"""Saturdays and Sundays enclosed by days off belong to that holiday, unless somebody has to work on them."""
	at_work, one = set(worked), timedelta(days=1)
	for day in sorted(off):
		following = day + one
		while following.weekday() >= 5 and following not in off and following not in at_work:
			following += one
		if following in off:
			gap = day + one
			while gap < following:
				yield gap, off[day]
				gap += one


def _worked_for(library: holidays.HolidayBase) -> dict[date, date]:
	"""Make-up workday -> the day off that it makes up for. The library lists (to month, day, from month, day[, from year])."""
	found = {}
	for year, moves in library.special_public_holidays.items():
		for move in moves if moves and isinstance(moves[0], tuple) else (moves,):
			if len(move) > 3:
				to_month, to_day, from_month, from_day, *from_year = move
				worked = date(from_year[0] if from_year else year, from_month, from_day)
				found[worked] = date(year, to_month, to_day)
	return found
