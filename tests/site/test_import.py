"""Bringing in other systems' tickets: the dry run, the true histories, twice is once, what is refused and why."""

import csv
import io
import lzma
import os
from collections import Counter
from pathlib import Path

import frappe
import pytest
from factories.goods import a_company, make_item, make_serial
from factories.people import a_file, make_customer, make_user
from factories.prerequisites import not_of_the_checkout
from factories.service import make_team
from factories.unique import unique
from frappe.permissions import rights
from frappe.utils import background_jobs
from freezegun import freeze_time

from aftersales_app.domain.event_log import INCIDENT_LOG, read_log
from aftersales_app.patches.v1_0 import let_issues_be_imported
from aftersales_app.service_desk.services import clocks, import_tickets, imports, panel
from aftersales_app.setup import access

TICKET, EVENT = "Aftersales Ticket", "Aftersales Ticket Event"
SHARED = Path(os.environ.get("AFTERSALES_SHARED_DATA", "none"))
REAL = SHARED / "incident_event_log.csv.xz"
LOG = """number,moment,state,team,owner,opened_at,priority
A-1,2026-03-02 09:00,New,North,,2026-03-02 09:00,2 - High
A-1,2026-03-02 10:00,Working,North,wei,2026-03-02 09:00,2 - High
A-1,2026-03-02 11:00,Waiting Customer,North,wei,2026-03-02 09:00,2 - High
A-1,2026-03-03 09:00,Working,South,wei,2026-03-02 09:00,2 - High
A-1,2026-03-03 10:00,Resolved,South,wei,2026-03-02 09:00,1 - Critical
A-1,2026-03-03 12:00,Working,South,li,2026-03-02 09:00,1 - Critical
A-1,2026-03-03 15:00,Resolved,South,li,2026-03-02 09:00,1 - Critical
A-1,2026-03-04 09:00,Closed,South,li,2026-03-02 09:00,1 - Critical
B-2,2026-03-05 09:00,New,,,2026-03-05 08:30,
"""


@pytest.fixture
def manager():
	"""Signed in as an operations manager."""
	frappe.set_user(make_user("Operations Manager"))
	return frappe.session.user


def attach(text: str | bytes, name: str = "tickets.csv") -> str:
	content = text.encode() if isinstance(text, str) else text
	file = frappe.get_doc(
		{"doctype": "File", "file_name": f"{unique(name)}.csv", "content": content, "is_private": 1}
	)
	return file.insert().file_url


def an_import(file: str | None = None, **fields: object):
	return frappe.get_doc(
		{
			"doctype": "Aftersales Import",
			"source": "CSV File",
			"company": a_company(),
			"source_system": unique("Old"),
			"time_zone": "UTC",
			"file": file,
			**fields,
		}
	).insert()


@pytest.fixture
def run(run_jobs):
	"""Press a button and let the jobs run; the import as it then is."""

	def press(doc, *buttons: str):
		for button in buttons:
			getattr(doc, button)()
			run_jobs()
			doc.reload()
		return doc

	return press


def tickets_of(doc) -> dict[str, dict]:
	rows = frappe.get_all(TICKET, filters={"source_system": doc.source_system}, fields=["*"])
	return {row.source_id: row for row in rows}


def events_of(ticket: str) -> list[tuple]:
	fields = ["kind", "at", "from_value", "to_value", "category"]
	rows = frappe.get_all(EVENT, filters={"ticket": ticket}, fields=fields, order_by="name", limit=0)
	return [(row.kind, str(row.at), row.from_value, row.to_value, row.category) for row in rows]


def test_the_check_counts_and_writes_nothing(manager, run):
	doc = run(an_import(attach(LOG + "C-3,yesterday,New,,,,\n")), "check")
	assert (doc.status, doc.row_count, doc.ticket_count, doc.new_count, doc.known_count) == (
		"Checked",
		10,
		2,
		2,
		0,
	)
	assert (doc.rejected_count, tickets_of(doc)) == (1, {})
	assert [(row.row_no, row.source_id, row.outcome, row.code) for row in doc.findings] == [
		(11, "C-3", "Rejected", "bad_date"),
		(2, "A-1", "Unknown Word", "no_such_team"),
		(3, "A-1", "Unknown Word", "no_such_owner"),
		(5, "A-1", "Unknown Word", "no_such_team"),
		(7, "A-1", "Unknown Word", "no_such_owner"),
	]
	assert doc.findings[0].message == "moment: yesterday is no moment."


