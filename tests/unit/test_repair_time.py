"""rules.md R5: which repairs count; R9: how long a repair took."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales_app.aftersales_core.sentences import SENTENCES
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.repair_time import (
	NO_FAULT_FOUND,
	PRODUCT,
	Repair,
	count_repairs,
	loaner_from,
	repair_days,
	total_repair_days,
)

HOLDS = 30
FIRST = Repair("1", date(2025, 1, 6), date(2025, 1, 10), PRODUCT, "no picture")
SECOND = Repair("2", date(2025, 4, 1), date(2025, 4, 3), PRODUCT, "no sound")
AGAIN = replace(FIRST, number="3", received=date(2025, 2, 8), returned=date(2025, 2, 9))  # on day 29
SHANGHAI = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
	("repairs", "counted", "reworks", "left_out"),
	[
		pytest.param([], (), (), [], id="none"),
		pytest.param([SECOND, FIRST], ("1", "2"), (), [], id="any two faults"),
		pytest.param(
			[FIRST, AGAIN], ("1", "3"), ("3",), [], id="a failed job counts once, the rework as the next"
		),
		pytest.param(
			[FIRST, replace(AGAIN, received=date(2025, 2, 9))], ("1", "3"), (), [], id="held for thirty days"
		),
		pytest.param([FIRST, replace(AGAIN, fault="no sound")], ("1", "3"), (), [], id="another fault"),
		pytest.param(
			[FIRST, replace(SECOND, cause=NO_FAULT_FOUND)],
			("1",),
			(),
			["no_fault_found"],
			id="no fault found",
		),
		pytest.param([replace(FIRST, cause="user")], (), (), ["not_the_product"], id="misuse"),
		pytest.param([replace(FIRST, in_warranty=False)], (), (), ["repair_not_in_warranty"], id="paid for"),
		pytest.param([replace(FIRST, returned=None)], (), (), ["repair_not_finished"], id="still in repair"),
		pytest.param(
			[replace(FIRST, fault="scratch")], (), (), ["fault_not_listed"], id="no fault of the list"
		),
		pytest.param([replace(FIRST, confirmed=False)], (), (), ["repair_not_confirmed"], id="not picked up"),
		pytest.param(
			[replace(FIRST, confirmed=False), AGAIN], ("1", "3"), ("3",), [], id="failed without confirmation"
		),
	],
)
def test_which_repairs_count(repairs, counted, reworks, left_out):
	found = count_repairs(repairs, HOLDS, {"no picture", "no sound"})
	assert (found.counted, found.reworks, found.total) == (counted, reworks, len(counted))
	assert [reason.code for reason in found.left_out] == left_out
	assert set(left_out) <= set(SENTENCES)


def test_the_same_fault_is_counted_besides():
	named = replace(SECOND, same_fault="no picture")
	found = count_repairs([FIRST, AGAIN, named, replace(SECOND, number="4")], HOLDS)
	assert (dict(found.same_fault), found.most_of_one_fault) == ({"no picture": 3, "no sound": 1}, 3)


def test_one_job_twice_or_backwards_is_refused():
	with pytest.raises(DomainError, match="repair_twice"):
		count_repairs([FIRST, FIRST], HOLDS)
	with pytest.raises(DomainError, match="days_reversed"):
		count_repairs([replace(FIRST, returned=date(2025, 1, 5))], HOLDS)


def moment(day, hour=9, minute=0):
	return datetime(2025, 5, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
	("stay", "excluded", "days"),
	[
		pytest.param((moment(1), moment(6, 10)), (), 6, id="R9: 121 hours"),
		pytest.param((moment(1), moment(6)), (), 5, id="R9: 120 hours"),
		pytest.param((moment(1), moment(6, 9, 1)), (), 6, id="a minute more"),
		pytest.param((moment(1), moment(1)), (), 0, id="no time"),
		pytest.param((moment(1), moment(1, 10)), (), 1, id="an hour"),
		pytest.param((moment(1), moment(6, 10)), [(moment(2), moment(3))], 5, id="a day of transport"),
		pytest.param(
			(moment(2), moment(6, 10)), [(moment(1), moment(3)), (moment(2), moment(3))], 4, id="overlapping"
		),
		pytest.param((moment(1), moment(2)), [(moment(3), moment(4))], 1, id="transport at another time"),
		pytest.param((moment(2), moment(3)), [(moment(1), moment(4))], 0, id="nothing but transport"),
	],
)
def test_days_of_one_repair(stay, excluded, days):
	assert repair_days(stay, excluded) == days


def test_each_repair_is_rounded_by_itself_and_overlaps_count_once():
	stays = [(moment(1), moment(2, 10)), (moment(5), moment(5, 10)), (moment(5), moment(5, 11))]
	assert total_repair_days(stays) == 3


def test_a_loaner_is_owed_from_the_sixth_day_on():
	assert loaner_from(moment(1), moment(6, 10), 5) == moment(6)
	assert loaner_from(moment(1), moment(6), 5) is None


def test_a_repair_that_ends_before_it_begins_is_refused():
	for measured in (repair_days, lambda stay: total_repair_days([stay])):
		with pytest.raises(DomainError, match="repair_ends_before_it_begins"):
			measured((moment(2), moment(1)))


HOURS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 100)))


@given(HOURS, st.tuples(st.integers(0, 500), st.integers(0, 100)), st.randoms())
def test_the_total_holds_each_repair_and_order_is_irrelevant(hours, more, random):
	begin = moment(1)
	stays = [(begin + timedelta(hours=at), begin + timedelta(hours=at + long)) for at, long in hours]
	extra = (begin + timedelta(hours=more[0]), begin + timedelta(hours=sum(more)))
	total = total_repair_days(stays)
	assert total_repair_days(random.sample(stays, len(stays))) == total
	assert sum((end - start).total_seconds() for start, end in [extra]) / 86400 <= total_repair_days(
		[*stays, extra]
	)
