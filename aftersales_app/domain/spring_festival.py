"""Spring Festival moves between late January and late February: months are compared with what lay in them (rules.md T6)."""

from dataclasses import dataclass
from datetime import date, timedelta

from aftersales_app.domain.evaluation_flow import Period

# New Year's Day of the lunar calendar, by year: month and day.
NEW_YEAR = {
	**{2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25)},
	**{2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17)},
	**{2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11)},
	**{2033: (1, 31), 2034: (2, 19), 2035: (2, 8), 2036: (1, 28), 2037: (2, 15), 2038: (2, 4)},
	**{2039: (1, 24), 2040: (2, 12), 2041: (2, 1), 2042: (1, 22), 2043: (2, 10), 2044: (1, 30)},
	**{2045: (2, 17), 2046: (2, 6), 2047: (1, 26), 2048: (2, 14), 2049: (2, 2), 2050: (1, 23)},
}
EVE, DAYS = timedelta(days=1), 8  # from New Year's Eve to the seventh day


@dataclass(frozen=True, slots=True)
class Festival:
	"""How many days of the festival lie in two periods that are compared, and the days of the earlier year that lie as this period does
	to its festival."""

	now: int
	then: int
	aligned: Period


def festival_days(period: Period) -> int:
	"""How many days of a Spring Festival a period has; none of years that are not known."""
	found = 0
	for year in range(period.first.year, period.last.year + 1):
		if year in NEW_YEAR:
			first = date(year, *NEW_YEAR[year]) - EVE
			last = first + timedelta(days=DAYS - 1)
			found += max(0, (min(last, period.last) - max(first, period.first)).days + 1)
	return found


def moved(period: Period, earlier: Period) -> Festival | None:
	"""None where both have the festival in the same way, or it is not known."""
	now, then = festival_days(period), festival_days(earlier)
	aligned = lunar_year_ago(period)
	if now == then or aligned is None:
		return None
	return Festival(now, then, aligned)


def lunar_year_ago(period: Period) -> Period | None:
	"""The days that lay a year ago as these do to the festival; None of years that are not known."""
	year = period.last.year
	if year not in NEW_YEAR or year - 1 not in NEW_YEAR:
		return None
	back = date(year, *NEW_YEAR[year]) - date(year - 1, *NEW_YEAR[year - 1])
	return Period(period.first - back, period.last - back)