def test_a_ticket_comes_with_its_true_history(manager, run):
	team = make_team([manager], team_name=unique("South"))
	doc = run(an_import(attach(LOG.replace("South", team))), "check", "bring_in")
	found = tickets_of(doc)
	assert (doc.status, doc.known_count, doc.new_count, set(found)) == ("Imported", 2, 0, {"A-1", "B-2"})
	ticket = found["A-1"]
	zone = "Asia/Shanghai"  # the site's; the file is in UTC
	assert frappe.utils.get_system_timezone() == zone
	assert (ticket.status_category, ticket.priority, ticket.team) == ("Closed", "Urgent", team)
	assert (ticket.assignee, ticket.kind, ticket.channel) == (None, "Repair", "Import")
	assert [str(ticket[field]) for field in ("opened_at", "resolved_at", "closed_at", "first_closed_at")] == [
		"2026-03-02 17:00:00",
		"2026-03-03 23:00:00",
		"2026-03-04 17:00:00",
		"2026-03-04 17:00:00",
	]
	assert (ticket.reopenings, ticket.handovers, ticket.reassignments) == (1, 1, 1)
	assert (ticket.policy, ticket.first_response_verdict, ticket.next_check_at) == (None, None, None)
	assert events_of(ticket.name)[:-1] == [
		("Opened", "2026-03-02 17:00:00", None, "New", "New"),
		("State", "2026-03-02 18:00:00", "New", "Working", "Working"),
		("Owner", "2026-03-02 18:00:00", None, "wei", "Working"),
		("State", "2026-03-02 19:00:00", "Working", "Waiting Customer", "Waiting Customer"),
		("State", "2026-03-03 17:00:00", "Waiting Customer", "Working", "Working"),
		("Team", "2026-03-03 17:00:00", "North", team, "Working"),
		("State", "2026-03-03 18:00:00", "Working", "Resolved", "Resolved"),
		("Priority", "2026-03-03 18:00:00", "2 - High", "1 - Critical", "Resolved"),
		("Reopened", "2026-03-03 20:00:00", "Resolved", "Working", "Working"),
		("State", "2026-03-03 20:00:00", "Resolved", "Working", "Working"),
		("Owner", "2026-03-03 20:00:00", "wei", "li", "Working"),
		("State", "2026-03-03 23:00:00", "Working", "Resolved", "Resolved"),
		("State", "2026-03-04 17:00:00", "Resolved", "Closed", "Closed"),
	]
	assert events_of(ticket.name)[-1][0::2] == ("Imported", doc.source_system, "Closed")
	assert not frappe.db.exists("User", "wei") and not frappe.db.exists("Aftersales Team", "North")
	assert found["B-2"].status_category == "New" and found["B-2"].closed_at is None


def test_the_daily_figures_know_what_came_at_once(manager, run):
	team = make_team([manager], team_name=unique("South"))
	run(an_import(attach(LOG.replace("South", team).replace("North", team)), team=team), "check", "bring_in")
	fields = ["day", "opened", "resolved", "reopened", "closed"]
	found = frappe.get_all("Aftersales Ticket Daily", {"team": team}, fields, order_by="day", as_list=True)
	assert [(str(day), *figures) for day, *figures in found] == [
		("2026-03-02", 1, 0, 0, 0),
		("2026-03-03", 0, 2, 1, 0),
		("2026-03-04", 0, 0, 0, 1),
		("2026-03-05", 1, 0, 0, 0),
	]


def test_people_and_customers_who_are_here_are_linked(manager, run):
	customer, agent = make_customer(), make_user("Service Agent")
	text = f"number,moment,state,owner,who\nA,2026-03-02 09:00,Working,{agent},{customer}\nB,2026-03-02 09:00,Working,x,Mr X\n"
	mapping = [
		("number", "number"),
		("moment", "moment"),
		("state", "state"),
		("owner", "owner"),
		("who", "customer"),
	]
	doc = an_import(
		attach(text), mapping=[{"column_name": name, "target": target} for name, target in mapping]
	)
	found = tickets_of(run(doc, "check", "bring_in"))
	assert (found["A"].assignee, found["A"].customer) == (agent, customer)
	assert (found["B"].assignee, found["B"].customer, found["B"].contact_name) == (None, None, "Mr X")


UNKNOWN = {
	"customer": "NOPE Ltd",
	"team": "Nowhere",
	"owner": "nobody@x.y",
	"category": "NoCat",
	"priority": "Extreme",
	"kind": "Weird",
	"channel": "Pigeon",
	"item_code": "NoItem",
	"cause": "NoCause",
}


