"""A visit's life: when it may be planned and what finishing it needs. Gates answer with every reason at once, so that
somebody with a phone in one hand sees all that is missing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aftersales_app.domain.errors import Decision, Reason
from aftersales_app.domain.ticket_flow import OPEN

PLANNED, ARRIVED, DONE, CANCELLED = "Planned", "Arrived", "Done", "Cancelled"
ON_SITE, REMOTE, WORKSHOP = "On-site Visit", "Remote Session", "Workshop"
AHEAD = frozenset({PLANNED, ARRIVED})
# With whom the customer has somebody of ours before them. A machine on the bench is no arrival: nobody came to them.
WITH_CUSTOMER = frozenset({ON_SITE, REMOTE})

LONGEST = timedelta(days=31)  # a job at the bench takes weeks, no visit takes months
FARTHEST = timedelta(days=731)  # two years: beyond it the year is mistyped
NEAR = timedelta(
	hours=12
)  # farther from the plan than that, the visit before the technician may be another one

MOVES = {PLANNED: frozenset({ARRIVED, CANCELLED}), ARRIVED: frozenset({DONE, CANCELLED})}


@dataclass(frozen=True, slots=True)
class Busy:
	"""Something else that a technician has to do or where they are: `what` is "visit" or "absence". Half open."""

	what: str
	name: str
	starts_at: datetime
	ends_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
	"""A visit to be planned. `serves`: the technician is on the ticket's team or is a technician by role."""

	technician: str
	starts_at: datetime
	ends_at: datetime
	ticket: str
	ticket_category: str
	team: str = ""
	serves: bool = True
	busy: tuple[Busy, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
	"""What a technician leaves behind. Amounts are in the company's currency; `confirmed_price` is None where the customer has
	confirmed none; `charged_before` is what earlier visits of the ticket cost."""

	kind: str
	status: str
	work_done: str = ""
	unanswered: tuple[str, ...] = ()
	signed: bool = False
	no_signature_reason: str = ""
	charged: float = 0.0
	charged_before: float = 0.0
	confirmed_price: float | None = None
	has_customer: bool = True
	parts_without_warehouse: tuple[str, ...] = ()


def can_plan(plan: Plan, now: datetime) -> Decision:
	"""May this visit stand in the calendar? Codes: `visit_ticket_not_open`, `visit_ends_before_start`, `visit_too_long`,
	`visit_in_past`, `visit_too_far_ahead`, `technician_not_serving`, `technician_on_visit`, `technician_absent`."""
	reasons = []
	if plan.ticket_category not in OPEN:
		reasons.append(
			Reason("visit_ticket_not_open", {"ticket": plan.ticket, "stage": plan.ticket_category})
		)
	if plan.ends_at <= plan.starts_at:
		reasons.append(Reason("visit_ends_before_start"))
	if plan.ends_at - plan.starts_at > LONGEST:
		reasons.append(Reason("visit_too_long", {"days": LONGEST.days}))
	if plan.starts_at < now:
		reasons.append(Reason("visit_in_past", {"start": plan.starts_at}))
	if plan.starts_at > now + FARTHEST:
		reasons.append(Reason("visit_too_far_ahead", {"start": plan.starts_at}))
	if not plan.serves:
		reasons.append(Reason("technician_not_serving", {"technician": plan.technician, "team": plan.team}))
	return _decide(reasons + [_clash(plan, busy) for busy in plan.busy if overlap(plan, busy)])


def overlap(one: Plan | Busy, other: Plan | Busy) -> bool:
	"""Do two half-open times share a moment? Meeting end to start is no overlap."""
	return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _clash(plan: Plan, busy: Busy) -> Reason:
	facts = {"technician": plan.technician, "start": busy.starts_at, "end": busy.ends_at, "name": busy.name}
	return Reason("technician_on_visit" if busy.what == "visit" else "technician_absent", facts)


def can_move(from_status: str, to_status: str) -> Decision:
	"""Planned -> Arrived -> Done; cancelled before it is done. Code: `visit_move_not_allowed`."""
	if to_status in MOVES.get(from_status, frozenset()):
		return Decision(True)
	return _decide([Reason("visit_move_not_allowed", {"from": from_status, "to": to_status})])


def can_arrive(
	status: str, starts_at: datetime, ends_at: datetime, now: datetime, off_plan: bool
) -> Decision:
	"""May a technician arrive now? The moment is always `now`: nobody arrives in the future. Far from the planned time they
	say so (`off_plan`). All moments aware. Codes: `visit_move_not_allowed`, `arrival_off_plan`."""
	reasons = list(can_move(status, ARRIVED).reasons)
	if not off_plan and not starts_at - NEAR <= now <= ends_at + NEAR:
		reasons.append(Reason("arrival_off_plan", {"start": starts_at, "end": ends_at}))
	return _decide(reasons)


def can_finish(work: Work) -> Decision:
	"""Is the work written down, checked, signed and its price agreed? Codes: `visit_move_not_allowed`, `work_done_missing`,
	`checks_unanswered`, `signature_missing`, `warehouse_missing`, `price_not_confirmed`, `price_exceeded`,
	`customer_missing`."""
	reasons = list(can_move(work.status, DONE).reasons)
	if not work.work_done.strip():
		reasons.append(Reason("work_done_missing"))
	if work.unanswered:
		reasons.append(Reason("checks_unanswered", {"checks": "; ".join(work.unanswered)}))
	if work.kind == ON_SITE and not (work.signed or work.no_signature_reason.strip()):
		reasons.append(Reason("signature_missing"))
	if work.parts_without_warehouse:
		reasons.append(Reason("warehouse_missing", {"parts": ", ".join(work.parts_without_warehouse)}))
	return _decide(reasons + _price_reasons(work))


def _price_reasons(work: Work) -> list[Reason]:
	"""Nothing is charged that the customer did not agree to before, and not to nobody."""
	if work.charged <= 0:
		return []
	reasons = [] if work.has_customer else [Reason("customer_missing")]
	total = round(work.charged + work.charged_before, 2)
	if work.confirmed_price is None:
		reasons.append(Reason("price_not_confirmed", {"amount": f"{total:.2f}"}))
	elif total > round(work.confirmed_price, 2):
		facts = {"amount": f"{total:.2f}", "confirmed": f"{work.confirmed_price:.2f}"}
		reasons.append(Reason("price_exceeded", facts))
	return reasons


def _decide(reasons: list[Reason]) -> Decision:
	return Decision(not reasons, tuple(reasons))
