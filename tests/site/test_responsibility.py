"""The responsibility matrix: seeded for every status, the nearest category first, shown with the ticket."""

import frappe
import pytest
from factories.people import make_user
from factories.service import make_category, make_team, make_ticket

from aftersales_app.service_desk import api
from aftersales_app.service_desk.queries import responsibility
from aftersales_app.service_desk.report.aftersales_responsibility_matrix import (
	aftersales_responsibility_matrix as report,
)
from aftersales_app.service_desk.services.flow import flow


def row(node="New", category=None, **parts):
	lines = [{"part": part.title(), "role": role} for part, roles in parts.items() for role in roles]
	return frappe.get_doc(doctype="Aftersales Responsibility", node=node, category=category, lines=lines)


def refused(action, message: str) -> None:
	with pytest.raises(frappe.ValidationError) as caught:
		action()
	assert str(caught.value) == message


@pytest.fixture
def category():
	return make_category()


def test_every_shipped_status_has_a_row():
	assert {node for node, category in responsibility.matrix() if not category} == set(flow().categories)


def test_the_nearest_category_goes_first():
	above = make_category(is_group=1)
	below = make_category(parent_aftersales_category=above)
	ticket = make_ticket(category=below)
	assert responsibility.responsible_for(ticket)["Responsible"] == ["Service Agent"]
	row(category=above, responsible=["Quality Specialist"], accountable=["Operations Manager"]).insert()
	assert responsibility.responsible_for(ticket) == {
		"Responsible": ["Quality Specialist"],
		"Accountable": ["Operations Manager"],
		"Consulted": [],
		"Informed": [],
	}
	row(category=below, responsible=["Service Technician"], accountable=["Service Team Lead"]).insert()
	assert responsibility.responsible_for(ticket)["Responsible"] == ["Service Technician"]


def test_what_a_row_is_refused_for(category):
	agent, lead = ["Service Agent"], ["Service Team Lead"]
	refused(
		row(category=category, responsible=agent).insert,
		"Exactly one role is accountable at a node; there are 0.",
	)
	refused(
		row(category=category, responsible=agent, accountable=agent + lead).insert,
		"Exactly one role is accountable at a node; there are 2.",
	)
	refused(
		row(category=category, accountable=lead).insert,
		"At least one role must be responsible for doing the work.",
	)
	refused(
		row(category=category, responsible=agent + agent, accountable=lead).insert,
		"Row 2: Service Agent is Responsible already.",
	)
	refused(
		row(responsible=agent, accountable=lead).insert,
		"There is a row for New and every category already. Change that one.",
	)
	refused(
		row("Approved", responsible=agent, accountable=lead).insert,
		"<strong>Approved</strong> is not a status of the ticket workflow.",
	)


def test_a_disabled_row_does_not_count(category):
	ticket = make_ticket(category=category)
	entry = row(
		category=category, responsible=["Quality Specialist"], accountable=["Operations Manager"]
	).insert()
	entry.disabled = 1
	entry.save()
	assert responsibility.responsible_for(ticket)["Responsible"] == ["Service Agent"]


def test_managers_keep_the_matrix_and_agents_read_it(as_user, category):
	entry = row(category=category, responsible=["Service Agent"], accountable=["Service Team Lead"])
	with as_user("Service Agent"):
		assert frappe.has_permission("Aftersales Responsibility", "read")
		with pytest.raises(frappe.PermissionError):
			entry.insert()
	with as_user("Operations Manager"):
		entry.insert()


def test_who_sees_the_ticket_sees_who_is_responsible(as_user):
	agent = make_user("Service Agent")
	ticket = make_ticket(team=make_team([agent]))
	with as_user(agent):
		assert api.responsibility(ticket.name)["Accountable"] == ["Service Team Lead"]
	with as_user("Service Agent"):
		with pytest.raises(frappe.PermissionError):
			api.responsibility(ticket.name)


def test_the_report_shows_every_node_in_the_order_of_the_flow(category):
	row("New", category, responsible=["Service Agent"], accountable=["Service Agent"]).insert()
	columns, rows = report.execute()
	frappe.local.lang = "zh"
	assert report.execute()[1][0]["node"] == "新建"
	frappe.local.lang = "en"
	assert [entry["node"] for entry in rows if not entry["category"]] == list(flow().categories)
	assert (rows[0]["Service Agent"], rows[0]["Service Team Lead"]) == ("R", "A")
	mine = next(entry for entry in rows if entry["category"] == category)
	assert mine == {"node": "New", "category": category, "Service Agent": "R A"}
	assert {"node", "category", "Service Agent", "Service Team Lead"} <= {
		column["fieldname"] for column in columns
	}