def test_each_word_that_nobody_knows_is_said_and_stays(manager, run):
	customer = as_administrator(make_customer)
	as_administrator(make_caller, customer)
	told = {
		"number": "A",
		"opened_at": "2026-03-02 09:00",
		"status": "Working",
		**UNKNOWN,
		"contact_phone": CALLER,
	}
	text = ",".join(told) + "\n" + ",".join(told.values()) + "\n" + ",".join({**told, "number": "B"}.values())
	doc = run(an_import(attach(text)), "check", "bring_in")
	said = {row.code: row for row in doc.findings if row.outcome == "Unknown Word"}
	assert doc.unknown_count == len(said) == len(UNKNOWN)
	for field, word in UNKNOWN.items():
		row = said[f"no_such_{field}"]
		assert (row.row_no, row.source_id) == (2, "A")
		assert row.message.startswith(f"{field}: ") and word in row.message
	[team] = [row for row in findings(doc) if row["Code"] == "no_such_team"]
	assert team["Details"] == "column: team; value: Nowhere; tickets: 2"
	ticket = tickets_of(doc)["A"]
	assert (ticket.customer, ticket.contact_phone, ticket.customer_name) == (
		customer,
		CALLER,
		frappe.db.get_value("Customer", customer, "customer_name"),
	)
	assert (ticket.team, ticket.assignee, ticket.assigned_at) == (None, None, None)
	assert (ticket.category, ticket.priority, ticket.kind, ticket.channel) == (
		None,
		"Medium",
		"Repair",
		"Import",
	)
	reason = frappe.db.get_value(EVENT, {"ticket": ticket.name, "kind": "Imported"}, "reason")
	assert reason.startswith("Not known here: ") and all(word in reason for word in UNKNOWN.values())
	[shown] = [
		entry
		for entry in panel.panel(frappe.get_doc(TICKET, ticket.name))["timeline"]
		if entry["kind"] == "Imported"
	]
	assert shown["reason"] == reason


CALLER = "13999990001"


def make_caller(customer: str) -> None:
	"""A contact of the customer."""
	contact = frappe.new_doc("Contact")
	contact.first_name = unique("Caller")
	contact.add_phone(CALLER, is_primary_mobile_no=1)
	contact.add_email("zhang@example.com", is_primary=1)
	contact.append("links", {"link_doctype": "Customer", "link_name": customer})
	contact.insert()


@pytest.mark.parametrize("told", ["contact_phone", "contact_email", "serial_no", "customer"])
def test_the_customer_is_found_as_at_intake(manager, run, told):
	customer = as_administrator(make_customer)
	as_administrator(make_caller, customer)
	item = as_administrator(make_item, True)
	words = {
		"contact_phone": f"+86 {CALLER}",
		"contact_email": "Zhang <ZHANG@example.com>",
		"serial_no": as_administrator(make_serial, item),
		"customer": frappe.db.get_value("Customer", customer, "customer_name"),
	}
	frappe.db.set_value("Serial No", words["serial_no"], "customer", customer)
	text = f"number,opened_at,status,{told}\nA,2026-03-02 09:00,New,{words[told]}\nB,2026-03-02 09:00,New,\n"
	found = tickets_of(run(an_import(attach(text)), "check", "bring_in"))
	assert (found["A"].customer, found["B"].customer) == (customer, None)
	assert found["A"].customer_name == words["customer"]
	assert found["A"].item_code == (item if told == "serial_no" else None)


def test_a_list_of_tickets_with_words_of_ones_own(manager, run):
	text = "Nr;Opened;Done;Shut;Status;About;Phone\n7;02.03.2026 09:00;03.03.2026 10:00;04.03.2026 11:00;erledigt;Leaks;=1+1\n"
	columns = [
		("Nr", "number", ""),
		("Opened", "moment", "%d.%m.%Y %H:%M"),
		("Opened", "opened_at", ""),
		("Done", "resolved_at", ""),
		("Shut", "closed_at", ""),
		("Status", "state", ""),
		("About", "subject", ""),
		("Phone", "contact_phone", ""),
	]
	doc = an_import(
		attach(text),
		mapping=[
			{"column_name": name, "target": target, "date_format": form} for name, target, form in columns
		],
		states=[{"state": "erledigt", "category": "Closed"}],
	)
	[ticket] = tickets_of(run(doc, "check", "bring_in")).values()
	assert (ticket.subject, ticket.status_category, ticket.phone_key) == ("Leaks", "Closed", None)
	assert [str(ticket[at]) for at in ("opened_at", "resolved_at", "closed_at")] == [
		"2026-03-02 17:00:00",
		"2026-03-03 18:00:00",
		"2026-03-04 19:00:00",
	]
	assert doc.anomaly_count == 0


