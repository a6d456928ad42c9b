"""What a draft policy would have changed: figures by hand, on the site's tickets and on a log, as on the command line."""

import csv
import re
from pathlib import Path

import frappe
import pytest
from factories.goods import a_company
from factories.people import make_user
from factories.service import make_team
from factories.unique import unique
from frappe.utils import background_jobs

from aftersales_app.aftersales_core import reference
from aftersales_app.cli import main
from aftersales_app.service_desk import api
from aftersales_app.service_desk.queries import whatif as queries

TICKET, EVENT = "Aftersales Ticket", "Aftersales Ticket Event"
HOUR = 3600
# One team's tickets of March 2026, around the clock and in the site's time: answered, resolved after.
LOG = """number,moment,state,team,opened_at
T-1,2026-03-02 09:00,New,TEAM,2026-03-02 09:00
T-1,2026-03-02 10:00,Waiting Customer,TEAM,2026-03-02 09:00
T-1,2026-03-02 14:00,Resolved,TEAM,2026-03-02 09:00
T-2,2026-03-03 09:00,New,TEAM,2026-03-03 09:00
T-2,2026-03-03 14:00,Resolved,TEAM,2026-03-03 09:00
T-3,2026-03-04 09:00,New,TEAM,2026-03-04 09:00
T-3,2026-03-04 10:30,Working,TEAM,2026-03-04 09:00
T-3,2026-03-04 18:00,Resolved,TEAM,2026-03-04 09:00
T-3,2026-03-04 20:00,Closed,TEAM,2026-03-04 09:00
T-4,2026-03-05 09:00,New,TEAM,2026-03-05 09:00
T-4,2026-03-05 21:00,Cancelled,TEAM,2026-03-05 09:00
"""
# In force: an answer in 2 h, a solution in 8 h, the customer's time off. Answered: T-1 after 1 h (asked), T-2 after 5 h and
# T-3 after 9 h (by resolving): 1 of 3; T-4 was late at 11:00 and cancelled at 21:00, so missed: 1 of 4. Solved: T-1 1 h,
# T-2 5 h in time, T-3 9 h and T-4 (12 h) late: 2 of 4.
# Draft: an answer in 6 h, a solution in 10 h. Answered: T-1, T-2 in time, T-3, T-4 late: 2 of 4. Solved: all but T-4: 3 of 4.
TODAY = {"first_response": (4, 1, 3, 25.0), "resolution": (4, 2, 2, 50.0)}
DRAFT = {"first_response": (4, 2, 2, 50.0), "resolution": (4, 3, 1, 75.0)}


@pytest.fixture
def team(as_user) -> str:
	return make_team([make_user("Service Agent")], team_name=unique("Crew"))


@pytest.fixture
def policies(team) -> tuple[str, str]:
	"""One in force for the team, and a draft for it."""
	return make_policy(team, 2, 8, publish=True), make_policy(team, 6, 10)


def make_policy(team: str, answer: int, solution: int, publish: bool = False) -> str:
	clocks = (("first_response", answer), ("resolution", solution))
	policy = frappe.get_doc(
		{
			"doctype": "Aftersales Service Policy",
			"policy_name": unique("Policy"),
			"company": a_company(),
			"team": team,
			"resolution_met_by": "Resolution",
			"targets": [
				{"clock": clock, "target": hours * HOUR, "calendar": always(), "pause_on_customer": 1}
				for clock, hours in clocks
			],
			"levels": [
				{"level": 1, "timing": "Before Due", "offset": HOUR, "recipient": "Assignee"},
				{"level": 2, "timing": "After Due", "offset": 2 * HOUR, "recipient": "Team Lead"},
				{
					"level": 3,
					"clock": "resolution",
					"timing": "After Due",
					"offset": HOUR,
					"recipient": "Operations Manager",
				},
			],
		}
	).insert()
	if publish:
		policy.publish()
	return policy.name


