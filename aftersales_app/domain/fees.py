"""What a return costs the customer, and what is paid back (rules.md R3, R7, R9). Money is Decimal, to the cent, half up.

The rates are data of the category, of the card or of the norm; here are the formulas.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.norms import DEPRECIATION, USE, Facts, FeeRule

FREE = Decimal(0)
CENT = Decimal("0.01")
NEEDED = {
	DEPRECIATION: ("price", "daily_rate", "invoiced_on", "repair_days"),
	USE: ("price", "mileage_km", "use_rate"),
}


@dataclass(frozen=True, slots=True)
class Fee:
	"""`amount` is None while a fact is `missing`; `reasons` show the arithmetic."""

	amount: Decimal | None = FREE
	reasons: tuple[Reason, ...] = ()
	missing: tuple[str, ...] = ()


NOTHING_TO_PAY = Fee()


def fee_of(rule: FeeRule, facts: Facts, returned_on: date) -> Fee:
	"""The fee of a rule on these facts. Raises DomainError `use_rate_too_high`."""
	if rule.kind not in NEEDED:
		return NOTHING_TO_PAY
	if not rule.charged:
		return Fee(reasons=(Reason("fee_not_charged", {"fee": rule.kind}),))
	missing = tuple(fact for fact in NEEDED[rule.kind] if facts.get(fact) is None)
	if missing:
		return Fee(None, missing=missing)
	if rule.kind == USE:
		return use_fee(
			_number(facts, "price"), _number(facts, "mileage_km"), _number(facts, "use_rate"), rule.ceiling
		)
	invoiced_on = facts["invoiced_on"]
	assert isinstance(invoiced_on, date)
	owned = (returned_on - invoiced_on).days
	return depreciation(
		_number(facts, "price"), _number(facts, "daily_rate"), owned, int(_number(facts, "repair_days"))
	)


def depreciation(price: Decimal, daily_rate: Decimal, owned_days: int, repair_days: int) -> Fee:
	"""Price x rate x days of use, at most the price (rules.md R7). Days in repair are not days of use."""
	days = max(0, owned_days - repair_days)
	full = price * daily_rate * days
	amount = cents(min(price, full))
	params = {"price": price, "rate": daily_rate, "days": days, "amount": amount}
	reasons = (Reason("depreciation_fee", params),)
	return Fee(amount, (*reasons, Reason("fee_capped_at_price")) if full > price else reasons)


def use_fee(price: Decimal, km: Decimal, rate: Decimal, ceiling: Decimal | None = None) -> Fee:
	"""Price x km / 1000 x rate, at most the price (rules.md R9). Raises DomainError `use_rate_too_high` above `ceiling`."""
	if ceiling is not None and rate > ceiling:
		raise DomainError("use_rate_too_high", {"rate": rate, "ceiling": ceiling})
	full = price * km / 1000 * rate
	amount = cents(min(price, full))
	params = {"price": price, "km": km, "rate": rate, "amount": amount}
	reasons = (Reason("use_fee", params),)
	return Fee(amount, (*reasons, Reason("fee_capped_at_price")) if full > price else reasons)


@dataclass(frozen=True, slots=True)
class Purchase:
	"""What a return without reason is settled from: what was paid in all, what is kept at the prices it was bought at, and what may be held back:
	the card's fee, outbound freight whose free threshold is no longer met, the stated price of a gift that stays away."""

	paid_total: Decimal
	kept_prices: tuple[Decimal, ...] = ()
	card_fee: Decimal = FREE
	outbound_freight: Decimal = FREE
	gift_price: Decimal = FREE

	def __post_init__(self) -> None:
		for amount in (
			self.paid_total,
			*self.kept_prices,
			self.card_fee,
			self.outbound_freight,
			self.gift_price,
		):
			if amount < 0:
				raise DomainError("negative_fact", {"fact": "price", "value": amount})


@dataclass(frozen=True, slots=True)
class Refund:
	"""What goes back to the customer; negative: what they still have to pay for what they keep."""

	amount: Decimal
	reasons: tuple[Reason, ...]


def settle(purchase: Purchase) -> Refund:
	"""What was paid less what is kept and what may be held back (rules.md R3, art. 14-18 of the return rules)."""
	kept = sum(purchase.kept_prices, FREE)
	held: Iterable[tuple[str, Decimal]] = (
		("card_fee", purchase.card_fee),
		("outbound_freight", purchase.outbound_freight),
		("gift", purchase.gift_price),
	)
	reasons = [Reason("paid_less_kept", {"paid": purchase.paid_total, "kept": kept})]
	reasons += [Reason("held_back", {"item": item, "amount": amount}) for item, amount in held if amount]
	amount = purchase.paid_total - kept - sum((amount for _, amount in held), FREE)
	return Refund(cents(amount), tuple(reasons))


def cents(amount: Decimal) -> Decimal:
	"""To the cent, half up."""
	return amount.quantize(CENT, ROUND_HALF_UP)


def _number(facts: Facts, fact: str) -> Decimal:
	value = facts[fact]
	assert isinstance(value, int | Decimal)
	return Decimal(value)