@pytest.mark.parametrize(
	"text",
	[
		"ID,Opened At,Status,Subject,Phone,Resolved At\nX1,2026-03-02 09:00,Resolved,Leaks,13812345678,2026-03-03 10:00\n",
		"number,opened_at,stage,subject,contact_phone,resolved_at\nX1,2026-03-02 09:00,Resolved,Leaks,13812345678,2026-03-03 10:00\n",
		"编号,受理时间,状态,主题,联系电话,解决时间\nX1,2026/3/2 9:00,已解决,Leaks,13812345678,2026/3/3 10:00\n",
		"編號,受理時間,狀態,主旨,聯絡電話,解決時間\nX1,2026/3/2 9:00,已解決,Leaks,13812345678,2026/3/3 10:00\n",
	],
	ids=["labels", "names", "zh", "zh_TW"],
)
def test_columns_called_like_our_fields_need_no_mapping(manager, run, text):
	doc = run(an_import(attach(text)), "check", "bring_in")
	assert (doc.status, doc.anomaly_count, doc.error) == ("Imported", 0, None)
	[ticket] = tickets_of(doc).values()
	assert (ticket.source_id, ticket.subject, ticket.contact_phone) == ("X1", "Leaks", "13812345678")
	assert (ticket.status_category, str(ticket.opened_at), str(ticket.resolved_at)) == (
		"Resolved",
		"2026-03-02 17:00:00",
		"2026-03-03 18:00:00",
	)


def test_states_of_ones_own_need_no_mapping_of_columns(manager, run):
	text = (
		"number,moment,state\nA,2026-03-02 09:00,offen\nB,2026-03-02 09:00,Plan Given\nC,2026-03-02 09:00,?\n"
	)
	doc = an_import(attach(text), states=[{"state": "offen", "category": "New"}])
	found = tickets_of(run(doc, "check", "bring_in"))
	assert {name: ticket.status_category for name, ticket in found.items()} == {"A": "New", "B": "Working"}
	assert [(row.source_id, row.code) for row in doc.findings if row.outcome == "Rejected"] == [
		("C", "missing_value")
	]


def test_twice_is_once_and_what_is_new_comes_along(manager, run):
	doc = run(an_import(attach(LOG)), "check", "bring_in")
	before = frappe.db.count(EVENT)
	assert (doc.new_count, doc.known_count, doc.brought_count) == (0, 2, 2)
	run(doc, "check", "bring_in")
	assert (len(tickets_of(doc)), frappe.db.count(EVENT)) == (2, before)
	assert (doc.new_count, doc.known_count, doc.brought_count) == (0, 2, 0)
	more = an_import(attach(LOG + "C-3,2026-03-06 09:00,New,,,,\n"), source_system=doc.source_system)
	run(more, "check")
	assert (more.new_count, more.known_count) == (1, 2)
	run(more, "bring_in")
	assert set(tickets_of(doc)) == {"A-1", "B-2", "C-3"}


def test_numbers_that_the_database_takes_for_the_same_come_once(manager, run):
	text = "number,moment,state\nA-1,2026-03-02 09:00,New\na-1,2026-03-02 09:00,New\n"
	doc = run(an_import(attach(text)), "check", "bring_in")
	assert len(tickets_of(doc)) == 1
	assert (doc.rejected_count, doc.known_count) == (1, 1)
	[row] = [row for row in doc.findings if row.outcome == "Rejected"]
	assert (row.row_no, row.source_id, row.code) == (3, "a-1", "number_twice")


def test_a_number_twice_in_a_list_leaves_the_other_tickets_their_lives(manager, run):
	rows = (
		"number,opened_at,status,resolved_at,closed_at",
		"A,2026-03-02 09:00,Closed,2026-03-03 10:00,2026-03-04 11:00",
		"B,2026-03-02 09:00,Closed,2026-03-05 10:00,2026-03-06 11:00",
		"A,2026-03-09 09:00,New,,",
	)
	doc = run(an_import(attach("\n".join(rows))), "check", "bring_in")
	assert [(row.row_no, row.source_id, row.outcome, row.message) for row in doc.findings] == [
		(4, "A", "Rejected", "The number stands in line 2 already. That row is kept, this one is left out.")
	]
	found = tickets_of(doc)
	assert {number: str(ticket.closed_at) for number, ticket in found.items()} == {
		"A": "2026-03-04 19:00:00",
		"B": "2026-03-06 19:00:00",
	}
	assert [event[0::3] for event in events_of(found["B"].name)[:3]] == [
		("Opened", "New"),
		("State", "Resolved"),
		("State", "Closed"),
	]


@pytest.mark.parametrize(("zone", "kept"), [("Asia/Shanghai", 1), ("UTC", 0)])
def test_a_ticket_from_the_future_is_rejected(manager, run, zone, kept):
	rows = "number,opened_at,status\nA,2026-03-02 10:00,New\nB,2031-01-01 09:00,New\n"
	with freeze_time("2026-03-02 04:00:00.5"):  # noon in Shanghai
		doc = run(an_import(attach(rows), time_zone=zone), "check", "bring_in")
	assert len(tickets_of(doc)) == kept
	assert doc.rejected_count == 2 - kept
	last = doc.findings[-1]
	assert (last.row_no, last.source_id, last.outcome) == (3, "B", "Rejected")
	assert last.message == "opened_at: 2031-01-01 09:00 has not come yet."