def always() -> str:
	name = "Around the clock (test)"
	if not frappe.db.exists("Aftersales Calendar", name):
		frappe.get_doc(
			{"doctype": "Aftersales Calendar", "calendar_name": name, "always_open": 1, "time_zone": "UTC"}
		).insert()
	return name


def attach(text: str | bytes) -> str:
	content = text if isinstance(text, bytes) else text.encode()
	file = {"doctype": "File", "file_name": f"{unique('log')}.csv", "content": content, "is_private": 1}
	return frappe.get_doc(file).insert().file_url


@pytest.fixture
def past_tickets(team, run_jobs) -> None:
	"""The log's tickets, brought in."""
	doc = frappe.get_doc(
		{
			"doctype": "Aftersales Import",
			"source": "CSV File",
			"company": a_company(),
			"source_system": unique("Old"),
			"time_zone": "Asia/Shanghai",
			"file": attach(LOG.replace("TEAM", team)),
		}
	).insert()
	doc.check()
	run_jobs()
	doc.reload()
	doc.bring_in()
	run_jobs()


@pytest.fixture
def replay(run_jobs):
	"""Replay as a quality specialist, or as another role."""

	def run(policy: str | None, role: str = "Quality Specialist", **fields: object):
		frappe.set_user(make_user(role, language=fields.pop("language", "en")))
		file = fields.pop("log", None)
		doc = frappe.get_doc(
			{
				"doctype": "Aftersales What-if",
				"title": unique("What if"),
				"company": a_company(),
				"policy": policy,
				"from_date": "2026-03-01",
				"to_date": "2026-03-31",
				"time_zone": "Asia/Shanghai",
				"file": attach(file) if file else None,
				**fields,
			}
		).insert()
		doc.run()
		run_jobs()
		doc.reload()
		return doc

	return run


def figures(doc, scenario: str) -> dict[str, tuple]:
	return {
		row.clock: (row.tickets, row.met, row.missed, round(row.attainment, 1))
		for row in doc.results
		if row.scenario == scenario
	}


def test_a_draft_against_what_is_in_force_on_the_tickets_of_the_site(team, policies, past_tickets, replay):
	doc = replay(policies[1], team=team, replaces=policies[0])
	assert (doc.status, doc.error, doc.ticket_count) == ("Done", None, 4)
	assert figures(doc, "Today") == TODAY
	assert figures(doc, "Draft") == DRAFT
	points = {row.clock: row.difference for row in doc.results if row.scenario == "Draft"}
	assert points == {"first_response": "+25.0", "resolution": "+25.0"}


def test_warnings_name_the_tickets_on_which_they_would_have_fired(team, policies, past_tickets, replay):
	doc = replay(policies[1], team=team, replaces=policies[0])
	names = dict(frappe.get_all(TICKET, filters={"team": team}, fields=["name", "source_id"], as_list=True))
	told = sorted((row.clock, row.level, names[row.ticket]) for row in doc.warnings)
	# Draft. Answer due 15:00: level 1 at 14:00 is the moment T-2 was solved, so it did not go out; level 2 at 17:00.
	# Solution due 19:00: level 1 at 18:00 is the moment T-3 was solved; T-4: level 1 at 18:00, 3 at 20:00, 2 at 21:00 is
	# the moment it was cancelled.
	assert told == [
		("first_response", 1, "T-3"),
		("first_response", 1, "T-4"),
		("first_response", 2, "T-3"),
		("first_response", 2, "T-4"),
		("resolution", 1, "T-4"),
		("resolution", 3, "T-4"),
	]
	assert doc.warned_count == 2
	assert "Warnings would have fired on 2 tickets." in doc.summary
	# In force. Answer due 11:00: level 1 at 10:00 is when T-1 was asked; T-2, T-3, T-4 at 10:00 and 13:00. Solution due
	# 17:00: level 1 at 16:00 on T-3 and T-4, 3 at 18:00 on T-4, 2 at 19:00 on T-4.
	levels = {(row.clock, row.level): (row.tickets_today, row.tickets) for row in doc.levels}
	assert levels == {
		("first_response", 1): (3, 2),
		("first_response", 2): (3, 2),
		("resolution", 1): (2, 1),
		("resolution", 2): (1, 0),
		("resolution", 3): (1, 1),
	}


