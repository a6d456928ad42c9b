"""Every report by hand: a few tickets of two teams whose figures are worked out on paper."""

from datetime import datetime, timedelta

import frappe
import pytest
from factories.goods import a_company, make_item
from factories.people import make_customer, make_user
from factories.service import make_team, make_ticket
from frappe.desk.query_report import run

from aftersales_app.service_desk.services import event_log

DAY = datetime(2026, 3, 2, 9)  # a Monday
PERIOD = {"from_date": "2026-03-01", "to_date": "2026-03-31"}
HOUR = 3600
REPORTS = (
	"Aftersales Node Waiting Times",
	"Aftersales Clock Attainment",
	"Aftersales Ticket Volume",
	"Aftersales Backlog by Age",
	"Aftersales Reassignments and Reopenings",
	"Aftersales First Contact Resolution",
	"Aftersales Missed by Owner",
)


@pytest.fixture
def desk():
	agent, other = make_user("Service Agent"), make_user("Service Agent")
	found = frappe._dict(agent=agent, other=other, ours=make_team([agent]), theirs=make_team([other]))
	frappe.set_user("Administrator")
	frappe.db.set_single_value(
		"Aftersales Settings", "figures_renewed_at", None
	)  # nothing is read from kept days
	return found


def ticket(team, opened=DAY, **columns):
	"""A ticket as it stands after its life: columns are written past its rules."""
	name = make_ticket(team=team).name
	frappe.db.set_value("Aftersales Ticket", name, {"opened_at": opened, **columns}, update_modified=False)
	frappe.db.delete("Aftersales Ticket Event", {"ticket": name})
	return name


def stay(name, team, node, hours, at=DAY, category="Working", to_value="In Service"):
	happened(
		name,
		team,
		"State",
		at,
		category,
		from_value=node,
		to_value=to_value,
		working_seconds=int(hours * HOUR),
	)


def happened(name, team, kind, at, category, **facts):
	event_log.write(
		[
			{
				"ticket": name,
				"company": a_company(),
				"team": team,
				"kind": kind,
				"at": at,
				"category": category,
				"actor": "Administrator",
				**facts,
			}
		]
	)


def report(name, **filters):
	return run(f"Aftersales {name}", filters={**PERIOD, **filters}, ignore_prepared_report=True)


def rows(name, **filters):
	return [row for row in report(name, **filters)["result"] if isinstance(row, dict)]


def picked(row, *names):
	return tuple(row[name] for name in names)


def test_attainment_fits_a_laptop_with_the_adjusted_figure():
	columns = report("Clock Attainment", group_by="Service Policy")["columns"]
	assert columns[-1]["fieldname"] == "adjusted"
	assert sum(column["width"] for column in columns) <= 1200


def test_waiting_names_the_bottleneck(desk):
	name = ticket(desk.ours)
	for hours in (2, 3, 3, 4, 4, 5, 6, 8, 9, 120):
		stay(name, desk.ours, "Waiting for Parts", hours)
	stay(name, desk.ours, "New", 1)
	stay(name, desk.ours, "New", 3)
	stay(name, desk.ours, "Resolved", 500, category="Closed")
	stay(name, desk.ours, "New", 99, at=DAY - timedelta(days=2))
	found = rows("Node Waiting Times", team=desk.ours, group_by="Status")
	parts, new = found
	assert picked(parts, "node_name", "n", "total", "bottleneck") == (
		"Waiting for Parts",
		10,
		164 * HOUR,
		"Bottleneck",
	)
	assert picked(parts, "mean", "median") == (59_040, 16_200)
	assert round(parts["p90"] / HOUR, 1) == 20.1
	assert picked(new, "n", "mean", "share", "bottleneck", "now") == (2, 2 * HOUR, 2.4, "", 1)
	assert parts["share"] == 97.6


def test_waiting_by_category_week_and_with_resolved(desk):
	name = ticket(desk.ours, category="Fault")
	stay(name, desk.ours, "New", 1)
	stay(name, desk.ours, "Resolved", 5, at=DAY + timedelta(days=7), category="Closed")
	assert [row["category"] for row in rows("Node Waiting Times", team=desk.ours, group_by="Category")] == [
		"Fault"
	]
	by_week = rows("Node Waiting Times", team=desk.ours, group_by="Week", with_resolved=1)
	assert [picked(row, "key", "node_name", "n") for row in by_week] == [
		(DAY.date(), "New", 1),
		((DAY + timedelta(days=7)).date(), "Resolved", 1),
	]


