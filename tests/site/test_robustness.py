"""What happens when processes die, meet, or lose the database. Real processes, real commits, cleaned up afterwards."""

import time
from collections import Counter
from itertools import pairwise

import frappe
import pytest
from factories.goods import a_company
from factories.people import make_user
from factories.processes import Process
from factories.service import make_policy, make_team, make_ticket

from aftersales_app.aftersales_core import moments, reference
from aftersales_app.domain import ticket_flow
from aftersales_app.service_desk.queries import sweep as queries
from aftersales_app.service_desk.services import sweep
from aftersales_app.service_desk.services.flow import flow

pytestmark = pytest.mark.committing
HOUR = 3600
LEVELS = [
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
OWNED = ("Aftersales Ticket Event", "Aftersales Notice", "Version", "ToDo", "Comment")
SWEEP_ALL = """
from aftersales_app.aftersales_core import moments
from aftersales_app.service_desk.queries import sweep as queries
from aftersales_app.service_desk.services import sweep

until = time.monotonic() + 60
while queries.due(moments.site_now(), 1) and time.monotonic() < until:
	sweep.run(limit=5)
	frappe.db.commit()
	tell("a chunk")
"""
# The sweep has written notices and events and is about to write the tickets.
STOP_IN_MID_SWEEP = """
from aftersales_app.service_desk.services import event_log, sweep

real = event_log.write

def write_and_wait(events):
	real(events)
	tell("in mid-sweep")
	wait()

event_log.write = write_and_wait
sweep.run()
frappe.db.commit()
"""
MOVE = """
import random
from frappe.model.workflow import get_transitions

random.seed({seed})
for _turn in range(12):
	try:
		ticket = frappe.get_doc("Aftersales Ticket", {ticket!r})
		states = [move.next_state for move in get_transitions(ticket) if move.next_state != "Cancelled"]
		ticket.status = random.choice(states)
		ticket.save()
		frappe.db.commit()
		tell("moved")
	except (frappe.ValidationError, frappe.QueryDeadlockError, frappe.QueryTimeoutError):
		frappe.db.rollback()
"""


@pytest.fixture
def desk():
	"""A committed team with a promise of 24 h; the scheduler of the site rests meanwhile."""
	scheduler = frappe.db.get_single_value("System Settings", "enable_scheduler")
	frappe.db.set_single_value("System Settings", "enable_scheduler", 0)
	agent, lead, manager = (
		make_user("Service Agent"),
		make_user("Service Team Lead"),
		make_user("Operations Manager"),
	)
	team = make_team([agent], lead=lead, operations_manager=manager)
	policy = make_policy({"resolution": 24}, team=team, levels=[dict(level) for level in LEVELS])
	frappe.db.commit()
	yield frappe._dict(team=team, agent=agent)
	frappe.db.rollback()
	names = frappe.get_all("Aftersales Ticket", {"team": team}, pluck="name")
	for doctype in OWNED:
		field = {"Version": "docname", "ToDo": "reference_name", "Comment": "reference_name"}.get(
			doctype, "ticket"
		)
		frappe.db.delete(doctype, {field: ("in", names)})
	frappe.db.delete("Aftersales Ticket", {"team": team})
	frappe.delete_doc("Aftersales Service Policy", policy)
	frappe.delete_doc("Aftersales Team", team, force=True)
	for user in (agent, lead, manager):
		frappe.delete_doc("User", user, force=True)
	frappe.db.set_single_value("System Settings", "enable_scheduler", scheduler)
	reference.changed()
	frappe.db.commit()


def late_tickets(desk, count: int) -> list[str]:
	"""Committed tickets that were opened 31 hours ago: missed, two rungs of the ladder reached, the third ahead."""
	opened = frappe.utils.add_to_date(moments.site_now(), hours=-31)
	made = [
		make_ticket(team=desk.team, assignee=desk.agent, opened_at=opened).name for _number in range(count)
	]
	frappe.db.commit()
	return made


def sweep_to_the_end() -> None:
	"""What the scheduler's next minutes would do."""
	until = time.monotonic() + 30
	while queries.due(moments.site_now(), 1) and time.monotonic() < until:
		sweep.run()
		frappe.db.commit()
		frappe.db.after_commit.reset()
	assert not queries.due(moments.site_now(), 1)


def assert_each_was_told_once(tickets: list[str]) -> None:
	frappe.db.rollback()
	told = Counter(
		frappe.get_all("Aftersales Notice", {"ticket": ("in", tickets)}, ["ticket", "level"], as_list=True)
	)
	assert told == Counter({(ticket, level): 1 for ticket in tickets for level in (1, 2)})
	logged = Counter(
		frappe.get_all(
			"Aftersales Ticket Event",
			{"ticket": ("in", tickets), "kind": ("in", ("Warning", "Missed"))},
			["ticket", "kind", "from_value"],
			as_list=True,
		)
	)
	assert sum(logged.values()) == 3 * len(tickets)
	assert set(logged.values()) == {1}
	verdicts = frappe.get_all(
		"Aftersales Ticket", {"name": ("in", tickets)}, ["resolution_verdict", "next_check_at"], as_list=True
	)
	assert {verdict for verdict, _next in verdicts} == {"Missed"}
	assert all(next_check > moments.site_now() for _verdict, next_check in verdicts)


def test_a_worker_killed_in_mid_sweep_loses_and_doubles_nothing(desk):
	tickets = late_tickets(desk, 8)
	worker = Process(STOP_IN_MID_SWEEP)
	worker.go()
	assert worker.heard() == "in mid-sweep"
	assert sweep.run() == 0
	worker.kill()
	assert worker.child.returncode == -9
	sweep_to_the_end()
	assert_each_was_told_once(tickets)


def test_a_database_connection_lost_in_mid_sweep_loses_and_doubles_nothing(desk):
	tickets = late_tickets(desk, 8)
	worker = Process(STOP_IN_MID_SWEEP)
	worker.go()
	assert worker.heard() == "in mid-sweep"
	frappe.db.sql(f"kill connection {worker.connection}")
	worker.go()
	code, said = worker.end()
	assert code != 0
	assert "OperationalError" in said or "InterfaceError" in said or "InternalError" in said
	sweep_to_the_end()
	assert_each_was_told_once(tickets)


def test_two_sweeps_at_once_share_the_work(desk):
	tickets = late_tickets(desk, 40)
	workers = [Process(SWEEP_ALL) for _number in range(2)]
	for worker in workers:
		worker.go()
	for worker in workers:
		assert worker.end()[0] == 0
	assert_each_was_told_once(tickets)


def test_connections_killed_under_running_sweeps_and_swept_again(desk):
	tickets = late_tickets(desk, 40)
	workers = [Process(SWEEP_ALL) for _number in range(2)]
	for worker in workers:
		worker.go()
	assert workers[0].heard() == "a chunk"
	for worker in workers:
		try:
			frappe.db.sql(f"kill connection {worker.connection}")
		except frappe.db.OperationalError as gone:
			assert "Unknown thread id" in str(gone)
	for worker in workers:
		worker.end()
	sweep_to_the_end()
	assert_each_was_told_once(tickets)


def test_eight_processes_moving_one_ticket_make_one_legal_history(desk):
	ticket = make_ticket(
		team=desk.team, assignee=desk.agent, cause="Worn part", action_taken="Repair", result="Solved"
	).name
	frappe.db.commit()
	workers = [Process(MOVE.format(seed=seed, ticket=ticket)) for seed in range(8)]
	for worker in workers:
		worker.go()
	for worker in workers:
		code, said = worker.end()
		assert code == 0, said
	frappe.db.rollback()
	moves = frappe.get_all(
		"Aftersales Ticket Event",
		{"ticket": ticket, "kind": "State"},
		["from_value", "to_value", "category", "elapsed_seconds"],
		order_by="name",
	)
	now = frappe.get_doc("Aftersales Ticket", ticket)
	assert len(moves) >= 8
	states = [flow().initial, *(move.to_value for move in moves)]
	assert [move.from_value for move in moves] == states[:-1]
	assert states[-1] == now.status
	assert now.status_category == flow().category(now.status)
	for before, after in pairwise(states):
		assert ticket_flow.can_move(flow().category(before), flow().category(after)).allowed
	assert [move.category for move in moves] == [flow().category(move.to_value) for move in moves]
	assert now.reopenings == frappe.db.count(
		"Aftersales Ticket Event", {"ticket": ticket, "kind": "Reopened"}
	)
	assert now.company == a_company()