def test_load_by_hour(team, policies, past_tickets, replay):
	doc = replay(policies[1], team=team, replaces=policies[0])
	hours = {row.hour: (row.opened, row.due_today, row.due) for row in doc.hours}
	assert len(hours) == 24
	assert hours[9] == (4, 0, 0)
	# answers due at 11:00 / 15:00; solutions at 17:00 / 19:00, that of T-1 four hours later for the customer's time
	assert {hour: due[1:] for hour, due in hours.items() if any(due[1:])} == {
		11: (4, 0),
		15: (0, 4),
		17: (3, 0),
		19: (0, 3),
		21: (1, 0),
		23: (0, 1),
	}


def test_desk_and_command_line_agree(team, policies, past_tickets, replay, tmp_path, capsys):
	log = LOG.replace("TEAM", team)
	by_site = replay(policies[1], team=team, replaces=policies[0])
	by_file = replay(policies[1], log=log, team=team, replaces=policies[0])
	(tmp_path / "log.csv").write_text(log)
	(tmp_path / "map.yaml").write_text(
		"columns: {number: number, moment: moment, state: state, team: team, opened_at: opened_at}\n"
		"states: {New: New, Working: Working, Waiting Customer: Waiting Customer, Resolved: Resolved,"
		" Closed: Closed, Cancelled: Cancelled}\nzone: Asia/Shanghai\n"
	)
	for name, answer, solution in (("today", 2, 8), ("draft", 6, 10)):
		(tmp_path / f"{name}.yaml").write_text(
			"zone: Asia/Shanghai\npolicies:\n  - name: P\n    calendar: always\n    pauses_on: [Waiting Customer]\n"
			f"    targets: {{first_response: {answer}h, resolution: {solution}h}}\n"
		)
	given = {name: str(tmp_path / name) for name in ("log.csv", "map.yaml", "tickets.csv", "out.csv")}
	assert (
		main(
			[
				"import-check",
				given["log.csv"],
				"--mapping",
				given["map.yaml"],
				"--tickets",
				given["tickets.csv"],
			]
		)
		== 0
	)
	asked = ["--against", str(tmp_path / "today.yaml"), "--out", given["out.csv"]]
	assert main(["replay", given["tickets.csv"], str(tmp_path / "draft.yaml"), *asked]) == 0
	capsys.readouterr()
	with open(given["out.csv"], encoding="utf-8-sig", newline="") as table:
		rows = list(csv.DictReader(table))
	for scenario, file in (("Today", "today.yaml"), ("Draft", "draft.yaml")):
		told = {
			row["clock"]: (int(row["n"]), int(row["met"]), int(row["missed"]), float(row["attainment"][:-1]))
			for row in rows
			if row["policy"].endswith(file)
		}
		assert told == figures(by_site, scenario) == figures(by_file, scenario)


def test_a_calendar_may_be_tried_on_the_policy_in_force(team, policies, past_tickets, replay):
	frappe.set_user("Administrator")
	calendar = frappe.get_doc(
		{
			"doctype": "Aftersales Calendar",
			"calendar_name": unique("Mornings"),
			"time_zone": "Asia/Shanghai",
			"windows": [
				{"weekday": day, "from_time": "09:00:00", "to_time": "12:00:00"}
				for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
			],
		}
	).insert()
	doc = replay(policies[0], team=team, calendar=calendar.name)
	assert figures(doc, "Today") == TODAY
	# 8 hours of mornings are due on the third day: everything is solved in time, and T-4 cancelled in time
	assert figures(doc, "Draft")["resolution"] == (3, 3, 0, 100.0)


