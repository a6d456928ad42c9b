"""Daily figures: exact, the same when renewed twice, and seen by team."""

from collections import Counter
from datetime import datetime, timedelta

import frappe
import pytest
from factories.goods import a_company
from factories.people import make_customer, make_user
from factories.processes import Process
from factories.service import make_team, make_ticket
from pymysql.err import IntegrityError

from aftersales_app.patches.v1_0 import name_daily_figures
from aftersales_app.service_desk import charts
from aftersales_app.service_desk.queries import reports as live
from aftersales_app.service_desk.queries import rollup as kept
from aftersales_app.service_desk.report.aftersales_ticket_volume import aftersales_ticket_volume as volume
from aftersales_app.service_desk.services import event_log, rollup

DAY = datetime(2026, 3, 2, 9)
DAILY = "Aftersales Ticket Daily"
RENEW = """
import datetime
from aftersales_app.service_desk.services import rollup

frappe.db.sql("set innodb_lock_wait_timeout = 1")
try:
	rollup.renew({days!r})
except frappe.QueryTimeoutError:
	frappe.db.rollback()
	tell("waits")
	wait()
rollup.renew({days!r})
frappe.db.commit()
"""


@pytest.fixture
def team():
	found = make_team([make_user("Service Agent")])
	frappe.set_user("Administrator")
	return found


def ticket(team, **columns):
	name = make_ticket(team=team).name
	none = {f"{clock}_verdict": "" for clock in ("first_response", "diagnosis", "arrival", "resolution")}
	frappe.db.set_value(
		"Aftersales Ticket", name, {"opened_at": DAY, **none, **columns}, update_modified=False
	)
	frappe.db.delete("Aftersales Ticket Event", {"ticket": name})
	return name


def event(name, team, kind, category, at=DAY):
	event_log.write(
		[
			{
				"ticket": name,
				"company": a_company(),
				"team": team,
				"kind": kind,
				"category": category,
				"at": at,
				"actor": "Administrator",
			}
		]
	)


def figures(team, *names):
	found = frappe.get_all(DAILY, {"team": team}, ["day", *names], order_by="day, kind")
	return [(str(row.day), *(row[name] for name in names)) for row in found]


def a_few(team):
	one = ticket(team, resolution_verdict="Met", first_response_verdict="Missed", customer=None)
	ticket(team, resolution_verdict="Running", diagnosis_verdict="Met")
	frappe.db.set_value("Aftersales Ticket", one, {"resolved_at": DAY, "contacts": 1})
	event(one, team, "State", "Resolved")
	event(one, team, "Reopened", "Working")
	event(one, team, "State", "Closed", DAY + timedelta(days=1))


def test_a_day_by_hand(team):
	a_few(team)
	rollup.renew([DAY.date(), (DAY + timedelta(days=1)).date()])
	names = ("opened", "resolved", "closed", "reopened", "first_contact", "promises", "promises_met")
	assert figures(team, *names) == [
		("2026-03-02", 2, 1, 0, 1, 1, 3, 2),
		("2026-03-03", 0, 0, 1, 0, 0, 0, 0),
	]


def test_twice_is_once(team):
	a_few(team)
	rollup.renew([DAY.date()])
	first = figures(team, *rollup.FIGURES)
	rollup.renew([DAY.date()])
	assert figures(team, *rollup.FIGURES) == first != []


def test_a_row_has_one_name_and_so_one_place(team):
	a_few(team)
	rollup.renew([DAY.date()])
	[row] = frappe.get_all(DAILY, {"team": team}, ["name", "day", "company", "team", "kind"])
	key = (row.day, row.company, row.team, row.kind)
	frappe.db.savepoint("twice")
	with pytest.raises(IntegrityError):
		rollup._write({key: Counter(opened=1)})
	frappe.db.rollback(save_point="twice")
	assert rollup._name(key) != rollup._name((*key[:2], None, key[3]))
	assert rollup._key(("", None, "x")) == (None, None, "x")


