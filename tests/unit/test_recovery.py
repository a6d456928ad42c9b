"""What a supplier is asked for, until when, and what came of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales_app.domain.recovery import (
	Cost,
	Demand,
	State,
	can_answer,
	can_claim,
	demands,
	is_due,
	last_day,
	status_on,
)

EVENT, DUE = date(2026, 1, 31), date(2026, 5, 1)


def day(text):
	return date.fromisoformat(text)


def cost(kind, supplier, item, amount):
	return Cost(kind, supplier, item, Decimal(amount))


@pytest.mark.parametrize(
	("rows", "expected"),
	[
		([], []),
		([cost("Part", "", "fan", 50), cost("Labour", "", "", 80)], []),
		([cost("Part", "A", "fan", 0)], []),
		([cost("Part", "A", "fan", "50.10"), cost("Part", "A", "fan", "49.90")], [("A", "fan", "100.00")]),
		([cost("Part", "B", "fan", 50), cost("Part", "A", "fan", 30)], [("A", "fan", 30), ("B", "fan", 50)]),
		([cost("Part", "A", "fan", 50), cost("Labour", "A", "", 80)], [("A", "fan", 130)]),
		([cost("Part", "A", "fan", 50), cost("Labour", "A", "visit", 80)], [("A", "fan", 130)]),
		(
			[cost("Part", "A", "fan", 50), cost("Part", "A", "board", 70), cost("Freight", "A", "", 8)],
			[("A", "", 8), ("A", "board", 70), ("A", "fan", 50)],
		),
		([cost("Labour", "A", "", 80), cost("Part", "", "fan", 50)], [("A", "", 80)]),
	],
)
def test_who_is_asked_for_what(rows, expected):
	found = [Demand(supplier, item, Decimal(amount)) for supplier, item, amount in expected]
	assert list(demands(rows)) == found


@given(
	st.lists(
		st.builds(
			Cost,
			st.sampled_from(["part", "labour", "freight", "other"]),
			st.sampled_from(["", "A", "B"]),
			st.sampled_from(["", "fan", "board"]),
			st.decimals(0, 1000, places=2),
		)
	).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows)))
)
def test_nothing_is_lost_and_the_order_of_rows_is_irrelevant(found):
	rows, shuffled = found
	assert demands(rows) == demands(shuffled)
	asked = sum((one.amount for one in demands(rows)), Decimal(0))
	assert asked == sum((row.amount for row in rows if row.supplier), Decimal(0))


def test_the_last_day_does_not_move_over_days_of_rest():
	assert last_day(EVENT, 90) == DUE  # 1 May, a holiday
	assert last_day(day("2028-02-28"), 1) == day("2028-02-29")


STATE = State(Decimal(100), EVENT, DUE)
RAISED = replace(STATE, claimed_on=day("2026-04-01"))


@pytest.mark.parametrize(
	("state", "on", "status"),
	[
		(STATE, "2026-05-01", "Open"),
		(STATE, "2026-05-02", "Lapsed"),
		(RAISED, "2026-05-02", "Claimed"),
		(replace(RAISED, recovered=Decimal(0)), "2026-05-02", "Refused"),
		(replace(RAISED, recovered=Decimal("99.99")), "2026-05-02", "Partly"),
		(replace(RAISED, recovered=Decimal(100)), "2026-05-02", "Accepted"),
	],
)
def test_the_status_follows_from_the_day_and_the_answers(state, on, status):
	assert status_on(day(on), state) == status


@pytest.mark.parametrize(
	("on", "state", "due"),
	[
		("2026-04-23", STATE, False),
		("2026-04-24", STATE, True),
		("2026-05-01", STATE, True),
		("2026-05-02", STATE, False),
		("2026-04-30", RAISED, False),
	],
)
def test_what_is_due_soon(on, state, due):
	assert is_due(day(on), state, 7) is due


@pytest.mark.parametrize(
	("on", "state", "codes"),
	[
		("2026-01-31", STATE, ()),
		("2026-05-01", STATE, ()),
		("2026-05-02", STATE, ("recovery_lapsed",)),
		("2026-01-30", STATE, ("recovery_before_event",)),
		("2026-04-02", RAISED, ("recovery_claimed_already",)),
	],
)
def test_when_it_can_be_raised(on, state, codes):
	decision = can_claim(day(on), state)
	assert (decision.allowed, decision.codes) == (not codes, codes)


@pytest.mark.parametrize(
	("on", "amount", "state", "codes"),
	[
		("2026-04-01", 100, RAISED, ()),
		("2026-04-01", 0, RAISED, ()),
		("2026-04-02", 40, replace(RAISED, recovered=Decimal(60)), ()),
		("2026-04-02", "40.01", replace(RAISED, recovered=Decimal(60)), ("recovery_too_much",)),
		("2026-04-02", 0, replace(RAISED, recovered=Decimal(100)), ("recovery_too_much",)),
		("2026-03-31", 10, RAISED, ("recovery_before_claim",)),
		("2026-04-02", -1, RAISED, ("recovery_negative",)),
		("2026-04-02", 10, STATE, ("recovery_not_claimed",)),
	],
)
def test_when_it_can_be_answered(on, amount, state, codes):
	decision = can_answer(day(on), Decimal(amount), state)
	assert (decision.allowed, decision.codes) == (not codes, codes)
