"""Extended warranty: activated for a unit, cancelled by the days that are left."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales_app.domain.coverage import timeline
from aftersales_app.domain.coverage_terms import STATUTORY, Term, Unit
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.extension import Conditions, Wish, can_activate, payback, status_on, term
from aftersales_app.domain.legal_days import DayCalendar

SOLD_ON = date(2025, 1, 10)
YEAR = (date(2026, 1, 11), date(2027, 1, 10))  # 365 days
LEAP = (date(2028, 1, 1), date(2028, 12, 31))  # 366 days
LAW = Term("law", "law", STATUTORY, "Art. 18", months=12)


def conditions(full_days=0, fee="0", least="0"):
	return Conditions(full_days, Decimal(fee), Decimal(least))


@pytest.mark.parametrize(
	("price", "day", "spans", "agreed", "refund", "unused", "codes"),
	[
		pytest.param(365, "2025-06-01", [YEAR], (), "365", 365, ["extension_days_left"], id="not begun"),
		pytest.param(365, "2026-01-10", [YEAR], (), "365", 365, ["extension_days_left"], id="day before"),
		pytest.param(
			365, "2026-01-11", [YEAR], (), "364", 364, ["extension_days_left"], id="first day is used"
		),
		pytest.param(365, "2026-07-11", [YEAR], (), "183", 183, ["extension_days_left"], id="half"),
		pytest.param(365, "2027-01-09", [YEAR], (), "1", 1, ["extension_days_left"], id="last but one"),
		pytest.param(
			365,
			"2027-01-10",
			[YEAR],
			(),
			"0",
			0,
			["extension_days_left", "extension_nothing_left"],
			id="last",
		),
		pytest.param(
			365,
			"2029-01-10",
			[YEAR],
			(),
			"0",
			0,
			["extension_days_left", "extension_nothing_left"],
			id="over",
		),
		pytest.param(366, "2028-02-29", [LEAP], (), "306", 306, ["extension_days_left"], id="leap day"),
		pytest.param(299, "2026-02-10", [YEAR], (), "273.61", 334, ["extension_days_left"], id="to the cent"),
		pytest.param(365, "2025-01-17", [YEAR], (7,), "365", 365, ["extension_taken_back"], id="day seven"),
		pytest.param(
			365,
			"2025-01-18",
			[YEAR],
			(7, "10"),
			"328.50",
			365,
			["extension_days_left", "extension_fee"],
			id="day eight",
		),
		pytest.param(365, "2025-03-01", [], (7,), "365", 0, ["extension_not_activated"], id="no unit"),
		pytest.param(
			365,
			"2027-01-01",
			[YEAR],
			(0, "10"),
			"0",
			9,
			["extension_days_left", "extension_fee", "extension_nothing_left"],
			id="never negative",
		),
		pytest.param(
			365,
			"2027-01-01",
			[YEAR],
			(0, "10", "80"),
			"7.20",
			9,
			["extension_days_left", "extension_fee", "extension_least"],
			id="least",
		),
		pytest.param(
			100,
			"2026-01-11",
			[(date(2026, 1, 1), date(2026, 1, 10)), (date(2026, 1, 9), date(2026, 1, 20))],
			(),
			"45",
			9,
			["extension_days_left"],
			id="union of spans",
		),
		pytest.param(
			0,
			"2026-07-11",
			[YEAR],
			(),
			"0",
			183,
			["extension_days_left", "extension_nothing_left"],
			id="gift",
		),
	],
)
def test_what_is_paid_back(price, day, spans, agreed, refund, unused, codes):
	found = payback(Decimal(price), SOLD_ON, date.fromisoformat(day), spans, conditions(*agreed))
	assert (found.refund, found.unused) == (Decimal(refund), unused)
	assert [reason.code for reason in found.reasons] == codes


def test_the_arithmetic_is_told():
	(why,) = payback(Decimal(365), SOLD_ON, date(2026, 7, 11), [YEAR], Conditions()).reasons
	assert dict(why.params) == {
		"price": Decimal("365.00"),
		"unused": 183,
		"term": 365,
		"date": date(2026, 7, 11),
		"share": Decimal("183.00"),
	}


@pytest.mark.parametrize(
	("price", "day", "code"),
	[
		(-1, "2026-01-01", "price_negative"),
		("NaN", "2026-01-01", "price_negative"),
		(1, "2025-01-09", "cancelled_before_sale"),
	],
)
def test_what_makes_no_sense_is_refused(price, day, code):
	with pytest.raises(DomainError, match=code):
		payback(Decimal(price), SOLD_ON, date.fromisoformat(day), [YEAR], Conditions())


@pytest.mark.parametrize(
	("agreed", "code"),
	[((0, "101"), "share_out_of_range"), ((0, "0", "-1"), "share_out_of_range"), ((-1,), "days_negative")],
)
def test_conditions_make_sense(agreed, code):
	with pytest.raises(DomainError, match=code):
		conditions(*agreed)


@given(
	st.decimals(0, 100_000, places=2),
	st.integers(0, 1500),
	st.integers(0, 30),
	st.decimals(0, 100, places=1),
	st.decimals(0, 100, places=1),
)
def test_never_negative_never_more_than_the_price_and_later_never_more(price, after, full, fee, least):
	agreed = Conditions(full, fee, least)
	found = [
		payback(price, SOLD_ON, SOLD_ON + timedelta(days=days), [YEAR], agreed).refund
		for days in (after, after + 1)
	]
	assert 0 <= found[1] <= found[0] <= price


WISH = Wish("Sold", "Li", "Ours", SOLD_ON, "In Use", "Li", "Ours", date(2025, 1, 11))


@pytest.mark.parametrize(
	("change", "codes"),
	[
		({}, ()),
		({"activated_on": SOLD_ON}, ()),
		({"status": "Active"}, ("extension_not_waiting",)),
		({"status": "Cancelled"}, ("extension_not_waiting",)),
		({"unit_customer": "Wang"}, ("extension_other_customer",)),
		({"unit_company": "Theirs"}, ("extension_other_company",)),
		({"unit_status": "Scrapped"}, ("extension_unit_gone",)),
		({"activated_on": date(2025, 1, 9)}, ("extension_before_sale",)),
	],
)
def test_who_may_have_it_activated(change, codes):
	decision = can_activate(replace(WISH, **change))
	assert (decision.allowed, decision.codes) == (not codes, codes)


@pytest.mark.parametrize(
	("day", "activated", "last", "cancelled", "status"),
	[
		("2025-01-10", False, None, False, "Sold"),
		("2026-01-10", True, "2026-01-10", False, "Active"),
		("2026-01-11", True, "2026-01-10", False, "Expired"),
		("2026-01-11", True, None, False, "Active"),
		("2025-01-11", True, "2026-01-10", True, "Cancelled"),
	],
)
def test_the_status_follows_from_the_day(day, activated, last, cancelled, status):
	last_day = date.fromisoformat(last) if last else None
	assert status_on(date.fromisoformat(day), activated, last_day, cancelled) == status


def spans(cancelled_on=None):
	bought = term("EX-1", "Invoice 7", 12, 0, SOLD_ON, cancelled_on)
	found = timeline(Unit({"delivery": SOLD_ON}), [LAW, bought], DayCalendar())
	return [
		(str(one.first), str(one.until), one.why[-1].code) for one in found.segments if one.term == "EX-1"
	]


def test_it_follows_on_the_law_and_ends_when_cancelled():
	# the law: to Saturday 10 Jan 2026, rolled to Monday the 12th
	assert spans() == [("2026-01-13", "2027-01-11", "last_day_rests")]
	assert spans(date(2026, 6, 30)) == [("2026-01-13", "2026-06-30", "ended_by_cancelling")]
	assert spans(date(2025, 6, 30)) == []