def test_an_issue_from_the_future_is_rejected(manager, run):
	name = as_administrator(make_issue, as_administrator(make_customer))
	frappe.db.set_value("Issue", name, {"opening_date": "2031-01-01", "status": "Open"})
	doc = run(an_import(source="ERPNext Issue"), "check", "bring_in")
	assert name not in tickets_of(doc)
	[row] = [row for row in doc.findings if row.source_id == name]
	assert (row.outcome, row.message) == ("Rejected", "Open: 2031-01-01 09:00 has not come yet.")


def test_a_check_that_was_killed_is_started_again(manager, run, jobs):
	doc = an_import(attach(LOG))
	doc.check()
	frappe.db.after_commit.run()
	jobs.clear()  # the worker is gone
	assert doc.reload().status == "Checking"
	assert run(doc, "check").status == "Checked"


@pytest.mark.parametrize(("status", "button"), [("Checking", "check"), ("Importing", "bring_in")])
def test_what_a_job_is_at_work_on_is_not_started_again(manager, run, monkeypatch, status, button):
	doc = run(an_import(attach(LOG)), "check")
	doc.db_set("status", status)
	monkeypatch.setattr(
		background_jobs,
		"is_job_enqueued",
		lambda job_id: job_id == f"aftersales-import-{doc.name}-{button}-1",
	)
	with pytest.raises(frappe.ValidationError, match="A job is at work on this"):
		getattr(doc, button)()


@pytest.mark.parametrize("limit", ["BATCH", "CHANGES"])
def test_an_import_that_died_between_two_batches_goes_on(manager, run, run_jobs, jobs, monkeypatch, limit):
	monkeypatch.setattr(imports, limit, 1)
	doc = run(an_import(attach(LOG)), "check")
	doc.bring_in()
	frappe.db.after_commit.run()
	job = jobs.pop()
	frappe.get_attr(job["method"])(**job["kwargs"])
	frappe.db.after_commit.run()
	jobs.clear()  # the worker is gone, and its next batch with it
	doc.reload()
	assert (doc.status, doc.new_count, len(tickets_of(doc))) == ("Importing", 1, 1)
	run(doc, "bring_in")
	assert (doc.status, doc.new_count, len(tickets_of(doc))) == ("Imported", 0, 2)
	assert Counter(event[0] for event in events_of(tickets_of(doc)["A-1"]["name"]))["Opened"] == 1


def test_verdicts_by_our_policies(manager, run):
	team = make_team([manager], team_name=unique("Crew"))
	frappe.set_user("Administrator")
	policy = make_policy(team=team)
	frappe.set_user(manager)
	text = LOG.replace("South", team).replace("North", team)
	doc = run(an_import(attach(text), judge=1), "check", "bring_in")
	ticket = tickets_of(doc)["A-1"]
	assert ticket.policy == policy
	# answered at 11:00 by asking the customer, in 2 hours; resolved at 10:00 the next day, the wait of 22 hours off
	assert (ticket.first_response_verdict, str(ticket.first_response_at)) == ("Met", "2026-03-02 19:00:00")
	assert (ticket.resolution_verdict, clocks.read(ticket, "resolution").paused_seconds) == (
		"Missed",
		22 * 3600,
	)
	assert str(ticket.resolution_due) == "2026-03-03 17:30:00"
	assert ticket.resolution_missed_by is None


def make_policy(**fields: object) -> str:
	"""Published, around the clock: an answer in 3 hours, a solution in 2.5 hours without the waits for the customer."""
	policy = frappe.get_doc(
		{
			"doctype": "Aftersales Service Policy",
			"policy_name": unique("Policy"),
			"company": a_company(),
			"resolution_met_by": "Resolution",
			"targets": [
				{"clock": "first_response", "target": 3 * 3600, "calendar": always()},
				{"clock": "resolution", "target": 9000, "calendar": always(), "pause_on_customer": 1},
			],
			**fields,
		}
	).insert()
	policy.publish()
	return policy.name


def always() -> str:
	name = "Around the clock (test)"
	if not frappe.db.exists("Aftersales Calendar", name):
		frappe.get_doc(
			{"doctype": "Aftersales Calendar", "calendar_name": name, "always_open": 1, "time_zone": "UTC"}
		).insert()
	return name


