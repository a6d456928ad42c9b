"""Days as the law counts them (rules.md R1, Civil Code art. 200-204): the day of the event does not count, a month ends
on the same day number, a term whose last day is a day of rest ends on the first day after the rest.

All is in whole days; a term runs to the end of its last day. What a trader has to do does not roll: `roll=False`. Spans of
days are pairs (first, last), both of which count.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.working_time import FIRST_YEAR, LAST_YEAR, add_working_days

SATURDAY = 5
DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class DayCalendar:
	"""Which days are days of rest: Saturdays and Sundays that nobody makes up for, and `holidays`, public ones with their
	bridge days. `workdays` are the make-up workdays of the yearly notice; a day named in both is a holiday."""

	holidays: frozenset[date] = frozenset()
	workdays: frozenset[date] = frozenset()

	def rests(self, day: date) -> bool:
		"""Is it a day of rest?"""
		return day in self.holidays or (day.weekday() >= SATURDAY and day not in self.workdays)

	def roll(self, day: date) -> date:
		"""The day itself, or the first day after the rest that it lies in."""
		while self.rests(day):
			day += DAY
		return day


def check_days(*days: date) -> None:
	"""Raises DomainError `beyond_calendar` for a day outside of the years 1900 to 2200."""
	for day in days:
		if not FIRST_YEAR <= day.year <= LAST_YEAR:
			raise DomainError("beyond_calendar", {"year": day.year})


def add_days(day: date, days: int) -> date:
	"""`days` days later. Raises DomainError `beyond_calendar` outside of the years 1900 to 2200."""
	if (FIRST_DAY - day).days <= days <= (LAST_DAY - day).days:
		return day + timedelta(days=days)
	raise DomainError("beyond_calendar", {"year": day.year + days // 365})


def add_months(day: date, months: int) -> date:
	"""The same day number `months` months later, or that month's end where the day is missing.

	Raises DomainError `beyond_calendar` outside of the years 1900 to 2200.
	"""
	year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
	if not FIRST_YEAR <= year <= LAST_YEAR:
		raise DomainError("beyond_calendar", {"year": year})
	return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def deadline_days(event: date, days: int, calendar: DayCalendar, roll: bool = True) -> date:
	"""The last day of a term of `days` days after `event`. Raises DomainError `beyond_calendar`."""
	last = add_days(event, days)
	return calendar.roll(last) if roll else last


def deadline_months(event: date, months: int, calendar: DayCalendar, roll: bool = True) -> date:
	"""The last day of a term of `months` months after `event`. Raises DomainError `beyond_calendar`."""
	last = add_months(event, months)
	return calendar.roll(last) if roll else last


def working_days_after(event: date, days: int, calendar: DayCalendar) -> date:
	"""The `days`-th day after `event` that is no day of rest. Raises DomainError `no_working_day` (ten years of rest)."""
	return add_working_days(event, days, lambda day: not calendar.rests(day))


def merge_days(spans: Iterable[Days]) -> tuple[Days, ...]:
	"""The spans in order, those that overlap or follow on each other made one. Raises DomainError `days_reversed`."""
	merged: list[Days] = []
	for first, last in sorted(spans):
		if last < first:
			raise DomainError("days_reversed", {"first": first, "last": last})
		if merged and first <= merged[-1][1] + DAY:
			merged[-1] = (merged[-1][0], max(merged[-1][1], last))
		else:
			merged.append((first, last))
	return tuple(merged)


def union_days(spans: Iterable[Days]) -> int:
	"""How many days lie in at least one of the spans. Raises DomainError `days_reversed`."""
	return sum((last - first).days + 1 for first, last in merge_days(spans))
