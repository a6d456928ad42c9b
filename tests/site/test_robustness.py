"""What happens when processes die, meet, or lose the database. Real processes, real commits, cleaned up afterwards."""

from collections import Counter, defaultdict
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
from factories.service import make_policy, make_ticket
from factories.unique import unique
from frappe.model.workflow import apply_workflow
from freezegun import freeze_time

from aftersales_app.aftersales_core import moments, reference
from aftersales_app.domain import ticket_flow
from aftersales_app.service_desk.services import imports, sweep
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
# The first two tickets are here for good, the next two are written and not committed.
STOP_IN_MID_IMPORT = """
from aftersales_app.service_desk.services import import_tickets, imports

real = import_tickets.write

def write_and_wait(*rows):
	real(*rows)
	tell("in mid-import")
	wait()

frappe.set_user({user!r})
imports.BATCH = 2
imports.bring_in({name!r})
frappe.db.commit()
import_tickets.write = write_and_wait
imports.bring_in({name!r})
frappe.db.commit()
"""
STOP_IN_MID_WHAT_IF = """
from aftersales_app.service_desk.services import answers, whatif

real = answers.save

def save_and_wait(doc, **results):
	real(doc, **results)
	tell("in mid-what-if")
	wait()

frappe.set_user({user!r})
answers.save = save_and_wait
whatif.run({name!r})
frappe.db.commit()
"""
HISTORY = {"Opened": 1, "State": 1, "Imported": 1}  # of a ticket that was brought in
DONE = {"cause": "Worn part", "action_taken": "Repair", "result": "Solved"}


@pytest.fixture
def desk():
	"""A committed team with a promise of 24 h; the scheduler of the site rests meanwhile."""
	scheduler = frappe.db.get_single_value("System Settings", "enable_scheduler")
	made = a_desk(agents=8)
	yield made
	frappe.set_user("Administrator")
	frappe.db.rollback()
	names = frappe.get_all("Aftersales Ticket", {"team": made.team}, pluck="name")
	for doctype in OWNED:
		field = {"Version": "docname", "ToDo": "reference_name", "Comment": "reference_name"}.get(
			doctype, "ticket"
		)
		frappe.db.delete(doctype, {field: ("in", names)})
	frappe.db.delete("Aftersales Ticket", {"team": made.team})
	frappe.db.delete("Aftersales Ticket Daily", {"team": made.team})
	for doctype in ("Aftersales Import", "Aftersales What-if", "File"):
		for name in frappe.get_all(doctype, {"owner": made.manager}, pluck="name"):
			frappe.delete_doc(doctype, name, force=True)
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


def killed(code: str, point: str) -> None:
	worker = Process(code)
	worker.go()
	assert worker.heard() == point
	worker.kill()
	assert worker.child.returncode == -9
	frappe.db.rollback()


def press(doc, button: str, run_jobs) -> None:
	getattr(doc, button)()
	run_jobs()
	frappe.db.commit()
	doc.reload()


def test_a_worker_killed_in_mid_import_loses_and_doubles_nothing(desk, run_jobs):
	frappe.set_user(desk.manager)
	numbers = [f"OLD-{number}" for number in range(1, 6)]
	log = "number,moment,state,team\n" + "".join(
		f"{number},2026-03-02 09:00,New,{desk.team}\n{number},2026-03-02 1{hour}:00,Resolved,{desk.team}\n"
		for hour, number in enumerate(numbers)
	)
	file = {
		"doctype": "File",
		"file_name": f"{desk.team}.csv",
		"content": log.encode(),
		"is_private": 1,
	}
	doc = frappe.get_doc(
		{
			"doctype": "Aftersales Import",
			"source": "CSV File",
			"company": a_company(),
			"source_system": unique("Old"),
			"time_zone": "UTC",
			"file": frappe.get_doc(file).insert().file_url,
		}
	).insert()
	press(doc, "check", run_jobs)
	imports.request_import(doc)
	frappe.db.commit()
	killed(STOP_IN_MID_IMPORT.format(user=desk.manager, name=doc.name), "in mid-import")
	doc.reload()
	assert (doc.status, doc.known_count, doc.new_count) == ("Importing", 2, 3)
	assert brought_in(doc) == {number: HISTORY for number in numbers[:2]}
	press(doc, "bring_in", run_jobs)
	assert (doc.status, doc.known_count, doc.new_count, doc.brought_count) == ("Imported", 5, 0, 5)
	assert brought_in(doc) == {number: HISTORY for number in numbers}


