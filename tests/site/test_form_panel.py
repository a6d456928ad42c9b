"""What the form of a ticket offers: actions whose condition is not fulfilled, colleagues with their load, people by name."""

import frappe
import pytest
from factories.people import make_user
from factories.service import make_team, make_ticket
from frappe.model.workflow import WorkflowPermissionError, apply_workflow

from aftersales_app.service_desk import api

ABSENCE = "Aftersales Absence"


@pytest.fixture
def desk():
	agent, colleague, away = (make_user("Service Agent") for _ in range(3))
	lead = make_user("Service Team Lead")
	team = make_team([agent, colleague, away], lead=lead)
	frappe.set_user("Administrator")
	return frappe._dict(agent=agent, colleague=colleague, away=away, lead=lead, team=team)


def in_diagnosis(desk, **fields):
	ticket = make_ticket(team=desk.team, assignee=desk.agent, **fields)
	return apply_workflow(ticket, "Start Diagnosis")


def test_a_plan_is_given_only_where_there_is_one(desk, as_user):
	ticket = in_diagnosis(desk)
	with as_user(desk.agent):
		assert api.panel(ticket.name)["can"]["held_back"] == [
			{"action": "Give Plan", "condition": "doc.plan", "missing": ["plan"]}
		]
		ticket.reload()
		ticket.status = "Plan Given"
		with pytest.raises(WorkflowPermissionError):
			ticket.save()
		ticket.reload()
		ticket.plan = "New compressor"
		ticket.save()
		assert api.panel(ticket.name)["can"]["held_back"] == []
		assert apply_workflow(ticket, "Give Plan").status == "Plan Given"


def test_who_may_not_write_is_offered_nothing(desk, as_user):
	ticket = in_diagnosis(desk)
	with as_user("Service Auditor"):
		assert api.panel(ticket.name)["can"]["held_back"] == []


def test_colleagues_come_with_load_and_whereabouts(desk, as_user):
	now = frappe.utils.now_datetime()
	hours = {
		"from_time": frappe.utils.add_to_date(now, hours=-1),
		"to_time": frappe.utils.add_to_date(now, hours=2),
	}
	frappe.get_doc({"doctype": ABSENCE, "user": desk.away, "reason": "Sick Leave", **hours}).insert()
	ticket = make_ticket(team=desk.team, assignee=desk.agent)
	make_ticket(team=desk.team, assignee=desk.agent)
	with as_user(desk.agent):
		found = api.members(ticket.name)
	names = {
		user: frappe.utils.get_fullname(user) for user in (desk.lead, desk.colleague, desk.agent, desk.away)
	}
	row = {user: {"user": user, "name": name, "capacity": 20, "open": 0} for user, name in names.items()}
	row[desk.lead]["capacity"] = 0  # leads take any number
	row[desk.agent]["open"] = 2
	there = sorted(
		({**row[user], "state": "on_shift"} for user in (desk.lead, desk.colleague)),
		key=lambda one: one["name"],
	)
	assert found == [
		*there,
		{**row[desk.agent], "state": "on_shift"},
		{**row[desk.away], "state": "absent"},
	]
	with as_user("Service Auditor"), pytest.raises(frappe.PermissionError):
		api.members(ticket.name)


def test_the_panel_speaks_of_people_by_name(desk, as_user):
	ticket = make_ticket(team=desk.team, assignee=desk.agent)
	with as_user(desk.lead):
		api.reassign(ticket.name, desk.colleague)
		shown = api.panel(ticket.name)
	said = " ".join(f"{entry['text']} {entry['by']} {entry['reason'] or ''}" for entry in shown["timeline"])
	assert "@" not in said + (shown["assignment_reason"] or "")
	assert shown["assignee_name"] == frappe.utils.get_fullname(desk.colleague)
	assert frappe.utils.get_fullname(desk.lead) in said
