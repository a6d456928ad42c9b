"""A unit's counters: what goes backwards, and how much the unit was used where a counter was replaced."""

from datetime import date

import pytest

from aftersales_app.domain.counters import Seen, backwards, mileage_facts, used
from aftersales_app.domain.coverage_terms import EXCHANGED, Change, Reading, Unit

MARCH, APRIL, MAY, JUNE = (date(2026, month, 1) for month in (3, 4, 5, 6))


def km(number, day, value, replaced=False):
	return Seen(number, "km", day, value, replaced)


@pytest.mark.parametrize(
	("seen", "rows"),
	[
		([], []),
		([km(1, MARCH, 900), km(2, APRIL, 900), km(3, MAY, 1200)], []),
		([km(1, MARCH, 900), km(2, APRIL, 899)], [2]),
		([km(1, APRIL, 900), km(2, MARCH, 1200)], [1]),  # in the order of the days, not of the rows
		([km(1, MARCH, 900), km(2, APRIL, 90), km(3, MAY, 800)], [2, 3]),  # below what was right before
		([km(1, MARCH, 900), Seen(2, "hours", APRIL, 30)], []),
		([km(1, MARCH, 900), km(2, APRIL, 10, replaced=True), km(3, MAY, 400)], []),
		([km(1, MARCH, 900), km(2, APRIL, 10, replaced=True), km(3, MAY, 5)], [3]),
		([km(1, MARCH, 950), km(2, MARCH, 900)], []),  # nobody knows which came first that day
		([km(1, MARCH, 0, replaced=True), km(2, MARCH, 900)], []),
		([km(1, MARCH, 9, replaced=True)], []),
	],
)
def test_a_counter_goes_forwards(seen, rows):
	assert [reason.params["row"] for reason in backwards(seen)] == rows


def test_what_it_was_before_is_said():
	(reason,) = backwards([km(1, MARCH, 900), km(2, APRIL, 899)])
	assert reason.code == "reading_backwards"
	assert reason.params == {"row": 2, "value": 899, "earlier": 900, "day": MARCH}


def test_the_use_of_a_unit_goes_on_with_another_counter():
	seen = [
		km(1, MARCH, 900),
		km(2, APRIL, 0, replaced=True),
		km(3, MAY, 250),
		km(4, JUNE, 10, replaced=True),
		Seen(5, "hours", MAY, 30),
	]
	found = [(one.day, one.unit, one.value) for one in used(seen)]
	assert found == [
		(MARCH, "km", 900),
		(APRIL, "km", 900),
		(MAY, "hours", 30),
		(MAY, "km", 1150),
		(JUNE, "km", 1160),
	]


@pytest.mark.parametrize(
	("day", "found"),
	[
		(date(2026, 2, 28), {}),
		(MARCH, {"mileage_km": 900}),
		(date(2026, 3, 31), {"mileage_km": 900}),  # not what was read later
		(APRIL, {"mileage_km": 1200}),
		(JUNE, {"mileage_km": 40}),  # of the unit that came in exchange in May
	],
)
def test_the_last_reading_is_the_least_that_a_car_was_driven(day, found):
	read = (Reading(APRIL, "km", 1200), Reading(MARCH, "km", 900), Reading(JUNE, "km", 40))
	unit = Unit({}, readings=(*read, Reading(MARCH, "hours", 5000)), changes=(Change(EXCHANGED, MAY),))
	assert mileage_facts(unit, day) == found
