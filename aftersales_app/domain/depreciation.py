"""What the customer bears for the use of goods that are returned (rules.md R7 by days, R9 by kilometres): the formulas.

Whether anything is charged at all, on which grounds and from which day on, the norms say; the rates are data. Money is Decimal in the
currency's units, rounded half up to cents.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.legal_days import Days, union_days

CENT = Decimal("0.01")
NOTHING = Decimal(0)
TOO_LARGE = 10**24  # of what is worked out; what is entered is far below


@dataclass(frozen=True, slots=True)
class Refund:
	"""What is paid back, what is kept as a fee, and the `used` days or kilometres that it is counted by; `review`: a person should look
	at it, since nothing would be paid back."""

	refund: Decimal
	fee: Decimal
	used: Decimal | int
	reasons: tuple[Reason, ...]
	review: bool = False


def days_used(invoice: date, returned: date, repairs: Iterable[Days]) -> int:
	"""Days from the invoice to the return without those in repair or waiting, never negative (rules.md R7).

	Raises DomainError `return_before_sale`, `days_reversed`.
	"""
	if returned < invoice:
		raise DomainError("return_before_sale", {"invoice": invoice, "returned": returned})
	spans = list(repairs)
	union_days(spans)  # refuses one that ends before it begins
	inside = [
		(max(first, invoice), min(last, returned))
		for first, last in spans
		if first <= returned and last >= invoice
	]
	return max(0, (returned - invoice).days - union_days(inside))


def depreciation(
	price: Decimal, invoice: date, returned: date, repairs: Iterable[Days], percent: Decimal
) -> Refund:
	"""The fee for the days of use and what is left to refund (rules.md R7): fee = min(price, price x rate x days), the rate in `percent` of
	the price for a day.

	Reasons: `fee_by_days` (price, percent, days, fee), `fee_capped` (price). Raises DomainError `price_negative`, `rate_negative`,
	`return_before_sale`, `days_reversed`.
	"""
	price, percent = _money(price), _rate(percent)
	used = days_used(invoice, returned, repairs)
	fee = cents(price * percent * used / 100)
	told = {"price": price, "percent": percent, "days": used, "fee": fee}
	return _less(price, fee, used, Reason("fee_by_days", told))


def mileage_fee(price: Decimal, km: Decimal | int, percent: Decimal, most: Decimal) -> Refund:
	"""The fee for the kilometres driven and what is left to refund (rules.md R9): fee = price x km / 1000 x n, n in `percent` of the price
	as the card that came with the car says, at most `most`.

	Reasons: `fee_by_km` (price, percent, km, fee), `fee_capped` (price). Raises DomainError `price_negative`, `rate_negative`, `rate_too_high`,
	`use_negative`.
	"""
	price, percent = _money(price), _rate(percent)
	if percent > most:
		raise DomainError("rate_too_high", {"percent": percent, "most": most})
	if km < 0:
		raise DomainError("use_negative", {"km": km})
	fee = cents(price * percent * km / 100_000)
	told = {"price": price, "percent": percent, "km": km, "fee": fee}
	return _less(price, fee, km, Reason("fee_by_km", told))


def cents(amount: Decimal) -> Decimal:
	"""To the cent, half up. Raises DomainError `amount_too_large` where 28 digits do not hold it."""
	if amount.copy_abs() >= TOO_LARGE:
		raise DomainError("amount_too_large", {"most": TOO_LARGE})
	return amount.quantize(CENT, ROUND_HALF_UP)


def _less(price: Decimal, fee: Decimal, used: Decimal | int, why: Reason) -> Refund:
	"""The fee is never more than the price; where nothing is left a person should look at it."""
	if fee < price or not price:
		return Refund(price - fee, fee, used, (why,))
	reasons = (why, Reason("fee_capped", {"price": price})) if fee > price else (why,)
	return Refund(NOTHING, price, used, reasons, review=True)


def _rate(percent: Decimal) -> Decimal:
	if not percent.is_finite() or percent < 0:
		raise DomainError("rate_negative", {"percent": percent})
	return percent


def _money(price: Decimal) -> Decimal:
	if not price.is_finite() or price < 0:
		raise DomainError("price_negative", {"price": price})
	return cents(price)
