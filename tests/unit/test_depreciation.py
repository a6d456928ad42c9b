"""rules.md R7: what is kept for days of use; R9: for kilometres. When nothing is kept test_remedies.py tells."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales_app.domain.depreciation import depreciation, mileage_fee
from aftersales_app.domain.errors import DomainError

PHONE, COMPUTER = Decimal("0.5"), Decimal("0.25")
CARD = Decimal("0.5")
BOUGHT = date(2025, 1, 1)
TEN_DAYS = (date(2025, 2, 1), date(2025, 2, 10))
TWENTY_DAYS = (date(2025, 2, 1), date(2025, 2, 20))


def refund_of(price, days, repairs, percent=PHONE):
	return depreciation(Decimal(price), BOUGHT, BOUGHT + timedelta(days=days), repairs, percent)


def driven(price, km, percent=CARD):
	return mileage_fee(Decimal(price), km, Decimal(percent), most=CARD)


@pytest.mark.parametrize(
	("price", "days", "repairs", "percent", "fee", "refund", "code"),
	[
		pytest.param(3000, 70, [TEN_DAYS], PHONE, 900, 2100, "fee_by_days", id="R7 phone"),
		pytest.param(6000, 100, [TWENTY_DAYS], COMPUTER, 1200, 4800, "fee_by_days", id="R7 PC"),
		pytest.param(3000, 250, [], PHONE, 3000, 0, "fee_capped", id="R7 capped"),
		pytest.param(3000, 200, [], PHONE, 3000, 0, "fee_by_days", id="all of the price"),
		pytest.param(3000, 8, [], PHONE, 120, 2880, "fee_by_days", id="day eight"),
		pytest.param(3000, 70, [TEN_DAYS, TEN_DAYS], PHONE, 900, 2100, "fee_by_days", id="twice"),
		pytest.param(0, 70, [], PHONE, 0, 0, "fee_by_days", id="a gift"),
		pytest.param("0.99", 31, [], PHONE, "0.15", "0.84", "fee_by_days", id="rounded"),
		pytest.param("1.00", 9, [], PHONE, "0.05", "0.95", "fee_by_days", id="half up"),
	],
)
def test_fee_by_days(price, days, repairs, percent, fee, refund, code):
	found = refund_of(price, days, repairs, percent)
	assert (found.fee, found.refund) == (Decimal(fee), Decimal(refund))
	assert found.reasons[-1].code == code


def test_the_days_are_those_in_the_customer_s_hands():
	assert refund_of(3000, 70, [TEN_DAYS]).used == 60
	assert refund_of(3000, 70, [(date(2024, 12, 1), date(2024, 12, 9))]).used == 70
	assert refund_of(3000, 9, [(date(2024, 12, 1), date(2025, 6, 1))]).used == 0


def test_a_refund_of_nothing_is_for_a_person_to_look_at():
	assert refund_of(3000, 250, []).review
	assert not refund_of(3000, 70, []).review
	assert not refund_of(0, 70, []).review


@pytest.mark.parametrize(
	("price", "km", "percent", "fee"),
	[(150_000, 12_000, "0.5", 9_000), (220_000, 31_500, "0.4", 27_720), (150_000, 0, "0.5", 0)],
)
def test_fee_by_kilometres(price, km, percent, fee):
	found = driven(price, km, percent)
	assert (found.fee, found.refund, found.used) == (fee, price - fee, km)


def test_a_car_driven_to_pieces_costs_its_price_at_most():
	found = driven(150_000, 250_000)
	assert (found.fee, found.refund, found.review) == (150_000, 0, True)
	assert [reason.code for reason in found.reasons] == ["fee_by_km", "fee_capped"]


@pytest.mark.parametrize(
	("code", "made"),
	[
		("rate_too_high", lambda: driven(150_000, 10, "0.51")),
		("rate_negative", lambda: driven(150_000, 10, "-0.1")),
		("rate_negative", lambda: refund_of(3000, 70, [], Decimal("NaN"))),
		("price_negative", lambda: refund_of(-1, 70, [])),
		("price_negative", lambda: driven(-1, 10)),
		("use_negative", lambda: driven(1, -1)),
		("amount_too_large", lambda: refund_of(Decimal("1" * 40), 70, [])),
		("amount_too_large", lambda: driven(10**20, 10**20)),
		("return_before_sale", lambda: refund_of(3000, -1, [])),
		("days_reversed", lambda: refund_of(3000, 70, [(date(2026, 2, 2), date(2026, 2, 1))])),
	],
)
def test_bad_input_is_refused(code, made):
	with pytest.raises(DomainError, match=code):
		made()


MONEY = st.decimals(0, 1_000_000, places=2)
SPANS = st.lists(
	st.tuples(st.integers(0, 400), st.integers(0, 60)).map(
		lambda one: (BOUGHT + timedelta(days=one[0]), BOUGHT + timedelta(days=sum(one)))
	)
)


@given(MONEY, st.integers(0, 1000), SPANS, SPANS)
def test_fee_and_refund_are_the_price_and_more_repair_never_costs_more(price, days, repairs, more):
	found = refund_of(price, days, repairs)
	assert found.fee + found.refund == price
	assert 0 <= found.fee <= price
	assert refund_of(price, days, [*repairs, *more]).fee <= found.fee
