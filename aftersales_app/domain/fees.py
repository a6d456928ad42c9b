"""What a remedy costs the customer by the norm that gives it, and how a return without reason is settled
(rules.md R3, R7, R9).

The formulas are those of `depreciation`; the rates are data of the category, of the car's card or of the norm.
Money is Decimal, to the cent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from aftersales_app.domain.case_facts import Facts
from aftersales_app.domain.depreciation import Refund, cents, depreciation, mileage_fee
from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.norms import DEPRECIATION, USE, FeeRule, Norm

FREE = Decimal(0)
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


def fee_of(norm: Norm, facts: Facts, returned_on: date) -> Fee:
	"""The fee by the norm's rule on these facts. Raises DomainError `rate_too_high`, `return_before_sale`."""
	rule = norm.fee
	if rule.kind not in NEEDED:
		return NOTHING_TO_PAY
	if not rule.charged:
		return Fee(reasons=(Reason("fee_not_charged", {"basis": norm.citation}),))
	missing = tuple(fact for fact in NEEDED[rule.kind] if facts.get(fact) is None)
	if missing:
		return Fee(None, missing=missing)
	found = _by_km(rule, facts) if rule.kind == USE else _by_days(facts, returned_on)
	return Fee(found.fee, found.reasons)


def _by_km(rule: FeeRule, facts: Facts) -> Refund:
	most = Decimal(1) if rule.ceiling is None else rule.ceiling
	price, km = _number(facts, "price"), _number(facts, "mileage_km")
	return mileage_fee(price, km, _number(facts, "use_rate") * 100, most * 100)


def _by_days(facts: Facts, returned_on: date) -> Refund:
	"""Of the days in repair only the number is known here; where they lie makes no difference."""
	invoiced_on = facts["invoiced_on"]
	assert isinstance(invoiced_on, date)
	in_repair = min(int(_number(facts, "repair_days")), (returned_on - invoiced_on).days)
	repairs = [(invoiced_on, invoiced_on + timedelta(days=in_repair - 1))] if in_repair else []
	price, rate = _number(facts, "price"), _number(facts, "daily_rate") * 100
	return depreciation(price, invoiced_on, returned_on, repairs, rate)


@dataclass(frozen=True, slots=True)
class Purchase:
	"""What a return without reason is settled from: what was paid in all, what is kept at the prices it was
	bought at, and what may be held back: the card's fee, outbound freight whose free threshold is no longer
	met, the stated price of a gift that stays away; of a return for a defect the fee for use that a norm grants."""

	paid_total: Decimal
	kept_prices: tuple[Decimal, ...] = ()
	card_fee: Decimal = FREE
	outbound_freight: Decimal = FREE
	gift_price: Decimal = FREE
	use_fee: Decimal = FREE

	def __post_init__(self) -> None:
		for amount in (
			self.paid_total,
			*self.kept_prices,
			self.card_fee,
			self.outbound_freight,
			self.gift_price,
			self.use_fee,
		):
			if amount < 0:
				raise DomainError("negative_fact", {"fact": "price", "value": amount})


@dataclass(frozen=True, slots=True)
class Settlement:
	"""What goes back to the customer; negative: what they still have to pay for what they keep."""

	amount: Decimal
	reasons: tuple[Reason, ...]


def settle(purchase: Purchase) -> Settlement:
	"""What was paid less what is kept and what may be held back (rules.md R3, art. 14-18 of the return rules)."""
	kept = sum(purchase.kept_prices, FREE)
	held: Iterable[tuple[str, Decimal]] = (
		("card_fee", purchase.card_fee),
		("outbound_freight", purchase.outbound_freight),
		("gift", purchase.gift_price),
		("use_fee", purchase.use_fee),
	)
	reasons = [Reason("paid_less_kept", {"paid": purchase.paid_total, "kept": kept})]
	reasons += [Reason("held_back", {"item": item, "amount": amount}) for item, amount in held if amount]
	amount = purchase.paid_total - kept - sum((amount for _, amount in held), FREE)
	return Settlement(cents(amount), tuple(reasons))


def _number(facts: Facts, fact: str) -> Decimal:
	value = facts[fact]
	assert isinstance(value, int | Decimal)
	return Decimal(value)
