"""The sweep: warnings once each, missed clocks with their owner, silent tickets closed."""

import frappe
import pytest
from factories.people import make_user
from factories.service import make_policy, make_team, make_ticket
from frappe.utils import get_datetime
from freezegun import freeze_time

from aftersales_app.aftersales_core import moments, reference
from aftersales_app.service_desk.services import event_log, sweep

HOUR = 3600
LADDER = [
	{"level": 1, "timing": "After Due", "offset": 2 * HOUR, "recipient": "Assignee"},
	{"level": 2, "timing": "After Due", "offset": 4 * HOUR, "recipient": "Team Lead"},
	{
		"level": 3,
		"timing": "After Due",
		"offset": 8 * HOUR,
		"recipient": "Operations Manager",
		"escalates": 1,
	},
]
# 09:00 in Shanghai, where the site is; a promise of 24 h is due the next day at 09:00.
OPENED = "2026-03-02 01:00:00"


@pytest.fixture
def desk():
	"""A team of three with one promise: a result within 24 hours around the clock."""
	agent, lead = make_user("Service Agent"), make_user("Service Team Lead")
	manager = make_user("Operations Manager")
	team = make_team([agent], lead=lead, operations_manager=manager)
	make_policy({"resolution": 24}, team=team, levels=[dict(level) for level in LADDER])
	return frappe._dict(team=team, agent=agent, lead=lead, manager=manager)


@pytest.fixture
def ticket(desk):
	with freeze_time(OPENED):
		return make_ticket(team=desk.team, assignee=desk.agent)


def sweep_at(moment: str) -> None:
	with freeze_time(moment):
		sweep.run()


def notices(ticket) -> list:
	return frappe.get_all(
		"Aftersales Notice",
		{"ticket": ticket.name},
		["level", "recipient", "recipient_role", "escalates", "raised_at", "status"],
		order_by="level",
	)


def events(ticket, *kinds: str) -> list:
	return frappe.get_all(
		"Aftersales Ticket Event",
		{"ticket": ticket.name, "kind": ("in", kinds)},
		["kind", "clock", "from_value", "to_value", "assignee"],
		order_by="at, kind",
	)


def row(ticket, *fields: str):
	return frappe.db.get_value("Aftersales Ticket", ticket.name, fields, as_dict=True)


def test_nothing_is_said_before_its_moment(ticket):
	sweep_at("2026-03-03 00:59:59")
	assert row(ticket, "resolution_verdict").resolution_verdict == "Running"
	sweep_at("2026-03-03 01:00:00")
	assert row(ticket, "resolution_verdict").resolution_verdict == "Running"
	assert notices(ticket) == []


def test_a_broken_promise_is_missed_a_second_after_it_was_due_with_its_owner(desk, ticket):
	sweep_at("2026-03-03 01:00:01")
	now = row(ticket, "resolution_verdict", "resolution_missed_by", "next_check_at", "modified")
	assert (now.resolution_verdict, now.resolution_missed_by) == ("Missed", desk.agent)
	assert str(now.next_check_at) == "2026-03-03 11:00:00"
	assert now.modified == get_datetime(ticket.modified)
	assert [event.clock for event in events(ticket, "Missed")] == ["resolution"]
	assert notices(ticket) == []


def test_the_ladder_is_climbed_rung_by_rung(desk, ticket):
	sweep_at("2026-03-03 02:59:59")
	assert notices(ticket) == []
	sweep_at("2026-03-03 03:00:00")
	assert [(n.level, n.recipient, n.recipient_role) for n in notices(ticket)] == [
		(1, desk.agent, "Assignee")
	]
	assert str(row(ticket, "next_check_at").next_check_at) == "2026-03-03 13:00:00"
	sweep_at("2026-03-03 05:00:00")
	sweep_at("2026-03-03 09:00:00")
	assert [(n.level, n.recipient, n.escalates) for n in notices(ticket)] == [
		(1, desk.agent, 0),
		(2, desk.lead, 0),
		(3, desk.manager, 1),
	]
	assert row(ticket, "next_check_at").next_check_at is None
	assert [(e.kind, e.from_value, e.to_value) for e in events(ticket, "Warning", "Escalation")] == [
		("Warning", "1", desk.agent),
		("Warning", "2", desk.lead),
		("Escalation", "3", desk.manager),
	]


