"""A ticket's life in categories. The owner's workflow names the states; what a state means is its category, and the
gates here hold whatever the workflow allows. A form button and the server's guard ask the same function."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from aftersales_app.domain.errors import Decision, DomainError, Reason
from aftersales_app.domain.service_clock import CLOCKS

NEW, WORKING = "New", "Working"
WAITING_CUSTOMER, WAITING_PARTS = "Waiting Customer", "Waiting Parts"
RESOLVED, CLOSED, CANCELLED = "Resolved", "Closed", "Cancelled"
CATEGORIES = (NEW, WORKING, WAITING_CUSTOMER, WAITING_PARTS, RESOLVED, CLOSED, CANCELLED)
WAITING = frozenset({WAITING_CUSTOMER, WAITING_PARTS})
OPEN = frozenset({NEW, WORKING}) | WAITING
COMPLAINT, REJECTED = "Complaint", "Rejected"

REOPEN, NEW_LINKED_TICKET = "reopen", "new linked ticket"

_BUSY = frozenset({WORKING, RESOLVED, CANCELLED}) | WAITING
MOVES: Mapping[str, frozenset[str]] = {
	NEW: _BUSY,
	WORKING: _BUSY,
	WAITING_CUSTOMER: _BUSY,
	WAITING_PARTS: _BUSY,
	RESOLVED: frozenset({WORKING, CLOSED}),
	CLOSED: frozenset({WORKING}),
	CANCELLED: frozenset(),
}

_MET_BY: Mapping[str, tuple[str, ...]] = {
	WAITING_CUSTOMER: ("first_response",),
	WAITING_PARTS: ("diagnosis",),
}


@dataclass(frozen=True, slots=True)
class ClosingFacts:
	"""What the gates look at. `customer_opinion` is the customer's last word on the result; `silent` says that they were asked
	and the days to answer have passed; `unconfirmed_price` that the work is charged for and the customer has not agreed."""

	category: str
	kind: str = ""
	cause: str = ""
	action: str = ""
	result: str = ""
	open_visits: int = 0
	customer_opinion: str = ""
	silent: bool = False
	unconfirmed_price: bool = False


@dataclass(frozen=True, slots=True)
class ReopenFacts:
	"""`closed_at` is None until it is closed; `window` is how long after closing the same ticket may be reopened."""

	category: str
	closed_at: datetime | None
	window: timedelta


@dataclass(frozen=True, slots=True)
class ClockEffects:
	"""What a move does to clocks, by name. Meet first; then cancel; then each clock in `follow` pauses or resumes as its target's
	`pauses_on` says of the new category (`service_clock.follow`)."""

	meet: tuple[str, ...] = ()
	cancel: tuple[str, ...] = ()
	follow: tuple[str, ...] = ()


def can_move(from_category: str, to_category: str) -> Decision:
	"""May a ticket go from one category to another at all? Inside one it always may. Codes: `move_not_allowed`.

	Raises DomainError `unknown_category`.
	"""
	_check_known(from_category, to_category)
	if from_category == to_category or to_category in MOVES[from_category]:
		return Decision(True)
	return Decision(False, (Reason("move_not_allowed", {"from": from_category, "to": to_category}),))


def can_resolve(facts: ClosingFacts) -> Decision:
	"""Is the work done and written down, and its price agreed? Codes: `cause_missing`, `action_missing`, `result_missing`,
	`open_visits` (count), `price_unconfirmed`."""
	missing = [
		Reason(f"{name}_missing")
		for name, value in (("cause", facts.cause), ("action", facts.action), ("result", facts.result))
		if not value.strip()
	]
	if facts.open_visits:
		missing.append(Reason("open_visits", {"count": facts.open_visits}))
	if facts.unconfirmed_price:
		missing.append(Reason("price_unconfirmed"))
	return Decision(not missing, tuple(missing))


def can_close(facts: ClosingFacts) -> Decision:
	"""What resolving asks, and that it was resolved first (`not_resolved`). A complaint also needs the customer's last word or
	their silence (`opinion_missing`); nobody who said no counts as silent (`customer_rejected`)."""
	reasons = list(can_resolve(facts).reasons)
	if facts.category not in (RESOLVED, CLOSED):
		reasons.insert(0, Reason("not_resolved", {"category": facts.category}))
	if facts.kind == COMPLAINT and not (facts.customer_opinion.strip() or facts.silent):
		reasons.append(Reason("opinion_missing"))
	if facts.silent and facts.customer_opinion == REJECTED:
		reasons.append(Reason("customer_rejected"))
	return Decision(not reasons, tuple(reasons))


def can_confirm(category: str) -> Decision:
	"""May the customer's word on the result be noted? Only of what is resolved. Codes: `nothing_to_confirm`."""
	done = category in (RESOLVED, CLOSED)
	return Decision(done, () if done else (Reason("nothing_to_confirm"),))


def can_reopen(facts: ReopenFacts, now: datetime) -> Decision:
	"""Resolved, or closed no longer than the window ago: outcome "reopen". Closed longer ago or cancelled: not allowed, outcome
	"new linked ticket". Codes: `within_window`, `not_closed_yet`, `reopening_over` (until), `cancelled`, `still_open`."""
	if facts.category in OPEN:
		return Decision(False, (Reason("still_open"),))
	if facts.category == CANCELLED:
		return Decision(False, (Reason("cancelled"),), NEW_LINKED_TICKET)
	if facts.category == RESOLVED or facts.closed_at is None:
		return Decision(True, (Reason("not_closed_yet"),), REOPEN)
	until = facts.closed_at + facts.window
	if now <= until:
		return Decision(True, (Reason("within_window", {"until": until}),), REOPEN)
	return Decision(False, (Reason("reopening_over", {"until": until}),), NEW_LINKED_TICKET)


def clock_effects(from_category: str, to_category: str) -> ClockEffects:
	"""What a move means for the clocks. Asking the customer or resolving is an answer to them; waiting for parts or
	resolving means that the fault is known; what is resolved without a visit needs none; reopening leaves verdicts
	alone. Raises DomainError `unknown_category`."""
	_check_known(from_category, to_category)
	if from_category not in OPEN:
		return ClockEffects()
	if to_category == CANCELLED:
		return ClockEffects(cancel=CLOCKS)
	if to_category in (RESOLVED, CLOSED):
		return ClockEffects(meet=("first_response", "diagnosis", "resolution"), cancel=("arrival",))
	return ClockEffects(meet=_MET_BY.get(to_category, ()), follow=CLOCKS)


def _check_known(*categories: str) -> None:
	for category in categories:
		if category not in MOVES:
			raise DomainError("unknown_category", {"category": category})