def attained(desk):
	late = {"resolution_due": DAY, "status_category": "New"}
	for _ in range(9):
		ticket(desk.ours, resolution_verdict="Met", resolution_at=DAY)
	done_late = ticket(
		desk.ours, resolution_verdict="Missed", resolution_at=DAY, resolution_missed_by=desk.agent
	)
	ticket(desk.ours, resolution_verdict="Running", **late)
	ticket(desk.ours, resolution_verdict="Missed", resolution_at=None, resolution_missed_by=None, **late)
	ticket(desk.ours, resolution_verdict="Running", resolution_due=datetime(2099, 1, 1))
	ticket(desk.ours, resolution_verdict="Cancelled")
	ticket(desk.theirs, resolution_verdict="Met")
	for name in frappe.get_all("Aftersales Ticket", {"team": ("in", (desk.ours, desk.theirs))}, pluck="name"):
		others = {f"{clock}_verdict": "" for clock in ("first_response", "diagnosis", "arrival")}
		frappe.db.set_value("Aftersales Ticket", name, others, update_modified=False)
	exemption = frappe.get_doc(
		{"doctype": "Aftersales Exemption", "ticket": done_late, "clock": "resolution"}
	)
	exemption.update({"status": "Approved", "missed_by": desk.agent})
	exemption.name = frappe.generate_hash(length=10)
	exemption.db_insert()


def test_attainment_counts_open_and_late_as_missed(desk):
	attained(desk)
	(row,) = rows("Clock Attainment", team=desk.ours)
	assert picked(row, "promised", "met", "missed", "open_late", "exempted", "judged") == (13, 9, 1, 2, 1, 12)
	assert picked(row, "attainment", "adjusted", "interval") == (75.0, 81.8, "46.8 – 91.1 %")


def test_attainment_of_nothing_is_no_number(desk):
	name = ticket(desk.ours, resolution_verdict="Running", resolution_due=datetime(2099, 1, 1))
	assert rows("Clock Attainment", team=desk.ours, clock="resolution")[0]["attainment"] is None
	assert frappe.db.get_value("Aftersales Ticket", name, "resolution_verdict") == "Running"


def test_missed_by_owner(desk):
	attained(desk)
	found = rows("Missed by Owner", team=desk.ours)
	assert [picked(row, "user", "resolution", "total", "exempted", "adjusted") for row in found] == [
		(None, 1, 1, 0, 1),
		(desk.agent, 1, 1, 1, 0),
	]


def test_volume_counts_every_time(desk):
	one, two = ticket(desk.ours), ticket(desk.ours, opened=DAY + timedelta(days=7))
	for at in (DAY, DAY + timedelta(days=8)):
		stay(one, desk.ours, "In Service", 1, at=at, category="Resolved", to_value="Resolved")
	happened(one, desk.ours, "Reopened", DAY + timedelta(days=1), "Working")
	stay(two, desk.ours, "Resolved", 1, at=DAY + timedelta(days=9), category="Closed", to_value="Closed")
	found = rows("Ticket Volume", team=desk.ours, period="Week")
	figures = ("begin", "opened", "resolved", "closed", "reopened", "net")
	assert [picked(row, *figures) for row in found] == [
		(DAY.date(), 1, 1, 0, 1, 1),
		((DAY + timedelta(days=7)).date(), 1, 1, 1, 0, 0),
	]
	assert [row["period"] for row in rows("Ticket Volume", team=desk.ours, period="Month")] == ["2026-03"]


def test_figures_by_a_column_of_few_values_keep_its_names(desk):
	"""They are grouped by numbers, also where a ticket names none and where a word is no choice any more."""
	for channel, hours in (("Phone", 1), ("E-mail", 2), ("Telegraph", 3), (None, 4)):
		name = ticket(desk.ours, channel=channel)
		stay(name, desk.ours, "New", hours)
		stay(name, desk.ours, "In Service", 1, category="Resolved", to_value="Resolved")
	waited = rows("Node Waiting Times", team=desk.ours, group_by="Channel")
	found = {row["channel"]: row["total"] / HOUR for row in waited if row["node_name"] == "New"}
	assert found == {"Phone": 1, "E-mail": 2, "Telegraph": 3, "Not Set": 4}
	counted = rows("Ticket Volume", team=desk.ours, period="Year", group_by="Channel")
	assert {row["channel"]: picked(row, "opened", "resolved") for row in counted} == dict.fromkeys(
		found, (1, 1)
	)


def test_a_chart_draws_whole_weeks_only(desk):
	for days in (0, 7, 28):  # the last week of March 2026 ends in April
		ticket(desk.ours, opened=DAY + timedelta(days=days))
	drawn = report("Ticket Volume", team=desk.ours, period="Week")["chart"]["data"]
	assert drawn["labels"] == ["03-02", "03-09"]
	assert drawn["datasets"][0]["values"] == [1, 1]
	assert len(rows("Ticket Volume", team=desk.ours, period="Week")) == 3