def test_a_draft_whose_day_has_not_come_is_tried_as_if_it_had(team, policies, past_tickets, replay):
	frappe.db.set_value("Aftersales Service Policy", policies[1], "valid_from", "2030-01-01")
	doc = replay(policies[1], team=team, replaces=policies[0])
	assert figures(doc, "Draft") == DRAFT


def test_twice_gives_the_same_and_a_changed_question_takes_the_answer_away(
	team, policies, past_tickets, replay, run_jobs
):
	doc = replay(policies[1], team=team, replaces=policies[0])
	first = [row.as_dict(no_default_fields=True) for row in (*doc.results, *doc.levels)]
	doc.run()
	run_jobs()
	doc.reload()
	again = [row.as_dict(no_default_fields=True) for row in (*doc.results, *doc.levels)]
	assert [{**row, "name": ""} for row in again] == [{**row, "name": ""} for row in first]
	doc.warned_count = 99
	doc.save()
	assert doc.warned_count == 2
	doc.to_date = "2026-03-03"
	doc.save()
	assert (doc.status, doc.results, doc.warned_count or 0) == ("Draft", [], 0)


def test_no_ticket_is_touched(team, policies, past_tickets, replay):
	before = frappe.get_all(TICKET, filters={"team": team}, fields=["*"], order_by="name")
	count = frappe.db.count(EVENT)
	replay(policies[1], team=team)
	assert frappe.get_all(TICKET, filters={"team": team}, fields=["*"], order_by="name") == before
	assert frappe.db.count(EVENT) == count


def test_the_policys_button_makes_one_and_knows_what_it_replaces(policies, run_jobs):
	frappe.set_user(make_user("Operations Manager"))
	name = frappe.get_doc("Aftersales Service Policy", policies[1]).try_on_past_tickets()
	run_jobs()
	doc = frappe.get_doc("Aftersales What-if", name)
	assert (doc.status, doc.policy, doc.replaces) == ("Done", policies[1], policies[0])


def test_tickets_are_read_in_three_queries_a_chunk(team, policies, past_tickets, count_queries):
	company = a_company()
	begin, end = (frappe.utils.get_datetime(day) for day in ("2026-03-01", "2026-04-01"))
	with count_queries() as seen:
		rows = list(queries.past_tickets(company, begin, end, team))
	assert (len(rows), len(seen)) == (4, 3)


@pytest.mark.parametrize(
	("fields", "message"),
	[
		({"to_date": "2026-02-01"}, "The period ends before it begins."),
		({"file": "/private/files/nobodys.csv"}, "There is no file"),
	],
)
def test_what_cannot_be_asked(policies, replay, fields, message):
	with pytest.raises(
		frappe.ValidationError if "to_date" in fields else frappe.PermissionError, match=message
	):
		replay(policies[1], **fields)


def test_a_log_that_cannot_be_read_says_why(policies, replay):
	doc = replay(policies[1], log="a,b\n1,2\n")
	assert doc.status == "Failed"
	assert doc.error.startswith("These columns are not understood: a, b. Call them as our fields are called")
	text = "number,opened_at,status,team\nA,2026-03-02 09:00,New,北区\n".encode("gb18030")
	doc = replay(policies[1], log=text)
	assert doc.error == (
		"Line 2 is not utf-8 (it looks like gb18030). Save the file as CSV (UTF-8) and attach that."
	)


@pytest.mark.parametrize("header", ["number,opened_at,team", "number,opened_at,status"])
def test_a_file_without_rows_says_so(policies, replay, header):
	doc = replay(policies[1], log=f"{header}\n")
	assert (doc.status, doc.error) == ("Failed", "The file has no rows: there is nothing under its header.")