def test_the_patch_gives_older_rows_their_names(team):
	a_few(team)
	rollup.renew([DAY.date()])
	[name] = frappe.get_all(DAILY, {"team": team}, pluck="name")
	frappe.qb.update(frappe.qb.DocType(DAILY)).set("name", "random").where(
		frappe.qb.DocType(DAILY).name == name
	).run()
	for _twice in range(2):
		name_daily_figures.execute()
		assert frappe.get_all(DAILY, {"team": team, "day": DAY.date()}, pluck="name") == [name]


def test_what_comes_with_a_past_renews_the_week_before_it_too(team):
	one = ticket(team, customer=make_customer(), contacts=1, resolved_at=DAY)
	event(one, team, "State", "Resolved")
	rollup.renew([DAY.date()])
	assert figures(team, "first_contact") == [("2026-03-02", 1)]
	later = ticket(team, customer=frappe.db.get_value("Aftersales Ticket", one, "customer"))
	frappe.db.set_value("Aftersales Ticket", later, "opened_at", DAY + timedelta(days=6))
	rollup.renew_around([(DAY + timedelta(days=6)).date()])
	assert figures(team, "opened", "first_contact") == [("2026-03-02", 1, 0), ("2026-03-08", 1, 0)]
	assert rollup.renew_around([]) == 0


@pytest.mark.committing
def test_two_at_once_write_each_day_once(team):
	"""The second waits for the first, and finds what the first wrote."""
	rollup.renew([DAY.date()])
	a_few(team)
	frappe.db.commit()
	try:
		other = Process(RENEW.format(days=[DAY.date()]))
		rollup.renew([DAY.date()])
		other.go()
		assert other.heard() == "waits"
		frappe.db.commit()
		other.go()
		code, said = other.end()
		assert code == 0, said
		frappe.db.commit()
		assert figures(team, "opened", "resolved", "promises") == [("2026-03-02", 2, 1, 3)]
		rows = frappe.get_all(DAILY, {"day": DAY.date()}, ["company", "team", "kind"], as_list=True)
		assert len(rows) == len(set(rows))
	finally:
		frappe.db.rollback()
		names = frappe.get_all("Aftersales Ticket", {"team": team}, pluck="name")
		frappe.db.delete("Aftersales Ticket Event", {"ticket": ("in", names)})
		for doctype in ("Aftersales Ticket", DAILY):
			frappe.db.delete(doctype, {"team": team})
		member = frappe.db.get_value("Aftersales Team Member", {"parent": team}, "user")
		frappe.delete_doc("Aftersales Team", team, force=True)
		frappe.delete_doc("User", member, force=True)
		frappe.db.commit()


def test_the_hour_renews_the_days_of_what_was_touched(team):
	a_few(team)
	name = ticket(team, opened_at=DAY - timedelta(days=40))
	frappe.db.set_value("Aftersales Ticket", name, "subject", "touched just now")
	rollup.renew_touched()
	assert ("2026-01-21", 1) in figures(team, "opened")


def test_the_night_renews_forty_days(team):
	ticket(team, opened_at=frappe.utils.now_datetime() - timedelta(days=39))
	frappe.db.set_value("Aftersales Ticket", {"team": team}, "modified", DAY, update_modified=False)
	rollup.renew_settling()
	assert [opened for _day, opened in figures(team, "opened")] == [1]


def test_runs_have_no_gap_and_at_most_a_month():
	days = [DAY.date() + timedelta(days=offset) for offset in (*range(33), 40)]
	runs = list(kept.runs(days))
	assert [(last - first).days + 1 for first, last in runs] == [31, 2, 1]


def test_agents_see_their_teams_figures(team, as_user):
	a_few(team)
	rollup.renew([DAY.date()])
	with as_user("Service Agent"):
		assert not frappe.get_list(DAILY, {"team": team})
	with as_user(frappe.db.get_value("Aftersales Team Member", {"parent": team}, "user")):
		assert {row.team for row in frappe.get_list(DAILY, fields=["team"])} == {team}


def test_nobody_edits_daily_figures(team, as_user):
	with as_user("Operations Manager"):
		assert not frappe.has_permission(DAILY, "write")
		assert not frappe.has_permission(DAILY, "create")