@pytest.mark.parametrize(
	("content", "fields", "message"),
	[
		(b"\n", {}, "The file is empty."),
		(b"number,opened_at,status\n", {}, "The file has no rows: there is nothing under its header."),
		(
			b"a,b\n1,2\n",
			{},
			"These columns are not understood by themselves: a, b. Fill in Mapping",
		),
		(b"PK\x03\x04 a workbook", {}, "This is not a CSV file."),
		(
			"number,moment,state\n工单,2026-03-02 09:00,New\n".encode("gb18030"),
			{},
			"Line 2 is not utf-8. Choose the file's encoding in the field Encoding (it looks like gb18030), or save",
		),
		(
			b"number,moment,state\nA,2026-03-02 09:00,New\n",
			{
				"mapping": [
					{"column_name": name, "target": target}
					for name, target in (("number", "number"), ("time", "moment"), ("state", "state"))
				]
			},
			"These columns are not in the file: time; it has number, moment, state.",
		),
	],
)
def test_a_file_that_cannot_be_used_says_why(manager, run, content, fields, message):
	doc = run(an_import(attach(content), **fields), "check")
	assert doc.status == "Failed"
	assert doc.error.startswith(message)
	assert tickets_of(doc) == {}
	with pytest.raises(frappe.ValidationError, match="Check the source first"):
		doc.bring_in()


def test_jobs_write_in_the_language_of_whom_they_run_for(manager, run):
	frappe.db.set_value("User", manager, "language", "zh")
	unread = run(an_import(attach(b"\n")), "check")
	assert unread.error == "文件为空。"
	doc = run(an_import(attach("number,opened_at,status,colour\nA,soon,New,red\n")), "check")
	assert "未读取的列" in doc.summary
	assert doc.findings[0].message.startswith("opened_at：")
	assert frappe.local.lang == "en"


def test_an_encoding_may_be_named_and_utf_16_is_found_out(manager, run):
	text = "number,moment,state\n工单,2026-03-02 09:00,New\n"
	for content, encoding in ((text.encode("gb18030"), "gb18030"), (text.encode("utf-16"), "")):
		doc = run(an_import(attach(content), encoding=encoding), "check")
		assert (doc.status, doc.ticket_count, doc.error) == ("Checked", 1, None)


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_a_file_of_utf_8_is_not_read_as_another_encoding(manager, run, encoding):
	wrong = "number,moment,state,subject\nA,2026-03-02 09:00,New,洗衣机漏水\n"
	doc = run(an_import(attach(wrong), encoding=encoding), "check")
	assert (doc.status, doc.ticket_count) == ("Failed", 0)
	assert doc.error.startswith(f"Line 2 is not {encoding}.") and "(it looks like utf-8)" in doc.error
	for subject in ("一", "水", "plain"):  # the first is a letter in UTF-8, too
		right = f"number,moment,state,subject\nA,2026-03-02 09:00,New,{subject}\n".encode(encoding)
		assert run(an_import(attach(right), encoding=encoding), "check").status == "Checked"


def test_a_mapping_without_what_is_needed_is_refused_at_once(manager):
	with pytest.raises(frappe.ValidationError, match="state is not mapped to a column"):
		an_import(attach(LOG), mapping=[{"column_name": n, "target": n} for n in ("number", "moment")])


@pytest.mark.parametrize(
	("table", "row", "lacks"),
	[
		("mapping", {"target": "moment"}, "Row 2 of Mapping: Column in the File is missing."),
		(
			"mapping",
			{"column_name": " ", "target": "moment"},
			"Row 2 of Mapping: Column in the File is missing.",
		),
		("states", {"category": "New"}, "Row 1 of States: State in the File is missing."),
	],
)
def test_a_row_of_the_mapping_that_lacks_something_is_named(manager, table, row, lacks):
	rows = {"mapping": [{"column_name": "number", "target": "number"}], "states": []}
	rows[table].append(row)
	with pytest.raises(frappe.MandatoryError, match=f"^{lacks}$"):
		an_import(attach(LOG), **rows)


def test_a_file_of_somebody_else_is_refused(manager, as_user):
	with as_user("Service Agent"):
		theirs = attach(f"{LOG}{unique('Z')},2026-03-06 09:00,New,,,,\n")
	with pytest.raises(frappe.PermissionError, match=r"There is no file .* that you may read\. Attach"):
		an_import(theirs)


def test_a_path_is_no_file(manager):
	with pytest.raises(frappe.PermissionError, match="There is no file"):
		an_import("/private/files/../../site_config.json")


def test_what_a_browser_sends_along_with_a_button_counts_for_nothing(manager, as_user):
	with as_user("Sales User"):
		theirs = a_file("Theirs")
	doc = an_import(attach(LOG))
	doc.update({"report_file": theirs, "new_count": 99, "company": "Another"})
	doc.check()
	doc.reload()
	assert (doc.report_file, doc.new_count, doc.company) == (None, 0, a_company())
	assert not frappe.db.exists("File", {"file_url": theirs, "attached_to_name": doc.name})


def test_results_are_not_for_users_to_write_and_go_with_the_question(manager, run):
	doc = run(an_import(attach(LOG)), "check")
	doc.new_count, doc.status = 99, "Imported"
	doc.save()
	assert (doc.status, doc.new_count) == ("Checked", 2)
	doc.time_zone = "Asia/Shanghai"
	doc.save()
	assert (doc.status, doc.new_count or 0, doc.report_file) == ("Draft", 0, None)