def test_the_example_of_the_replay_command_gives_the_same_on_the_desk(team, replay, tmp_path, capsys):
	"""The tickets of its team North; others have the policies that the site has for everybody."""
	lines = (Path(__file__).parents[2] / "docs/examples/tickets.csv").read_text().splitlines()
	table = "\n".join(line.replace(",North", f",{team}") for line in lines if ",South" not in line)
	period = {"from_date": "2025-09-01", "to_date": "2025-10-31"}
	doc = replay(make_policy(team, 6, 10), log=table, **period)
	assert (doc.status, doc.error, doc.ticket_count) == ("Done", None, 9)
	(tmp_path / "tickets.csv").write_text(table)
	(tmp_path / "policy.yaml").write_text(
		"zone: Asia/Shanghai\npolicies:\n  - name: P\n    calendar: always\n    pauses_on: [Waiting Customer]\n"
		f"    when: {{team: {team}}}\n    targets: {{first_response: 6h, resolution: 10h}}\n"
	)
	given = [str(tmp_path / name) for name in ("tickets.csv", "policy.yaml", "out.csv")]
	assert main(["replay", *given[:2], "--out", given[2]]) == 0
	capsys.readouterr()
	with open(given[2], encoding="utf-8-sig", newline="") as out:
		told = {
			row["clock"]: (int(row["n"]), int(row["met"]), int(row["missed"]), float(row["attainment"][:-1]))
			for row in csv.DictReader(out)
		}
	draft = figures(doc, "Draft")
	assert {clock: draft[clock] for clock in told} == told
	assert told["first_response"] == (8, 5, 3, 62.5)  # the ninth still runs


def test_rows_of_a_file_that_cannot_be_used_are_said(team, policies, replay):
	for text, problem in (
		(
			"number,opened_at\nA,2026-03-02 09:00\nB,soon\n",
			"opened_at: soon is no moment; write 2025-09-28 09:30.",
		),
		("number,moment,state\nA,2026-03-02 09:00,New\nB,soon,New\n", "moment: soon is no moment."),
	):
		doc = replay(policies[1], log=text)
		assert (doc.status, doc.ticket_count) == ("Done", 1)
		assert f"Rows of the file left out: 1. The first is line 3: {problem}" in doc.summary


def test_tickets_of_a_file_outside_the_period_are_counted(team, policies, replay):
	inside, outside = "A,2026-03-02 09:00\n", "B,2026-04-01 09:00\nC,2025-01-05 09:00\n"
	doc = replay(policies[1], log=f"number,opened_at\n{inside}{outside}")
	assert (doc.status, doc.ticket_count) == ("Done", 1)
	assert "Tickets of the file outside the period: 2" in doc.summary.splitlines()
	assert "outside the period" not in replay(policies[1], log=f"number,opened_at\n{inside}").summary


def test_a_replay_speaks_the_language_of_whom_it_runs_for(team, policies, replay):
	told = {}
	for language in ("zh", "en"):
		doc = replay(policies[1], language=language, log="number,opened_at\nA,2026-03-02 09:00\n")
		told[language] = doc.summary
	assert "推演 1 张工单" in told["zh"] and "1 tickets replayed" in told["en"]
	assert replay(policies[1], language="zh", log="\n").error == "文件为空。"


def test_a_replay_that_was_killed_is_started_again_but_not_one_at_work(
	policies, replay, run_jobs, monkeypatch
):
	doc = replay(policies[1])
	doc.run()
	doc.reload()
	assert doc.status == "Running"
	with monkeypatch.context() as at_work:
		at_work.setattr(background_jobs, "is_job_enqueued", lambda job_id: doc.name in job_id)
		with pytest.raises(frappe.ValidationError, match="A job is at work on this"):
			doc.run()
	doc.run()
	assert run_jobs() == 2
	assert doc.reload().status == "Done"


