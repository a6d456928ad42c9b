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
from frappe.model.workflow import apply_workflow

from aftersales_app.aftersales_core import moments, reference
from aftersales_app.domain import ticket_flow
from aftersales_app.service_desk.services import sweep
from aftersales_app.service_desk.services.flow import flow

pytestmark = pytest.mark.committing
OWNED = ("Aftersales Ticket Event", "Aftersales Notice", "Version", "ToDo", "Comment")
MOVE = """
import random
from frappe.model.workflow import get_transitions

random.seed({user!r})
frappe.set_user({user!r})
for _turn in range(12):
	try:
		ticket = frappe.get_doc("Aftersales Ticket", {ticket!r})
		states = [move.next_state for move in get_transitions(ticket)]
		ticket.status = random.choice(states)
		ticket.save()
		frappe.db.commit()
		tell("moved")
	except (frappe.ValidationError, frappe.QueryDeadlockError, frappe.QueryTimeoutError):
		frappe.db.rollback()
"""

MOVE_WHAT_IS_OVER = """
from aftersales_app.service_desk.services.flow import flow

frappe.set_user({user!r})
for name in {tickets!r}:
	for state in flow().categories:
		try:
			ticket = frappe.get_doc("Aftersales Ticket", name)
			if ticket.status != state:
				ticket.status = state
				ticket.save()
				tell(f"{{state}} of {{name}}")
			frappe.db.commit()
		except (frappe.ValidationError, frappe.PermissionError, frappe.QueryDeadlockError):
			frappe.db.rollback()
tell("tried all")
"""
DONE = {"cause": "Worn part", "action_taken": "Repair", "result": "Solved"}


@pytest.fixture
def desk():
	"""A committed team with a promise of 24 h; the scheduler of the site rests meanwhile."""
	scheduler = frappe.db.get_single_value("System Settings", "enable_scheduler")
	made = a_desk(agents=8)
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
	for user in (*made.agents, made.lead, made.manager):
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
	ticket = make_ticket(team=desk.team, assignee=desk.agent, **DONE).name
	frappe.db.commit()
	workers = [Process(MOVE.format(user=user, ticket=ticket)) for user in desk.agents]
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


def test_eight_processes_cannot_move_what_is_over(desk):
	cancelled, closed = (make_ticket(team=desk.team, assignee=desk.agent, **DONE) for _number in range(2))
	cancelled = move(cancelled, "Cancel Ticket", desk.lead)
	closed = move(move(closed, "Resolve", desk.agent), "Close", desk.agent)
	long_ago = frappe.utils.add_to_date(moments.site_now(), days=-400)
	closed.db_set({"closed_at": long_ago, "first_closed_at": long_ago})
	frappe.db.commit()
	tickets = [cancelled.name, closed.name]
	before = states_and_events(tickets)
	people = [desk.lead, desk.manager, *desk.agents[:6]]
	workers = [Process(MOVE_WHAT_IS_OVER.format(user=user, tickets=tickets)) for user in people]
	for worker in workers:
		worker.go()
	for worker in workers:
		assert worker.heard() == "tried all"
		assert worker.end()[0] == 0
	assert states_and_events(tickets) == before
	assert [row.status for row in before[0]] == ["Cancelled", "Closed"]


def move(ticket, action: str, user: str):
	frappe.set_user(user)
	apply_workflow(ticket.as_dict(), action)
	frappe.set_user("Administrator")
	return ticket.reload()


def states_and_events(tickets: list[str]) -> tuple[list, int]:
	frappe.db.rollback()
	rows = frappe.get_all(
		"Aftersales Ticket",
		{"name": ("in", tickets)},
		["name", "status", "status_category", "closed_at", "reopenings", "modified"],
		order_by="name",
	)
	return rows, frappe.db.count("Aftersales Ticket Event", {"ticket": ("in", tickets)})
