"""What a trader pays besides making good: so many times the price, but not less than an amount (rules.md R12, fraud).

Money is Decimal, to the cent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from aftersales_app.domain.case_facts import Facts
from aftersales_app.domain.depreciation import cents
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.norms import Award, Norm


@dataclass(frozen=True, slots=True)
class Amount:
	"""`amount` is None while a fact is `missing`, and where nothing is awarded; `reasons` show the arithmetic."""

	amount: Decimal | None = None
	reasons: tuple[Reason, ...] = ()
	missing: tuple[str, ...] = ()


NOTHING_AWARDED = Amount()


def amount_of(norm: Norm, facts: Facts) -> Amount:
	"""What is to be paid by the norm on these facts.

	Reasons: `award_times` (of, times, price, amount), and `award_least` (least) where that is more; `award_unknown` (of, times, least)
	while nobody tells the price. Raises DomainError `amount_too_large`.
	"""
	award = norm.award
	if award is None:
		return NOTHING_AWARDED
	price = facts.get(award.of)
	if not isinstance(price, int | Decimal):
		told = {"of": award.of, "times": award.times, "least": award.least}
		return Amount(reasons=(Reason("award_unknown", told),), missing=(award.of,))
	return _worked_out(award, Decimal(price))


def highest(amounts: Iterable[Amount]) -> Amount:
	"""The one that gives most; one that is not known yet only where none is."""
	return max(amounts, key=lambda one: (one.amount is not None, one.amount or 0, bool(one.reasons)))


def _worked_out(award: Award, price: Decimal) -> Amount:
	amount = cents(price * award.times)
	told = {"of": award.of, "times": award.times, "price": price, "amount": amount}
	if amount >= award.least:
		return Amount(amount, (Reason("award_times", told),))
	return Amount(
		cents(award.least), (Reason("award_times", told), Reason("award_least", {"least": award.least}))
	)