@pytest.mark.parametrize("role", ["Service Agent", "Service Team Lead", "Service Auditor"])
def test_others_may_not_ask(role, policies, replay):
	with pytest.raises(frappe.PermissionError):
		replay(policies[1], role=role)


def test_a_plan_keeps_the_promise_where_the_policy_says_so(team, past_tickets, replay):
	policy = make_policy(team, 6, 10)
	name = frappe.db.get_value(TICKET, {"team": team, "source_id": "T-4"})
	frappe.db.set_value(TICKET, name, "planned_at", "2026-03-05 12:00:00")
	assert figures(replay(policy, team=team), "Draft")["resolution"] == (4, 3, 1, 75.0)
	frappe.set_user("Administrator")
	frappe.db.set_value("Aftersales Service Policy", policy, "resolution_met_by", "Plan or Resolution")
	frappe.clear_document_cache("Aftersales Service Policy", policy)
	assert figures(replay(policy, team=team), "Draft")["resolution"] == (4, 4, 0, 100.0)


# Staffing. One person around the clock, four hours a ticket: nobody waits, and every ticket is answered when it comes.
def crew(team: str, people: int, **fields: object) -> dict[str, object]:
	return {"team": team, "people": people, "handling": 4 * HOUR, "calendar": always(), **fields}


def loads(doc) -> list[tuple]:
	return [
		(
			row.team,
			row.scenario,
			row.people,
			row.tickets,
			row.per_person,
			row.average_wait,
			row.longest_wait,
			row.still_waiting,
			round(row.utilisation, 1),
		)
		for row in doc.crews
	]


@pytest.fixture
def mornings() -> str:
	"""Two hours on each working day, in the site's zone."""
	days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
	doc = {
		"doctype": "Aftersales Calendar",
		"calendar_name": unique("Mornings"),
		"time_zone": "Asia/Shanghai",
		"windows": [{"weekday": day, "from_time": "09:00:00", "to_time": "11:00:00"} for day in days],
	}
	return frappe.get_doc(doc).insert().name


@pytest.mark.parametrize("role", ["Operations Manager", "Quality Specialist"])
def test_staffing_alone_is_tried_against_what_happened(role, team, policies, past_tickets, replay):
	doc = replay(None, role=role, team=team, staffing=[crew(team, 1)])
	assert (doc.status, doc.error) == ("Done", None)
	assert figures(doc, "Today") == TODAY
	# answered at once: all four; solved as long after the answer as it was: T-1 4 h, T-2 and T-3 (answered by solving) at
	# once, T-4 cancelled after 12 h, late as before
	assert figures(doc, "Draft") == {"first_response": (4, 4, 0, 100.0), "resolution": (4, 3, 1, 75.0)}
	# from T-1's opening on Monday at 9 to T-4 handled on Thursday at 13: 76 h, of which 16 are work
	assert loads(doc) == [(team, "Draft", 1, 4, 4.0, 0, 0, 0, round(100 * 16 / 76, 1))]
	assert "4 tickets replayed." in doc.summary


def test_one_crew_against_another_on_the_same_hours(team, policies, past_tickets, replay, mornings):
	frappe.db.set_value("Aftersales Team", team, "calendar", mornings)
	frappe.clear_document_cache("Aftersales Team", team)
	reference.changed()
	doc = replay(None, team=team, staffing=[crew(team, 2, people_today=1, calendar=None)])
	assert doc.staffing[0].calendar == mornings
	# One person, four hours each, two hours a day: T-1 at once, T-2 on the third day instead of the second (2 h of
	# waiting), T-3 on the fifth (4 h), T-4 on the next Tuesday (6 h). Two: T-1, T-2 at once, T-3 on its day, T-4 on its.
	assert loads(doc) == [
		(team, "Today", 1, 4, 4.0, 3 * HOUR, 6 * HOUR, 0, 100.0),
		(team, "Draft", 2, 4, 2.0, 0, 0, 0, 80.0),
	]
	assert figures(doc, "Today")["first_response"] == (4, 1, 3, 25.0)
	assert figures(doc, "Draft")["first_response"] == (4, 4, 0, 100.0)


