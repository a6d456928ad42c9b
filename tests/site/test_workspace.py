"""What the workspaces show is there, and to whom."""

import json
from datetime import timedelta

import frappe
import pytest
from factories.people import make_user
from factories.service import make_team, make_ticket
from frappe.desk.doctype.number_card.number_card import get_result
from freezegun import freeze_time

from aftersales_app.aftersales_core import moments
from aftersales_app.patches.v1_0 import tell_open_tickets, tell_pending_tickets
from aftersales_app.service_desk import boot, due_calendar
from aftersales_app.service_desk.services.flow import flow
from aftersales_app.setup import desk

WORKSPACES = ("Service Desk", "My Service Work", "Warranty", "Service Quality")
TICKET = "Aftersales Ticket"


@pytest.mark.parametrize("name", WORKSPACES)
def test_everything_a_workspace_names_exists(name):
	workspace = frappe.get_doc("Workspace", name)
	for card in workspace.number_cards:
		assert frappe.db.exists("Number Card", card.number_card_name)
	for chart in workspace.charts:
		assert frappe.db.exists("Dashboard Chart", chart.chart_name)
	for link in (*workspace.links, *workspace.shortcuts):
		kind = link.get("link_type") or link.get("type")
		assert not link.link_to or frappe.db.exists(kind, link.link_to), link.link_to
	labels = {
		"number_card": {row.label for row in workspace.number_cards},
		"chart": {row.label for row in workspace.charts},
		"shortcut": {row.label for row in workspace.shortcuts},
		"card": {row.label for row in workspace.links if row.type == "Card Break"},
	}
	for block in json.loads(workspace.content):
		if block["type"] in labels:
			assert block["data"][f"{block['type']}_name"] in labels[block["type"]]


@pytest.mark.parametrize("name", ["Service Desk", "Warranty"])
def test_every_document_and_report_of_a_module_is_linked(name):
	workspace = frappe.get_doc("Workspace", name)
	linked = {link.link_to for link in workspace.links}
	alone = {"module": name, "istable": 0}
	assert set(frappe.get_all("DocType", {**alone, "issingle": 0}, pluck="name")) <= linked
	assert set(frappe.get_all("Report", {"module": name}, pluck="name")) <= linked


@pytest.fixture
def team():
	agent = make_user("Service Agent")
	found = make_team([agent])
	frappe.set_user("Administrator")
	return frappe._dict(name=found, agent=agent)


def card(name, **dynamic):
	doc = frappe.get_doc("Number Card", name)
	filters = json.loads(doc.filters_json)
	for doctype, field, operator, _expression in json.loads(doc.dynamic_filters_json or "[]"):
		filters.append([doctype, field, operator, dynamic[field]])
	return get_result(doc.as_dict(), filters)


def test_cards_count_what_the_user_sees(team, as_user):
	now = frappe.utils.now_datetime()
	other = make_team([make_user("Service Agent")])
	for owner, due in ((None, -1), (team.agent, 0.0001), (team.agent, 400)):
		name = make_ticket(team=team.name).name
		frappe.db.set_value(
			TICKET,
			name,
			{
				"assignee": owner,
				"resolution_due": frappe.utils.add_to_date(now, days=due),
				"resolution_at": None,
				"resolution_pending": 1,
			},
		)
	make_ticket(team=other)
	with as_user(team.agent):
		assert card("Open Service Tickets") == 3
		assert card("Overdue Service Tickets", resolution_due=now) == 1
		assert card("Service Tickets Due Today") == 1
		assert card("Unassigned Service Tickets") == 1
		assert card("My Open Service Tickets", assignee=team.agent) == 2
		assert card("Service Tickets Waiting for Customer") == 0


def test_what_waits_or_was_never_promised_is_not_overdue(team, as_user):
	"""A paused clock has no due moment, and neither has a ticket without a policy; Frappe takes none for the distant past."""
	late = make_ticket(team=team.name)
	with freeze_time((moments.now() + timedelta(days=90)).replace(microsecond=1)):
		waiting = make_ticket(team=team.name)
		waiting.status = "In Diagnosis"
		waiting.save()
		waiting.status = "Waiting for Customer"
		waiting.save()
		unpromised = make_ticket(team=team.name)
		frappe.db.set_value(TICKET, unpromised.name, {"resolution_due": None, "resolution_pending": 0})
		with as_user(team.agent):
			assert card("Overdue Service Tickets", resolution_due=moments.site_now()) == 1
	pending = {
		ticket: frappe.db.get_value(TICKET, ticket, ["resolution_pending", "resolution_due"])
		for ticket in (late.name, waiting.name)
	}
	assert pending[late.name][0] == 1 and pending[late.name][1]
	assert pending[waiting.name] == (0, None)


def test_a_ticket_is_pending_from_the_promise_to_the_plan(team):
	ticket = make_ticket(team=team.name)
	assert ticket.resolution_pending == 1
	ticket.resolution_pending = 0  # a request cannot take it off the list of overdue tickets
	ticket.save()
	assert ticket.resolution_pending == 1
	ticket.plan = "A new compressor"
	ticket.save()
	assert (ticket.resolution_pending, bool(ticket.resolution_at)) == (0, True)


def test_what_is_cancelled_late_is_not_pending_any_more(team):
	ticket = make_ticket(team=team.name)
	with freeze_time((moments.now() + timedelta(days=90)).replace(microsecond=1)):
		ticket.status = "Cancelled"
		ticket.save()
	assert (ticket.resolution_verdict, ticket.resolution_pending) == ("Missed", 0)


