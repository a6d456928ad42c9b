"""What a claim cost, passed on to the supplier of the part: how much, until when, and what came of it.

The seller pays first and then has recourse (rules.md R5). How many days a supplier leaves for that is agreed with each; such a term
between traders runs through days of rest. Money is Decimal, to the cent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from aftersales_app.domain.depreciation import cents
from aftersales_app.domain.errors import Decision, Reason
from aftersales_app.domain.legal_days import add_days

OPEN, CLAIMED, ACCEPTED = "Open", "Claimed", "Accepted"
PARTLY, REFUSED, LAPSED = "Partly", "Refused", "Lapsed"
PART = "Part"  # as the costs of a claim name their kinds


@dataclass(frozen=True, slots=True)
class Cost:
	"""One row of what a claim cost: a part, labour, freight or other; `item` and `supplier` are "" where the row names none."""

	kind: str
	supplier: str
	item: str
	amount: Decimal


@dataclass(frozen=True, slots=True)
class Demand:
	"""What is asked of a supplier for a part ("" for none)."""

	supplier: str
	item: str
	amount: Decimal


@dataclass(frozen=True, slots=True)
class State:
	"""A demand as it stands: until when it can be raised, when it was, the sum of the answers, None while there is none."""

	amount: Decimal
	event_on: date
	due_on: date
	claimed_on: date | None = None
	recovered: Decimal | None = None


def demands(costs: Iterable[Cost]) -> tuple[Demand, ...]:
	"""One demand for each supplier and part, in that order. What a supplier caused beside a part (labour, freight) goes with the part
	where there is just one, else it stands by itself. Rows without supplier or amount are nobody's."""
	sums: dict[tuple[str, str], Decimal] = {}
	rows = [cost for cost in costs if cost.supplier and cost.amount > 0]
	parts: dict[str, set[str]] = {}
	for cost in rows:
		if cost.kind == PART:
			parts.setdefault(cost.supplier, set()).add(cost.item)
	for cost in rows:
		own = parts.get(cost.supplier, set())
		item = cost.item
		if item not in own:
			item = next(iter(own)) if len(own) == 1 else ""
		sums[cost.supplier, item] = sums.get((cost.supplier, item), Decimal(0)) + cost.amount
	return tuple(Demand(supplier, item, cents(total)) for (supplier, item), total in sorted(sums.items()))


def last_day(event: date, days: int) -> date:
	"""The last day on which the demand can be raised: `days` days after the event. Raises DomainError `beyond_calendar`."""
	return add_days(event, days)


def status_on(day: date, state: State) -> str:
	"""Open, Claimed, Accepted, Partly, Refused or Lapsed on a day. An answer says how much of the amount came back; without one a demand
	that was not raised in time has lapsed."""
	if state.recovered is not None:
		if state.recovered <= 0:
			return REFUSED
		return ACCEPTED if state.recovered >= state.amount else PARTLY
	if state.claimed_on:
		return CLAIMED
	return LAPSED if state.due_on < day else OPEN


def is_due(day: date, state: State, ahead: int) -> bool:
	"""Is it still to be raised, with `ahead` days or fewer left?"""
	return status_on(day, state) == OPEN and state.due_on <= day + timedelta(days=ahead)


def can_claim(day: date, state: State) -> Decision:
	"""Once, from the event to the last day. Codes: `recovery_claimed_already`, `recovery_before_event`, `recovery_lapsed`."""
	reasons = []
	if state.claimed_on:
		reasons.append(Reason("recovery_claimed_already", {"date": state.claimed_on}))
	if day < state.event_on:
		reasons.append(Reason("recovery_before_event", {"date": day, "event": state.event_on}))
	if day > state.due_on:
		reasons.append(Reason("recovery_lapsed", {"due": state.due_on}))
	return Decision(not reasons, tuple(reasons))


def can_answer(day: date, amount: Decimal, state: State) -> Decision:
	"""What was raised is answered, in parts if need be, up to its amount; 0 is a refusal. Codes: `recovery_not_claimed`,
	`recovery_before_claim`, `recovery_negative`, `recovery_too_much`."""
	reasons, left = [], state.amount - (state.recovered or Decimal(0))
	if not state.claimed_on:
		reasons.append(Reason("recovery_not_claimed"))
	elif day < state.claimed_on:
		reasons.append(Reason("recovery_before_claim", {"date": day, "claimed": state.claimed_on}))
	if not amount.is_finite() or amount < 0:
		reasons.append(Reason("recovery_negative", {"amount": amount}))
	elif amount > left or not left:
		reasons.append(Reason("recovery_too_much", {"amount": amount, "left": left}))
	return Decision(not reasons, tuple(reasons))
