from datetime import datetime, timedelta, timezone

import pytest

from aftersales_app.domain.visit_flow import (
	ARRIVED,
	CANCELLED,
	DONE,
	ON_SITE,
	PLANNED,
	REMOTE,
	Busy,
	Plan,
	Work,
	can_arrive,
	can_finish,
	can_move,
	can_plan,
)

NOW = datetime(2026, 11, 23, 1, tzinfo=timezone.utc)


def at(minutes: int) -> datetime:
	return NOW + timedelta(minutes=minutes)


DAY = 24 * 60  # minutes


def plan(start: int = 60, end: int = 120, category: str = "Working", **facts: object) -> Plan:
	return Plan("wang@example.com", at(start), at(end), "TK-0000001", category, **facts)


@pytest.mark.parametrize(
	("wish", "codes"),
	[
		(plan(), ()),
		(plan(0, 1), ()),  # it may begin at once
		(plan(-1, 60), ("visit_in_past",)),
		(plan(60, 60), ("visit_ends_before_start",)),
		(plan(120, 60), ("visit_ends_before_start",)),
		(plan(60, 60 + 31 * DAY), ()),
		(plan(60, 61 + 31 * DAY), ("visit_too_long",)),
		(plan(60, 60 + 3653 * DAY), ("visit_too_long",)),
		(plan(731 * DAY, 731 * DAY + 60), ()),
		(plan(731 * DAY + 1, 731 * DAY + 60), ("visit_too_far_ahead",)),
		(plan(category="Closed"), ("visit_ticket_not_open",)),
		(plan(category="Resolved"), ("visit_ticket_not_open",)),
		(plan(category="Waiting Parts"), ()),
		(plan(serves=False), ("technician_not_serving",)),
		(
			plan(-60, -120, "Cancelled", serves=False),
			("visit_ticket_not_open", "visit_ends_before_start", "visit_in_past", "technician_not_serving"),
		),
	],
)
def test_planning(wish, codes):
	decision = can_plan(wish, NOW)
	assert (decision.codes, decision.allowed) == (codes, not codes)


@pytest.mark.parametrize(
	("start", "end", "clashes"),
	[
		(0, 60, False),
		(120, 180, False),
		(0, 61, True),
		(119, 180, True),
		(70, 80, True),
		(0, 180, True),
		(60, 120, True),
	],
)
@pytest.mark.parametrize(
	("what", "code"), [("visit", "technician_on_visit"), ("absence", "technician_absent")]
)
def test_two_places_at_once(start, end, clashes, what, code):
	decision = can_plan(plan(busy=(Busy(what, "TK-0000002", at(start), at(end)),)), NOW)
	assert decision.codes == ((code,) if clashes else ())


@pytest.mark.parametrize("before", [PLANNED, ARRIVED, DONE, CANCELLED, "Lost"])
@pytest.mark.parametrize("after", [PLANNED, ARRIVED, DONE, CANCELLED])
def test_moves(before, after):
	allowed = {(PLANNED, ARRIVED), (PLANNED, CANCELLED), (ARRIVED, DONE), (ARRIVED, CANCELLED)}
	assert can_move(before, after).allowed == ((before, after) in allowed)


@pytest.mark.parametrize(
	("status", "minutes", "off_plan", "codes"),
	[
		(PLANNED, 0, False, ()),
		(PLANNED, -12 * 60, False, ()),  # minutes from the start of a visit of one hour
		(PLANNED, -12 * 60 - 1, False, ("arrival_off_plan",)),
		(PLANNED, 13 * 60, False, ()),
		(PLANNED, 13 * 60 + 1, False, ("arrival_off_plan",)),
		(PLANNED, -5 * DAY, True, ()),
		(PLANNED, 5 * DAY, True, ()),
		(ARRIVED, 0, False, ("visit_move_not_allowed",)),
		(DONE, -5 * DAY, False, ("visit_move_not_allowed", "arrival_off_plan")),
		(CANCELLED, -5 * DAY, True, ("visit_move_not_allowed",)),
	],
)
def test_arriving_far_from_the_plan_is_said(status, minutes, off_plan, codes):
	decision = can_arrive(status, NOW, at(60), at(minutes), off_plan)
	assert (decision.codes, decision.allowed) == (codes, not codes)


def work(**facts: object) -> Work:
	return Work(**{"kind": ON_SITE, "status": ARRIVED, "work_done": "New fan", "signed": True, **facts})


@pytest.mark.parametrize(
	("facts", "codes"),
	[
		({}, ()),
		({"status": PLANNED}, ("visit_move_not_allowed",)),
		({"work_done": " \n"}, ("work_done_missing",)),
		({"unanswered": ("Leak test",)}, ("checks_unanswered",)),
		({"signed": False}, ("signature_missing",)),
		({"signed": False, "no_signature_reason": " "}, ("signature_missing",)),
		({"signed": False, "no_signature_reason": "Nobody home"}, ()),
		({"signed": False, "kind": REMOTE}, ()),
		({"parts_without_warehouse": ("Fan",)}, ("warehouse_missing",)),
		({"charged": 10}, ("price_not_confirmed",)),
		({"charged": 10, "confirmed_price": 10}, ()),
		({"charged": 10.01, "confirmed_price": 10}, ("price_exceeded",)),
		({"charged": 6, "charged_before": 5, "confirmed_price": 10}, ("price_exceeded",)),
		({"charged": 0.1, "charged_before": 0.2, "confirmed_price": 0.3}, ()),  # no dust of binary fractions
		({"charged": 0, "charged_before": 50}, ()),
		({"charged": 10, "confirmed_price": 10, "has_customer": False}, ("customer_missing",)),
	],
)
def test_finishing(facts, codes):
	decision = can_finish(work(**facts))
	assert (decision.codes, decision.allowed) == (codes, not codes)
