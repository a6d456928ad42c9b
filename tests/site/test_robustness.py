"""What happens when processes die, meet, or lose the database. Real processes, real commits, cleaned up afterwards."""

from itertools import pairwise

import frappe
import pytest
from factories.goods import a_company
from factories.lateness import (
	STOP_IN_MID_SWEEP,
	SWEEP_ALL,
	a_desk,
	assert_each_was_told_once,
	late_tickets,
	sweep_to_the_end,
)
from factories.processes import Process
from factories.service import make_ticket

from aftersales_app.aftersales_core import reference
from aftersales_app.domain import ticket_flow
from aftersales_app.service_desk.services import sweep
from aftersales_app.service_desk.services.flow import flow

pytestmark = pytest.mark.committing
OWNED = ("Aftersales Ticket Event", "Aftersales Notice", "Version", "ToDo", "Comment")
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
	made = a_desk()
	yield made
	frappe.db.rollback()
	names = frappe.get_all("Aftersales Ticket", {"team": made.team}, pluck="name")
	for doctype in OWNED:
		field = {"Version": "docname", "ToDo": "reference_name", "Comment": "reference_name"}.get(
			doctype, "ticket"
		)
		frappe.db.delete(doctype, {field: ("in", names)})
	frappe.db.delete("Aftersales Ticket", {"team": made.team})
	frappe.delete_doc("Aftersales Service Policy", made.policy)
	frappe.delete_doc("Aftersales Team", made.team, force=True)
	for user in (made.agent, made.lead, made.manager):
		frappe.delete_doc("User", user, force=True)
	frappe.db.set_single_value("System Settings", "enable_scheduler", scheduler)
	reference.changed()
	frappe.db.commit()


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
