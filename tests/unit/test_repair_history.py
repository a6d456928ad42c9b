"""What the repairs of a unit come to: rules.md R4 (delay), R5 (repair_count), R6 (days that coverage adds), R9 (repair time of cars)."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from cases import BOOK, CONFIRMED
from hypothesis import given
from hypothesis import strategies as st
from state_calendar import CHINA

from aftersales_app.domain.case_facts import Case
from aftersales_app.domain.coverage_book import parts_of, shipped
from aftersales_app.domain.coverage_terms import PART_REPAIRED, PART_REPLACED, Change
from aftersales_app.domain.legal_days import union_days
from aftersales_app.domain.remedies import decide
from aftersales_app.domain.repair_history import Counting, part_changes, repair_facts, repair_spans
from aftersales_app.domain.repair_time import NO_FAULT_FOUND, PRODUCT, Repair

RULES = Counting(holds_days=30)
FIRST = Repair("1", date(2025, 1, 6), date(2025, 1, 10), PRODUCT, "no picture")
SECOND = Repair("2", date(2025, 4, 1), date(2025, 4, 3), PRODUCT, "no sound")
TODAY = date(2025, 6, 3)


def facts(*repairs, event_on=TODAY, today=None, **rules):
	return repair_facts(repairs, event_on, today or event_on, replace(RULES, **rules))


def moment(day, hour):
	return datetime(2025, 5, day, hour, tzinfo=timezone.utc)


def test_a_unit_that_was_never_repaired():
	assert facts() == {
		"repair_count": 0,
		"same_fault_repairs": 0,
		"safety_repairs": 0,
		"same_part_replacements": 0,
		"same_fault_part_swaps": 0,
		"assembly_replacements": 0,
		"repair_days": 0,
		"longest_repair_days": 0,
	}


def test_a_paid_repair_that_takes_long_is_no_wait_for_a_repair_that_is_owed():
	"""rules.md R4: Shandong's thirty days and Zhejiang's five are those of a repair that the trader owes."""
	paid = Repair("3", TODAY, None, "user", "broken screen", in_warranty=False)
	assert "sent_in_on" not in facts(paid, today=date(2025, 7, 8))
	done = facts(replace(paid, returned=date(2025, 7, 7)), today=date(2025, 7, 8))
	assert done["repaired_on"] == date(2025, 7, 7) and "sent_in_on" not in done
	owed = replace(SECOND, number="4", received=date(2025, 6, 10), returned=None)
	assert facts(paid, owed, today=date(2025, 7, 8))["sent_in_on"] == date(2025, 6, 10)


def test_two_repairs_are_counted_and_the_fault_that_is_not_told_is_asked_for():
	found = facts(SECOND, FIRST)
	assert (found["repair_count"], found["repair_days"], found["longest_repair_days"]) == (2, 8, 5)
	assert "same_fault_repairs" not in found
	assert facts(SECOND, FIRST, fault="no sound")["same_fault_repairs"] == 1


@pytest.mark.parametrize(
	("fault", "failed", "mended"),
	[
		("no sound", True, date(2025, 4, 3)),
		("no picture", True, date(2025, 1, 10)),
		("no remote control", None, None),
		("", None, None),
	],
)
def test_what_was_mended_last_and_fails_again(fault, failed, mended):
	found = facts(FIRST, SECOND, fault=fault)
	assert (found.get("failed_repair"), found.get("mended_on")) == (failed, mended)


@pytest.mark.parametrize(
	("event_on", "count", "days"),
	[
		(date(2025, 4, 2), 1, 7),  # 01-06..01-10 and 04-01..04-02: the second is still open
		(date(2025, 4, 3), 2, 8),  # handed back on that day
		(date(2025, 4, 1), 1, 6),  # received on the day of the event: it answers that event
		(date(2025, 1, 5), 0, 0),
	],
)
def test_a_case_that_is_dated_back_knows_nothing_later(event_on, count, days):
	found = facts(FIRST, SECOND, event_on=event_on)
	assert (found["repair_count"], found["repair_days"]) == (count, days)


def test_a_cause_that_nobody_told_leaves_the_count_open_where_it_matters():
	assert "repair_count" not in facts(FIRST, replace(SECOND, cause=""))
	assert facts(FIRST, replace(SECOND, cause="", in_warranty=False))["repair_count"] == 1
	assert facts(FIRST, replace(SECOND, cause="user"))["repair_count"] == 1


def test_days_of_overlapping_repairs_and_waits_are_counted_once():
	"""rules.md R6: repair 07-01..07-10, part wait 07-08..07-20: 20 days."""
	one = Repair("1", date(2024, 7, 1), date(2024, 7, 10), PRODUCT, "no picture")
	waiting = replace(one, waits=((date(2024, 7, 8), date(2024, 7, 20)),))
	assert facts(waiting, event_on=date(2024, 8, 1))["repair_days"] == 20
	other = replace(one, number="2", received=date(2024, 7, 8), returned=date(2024, 7, 20))
	assert facts(one, other, event_on=date(2024, 8, 1))["repair_days"] == 20
	assert union_days(repair_spans([one, other], date(2024, 8, 1))) == 20


@pytest.mark.parametrize(
	("changed", "days"),
	[
		({"cause": "user"}, 0),
		({"in_warranty": False}, 0),
		({"cause": NO_FAULT_FOUND}, 5),
		({"cause": ""}, 5),
	],
)
def test_which_repairs_add_their_days(changed, days):
	assert facts(replace(FIRST, **changed))["repair_days"] == days
	assert union_days(repair_spans([replace(FIRST, **changed)], TODAY)) == days


def test_an_open_repair_and_since_when_it_waits_for_parts():
	"""rules.md R4, R5: what was sent in on 06-03 is still there on 06-09, and waits for a part since 06-05."""
	waits = ((date(2025, 6, 3), date(2025, 6, 4)), (date(2025, 6, 5), None))
	job = Repair("1", TODAY, None, "", "no picture", waits=waits)
	found = facts(job, today=date(2025, 6, 9))
	told = {
		fact: found.get(fact) for fact in ("sent_in_on", "parts_waiting_since", "repaired_on", "repair_days")
	}
	assert told == {
		"sent_in_on": TODAY,
		"parts_waiting_since": TODAY,  # from the day it was sent in (R5)
		"repaired_on": None,
		"repair_days": 7,
	}
	done = facts(replace(job, returned=date(2025, 6, 8)), today=date(2025, 6, 9))
	assert (done["repaired_on"], done["repair_days"]) == (date(2025, 6, 8), 6)
	assert "parts_waiting_since" not in facts(FIRST)
	assert "sent_in_on" not in facts(FIRST)


def test_a_part_that_is_missing_gives_the_exchange_after_ninety_days():
	"""rules.md R5: part missing since 2025-03-01: exchange from 05-31."""
	job = Repair("1", date(2025, 3, 1), None, "", "no picture", waits=((date(2025, 3, 1), None),))
	for today, owed in ((date(2025, 5, 30), False), (date(2025, 5, 31), True)):
		found = repair_facts([job], date(2025, 3, 1), today, RULES)
		told = {**CONFIRMED, "delivered_on": date(2025, 1, 6), "in_warranty": True, **found}
		decision = decide(Case(date(2025, 3, 1), "CN", "tv", told, today), BOOK, CHINA)
		assert ("exchange" in decision.names) is owed


@pytest.mark.parametrize(("hour", "days"), [(9, 5), (10, 6)])
def test_repair_time_of_a_car_is_counted_by_the_clock(hour, days):
	"""rules.md R9: 05-01 09:00 to 05-06 10:00 are 121 hours: 6 days; exactly 120: 5."""
	job = Repair("1", date(2025, 5, 1), date(2025, 5, 6), PRODUCT, "brakes", severe=True)
	job = replace(job, received_at=moment(1, 9), returned_at=moment(6, hour))
	found = facts(job, by_hours=True)
	assert (found["repair_days"], found["longest_repair_days"], found["safety_repairs"]) == (days, days, 1)
	assert facts(job)["repair_days"] == 6
	waited = replace(job, waits=((date(2025, 4, 29), date(2025, 5, 6)),))
	assert facts(waited, by_hours=True)["repair_days"] == days + 2  # 04-29 and 04-30 besides


def test_cars_are_the_goods_whose_repairs_are_counted_by_the_clock():
	by_hours = {goods for (_, goods), told in BOOK.categories.items() if told.get("repair_by_hours")}
	assert by_hours == {"car"}


def test_what_was_repaired_before_an_exchange_was_another_unit():
	found = facts(FIRST, SECOND, since=date(2025, 3, 1))
	assert (found["repair_count"], found["repair_days"]) == (1, 3)


def test_parts_that_were_replaced_and_parts_that_were_repaired():
	swapped = replace(FIRST, part="board", part_replaced=True)
	mended = replace(SECOND, part="display")
	paid = replace(SECOND, number="3", part="board", part_replaced=True, in_warranty=False)
	assert part_changes([mended, swapped, paid, FIRST]) == (
		Change(PART_REPLACED, date(2025, 1, 10), "board"),
		Change(PART_REPAIRED, date(2025, 4, 3), "display"),
	)
	found = facts(swapped, mended, part="board")
	assert (found["same_part_replacements"], "assembly_replacements" in found) == (1, False)
	assert "same_part_replacements" not in facts(swapped)


days_of_year = st.dates(date(2025, 1, 1), date(2025, 12, 31))


@st.composite
def repairs(draw):
	found = []
	for number in range(draw(st.integers(0, 4))):
		first, last = sorted((draw(days_of_year), draw(days_of_year)))
		cause = draw(st.sampled_from([PRODUCT, NO_FAULT_FOUND, "user", ""]))
		returned = draw(st.sampled_from([last, None]))
		found.append(Repair(str(number), first, returned, cause, draw(st.sampled_from("ab"))))
	return found


@given(repairs(), days_of_year, st.randoms())
def test_the_order_is_irrelevant_and_another_repair_takes_no_day_away(found, day, random):
	told = facts(*found, event_on=day)
	shuffled = random.sample(found, len(found))
	assert facts(*shuffled, event_on=day) == told
	assert all(facts(*found[1:], event_on=day)["repair_days"] <= told["repair_days"] for _ in found[:1])


# R9: assemblies and main parts

CAR_PARTS = parts_of(shipped(), "car")


def swap(number, month, part, days=3):
	received = date(2025, month, 1)
	return Repair(
		str(number), received, received + timedelta(days), PRODUCT, part, part=part, part_replaced=True
	)


@pytest.mark.parametrize(
	("swaps", "part", "assemblies", "same"),
	[
		([], "", 0, 0),
		([], "engine", 0, 0),
		([swap(1, 1, "engine"), swap(2, 3, "engine")], "engine", 2, 0),  # an assembly is no main part
		([swap(1, 1, "engine"), swap(2, 3, "gearbox")], "engine", 2, 0),  # of the four together
		([swap(1, 1, "engine"), swap(2, 3, "drive motor")], "", 2, 0),
		([swap(1, 1, "engine"), swap(2, 3, "crankshaft")], "crankshaft", 1, 1),  # at two times
		([swap(1, 1, "engine"), swap(2, 1, "crankshaft")], "crankshaft", 1, 0),  # it came with the engine
		([swap(1, 1, "gearbox"), swap(2, 1, "crankshaft")], "crankshaft", 1, 1),
		([swap(1, 1, "crankshaft"), swap(2, 3, "crankshaft")], "crankshaft", 0, 2),
		([swap(1, 1, "crankshaft"), swap(2, 3, "camshaft")], "crankshaft", 0, 1),  # not the same main part
		([swap(1, 1, "brake booster"), swap(2, 3, "brake booster")], "brake booster", 0, 2),
		([swap(1, 1, "brake booster")], "", 0, None),  # which part the case is about was not said
		([swap(1, 1, "")], "", None, None),
	],
)
def test_r9_how_often_assemblies_and_main_parts_of_a_car_were_replaced(swaps, part, assemblies, same):
	found = facts(*swaps, part=part, parts=CAR_PARTS)
	assert (found.get("assembly_replacements"), found.get("same_part_replacements")) == (assemblies, same)


@pytest.mark.parametrize(
	("left_out", "assemblies"),
	[({"cause": "user"}, 1), ({"in_warranty": False}, 1), ({"part_replaced": False}, 1), ({}, 2)],
)
def test_r9_counted_is_what_was_replaced_for_a_fault_of_the_product(left_out, assemblies):
	found = facts(swap(1, 1, "engine"), replace(swap(2, 3, "engine"), **left_out), parts=CAR_PARTS)
	assert found["assembly_replacements"] == assemblies


def test_where_nobody_has_said_which_parts_are_assemblies_it_is_asked():
	assert "assembly_replacements" not in facts(swap(1, 1, "engine"), parts={"engine": "main part"})


def test_r9_an_engine_that_was_replaced_twice_and_fails_again():
	swaps = [swap(1, 1, "engine"), swap(2, 3, "gearbox")]
	for jobs, owed in ((swaps, True), (swaps[:1], False)):
		found = facts(*jobs, part="engine", parts=CAR_PARTS, by_hours=True)
		told = {
			**CONFIRMED,
			"delivered_on": date(2024, 12, 2),
			"mileage_km": 9000,
			"in_warranty": True,
			**found,
		}
		decision = decide(Case(TODAY, "CN", "car", told), BOOK, CHINA)
		assert ({"return", "exchange"} <= decision.names) is owed


@given(
	st.lists(st.sampled_from(["engine", "gearbox", "crankshaft", "brake pedal"]), max_size=6), st.randoms()
)
def test_the_order_of_replacements_is_irrelevant_and_nothing_is_counted_twice(parts, random):
	swaps = [swap(number, number, part) for number, part in enumerate(parts, 1)]
	shuffled = list(swaps)
	random.shuffle(shuffled)
	found = facts(*swaps, part="crankshaft", parts=CAR_PARTS)
	assert facts(*shuffled, part="crankshaft", parts=CAR_PARTS) == found
	assert found["assembly_replacements"] + found["same_part_replacements"] <= len(swaps)
