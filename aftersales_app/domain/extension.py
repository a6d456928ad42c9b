"""An extended warranty that somebody bought: when it is put to a unit, what state it is in, and what is paid back when it is cancelled.

The price is paid for the days of the term; who cancels gets back what was paid for the days that are left. What the contract keeps as a
fee, and what the law or the contract pays back at least, are data (`Conditions`). Money is Decimal, to the cent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aftersales_app.domain.coverage_terms import EXTENSION, Term
from aftersales_app.domain.depreciation import cents
from aftersales_app.domain.errors import Decision, DomainError, Reason
from aftersales_app.domain.legal_days import DAY, Days, add_days, merge_days, union_days

SOLD, ACTIVE, EXPIRED, CANCELLED = "Sold", "Active", "Expired", "Cancelled"
IN_USE = "In Use"
NOTHING, ALL = Decimal(0), Decimal(100)


@dataclass(frozen=True, slots=True)
class Conditions:
	"""What is paid back on cancelling, as it was agreed at the sale.

	`full_days`: so many days after the sale the whole price is paid back. After that `fee_percent` of the price is kept, and of what
	was paid for the days that are left `least_percent` is paid back all the same. Raises DomainError `share_out_of_range`, `days_negative`.
	"""

	full_days: int = 0
	fee_percent: Decimal = NOTHING
	least_percent: Decimal = NOTHING

	def __post_init__(self) -> None:
		for percent in (self.fee_percent, self.least_percent):
			if not (percent.is_finite() and NOTHING <= percent <= ALL):
				raise DomainError("share_out_of_range", {"percent": percent})
		if self.full_days < 0:
			raise DomainError("days_negative", {"days": self.full_days})


@dataclass(frozen=True, slots=True)
class Payback:
	"""What is paid back, what is kept as a fee, and how many of the `term` days are left unused."""

	refund: Decimal
	fee: Decimal
	unused: int
	term: int
	reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Wish:
	"""An extension that somebody wants to put to a unit: both as they stand."""

	status: str
	customer: str
	company: str
	sold_on: date
	unit_status: str
	unit_customer: str
	unit_company: str
	activated_on: date


def can_activate(wish: Wish) -> Decision:
	"""Only one that waits for a unit, for a unit in use of the same customer and company, not before it was sold. Codes:
	`extension_not_waiting`, `extension_other_company`, `extension_other_customer`, `extension_unit_gone`, `extension_before_sale`."""
	reasons = []
	if wish.status != SOLD:
		reasons.append(Reason("extension_not_waiting", {"status": wish.status}))
	if wish.unit_company != wish.company:
		reasons.append(Reason("extension_other_company"))
	if wish.unit_customer != wish.customer:
		reasons.append(Reason("extension_other_customer", {"customer": wish.customer}))
	if wish.unit_status != IN_USE:
		reasons.append(Reason("extension_unit_gone", {"status": wish.unit_status}))
	if wish.activated_on < wish.sold_on:
		reasons.append(Reason("extension_before_sale", {"date": wish.activated_on, "sold": wish.sold_on}))
	return Decision(not reasons, tuple(reasons))


def term(
	code: str, citation: str, months: int, days: int, sold_on: date, cancelled_on: date | None = None
) -> Term:
	"""What the extension grants to its unit: a period behind all that covers it already, up to the day on which it is cancelled.

	Raises DomainError `period_not_positive`.
	"""
	return Term(code, code, EXTENSION, citation, months, days, bought_on=sold_on, cancelled_on=cancelled_on)


def status_on(day: date, activated: bool, last_day: date | None, cancelled: bool) -> str:
	"""Sold, Active, Expired or Cancelled on a day. One whose last day nobody knows yet is active."""
	if cancelled:
		return CANCELLED
	if not activated:
		return SOLD
	return EXPIRED if last_day and last_day < day else ACTIVE


def payback(
	price: Decimal, sold_on: date, cancelled_on: date, spans: Iterable[Days], conditions: Conditions
) -> Payback:
	"""What is paid back of the price: refund = price x unused days / days of the term - fee, at least what law or contract say, never
	less than nothing. `spans` are the days that it covers, none where it was put to no unit; the day of cancelling counts as used.

	Reasons: `extension_taken_back` (days, until, price), or `extension_not_activated` (price) or `extension_days_left` (price, unused, term,
	date, share); then `extension_fee` (percent, fee), `extension_least` (percent, refund), `extension_nothing_left`.
	Raises DomainError `price_negative`, `cancelled_before_sale`, `days_reversed`.
	"""
	if not price.is_finite() or price < 0:
		raise DomainError("price_negative", {"price": price})
	if cancelled_on < sold_on:
		raise DomainError("cancelled_before_sale", {"date": cancelled_on, "sold": sold_on})
	price, covered = cents(price), list(spans)
	days, unused = union_days(covered), union_days(_after(covered, cancelled_on))
	until = add_days(sold_on, conditions.full_days)
	if conditions.full_days and cancelled_on <= until:
		told = {"days": conditions.full_days, "until": until, "price": price}
		return Payback(price, NOTHING, unused, days, (Reason("extension_taken_back", told),))
	if not days:
		return _less(price, price, 0, 0, Reason("extension_not_activated", {"price": price}), conditions)
	share = cents(price * unused / days)
	told = {"price": price, "unused": unused, "term": days, "date": cancelled_on, "share": share}
	return _less(price, share, unused, days, Reason("extension_days_left", told), conditions)


def _less(
	price: Decimal, share: Decimal, unused: int, days: int, why: Reason, conditions: Conditions
) -> Payback:
	"""The share without the fee, but never less than what is paid back at least."""
	fee = cents(price * conditions.fee_percent / 100)
	least = cents(share * conditions.least_percent / 100)
	refund, reasons = max(NOTHING, share - fee), [why]
	if fee and share:
		reasons.append(Reason("extension_fee", {"percent": conditions.fee_percent, "fee": fee}))
	if refund < least:
		refund = least
		reasons.append(Reason("extension_least", {"percent": conditions.least_percent, "refund": least}))
	if not refund:
		reasons.append(Reason("extension_nothing_left"))
	return Payback(refund, share - refund, unused, days, tuple(reasons))


def _after(spans: Iterable[Days], day: date) -> list[Days]:
	"""The days of the spans that come after a day."""
	return [(max(first, day + DAY), last) for first, last in merge_days(spans) if last > day]
