"""Late tickets of a team with a ladder of warnings, and what a sweep must have made of them."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable

import frappe
from factories.people import make_user
from factories.service import make_policy, make_team, make_ticket

from aftersales_app.aftersales_core import moments
from aftersales_app.service_desk.queries import sweep as queries
from aftersales_app.service_desk.services import sweep

HOUR = 3600
LEVELS = (
	{"level": 1, "timing": "After Due", "offset": 2 * HOUR, "recipient": "Assignee"},
	{"level": 2, "timing": "After Due", "offset": 4 * HOUR, "recipient": "Team Lead"},
	{
		"level": 3,
		"timing": "After Due",
		"offset": 8 * HOUR,
		"recipient": "Operations Manager",
		"escalates": 1,
	},
)
REACHED = (1, 2)  # after 31 hours of a promise of 24
# A process that sweeps until nothing is due, five tickets to a transaction.
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
# The same, waiting after each chunk until it is told to go on or nobody is left to tell it.
SWEEP_BY_CHUNKS = SWEEP_ALL + "\twait()\n"
# One that has written notices and events and is about to write the tickets.
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


def a_desk(agents: int = 1) -> frappe._dict:
	"""A committed team with agents, a lead and a manager, and a promise of 24 hours; the site's scheduler rests."""
	frappe.db.set_single_value("System Settings", "enable_scheduler", 0)
	members = [make_user("Service Agent") for _number in range(agents)]
	lead, manager = make_user("Service Team Lead"), make_user("Operations Manager")
	team = make_team(members, lead=lead, operations_manager=manager)
	policy = make_policy({"resolution": 24}, team=team, levels=[dict(level) for level in LEVELS])
	frappe.db.commit()
	return frappe._dict(
		team=team, policy=policy, agents=members, agent=members[0], lead=lead, manager=manager
	)


def late_tickets(desk: frappe._dict, count: int) -> list[str]:
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
	"""And the sweep looks at none of them again before its time."""
	assert told_once_or_not_yet(tickets) == len(tickets)


def told_once_or_not_yet(tickets: list[str]) -> int:
	"""How many of these tickets are swept, as it is committed now. No ticket is half written: all of its warnings and events
	are there and its next check is ahead, or nothing is."""
	frappe.db.rollback()
	which = {"ticket": ("in", tickets)}
	told = _by_ticket(frappe.get_all("Aftersales Notice", which, ["ticket", "level"], as_list=True))
	logged = {**which, "kind": ("in", ("Warning", "Missed"))}
	events = _by_ticket(frappe.get_all("Aftersales Ticket Event", logged, ["ticket", "kind"], as_list=True))
	rows = frappe.get_all(
		"Aftersales Ticket", {"name": ("in", tickets)}, ["name", "resolution_verdict", "next_check_at"]
	)
	swept = {row.name for row in rows if row.next_check_at > moments.site_now()}
	assert len(rows) == len(tickets)
	assert {row.resolution_verdict for row in rows} == {"Missed"}  # judged so at intake
	assert told == {ticket: {level: 1 for level in REACHED} for ticket in swept}
	assert events == {
		ticket: {"Missed": 1, **({"Warning": len(REACHED)} if ticket in swept else {})} for ticket in tickets
	}
	return len(swept)


def _by_ticket(rows: Iterable[tuple[str, object]]) -> dict[str, Counter]:
	found = defaultdict(Counter)
	for ticket, what in rows:
		found[ticket][what] += 1
	return found
