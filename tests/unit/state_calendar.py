"""The days off and make-up workdays of mainland China in 2025, by the State Council's notice: test data for legal days."""

from datetime import date, timedelta

from aftersales_app.domain.legal_days import DayCalendar


def spell(first: date, last: date) -> list[date]:
	return [first + timedelta(days=days) for days in range((last - first).days + 1)]


HOLIDAYS_2025 = (
	spell(date(2025, 1, 1), date(2025, 1, 1)),
	spell(date(2025, 1, 28), date(2025, 2, 4)),
	spell(date(2025, 4, 4), date(2025, 4, 6)),
	spell(date(2025, 5, 1), date(2025, 5, 5)),
	spell(date(2025, 5, 31), date(2025, 6, 2)),
	spell(date(2025, 10, 1), date(2025, 10, 8)),
)
WORKDAYS_2025 = (
	date(2025, 1, 26),
	date(2025, 2, 8),
	date(2025, 4, 27),
	date(2025, 9, 28),
	date(2025, 10, 11),
)
CHINA = DayCalendar(
	holidays=frozenset(day for days in HOLIDAYS_2025 for day in days), workdays=frozenset(WORKDAYS_2025)
)