def test_a_warning_fires_once_however_often_the_sweep_looks(ticket):
	for _turn in range(3):
		frappe.db.set_value(
			"Aftersales Ticket", ticket.name, "next_check_at", "2026-03-03 09:00:01", update_modified=False
		)
		sweep_at("2026-03-03 03:30:00")
	assert [n.level for n in notices(ticket)] == [1]
	assert len(events(ticket, "Warning")) == 1
	assert len(events(ticket, "Missed")) == 1


def test_after_a_standstill_every_rung_is_told_at_once(ticket):
	sweep_at("2026-03-04 01:00:00")
	assert [n.level for n in notices(ticket)] == [1, 2, 3]
	assert str(notices(ticket)[0].raised_at) == "2026-03-04 09:00:00"


@pytest.mark.parametrize("swept_before", [False, True])
def test_a_save_between_the_moment_and_the_sweep_loses_no_warning(ticket, swept_before):
	if swept_before:
		sweep_at("2026-03-03 01:00:01")
	with freeze_time("2026-03-03 03:00:30"):
		ticket.reload()
		ticket.cause_note = "Looked at it"
		ticket.save()
		assert ticket.next_check_at <= moments.site_now()
		sweep.run()
	assert [n.level for n in notices(ticket)] == [1]


def test_a_new_promise_that_is_late_already_is_warned_of(desk, ticket):
	make_policy({"resolution": 1}, team=desk.team, priority="Urgent", levels=[dict(LADDER[0])])
	with freeze_time("2026-03-02 06:00:00"):
		ticket.reload()
		ticket.priority = "Urgent"
		ticket.save()
		sweep.run()
	assert [(n.level, n.recipient) for n in notices(ticket)] == [(1, desk.agent)]


def test_what_is_done_in_time_warns_nobody(ticket):
	with freeze_time("2026-03-03 00:00:00"):
		ticket.reload()
		ticket.plan = "Replace the compressor"
		ticket.save()
	sweep_at("2026-03-05 01:00:00")
	assert (notices(ticket), events(ticket, "Missed")) == ([], [])
	assert row(ticket, "next_check_at").next_check_at is None


@pytest.mark.parametrize(
	("missing", "told", "role"),
	[
		((), "agent", "Assignee"),
		(("agent",), "lead", "Team Lead"),
		(("agent", "lead"), "manager", "Operations Manager"),
	],
)
def test_who_cannot_be_told_is_stood_in_for_by_the_next_above(desk, ticket, missing, told, role):
	for part in missing:
		frappe.db.set_value("User", desk[part], "enabled", 0)
	sweep_at("2026-03-03 03:00:00")
	found = notices(ticket)[0]
	assert (found.recipient, found.recipient_role, found.status) == (desk[told], role, "Pending")


def test_a_warning_for_nobody_says_so(desk, ticket):
	frappe.db.set_value("User", {"name": ("!=", "Administrator")}, "enabled", 0)
	sweep_at("2026-03-03 03:00:00")
	found = notices(ticket)[0]
	assert (found.recipient, found.recipient_role, found.status) == (None, "Assignee", "No Recipient")


def test_a_level_may_tell_one_user(desk):
	outsider = make_user("Quality Specialist")
	level = {"level": 9, "timing": "Before Due", "offset": HOUR, "recipient": "User", "user": outsider}
	make_policy({"resolution": 24}, team=desk.team, kind="Complaint", levels=[level])
	with freeze_time(OPENED):
		complaint = make_ticket(team=desk.team, assignee=desk.agent, kind="Complaint")
	sweep_at("2026-03-03 00:00:00")
	assert [(n.level, n.recipient, n.recipient_role) for n in notices(complaint)] == [(9, outsider, "User")]