def test_people_who_missed_are_named(desk):
	ticket(desk.ours, resolution_verdict="Missed", resolution_missed_by=desk.agent)
	ticket(desk.ours, resolution_verdict="Missed")
	found = rows("Missed by Owner", team=desk.ours)
	name = frappe.utils.get_fullname(desk.agent)
	assert {picked(row, "user", "full_name") for row in found} == {(desk.agent, name), (None, "In a Queue")}


def test_tickets_without_a_team_are_called_so(desk):
	mine = ticket(desk.ours)
	frappe.db.set_value("Aftersales Ticket", mine, "team", None)
	named = {row["team"]: row["key"] for row in rows("Clock Attainment", group_by="Team")}
	assert named.get("No Team", "absent") is None


def test_a_chart_translates_words_of_ours_only(desk):
	"""A team may be called by a word that our catalogue knows."""
	named = make_team([desk.agent], team_name="Phone")
	ticket(named, category="Advice", channel="Phone")
	frappe.local.lang = "zh"
	shown = {
		group: report("Backlog by Age", team=named, group_by=group)["chart"]["data"]["labels"]
		for group in ("Team", "Category", "Channel")
	}
	frappe.local.lang = "en"
	assert shown == {"Team": ["Phone"], "Category": ["咨询"], "Channel": ["电话"]}


def test_backlog_by_age(desk):
	now = frappe.utils.now_datetime().replace(microsecond=0)
	for days in (0.5, 2, 2.9, 6.9, 7.1, 29, 31, 400):
		ticket(desk.ours, opened=now - timedelta(days=days))
	ticket(desk.ours, opened=now, status_category="Closed")
	(row,) = rows("Backlog by Age", team=desk.ours)
	assert picked(row, "open", "d1", "d3", "d7", "d14", "d30", "older", "oldest") == (
		8,
		1,
		2,
		1,
		1,
		1,
		2,
		400,
	)


def test_reassignments_and_reopenings(desk):
	ticket(desk.ours, reassignments=2, handovers=1, resolved_at=DAY)
	ticket(desk.ours, reassignments=1, reopenings=3, resolved_at=None)
	ticket(desk.ours)
	(row,) = rows("Reassignments and Reopenings", team=desk.ours)
	figures = (
		"tickets",
		"reassigned",
		"reassignments",
		"handed_over",
		"handovers",
		"resolved",
		"reopened",
		"reopenings",
	)
	assert picked(row, *figures) == (3, 2, 3, 1, 1, 2, 1, 3)
	assert picked(row, "reassigned_share", "reopened_share") == (66.7, 50.0)


def test_the_reopen_rate_is_of_those_closed_in_the_period(desk):
	"""Five closings, one too young, two of four reopened in 14 days: 50 %. Opened long before, so no other figure has them."""
	long_ago = DAY - timedelta(days=200)

	def closed(at, *reopened, team=desk.ours):
		name = ticket(team, opened=long_ago)
		happened(name, team, "State", at, "Closed", from_value="Resolved", to_value="Closed")
		for moment in reopened:
			happened(name, team, "Reopened", moment, "Working", from_value="Closed", to_value="In Service")
		return name

	closed(DAY)
	closed(DAY, DAY + timedelta(days=14))  # the last moment of the window
	closed(DAY, DAY + timedelta(days=14, seconds=1))
	closed(DAY - timedelta(days=2), DAY)  # closed before the period
	closed(DAY, DAY + timedelta(days=1), team=desk.theirs)
	twice = closed(DAY + timedelta(days=1), DAY + timedelta(days=2), DAY + timedelta(days=5))
	young = frappe.utils.now_datetime() - timedelta(days=3)
	closed(young, young + timedelta(days=1))
	(row,) = rows("Reassignments and Reopenings", team=desk.ours, to_date=frappe.utils.today())
	assert picked(row, "closings", "closings_young", "closings_reopened") == (5, 1, 2)
	assert picked(row, "reopen_rate", "reopen_interval") == (50.0, "15.0 – 85.0 %")
	assert picked(row, "tickets", "resolved", "reopened") == (0, 0, 0)
	happened(twice, desk.ours, "State", DAY + timedelta(days=4), "Closed", from_value="Resolved")
	months = rows("Reassignments and Reopenings", team=desk.ours, group_by="Month")
	(march,) = [row for row in months if row["month"] == "2026-03"]
	assert picked(march, "closings", "closings_reopened", "reopen_rate") == (5, 3, 60.0)