def brought_in(doc) -> dict[str, Counter]:
	"""By its number in the source: a ticket's events by kind."""
	found = defaultdict(Counter)
	for ticket in frappe.get_all(
		"Aftersales Ticket", {"source_system": doc.source_system}, ["name", "source_id"]
	):
		assert ticket.source_id not in found
		found[ticket.source_id] = Counter(
			frappe.get_all("Aftersales Ticket Event", {"ticket": ticket.name}, pluck="kind")
		)
	return found


def test_a_worker_killed_in_mid_what_if_answers_when_asked_again(desk, run_jobs):
	late_tickets(desk, 3)
	draft = make_policy({"resolution": 12}, team=desk.team, status="Draft")
	frappe.set_user(desk.manager)
	doc = frappe.get_doc(
		{
			"doctype": "Aftersales What-if",
			"title": unique("What if"),
			"company": a_company(),
			"policy": draft,
			"replaces": desk.policy,
			"team": desk.team,
			"from_date": frappe.utils.add_days(frappe.utils.today(), -3),
			"to_date": frappe.utils.today(),
		}
	).insert()
	doc.run()
	frappe.db.commit()
	killed(STOP_IN_MID_WHAT_IF.format(user=desk.manager, name=doc.name), "in mid-what-if")
	doc.reload()
	assert (doc.status, doc.results, doc.ticket_count) == ("Running", [], 0)
	press(doc, "run", run_jobs)
	assert (doc.status, doc.ticket_count) == ("Done", 3)
	judged = [(row.scenario, row.tickets, row.missed) for row in doc.results if row.clock == "resolution"]
	assert judged == [("Today", 3, 3), ("Draft", 3, 3)]
	frappe.set_user("Administrator")
	frappe.delete_doc("Aftersales What-if", doc.name)
	frappe.delete_doc("Aftersales Service Policy", draft)


def test_a_ticket_that_always_fails_is_logged_once_a_day_and_holds_up_no_other(desk):
	bad, good = late_tickets(desk, 2)
	frappe.db.set_value("Aftersales Ticket", bad, "policy", "No Such Policy")
	frappe.db.commit()
	logged = {"method": ("in", (f"Sweep of {bad}", "Sweep of a chunk of tickets"))}
	frappe.db.delete("Error Log", logged)
	tomorrow = frappe.utils.get_datetime(frappe.utils.add_days(moments.site_today(), 1))
	seen = []
	for hours in (2, 4, 6, 8, 26):  # the last is on the day after
		later = frappe.utils.add_to_date(tomorrow, hours=hours)
		with freeze_time(moments.to_utc(later)):
			sweep_to_the_end()
			held, passed = (
				frappe.db.get_value("Aftersales Ticket", ticket, "next_check_at") for ticket in (bad, good)
			)
			assert held == frappe.utils.add_to_date(later, hours=1)
			assert passed is None
		seen.append(frappe.db.count("Error Log", {"method": f"Sweep of {bad}"}))
	assert seen == [1, 1, 1, 1, 2]
	assert frappe.db.count("Error Log", logged) == 4
	assert frappe.db.count("Aftersales Notice", {"ticket": good}) == 3
	assert frappe.db.count("Aftersales Notice", {"ticket": bad}) == 0
	frappe.db.delete("Error Log", logged)