def test_staffing_under_a_draft_policy_agrees_with_the_command_line(
	team, policies, past_tickets, replay, tmp_path, capsys
):
	doc = replay(policies[1], team=team, replaces=policies[0], staffing=[crew(team, 1, handling=30 * HOUR)])
	opened = [f"T-{number},2026-03-0{number + 1} 09:00,{team}" for number in (1, 2, 3, 4)]
	(tmp_path / "t.csv").write_text("\n".join(["number,opened_at,team", *opened]))
	(tmp_path / "p.yaml").write_text(
		"zone: Asia/Shanghai\npolicies:\n  - name: P\n    calendar: always\n    targets: {first_response: 6h}\n"
		f"crews: {{'{team}': {{people: 1, handling: 30h, calendar: always}}}}\n"
	)
	assert main(["replay", str(tmp_path / "t.csv"), str(tmp_path / "p.yaml"), "--until", "2026-03-31"]) == 0
	printed = capsys.readouterr().out
	# 30 h each, one a day: T-2 waits 6 h, T-3 12, T-4 18: 9 on average
	[row] = doc.crews
	assert (row.average_wait, row.longest_wait, row.utilisation) == (9 * HOUR, 18 * HOUR, 100)
	told = printed.split("Crews\n")[1].splitlines()[1].removeprefix(team).split()
	assert told == ["1", "4", "4.0", "0", "9h00m", "18h00m", "100.0%"]
	met, missed = figures(doc, "Draft")["first_response"][1:3]
	assert printed.split("first_response")[1].split()[:2] == [str(met), str(missed)] == ["2", "2"]


def test_a_calendar_alone_is_tried_on_all_policies_in_force(team, policies, past_tickets, replay, mornings):
	doc = replay(None, team=team, calendar=mornings)
	assert figures(doc, "Today") == TODAY
	# 8 hours of mornings of two hours: due on the fourth day
	assert figures(doc, "Draft")["resolution"] == (3, 3, 0, 100.0)


def test_without_a_team_a_row_is_for_everybody_who_is_not_named(team, policies, past_tickets, replay):
	other = make_team([], team_name=unique("Other"))
	doc = replay(None, team=team, staffing=[crew("", 2), crew(other, 1)])
	assert [(row.team, row.tickets) for row in doc.crews] == [(other, 0), ("", 4)]
	assert f"No ticket came to the crew for {other}." in doc.summary


def test_staffing_twice_gives_the_same_and_another_number_takes_the_answer_away(
	team, policies, past_tickets, replay, run_jobs
):
	doc = replay(None, team=team, staffing=[crew(team, 1)])
	first = (loads(doc), figures(doc, "Draft"))
	doc.run()
	run_jobs()
	doc.reload()
	assert (loads(doc), figures(doc, "Draft")) == first
	doc.title = "Another name for the same"
	doc.save()
	assert doc.status == "Done" and doc.crews
	doc.staffing[0].people = 2
	doc.save()
	assert (doc.status, doc.crews, doc.results) == ("Draft", [], [])


def test_nobody_writes_loads_but_the_job(team, policies, past_tickets, replay):
	doc = replay(None, team=team, staffing=[crew(team, 1)])
	doc.crews[0].tickets = 99
	doc.append("crews", {"team": "Made up", "people": 5})
	doc.save()
	assert [(row.team, row.tickets) for row in doc.reload().crews] == [(team, 4)]


def other_company() -> str:
	found = frappe.db.get_value("Company", {"name": ("!=", a_company())}, "name")
	if found:
		return found
	values = {"company_name": unique("Other"), "abbr": unique("O")[-5:], "default_currency": "CNY"}
	return frappe.get_doc({"doctype": "Company", "country": "China", **values}).insert().name