# Silent tickets


def resolve(ticket, at: str, **fields: object) -> None:
	with freeze_time(at):
		ticket.reload()
		ticket.update(
			{
				"cause": "Worn part",
				"action_taken": "Repair",
				"result": "Solved",
				"status": "Resolved",
				**fields,
			}
		)
		ticket.save()


def test_a_resolved_ticket_is_closed_after_seven_silent_days_and_not_before(ticket):
	resolve(ticket, "2026-03-02 05:00:00")
	assert str(row(ticket, "next_check_at").next_check_at) == "2026-03-09 13:00:00"
	sweep_at("2026-03-09 04:59:59")
	assert row(ticket, "status").status == "Resolved"
	sweep_at("2026-03-09 05:00:00")
	now = row(
		ticket,
		"status",
		"status_category",
		"confirmation",
		"closed_at",
		"first_closed_at",
		"next_check_at",
		"modified",
	)
	assert (now.status, now.status_category, now.confirmation) == ("Closed", "Closed", "No Answer")
	assert str(now.closed_at) == str(now.first_closed_at) == "2026-03-09 13:00:00"
	assert now.next_check_at is None
	assert now.modified > get_datetime(ticket.modified)
	last = frappe.get_last_doc("Aftersales Ticket Event", {"ticket": ticket.name, "to_value": "Closed"})
	assert (last.from_value, last.category, last.elapsed_seconds) == ("Resolved", "Closed", 7 * 86400)


def test_a_form_opened_before_the_closing_cannot_be_saved_over_it(ticket):
	resolve(ticket, "2026-03-02 05:00:00")
	stale = frappe.get_doc("Aftersales Ticket", ticket.name)
	sweep_at("2026-03-09 05:00:00")
	stale.cause_note = "Late"
	with freeze_time("2026-03-09 05:01:00"), pytest.raises(frappe.TimestampMismatchError):
		stale.save()


def test_a_message_after_resolving_is_no_silence(ticket):
	resolve(ticket, "2026-03-02 05:00:00")
	with freeze_time("2026-03-05 05:00:00"):
		event_log.write([event_log.describe(ticket, "Message", moments.now())])
	sweep_at("2026-03-09 05:00:00")
	now = row(ticket, "status", "next_check_at")
	assert (now.status, str(now.next_check_at)) == ("Resolved", "2026-03-12 13:00:00")
	sweep_at("2026-03-12 05:00:00")
	assert row(ticket, "status").status == "Closed"


@pytest.mark.parametrize(
	("fields", "closes"),
	[
		({"confirmation": "Rejected"}, False),
		({"confirmation": "Confirmed"}, True),
		({"kind": "Complaint"}, True),
	],
)
def test_a_no_is_not_silence_and_a_silent_complaint_is_closed(ticket, fields, closes):
	resolve(ticket, "2026-03-02 05:00:00", **fields)
	sweep_at("2026-03-09 05:00:00")
	assert (row(ticket, "status").status == "Closed") == closes
	if not closes:
		assert str(row(ticket, "next_check_at").next_check_at) == "2026-03-10 13:00:00"


def test_what_the_gate_refuses_is_not_closed_for_silence(ticket):
	"""Charged for after it was resolved: the customer has to agree first."""
	resolve(ticket, "2026-03-02 05:00:00")
	with freeze_time("2026-03-03 05:00:00"):
		ticket.reload().update({"chargeable": 1, "quoted_price": 500}).save()
	sweep_at("2026-03-10 05:00:00")
	assert row(ticket, "status").status == "Resolved"
	assert str(row(ticket, "next_check_at").next_check_at) == "2026-03-11 13:00:00"
	with freeze_time("2026-03-11 04:00:00"):
		ticket.reload().update({"price_confirmed": 1, "price_confirmed_by": "Tang Li"}).save()
	sweep_at("2026-03-11 05:00:00")
	assert row(ticket, "status").status == "Closed"


