"""What the customer bears for the use of goods that are returned (rules.md R7 by days, R9 by kilometres).

Money is Decimal in the currency's units, rounded half up to cents. Rates and the switch whether anything is charged at all are data: since
mid-2024 a trader has to repay the invoice price in one go, so the rule is kept on record and asks for nothing unless told so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.legal_days import DayCalendar, Days, deadline_days, union_days

CENT = Decimal("0.01")
NOTHING = Decimal(0)
EXCHANGE_REFUSED = (
	"exchange_refused"  # an exchange is due, the same model is in stock, the customer prefers money
)


@dataclass(frozen=True, slots=True)
class DailyRate:
	"""`percent` of the price for each day of use, charged on the `grounds` of a return that it names, not for goods returned within
	`free_days` of the invoice. `charge` False asks for nothing; `basis` is the provision that says so or that allows it.

	Raises DomainError `rate_negative`, `rate_without_basis`.
	"""

	percent: Decimal
	charge: bool
	basis: str
	free_days: int = 7
	grounds: tuple[str, ...] = (EXCHANGE_REFUSED,)

	def __post_init__(self) -> None:
		_check_rate(self.percent, self.basis)


@dataclass(frozen=True, slots=True)
class MileageRate:
	"""`percent` of the price for each 1000 km, as the card that came with the car says, at most `most` (rules.md R9).

	Raises DomainError `rate_negative`, `rate_without_basis`, `rate_too_high`.
	"""

	percent: Decimal
	most: Decimal
	basis: str

	def __post_init__(self) -> None:
		_check_rate(self.percent, self.basis)
		if self.percent > self.most:
			raise DomainError("rate_too_high", {"percent": self.percent, "most": self.most})


@dataclass(frozen=True, slots=True)
class Refund:
	"""What is paid back, what is kept as a fee, and the `used` days or kilometres that it is counted by; `review`: a person should look
	at it, since nothing would be paid back."""

	refund: Decimal
	fee: Decimal
	used: int
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
	price: Decimal,
	invoice: date,
	returned: date,
	repairs: Iterable[Days],
	rate: DailyRate,
	ground: str,
	calendar: DayCalendar,
) -> Refund:
	"""The fee for the days of use and what is left to refund (rules.md R7): fee = min(price, price x rate x days).

	`ground` is why the goods come back. Reasons: `fee_not_charged` (basis), `no_fee_on_this_ground` (ground), `no_fee_so_early` (until), or
	`fee_by_days` (price, percent, days, fee) and `fee_capped` (price). Raises DomainError `price_negative`, `return_before_sale`,
	`days_reversed`.
	"""
	price = _money(price)
	used = days_used(invoice, returned, repairs)
	free_until = deadline_days(invoice, rate.free_days, calendar)
	if ground not in rate.grounds:
		return Refund(price, NOTHING, used, (Reason("no_fee_on_this_ground", {"ground": ground}),))
	if returned <= free_until:
		return Refund(price, NOTHING, used, (Reason("no_fee_so_early", {"until": free_until}),))
	if not rate.charge:
		return Refund(price, NOTHING, used, (Reason("fee_not_charged", {"basis": rate.basis}),))
	fee = _cents(price * rate.percent * used / 100)
	told = {"price": price, "percent": rate.percent, "days": used, "fee": fee}
	return _less(price, fee, used, Reason("fee_by_days", told))


def mileage_fee(price: Decimal, km: int, rate: MileageRate) -> Refund:
	"""The fee for the kilometres driven and what is left to refund (rules.md R9): fee = price x km / 1000 x n.

	Reasons: `fee_by_km` (price, percent, km, fee), `fee_capped` (price). Raises DomainError `price_negative`, `use_negative`.
	"""
	price = _money(price)
	if km < 0:
		raise DomainError("use_negative", {"km": km})
	fee = _cents(price * rate.percent * km / 100_000)
	told = {"price": price, "percent": rate.percent, "km": km, "fee": fee}
	return _less(price, fee, km, Reason("fee_by_km", told))


def _less(price: Decimal, fee: Decimal, used: int, why: Reason) -> Refund:
	"""The fee is never more than the price; where nothing is left a person should look at it."""
	if fee < price or not price:
		return Refund(price - fee, fee, used, (why,))
	reasons = (why, Reason("fee_capped", {"price": price})) if fee > price else (why,)
	return Refund(NOTHING, price, used, reasons, review=True)


def _check_rate(percent: Decimal, basis: str) -> None:
	if not percent.is_finite() or percent < 0:
		raise DomainError("rate_negative", {"percent": percent})
	if not basis.strip():
		raise DomainError("rate_without_basis")


def _money(price: Decimal) -> Decimal:
	if not price.is_finite() or price < 0:
		raise DomainError("price_negative", {"price": price})
	return _cents(price)


def _cents(amount: Decimal) -> Decimal:
	return amount.quantize(CENT, ROUND_HALF_UP)