@pytest.mark.parametrize(
	"role", ["Service Agent", "Service Team Lead", "Quality Specialist", "Service Auditor"]
)
def test_others_may_not_import(role, as_user):
	with as_user(role):
		file = attach(LOG)
		with pytest.raises(frappe.PermissionError):
			an_import(file)


def test_the_report_is_no_spreadsheet_program(manager, run):
	text = "number,moment,state\n=cmd()|x,2026-03-02 09:00,Working\n"
	doc = run(an_import(attach(text)), "check")
	[row] = findings(doc)
	assert (row["Number"], row["Code"]) == ("'=cmd()|x", "begins_in_the_middle")


def findings(doc) -> list[dict[str, str]]:
	file = frappe.get_doc("File", {"file_url": doc.report_file})
	assert file.is_private and file.attached_to_name == doc.name
	with open(file.get_full_path(), encoding="utf-8-sig", newline="") as text:
		return list(csv.DictReader(io.StringIO(text.read())))


def test_markup_does_not_come_in(manager, run):
	columns = [(name, name) for name in ("number", "moment", "state", "subject", "description")]
	text = "number,moment,state,subject,description\nA,2026-03-02 09:00,New,<b>Hot</b><script>x</script>,<p>ok</p><script>alert(1)</script>\n"
	doc = an_import(attach(text), mapping=[{"column_name": n, "target": t} for n, t in columns])
	[ticket] = tickets_of(run(doc, "check", "bring_in")).values()
	assert "<" not in ticket.subject and "<script" not in ticket.description


# ERPNext's own records


def test_issues_come_in_once_with_their_moments(manager, run):
	customer = as_administrator(make_customer)
	name = as_administrator(make_issue, customer)
	doc = an_import(source="ERPNext Issue", source_company=a_company())
	run(doc, "check", "bring_in")
	ticket = tickets_of(doc)[name]
	assert (ticket.customer, ticket.subject, ticket.status_category) == (customer, "Leaks", "Closed")
	assert (ticket.priority, ticket.channel, ticket.action_note) == ("High", "E-mail", "New seal")
	assert [str(ticket[at]) for at in ("opened_at", "first_response_at", "resolved_at", "closed_at")] == [
		"2026-03-02 09:00:00",
		"2026-03-02 10:00:00",
		"2026-03-04 12:00:00",
		"2026-03-04 12:00:00",
	]
	assert [event[0] for event in events_of(ticket.name)] == [
		"Opened",
		"Linked",
		"State",
		"State",
		"State",
		"Imported",
	]
	linked = frappe.db.get_value(EVENT, {"ticket": ticket.name, "kind": "Linked"}, ["to_value", "reason"])
	assert linked == (name, f"Issue {name}")
	run(doc, "check", "bring_in")
	assert (doc.new_count, frappe.db.count(TICKET, {"source_id": name})) == (0, 1)


def take_away(doctype: str) -> None:
	"""The owner of the site wants nobody who imports to read these."""
	frappe.db.delete("Custom DocPerm", {"parent": doctype, "role": ("in", access.IMPORTING)})
	frappe.clear_cache(doctype=doctype)


@pytest.mark.parametrize(
	("source", "entered", "kept"),
	[
		("ERPNext Issue", "CSV", "ERPNext"),
		("ERPNext Warranty Claim", "CSV", "ERPNext"),
		("ERPNext Issue", "Old", "Old"),
		("CSV File", "CSV", "CSV"),
	],
)
def test_records_of_erpnext_do_not_come_from_a_csv(manager, source, entered, kept):
	assert an_import(source=source, source_system=entered).source_system == kept


def test_who_may_not_read_issues_cannot_import_them(manager, run):
	take_away("Issue")
	doc = run(an_import(source="ERPNext Issue"), "check")
	assert doc.error == "Only somebody who may read records of Issue can bring them in."


@pytest.mark.parametrize("doctype", ["Issue", "Warranty Claim"])
def test_managers_may_read_what_they_import_and_no_more(doctype, as_user):
	take_away(doctype)
	let_issues_be_imported.execute()
	let_issues_be_imported.execute()
	for role in access.IMPORTING:
		assert frappe.db.count("Custom DocPerm", {"parent": doctype, "role": role}) == 1
		with as_user(role):
			allowed = [right for right in rights if frappe.has_permission(doctype, right)]
			assert allowed == ["read"]
	with as_user("Service Agent"):
		assert not frappe.has_permission(doctype, "read")