def test_charts_read_the_daily_figures(team):
	now = frappe.utils.now_datetime()
	ticket(team, opened_at=now, resolution_verdict="Met", first_response_verdict="Missed")
	ticket(team, opened_at=now)
	last_week = now - timedelta(days=now.weekday() + 1)
	ticket(team, opened_at=last_week)
	rollup.renew_touched()
	flow = charts.flow_by_week({"team": team})
	# The week that is not over is left out.
	assert (len(flow["labels"]), [sum(row["values"]) for row in flow["datasets"]]) == (26, [1, 0])
	assert flow["datasets"][0]["values"][-1] == 1
	monday = last_week - timedelta(days=6)
	assert flow["labels"][-1] == f"{monday:%m-%d}"
	attained = charts.attainment_by_month({"team": team})["datasets"][0]["values"]
	assert attained[-1] == 50.0
	assert attained[:-1] == [None] * 11
	backlog = charts.backlog_by_team({"team": team})
	assert (backlog["labels"], [row["values"] for row in backlog["datasets"]]) == (
		[team],
		[[3], [0]],
	)


def counted(scope, group, monkeypatch, live_only=False):
	with monkeypatch.context() as patched:
		if live_only:
			patched.setattr(kept, "answers", lambda scope, group: False)
		return {key: +found for key, found in volume.count(scope, group, "Day").items() if +found}


@pytest.mark.parametrize("group", [None, "team", "company"])
def test_the_volume_of_kept_days_is_that_of_the_tickets(team, group, monkeypatch):
	"""Kept, moved to another team since, opened since on a day that is over: whatever happened, nothing is missed or twice."""
	one = ticket(team)
	event(one, team, "State", "Resolved")
	event(one, team, "State", "Closed", DAY + timedelta(days=1))
	event(one, team, "Reopened", "Working", DAY + timedelta(days=2))
	rollup.renew_all()
	rollup.renew_touched()
	other = make_team([make_user("Service Agent")])
	frappe.set_user("Administrator")
	scope = live.Scope.days(DAY.date(), frappe.utils.getdate(), team=(team, other))
	before = counted(scope, group, monkeypatch)
	assert before == counted(scope, group, monkeypatch, live_only=True)
	assert sum(before.values(), Counter()) == Counter(opened=1, resolved=1, closed=1, reopened=1)
	frappe.db.set_value("Aftersales Ticket", one, "team", other)  # touches it
	ticket(team, opened_at=DAY + timedelta(days=5))
	after = counted(scope, group, monkeypatch)
	assert after == counted(scope, group, monkeypatch, live_only=True)
	assert sum(after.values(), Counter())["opened"] == 2


def test_kept_days_are_read_only_for_who_sees_all_and_what_they_are_kept_by(team, as_user):
	scope = live.Scope.days(DAY.date(), DAY.date(), team=(team,))
	assert kept.answers(scope, "company") and not kept.answers(scope, "channel")
	assert not kept.answers(live.Scope.days(DAY.date(), DAY.date(), kind=("Repair",)), None)
	with as_user("Operations Manager"):
		assert kept.answers(scope, None)
	with as_user("Service Agent"):
		assert not kept.answers(scope, None)


def test_a_volume_of_kept_days_reads_no_event_of_them(team, count_queries):
	rollup.renew_touched()
	scope = live.Scope.days(DAY.date(), DAY.date(), team=(team,))
	with count_queries() as seen:
		volume.count(scope, None, "Day")
	assert not [query for query in seen if "Ticket Event" in str(query)]


def test_what_a_stopped_scheduler_missed_is_caught_up(team):
	rollup.renew_touched()
	late = frappe.utils.add_to_date(None, days=-9, as_datetime=True)
	frappe.db.set_single_value(kept.SETTINGS, kept.RENEWED, late, update_modified=False)
	name = ticket(team)
	frappe.db.set_value("Aftersales Ticket", name, "modified", frappe.utils.add_to_date(late, days=2))
	rollup.renew_touched()
	assert frappe.db.get_value(DAILY, {"team": team, "day": DAY.date()}, "opened") == 1