def test_tickets_of_before_learn_whether_they_are_pending(team):
	late, planned = make_ticket(team=team.name), make_ticket(team=team.name)
	planned.plan = "A new compressor"
	planned.save()
	for name in (late.name, planned.name):
		frappe.db.set_value(TICKET, name, "resolution_pending", 0)
	for _twice in range(2):
		tell_pending_tickets.execute()
		assert frappe.db.get_value(TICKET, late.name, "resolution_pending") == 1
		assert frappe.db.get_value(TICKET, planned.name, "resolution_pending") == 0


def test_a_ticket_says_whether_it_is_open(team):
	ticket = make_ticket(team=team.name)
	assert ticket.is_open == 1
	ticket.is_open = 0  # a request cannot take it off the list of open tickets
	ticket.save()
	assert ticket.is_open == 1
	ticket.status = "Cancelled"
	ticket.save()
	assert ticket.is_open == 0


def test_tickets_of_before_learn_whether_they_are_open(team):
	working, cancelled = make_ticket(team=team.name), make_ticket(team=team.name)
	cancelled.status = "Cancelled"
	cancelled.save()
	frappe.db.set_value(TICKET, working.name, "is_open", 0)
	for _twice in range(2):
		tell_open_tickets.execute()
		assert frappe.db.get_value(TICKET, working.name, "is_open") == 1
		assert frappe.db.get_value(TICKET, cancelled.name, "is_open") == 0


def test_the_calendar_shows_open_tickets_by_due_moment(team, as_user):
	due = frappe.utils.get_datetime("2031-05-05 10:00:00")
	shown, closed = (make_ticket(team=team.name).name for _ in range(2))
	for name in (shown, closed):
		frappe.db.set_value(TICKET, name, "resolution_due", due)
	frappe.db.set_value(TICKET, closed, "status_category", "Closed")
	with as_user(team.agent):
		found = due_calendar.get_events("2031-05-01", "2031-06-01", "[]")
	assert [(row.get("name"), row.get("resolution_due")) for row in found] == [(shown, due)]
	with as_user("Service Agent"):
		assert due_calendar.get_events("2031-05-01", "2031-06-01", "[]") == []
	with as_user("Guest"), pytest.raises(frappe.PermissionError):
		due_calendar.get_events("2031-05-01", "2031-06-01", "[]")


def test_the_board_is_seeded_once():
	boards = {"reference_doctype": TICKET}
	before = frappe.get_all("Kanban Board", boards, pluck="name")
	desk.seed()
	assert frappe.get_all("Kanban Board", boards, pluck="name") == before
	board = frappe.get_doc("Kanban Board", before[0])
	assert {row.column_name for row in board.columns} == set(flow().categories.values())


def test_a_dropped_card_takes_the_workflow(team, as_user):
	name = make_ticket(team=team.name).name
	with as_user(team.agent):
		frappe.set_value(TICKET, name, "status_category", "Working")
		assert frappe.db.get_value(TICKET, name, "status") == "In Diagnosis"
		with pytest.raises(frappe.ValidationError, match="You cannot move this ticket"):
			frappe.set_value(TICKET, name, "status_category", "Closed")


@pytest.mark.parametrize("source", ["opened_and_resolved", "attainment_by_month", "backlog_by_team"])
def test_charts_are_for_the_desk(as_user, source):
	get = frappe.get_attr(
		f"aftersales_app.service_desk.dashboard_chart_source.aftersales_{source}.aftersales_{source}.get"
	)
	with as_user("Guest"), pytest.raises(frappe.PermissionError):
		get()
	with as_user("Service Agent"):
		assert all(not value for row in get()["datasets"] for value in row["values"])


@pytest.mark.parametrize(
	("doctype", "columns"),
	[
		(TICKET, {"status", "customer", "assignee", "priority", "resolution_due"}),
		("Aftersales Visit", {"status", "ticket", "technician", "starts_at"}),
	],
)
def test_the_list_shows_the_columns_of_the_doctype(doctype, columns):
	frappe.db.delete("List View Settings", {"name": doctype})
	desk.seed()
	settings = frappe.get_doc("List View Settings", doctype)
	assert (settings.fields, settings.total_fields) == (None, "9")
	assert columns <= {field.fieldname for field in frappe.get_meta(doctype).fields if field.in_list_view}


def test_service_people_begin_at_their_own_workspace(team, as_user):
	def begin(*roles, **facts):
		user = make_user(*roles, **facts)
		info = frappe._dict(user=frappe._dict(default_workspace=facts.get("default_workspace")), user_info={})
		with as_user(user):
			boot.extend(info)
		return info

	known = begin("Service Agent")
	assert known.user.default_workspace == {"name": "Service Desk", "title": "Service Desk", "public": 1}
	assert begin("Training Coordinator").user.default_workspace["name"] == "Service Desk"
	assert begin("Service Technician").user.default_workspace["name"] == "My Service Work"
	assert begin("Service Agent", default_workspace="Home").user.default_workspace == "Home"
	assert begin("Service Agent", "System Manager").user.default_workspace is None
	assert begin("Accounts User").user_info == {}
	assert begin("Operations Manager").user_info[team.agent]["fullname"]
	assert team.agent not in known.user_info  # who has no team knows nobody