def test_warranty_claims_come_in_with_serial_and_complaint(manager, run):
	customer = as_administrator(make_customer)
	item = as_administrator(make_item, True)
	serial = as_administrator(make_serial, item)
	name = as_administrator(make_claim, customer, item, serial)
	doc = run(an_import(source="ERPNext Warranty Claim"), "check", "bring_in")
	ticket = tickets_of(doc)[name]
	assert (ticket.customer, ticket.serial_no, ticket.item_code) == (customer, serial, item)
	assert (ticket.subject, ticket.status_category, ticket.warranty_tier) == (
		"Does not cool",
		"Closed",
		"In Warranty",
	)
	assert [str(ticket[at]) for at in ("opened_at", "closed_at")] == [
		"2026-03-02 00:00:00",
		"2026-03-05 16:00:00",
	]


def as_administrator(make, *given):
	before = frappe.session.user
	frappe.set_user("Administrator")
	try:
		return make(*given)
	finally:
		frappe.set_user(before)


def make_issue(customer: str) -> str:
	if not frappe.db.exists("Issue Priority", "High"):
		frappe.get_doc({"doctype": "Issue Priority", "name": "High"}).insert()
	issue = frappe.get_doc(
		{
			"doctype": "Issue",
			"subject": "Leaks",
			"customer": customer,
			"company": a_company(),
			"raised_by": "zhang@example.com",
			"priority": "High",
		}
	).insert()
	issue.db_set(
		{
			"status": "Closed",
			"opening_date": "2026-03-02",
			"opening_time": "09:00:00",
			"first_responded_on": "2026-03-02 10:00:00",
			"sla_resolution_date": "2026-03-04 12:00:00",
			"resolution_details": "<p>New seal</p>",
		}
	)
	return issue.name


def make_claim(customer: str, item: str, serial: str) -> str:
	claim = frappe.get_doc(
		{
			"doctype": "Warranty Claim",
			"customer": customer,
			"company": a_company(),
			"complaint_date": "2026-03-02",
			"complaint": "<p>Does not cool</p>",
			"serial_no": serial,
			"item_code": item,
			"status": "Open",
		}
	).insert()
	claim.db_set(
		{
			"status": "Closed",
			"warranty_amc_status": "Under Warranty",
			"resolution_date": "2026-03-05 16:00:00",
		}
	)
	return claim.name


# the real log


@pytest.fixture
def real(tmp_path) -> bytes:
	if not os.access(REAL, os.R_OK):
		not_of_the_checkout("incident_event_log.csv.xz")
	return lzma.decompress(REAL.read_bytes())


def test_the_real_log_becomes_890_tickets_with_their_true_histories(manager, run, real):
	doc = run(an_import(attach(real)), "check")
	log = read_log(io.BytesIO(real), INCIDENT_LOG)
	assert (doc.row_count, doc.ticket_count, doc.new_count, doc.rejected_count) == (5998, 890, 890, 0)
	assert len(doc.findings) == 200
	assert Counter(row["Code"] for row in findings(doc) if row["Outcome"] == "Contradiction") == Counter(
		anomaly.code for history in log.histories for anomaly in history.anomalies
	)
	run(doc, "bring_in")
	found = tickets_of(doc)
	assert (doc.status, doc.known_count, len(found)) == ("Imported", 890, 890)
	assert sum(ticket.reopenings for ticket in found.values()) == 11
	assert sum(ticket.handovers for ticket in found.values()) == 834
	assert {ticket.status_category for ticket in found.values()} == {"Closed"}
	events = frappe.get_all(
		EVENT,
		filters={"ticket": ("in", [ticket.name for ticket in found.values()])},
		fields=["ticket", "kind", "from_value", "to_value", "at"],
		order_by="name",
		limit=0,
	)
	told: dict[str, list] = {}
	for event in events:
		told.setdefault(event.ticket, []).append(event)
	for history in log.histories:
		mine = told[found[history.number].name]
		for field, kind in (
			("team", "Team"),
			("owner", "Owner"),
			("priority", "Priority"),
			("category", "Category"),
		):
			shown = [(event.from_value, event.to_value) for event in mine if event.kind == kind]
			assert shown == [(change.before, change.after) for change in history.of(field)]
		states = [event.to_value for event in mine if event.kind == "State"]
		assert states == [change.after for change in history.of("status")]
		assert [event.at for event in mine[:-1]] == sorted(event.at for event in mine[:-1])
	count = frappe.db.count(EVENT)
	run(doc, "check", "bring_in")
	assert (doc.new_count, frappe.db.count(TICKET, {"source_system": doc.source_system})) == (0, 890)
	assert frappe.db.count(EVENT) == count


def test_priority_words():
	told = ("1 - Critical", "2 - High", "3 - Moderate", "4 - Low", "URGENT", "高", "緊急", "Extreme")
	assert import_tickets.choices("priority", told, import_tickets.PRIORITIES) == {
		"1 - Critical": "Urgent",
		"2 - High": "High",
		"3 - Moderate": "Medium",
		"4 - Low": "Low",
		"URGENT": "Urgent",
		"高": "High",
		"緊急": "Urgent",
	}