def test_first_contact_waits_and_sees_the_customer_come_back(desk):
	item, other = make_item(), make_item()
	done = {
		"contacts": 1,
		"resolved_at": DAY + timedelta(hours=2),
		"item_code": item,
		"status_category": "Resolved",
	}
	alone, back, elsewhere = make_customer(), make_customer(), make_customer()
	ticket(desk.ours, customer=alone, **done)
	ticket(desk.ours, customer=alone, opened=DAY + timedelta(days=8), item_code=item)
	ticket(desk.ours, customer=back, **done)
	ticket(desk.theirs, customer=back, opened=DAY + timedelta(days=7), item_code=item)
	ticket(desk.ours, customer=elsewhere, **done)
	ticket(desk.ours, customer=elsewhere, opened=DAY + timedelta(days=1), item_code=other)
	ticket(desk.ours, customer=make_customer(), **{**done, "contacts": 2})
	ticket(desk.ours, customer=make_customer(), **{**done, "reopenings": 1})
	young = frappe.utils.now_datetime() - timedelta(days=1)
	ticket(desk.ours, customer=make_customer(), opened=young, **{**done, "resolved_at": young})
	(row,) = rows("First Contact Resolution", team=desk.ours, to_date=frappe.utils.today())
	assert picked(row, "resolved", "too_young", "told", "first_contact", "share") == (6, 1, 5, 2, 40.0)


@pytest.mark.parametrize("name", REPORTS)
def test_agents_see_the_figures_of_their_teams_only(desk, as_user, name):
	now = frappe.utils.now_datetime()
	for team in (desk.ours, desk.theirs):
		missed = {
			"resolution_verdict": "Missed",
			"resolution_missed_by": desk.agent if team == desk.ours else desk.other,
		}
		one = ticket(team, **missed, resolved_at=DAY, status_category="Resolved")
		stay(one, team, "New", 1, category="Resolved")
		ticket(team, opened=now)
	group = "" if name.endswith("Owner") else "Team"
	filters = {"group_by": group} if group else {}
	key = "team" if group else "user"
	mine, others = (desk.ours, desk.theirs) if group else (desk.agent, desk.other)
	with as_user(desk.agent):
		seen = {row[key] for row in rows(name.removeprefix("Aftersales "), **filters)}
		assert seen - {None} == {mine}
	with as_user("Service Auditor"):
		assert {mine, others} <= {row[key] for row in rows(name.removeprefix("Aftersales "), **filters)}


@pytest.mark.parametrize("name", REPORTS)
def test_who_has_no_role_has_no_report(as_user, name):
	with as_user("Training Coordinator"), pytest.raises(frappe.PermissionError):
		report(name.removeprefix("Aftersales "))


@pytest.mark.parametrize(("name", "most"), list(zip(REPORTS, (4, 3, 5, 1, 3, 1, 4), strict=True)))
def test_statements_do_not_grow_with_tickets(desk, count_queries, name, most):
	module = frappe.get_module(
		"aftersales_app.service_desk.report.{0}.{0}".format(name.lower().replace(" ", "_"))
	)
	for _ in range(5):
		ticket(desk.ours)
	module.execute({**PERIOD, "team": desk.ours})
	with count_queries() as seen:
		module.execute({**PERIOD, "team": desk.ours})
	assert len(seen) == most


def test_a_period_that_ends_before_it_begins_is_refused():
	with pytest.raises(frappe.ValidationError, match="From Date is after To Date"):
		report("Clock Attainment", from_date="2026-04-01")


def test_a_category_holds_those_below_it(desk):
	group = frappe.get_doc(
		{
			"doctype": "Aftersales Category",
			"category_name": "Cooling",
			"is_group": 1,
			"parent_aftersales_category": "All Categories",
		}
	).insert()
	leaf = frappe.get_doc(
		{
			"doctype": "Aftersales Category",
			"category_name": "Compressor",
			"parent_aftersales_category": group.name,
		}
	).insert()
	ticket(desk.ours, category=leaf.name)
	ticket(desk.ours, category="Fault")
	(row,) = rows("Reassignments and Reopenings", team=desk.ours, category="Cooling")
	assert row["tickets"] == 1


@pytest.mark.parametrize("doctype", ["Ticket", "Ticket Event", "Visit", "Notice"])
@pytest.mark.parametrize("role", ["Service Agent", "Service Auditor"])
def test_report_builder_reads_plain_columns(as_user, doctype, role):
	from frappe.desk.reportview import get

	doctype = f"Aftersales {doctype}"
	columns = [field.fieldname for field in frappe.get_meta(doctype).fields if field.in_list_view]
	with as_user(role):
		frappe.local.form_dict = frappe._dict(
			doctype=doctype, fields=frappe.as_json([f"`tab{doctype}`.`{column}`" for column in columns])
		)
		assert frappe.has_permission(doctype, "report")
		get()