BAD_STAFFING = [
	([], "Nothing is tried yet: choose a draft policy, another calendar, or staffing."),
	([{"people": 0}], "Row 1: A crew needs at least one person."),
	([{"people": -2}], "Row 1: A crew needs at least one person."),
	([{"people": 1, "people_today": -1}], "Row 1: A crew needs at least one person."),
	([{"people": 10_001}], "Row 1: A crew has 10000 people at most."),
	([{"people": 1, "handling": 0}], "Row 1: Handling must be longer than nothing."),
	([{"people": 1}, {"people": 2}], "Row 2: there is a crew for {team} already. Keep one row."),
	([{"people": 1, "team": ""}] * 2, "Row 2: there is a crew for all other teams already. Keep one row."),
	(
		[{"people": 1, "calendar": None}],
		"Row 1: choose the calendar on which these people work.",
	),
]


@pytest.mark.parametrize(("rows", "message"), BAD_STAFFING)
def test_staffing_that_cannot_be_tried(rows, message, team, policies, replay):
	frappe.db.set_single_value("Aftersales Settings", "default_calendar", None)
	reference.changed()
	staffing = [crew(**{"team": team, **row}) for row in rows]
	with pytest.raises(frappe.ValidationError, match=re.escape(message.format(team=team))):
		replay(None, staffing=staffing)
	assert not frappe.db.count("Aftersales What-if Staffing", {"team": team})


def test_people_and_hours_of_another_company(team, policies, replay):
	company = other_company()
	theirs = make_team([], team_name=unique("Theirs"), company=company)
	with pytest.raises(frappe.ValidationError, match=f"Row 1: Team {theirs} is not a team of"):
		replay(None, staffing=[crew(theirs, 1)])
	frappe.set_user("Administrator")
	calendar = frappe.get_doc(
		{
			"doctype": "Aftersales Calendar",
			"calendar_name": unique("Theirs"),
			"always_open": 1,
			"company": company,
		}
	).insert()
	with pytest.raises(frappe.ValidationError, match=f"Row 1: Calendar {calendar.name} is one of {company}."):
		replay(None, staffing=[crew(team, 1, calendar=calendar.name)])


def test_instead_of_needs_the_policy_that_takes_the_place(team, policies, replay):
	with pytest.raises(frappe.ValidationError, match="Choose the draft policy that would take the place of"):
		replay(None, replaces=policies[0], staffing=[crew(team, 1)])


def test_crews_are_told_even_where_no_policy_promises_anything(team, past_tickets, replay):
	doc = replay(None, team=team, staffing=[crew(team, 1)])
	if not doc.results:  # another policy of the site may be for every ticket
		assert "No policy in force promised these tickets anything." in doc.summary
	assert [row.tickets for row in doc.crews] == [4]


def test_the_teams_as_they_are_staffed_today(team, mornings):
	frappe.set_user("Administrator")
	doc = frappe.get_doc("Aftersales Team", team)
	doc.append("members", {"user": make_user("Service Agent"), "paused": 1})
	doc.append("members", {"user": make_user("Service Agent")})
	doc.calendar = mornings
	doc.save()
	empty = make_team([], team_name=unique("Empty"))
	frappe.set_user(make_user("Operations Manager"))
	row = {"team": team, "people": 2, "people_today": 2, "calendar": mornings}
	assert api.present_staffing(a_company(), team) == [row]
	everyone = api.present_staffing(a_company())
	assert row in everyone and empty not in [one["team"] for one in everyone]
	assert api.present_staffing("No such company") == []


@pytest.mark.parametrize("role", ["Service Agent", "Service Team Lead", "Service Auditor"])
def test_others_do_not_try_staffing(role, team, policies, replay):
	with pytest.raises(frappe.PermissionError):
		replay(None, role=role, staffing=[crew(team, 1)])
	with pytest.raises(frappe.PermissionError):
		api.present_staffing(a_company())