def test_a_reopened_ticket_is_not_closed(ticket):
	resolve(ticket, "2026-03-02 05:00:00")
	with freeze_time("2026-03-08 05:00:00"):
		ticket.reload()
		ticket.status = "In Service"
		ticket.save()
	sweep_at("2026-03-20 05:00:00")
	assert row(ticket, "status").status == "In Service"


def test_a_site_that_closes_by_hand_keeps_them_open(ticket):
	frappe.db.set_single_value("Aftersales Settings", "auto_close_days", 0)
	reference.changed()
	resolve(ticket, "2026-03-02 05:00:00")
	sweep_at("2026-04-09 05:00:00")
	now = row(ticket, "status", "next_check_at")
	assert (now.status, now.next_check_at) == ("Resolved", None)


# The sweep itself


def test_nothing_due_is_one_statement(count_queries):
	sweep_at("2026-03-03 03:00:00")
	with freeze_time("2001-01-01"), count_queries() as seen:
		assert sweep.run() == 0
	assert len(seen) == 1


def test_a_full_chunk_asks_for_the_next_turn_and_a_short_one_does_not(desk, monkeypatch, run_jobs):
	asked = []
	monkeypatch.setattr(frappe, "enqueue", lambda method, **options: asked.append((method, options)))
	with freeze_time("1999-03-02 01:00:00"):
		for _number in range(3):
			make_ticket(team=desk.team, assignee=desk.agent)
	asked.clear()
	with freeze_time("1999-03-03 03:00:00"):
		assert sweep.run(turn=1, limit=2) == 2
		assert sweep.run(turn=0, limit=2) == 1
	method, options = asked[0]
	assert len(asked) == 1
	assert (method, options["turn"], options["job_id"]) == (
		"aftersales_app.tasks.sweep_tickets",
		0,
		"aftersales-sweep-0",
	)
	assert options["deduplicate"] and options["enqueue_after_commit"]


def test_the_cost_does_not_grow_with_the_tickets(desk, count_queries):
	with freeze_time("1999-03-02 01:00:00"):
		for _number in range(12):
			make_ticket(team=desk.team, assignee=desk.agent)
	with freeze_time("1999-03-03 03:00:00"):
		sweep.run(limit=2)
		with count_queries() as two:
			sweep.run(limit=2)
		with count_queries() as eight:
			sweep.run(limit=8)
	assert len(two) == len(eight) <= 8


def test_a_ticket_that_fails_is_put_off_an_hour_and_holds_up_no_other(desk, ticket):
	with freeze_time(OPENED):
		bad = make_ticket(team=desk.team, assignee=desk.agent)
	frappe.db.set_value("Aftersales Ticket", bad.name, "policy", "No Such Policy", update_modified=False)
	for moment, again in (("03:00:00", "12:00:00"), ("04:00:00", "13:00:00")):
		sweep_at(f"2026-03-03 {moment}")
		assert [n.level for n in notices(ticket)] == [1]
		assert notices(bad) == []
		now = row(bad, "resolution_verdict", "next_check_at")
		assert (now.resolution_verdict, str(now.next_check_at)) == ("Running", f"2026-03-03 {again}")
		assert frappe.db.exists("Error Log", {"method": f"Sweep of {bad.name}"})
	assert row(ticket, "resolution_verdict").resolution_verdict == "Missed"
	frappe.db.set_value("Aftersales Ticket", bad.name, "policy", ticket.policy, update_modified=False)
	sweep_at("2026-03-03 05:00:00")
	assert [n.level for n in notices(bad)] == [1, 2]
