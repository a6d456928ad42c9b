import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from aftersales_app.aftersales_core.sentences import SENTENCES
from aftersales_app.cli import main, messages
from aftersales_app.cli.decide import decide_plain
from aftersales_app.cli.import_check import read_mapping
from aftersales_app.cli.policy_file import read_policy
from aftersales_app.cli.ticket_file import read_tickets
from aftersales_app.domain import event_log
from aftersales_app.domain.past_tickets import COLUMNS, write_row
from aftersales_app.domain.working_time import DAY

ROOT = Path(__file__).parents[2]
TICKETS = str(ROOT / "docs/examples/tickets.csv")
POLICY = str(ROOT / "docs/examples/policy.yaml")
CASE = str(ROOT / "docs/examples/warranty-case.yaml")
SMALL = "policies: [{name: P, calendar: always, targets: {resolution: 24h}}]"


def written(path: Path, text: str) -> str:
	path.write_text(text, encoding="utf-8")
	return str(path)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
	"""A folder of its own as the present one: that is where results are written."""
	folder = tmp_path / "here"
	folder.mkdir()
	monkeypatch.chdir(folder)
	return folder


def test_example_gives_the_table_worked_out_by_hand(
	capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
	out = tmp_path / "result.csv"
	assert main(["replay", TICKETS, POLICY, "--until", "2025-10-17T18:00", "--out", str(out)]) == 0
	printed = capsys.readouterr().out.splitlines()
	assert printed[0].endswith("policy.yaml: 14 tickets as seen at 2025-10-17 18:00 Asia/Shanghai")
	assert [line.split() for line in printed[1:6]] == [
		["clock", "met", "missed", "open_late", "running", "cancelled", "n", "attainment", "warnings"],
		["first_response", "11", "3", "1", "0", "0", "14", "78.6%", "2"],
		["diagnosis", "7", "2", "0", "0", "0", "9", "77.8%", "0"],
		["arrival", "6", "3", "1", "1", "2", "9", "66.7%", "4"],
		["resolution", "8", "4", "1", "1", "1", "12", "66.7%", "8"],
	]
	with out.open(encoding="utf-8-sig", newline="") as file:
		rows = list(csv.reader(file))
	assert rows[0] == ["policy", *printed[1].split()]
	assert [row[1:] for row in rows[1:]] == [line.split() for line in printed[2:6]]
	assert sorted(file.name for file in tmp_path.iterdir()) == ["here", "result.csv"]


def test_the_table_is_written_where_nobody_says_where(capsys: pytest.CaptureFixture[str], here: Path) -> None:
	assert main(["replay", TICKETS, POLICY]) == 0
	assert capsys.readouterr().err == "the attainment table is in policy-attainment.csv\n"
	with (here / "policy-attainment.csv").open(encoding="utf-8-sig", newline="") as file:
		assert [row[1] for row in csv.reader(file)] == [
			"clock",
			"first_response",
			"diagnosis",
			"arrival",
			"resolution",
		]


@pytest.mark.parametrize("out", ["t.csv", "./p.yaml", "old.yaml", "link.csv"])
def test_no_input_is_written_over(capsys: pytest.CaptureFixture[str], here: Path, out: str) -> None:
	content = Path(TICKETS).read_text(encoding="utf-8")
	written(here / "t.csv", content)
	for name in ("p.yaml", "old.yaml"):
		written(here / name, SMALL)
	(here / "link.csv").symlink_to("t.csv")
	before = {file.name: file.read_text() for file in here.iterdir()}
	assert main(["replay", "t.csv", "p.yaml", "--against", "old.yaml", "--out", out]) == 2
	said = capsys.readouterr()
	assert said.err == f"aftersales: {out}: this is an input; name another file with --out\n" and not said.out
	assert {file.name: file.read_text() for file in here.iterdir()} == before


def test_tickets_called_like_the_result_are_kept(capsys: pytest.CaptureFixture[str], here: Path) -> None:
	tickets = written(here / "p-attainment.csv", Path(TICKETS).read_text(encoding="utf-8"))
	assert main(["replay", tickets, written(here / "p.yaml", SMALL)]) == 2
	assert "p-attainment.csv: this is an input" in capsys.readouterr().err


def test_a_comparison_says_what_the_draft_changes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
	draft = Path(POLICY).read_text(encoding="utf-8").replace("resolution: 30h", "resolution: 15h")
	command = ["replay", TICKETS, written(tmp_path / "draft.yaml", draft), "--against", POLICY]
	assert main([*command, "--until", "2025-10-17T18:00"]) == 0
	change = capsys.readouterr().out.split("Change\n")[1].splitlines()
	# T-003 was solved after 16 working hours, T-008 after 20.5
	assert change[-1].split()[:6] == ["resolution", "66.7%", "50.0%", "-16.7", "2", "0"]


def test_until_is_by_default_the_last_moment_told(capsys: pytest.CaptureFixture[str]) -> None:
	assert main(["replay", TICKETS, POLICY, "--load"]) == 0
	printed = capsys.readouterr().out
	assert "as seen at 2025-10-16 17:00 Asia/Shanghai" in printed
	assert "Due by weekday and hour" in printed


@pytest.mark.parametrize(
	"rows, complaint",
	[
		(",2025-09-22 09:00,,,", "line 3: number is empty"),
		("B,,,,", "line 3: opened_at is empty"),
		("B,22/09/2025,,,", "line 3: opened_at: 22/09/2025 is no moment; write 2025-09-28 09:30"),
		("B,0025-09-22,,,", "line 3: opened_at: 0025-09-22 is no moment"),
		("B,2025-09-22 09:00,2025-09-21 09:00,,", "line 3: resolution_at is before opened_at"),
		("A,2025-09-22 09:00,,,", "line 3: A stands in the file a second time"),
		("B,2025-09-22 09:00,,", "line 3: the row has 4 cells, the header 5"),
		("B,2025-09-22 09:00,,,,x", "line 3: the row has 6 cells, the header 5"),
		(
			"B,2025-09-22 09:00,,Asleep 2025-09-22 10:00/,",
			"line 3: states: Asleep 2025-09-22 10:00/ is not understood",
		),
		(
			"B,2025-09-22 09:00,,Waiting Parts 2025-09-22 10:00/2025-09-22 09:30,",
			"ends before it begins",
		),
	],
)
def test_a_bad_row_is_left_out_and_named(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, rows: str, complaint: str
) -> None:
	head = "number,opened_at,resolution_at,states,priority\nA,2025-09-22 09:00,,,\n"
	tickets = written(tmp_path / "t.csv", f"{head}{rows}\n")
	assert main(["replay", tickets, written(tmp_path / "p.yaml", SMALL)]) == 1
	printed = capsys.readouterr()
	assert complaint in printed.err and printed.err.endswith("; left out\n") and printed.err.count("\n") == 2
	assert "p.yaml: 1 tickets" in printed.out


@pytest.mark.parametrize(
	"tickets, complaint",
	[
		("", "these columns are not in the file: number, opened_at"),
		("number,opened_at\n", "there is no ticket in it"),
		(
			"number,opened_at,mood\n",
			"these columns are not known: mood; there are number, opened_at, first_response_at",
		),
		("number,opened_at,number\n", "these columns are in the file more than once: number"),
	],
)
def test_a_ticket_file_that_cannot_be_used_is_refused(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, tickets: str, complaint: str
) -> None:
	out = tmp_path / "out.csv"
	file = written(tmp_path / "t.csv", tickets)
	assert main(["replay", file, written(tmp_path / "p.yaml", SMALL), "--out", str(out)]) == 2
	assert complaint in capsys.readouterr().err
	assert not out.exists()


def test_wrong_encoding_and_missing_files_are_named(
	capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
	policy = written(tmp_path / "p.yaml", SMALL)
	chinese = tmp_path / "t.csv"
	chinese.write_bytes("number,opened_at,team\nA,2025-09-22 09:00,北区\n".encode("gb18030"))
	assert main(["replay", str(chinese), policy]) == 2
	assert (
		"t.csv: line 2 is not utf-8. Save the file as UTF-8, or give import-check a mapping with its encoding (it looks like gb18030)"
		in capsys.readouterr().err
	)
	assert main(["replay", str(tmp_path / "none.csv"), policy]) == 2
	assert "none.csv: there is no such file" in capsys.readouterr().err
	(tmp_path / "t.csv.xz").write_bytes(b"not packed")
	assert main(["replay", str(tmp_path / "t.csv.xz"), policy]) == 2
	assert "the file is damaged or not what its name says" in capsys.readouterr().err
	assert main(["replay", TICKETS, policy, "--until", "soon"]) == 2
	assert "--until: soon is no moment" in capsys.readouterr().err


WEEK = "calendars: {c: {week: {mon: '09:00-17:00'}%s}}\n" + SMALL


@pytest.mark.parametrize(
	"policy, complaint",
	[
		("policies: [", "line 1: "),
		("policies: []\nzone: UTC\nzone: UTC", "line 3: zone stands here a second time"),
		("", "a list of `name: value` is needed here"),
		("zone: UTC", "policies is missing"),
		("policies: []", "policies: there are no policies"),
		(SMALL + "\nmood: good", "mood: not known here; there are policies, zone, calendars, crews"),
		(SMALL + "\nzone: Mars/Olympus", "zone: Mars/Olympus is not a time zone"),
		(SMALL.replace("24h", "soon"), "policies[1].targets.resolution: soon is no duration; write 24h"),
		(SMALL.replace("24h", "0h"), "policies[1].targets.resolution: a target must be longer than nothing"),
		(SMALL.replace("24h", "9999999h"), "9999999h is no duration"),
		(SMALL.replace("24h", "''"), "policies[1].targets.resolution:  is no duration"),
		(
			"calendars: {always: {week: {mon: '09:00-17:00'}}}\n" + SMALL,
			"calendars.always: this calendar is built in",
		),
		("a: &a [*a]\n" + SMALL, "a: not known here"),
		("[" * 5000, "not YAML"),
		(
			SMALL + "\ncrews: {everyone: {people: 1000000000, handling: 1h, calendar: always}}",
			"crews.everyone: a crew has 10000 people at most",
		),
		(
			SMALL.replace("resolution", "coffee"),
			"policies[1].targets.coffee: not known here; there are first_response",
		),
		(
			SMALL.replace("{resolution: 24h}", "{}"),
			"policies[1]: a policy without a target promises nothing: add at least one",
		),
		(SMALL.replace("always", "office"), "policies[1].calendar: office is not known; there are always"),
		(SMALL.replace("calendar: always, ", ""), "policies[1].targets.resolution: calendar is missing"),
		(SMALL.replace("name: P", "from: 2025-02-30, name: P"), "policies[1].from: 2025-02-30 is no date"),
		(
			SMALL.replace("name: P", "name: P, from: 2025-02-03, to: 2025-02-02"),
			"policies[1]: the policy ends before it begins",
		),
		(SMALL.replace("name: P", "name: P, when: {mood: bad}"), "policies[1].when.mood: not known here"),
		(
			SMALL.replace("name: P", "name: P, pauses_on: Sleeping"),
			"Sleeping is not known; there are Waiting Customer",
		),
		(
			SMALL.replace("name: P", "name: P, warnings: [{level: 1, after_due: later}]"),
			"policies[1].warnings[1].after_due: later is no duration",
		),
		(
			SMALL.replace(
				"name: P", "name: P, warnings: [{level: 1, after_due: 1h}, {level: 1, after_due: 2h}]"
			),
			"policies[1].warnings: level 1 stands here a second time",
		),
		(SMALL[:-1] + ", {name: P, calendar: always, targets: {arrival: 1h}}]", "two policies are called P"),
		(WEEK % "" + "\nzone: Nowhere", "calendars.c: Nowhere is not a time zone"),
		(
			(WEEK % "").replace("'09:00-17:00'", "['09:00-12:00', '11:00-17:00']"),
			"calendars.c: two windows of the same day overlap",
		),
		(
			(WEEK % "").replace("17:00", "8:00"),
			"calendars.c.week.mon[1]: 09:00-8:00: hours must end after they begin",
		),
		((WEEK % "").replace("17:00", "25:00"), "at 24:00 at the latest"),
		((WEEK % "").replace("'09:00-17:00'", "nine"), 'nine is no span of hours; write "08:30-12:00"'),
		((WEEK % "").replace("'09:00-17:00'", "[]"), "calendars.c: the calendar has no working time"),
		((WEEK % "").replace("mon:", "moon:"), "calendars.c.week: moon is no weekday; write mon, or mon-fri"),
		((WEEK % "").replace("mon:", "fri-mon:"), "calendars.c.week: fri-mon runs backwards"),
		((WEEK % "").replace("mon:", "mon-tue: '09:00-10:00', tue:"), "tue stands here a second time"),
		(WEEK % ", holidays: [2025-10-01..2025-09-01]", "2025-10-01..2025-09-01 ends before it begins"),
		(WEEK % ", holidays: [1st]", "calendars.c.holidays[1]: 1st is no date; write 2025-10-01"),
		(WEEK % ", holidays: [2025-10-01, 2025-10-01]", "calendars.c: 2025-10-01 is an exception twice"),
		(
			WEEK % ", workdays: {2025-10-11: tue}",
			"calendars.c.workdays.2025-10-11: there are no hours on that weekday",
		),
		(
			SMALL + "\ncrews: {everyone: {people: 0, handling: 1h, calendar: always}}",
			"crews.everyone: a crew needs at least one person",
		),
		(
			SMALL + "\ncrews: {everyone: {people: some, handling: 1h, calendar: always}}",
			"crews.everyone.people: some is no whole number",
		),
	],
)
def test_a_bad_policy_file_is_refused_in_one_line(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, policy: str, complaint: str
) -> None:
	file = written(tmp_path / "p.yaml", policy)
	assert main(["replay", TICKETS, file]) == 2
	error = capsys.readouterr().err
	assert complaint in error
	assert error.count("\n") == 1 and error.startswith("aftersales: ")


def test_the_example_calendar_knows_its_holidays_and_make_up_days() -> None:
	standard = read_policy(POLICY).plans[0]
	calendar = standard.promises[-1].target.calendar
	exceptions = calendar.spec.exceptions
	assert {
		str(day): sum(end - start for start, end in hours) / 3600
		for day, hours in exceptions.items()
		if hours
	} == {
		"2025-09-28": 7.5,
		"2025-10-11": 6.5,
	}
	assert sorted(day.day for day, hours in exceptions.items() if not hours) == list(range(1, 9))
	assert standard.promises[0].target.pauses_on == frozenset()
	assert sum(window.end - window.start for window in calendar.spec.windows) == 5 * 7.5 * 3600 < DAY * 2


LOG = """number,moment,state,team,colour
A,2026-03-02 09:00,New,T1,red
A,2026-03-02 10:00,Pondering,T1,red
A,2026-03-02 11:00,Closed,T1,red
B,31-02-2026,New,T1,red
"""


def test_import_check_lists_what_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
	out, tickets = tmp_path / "findings.csv", tmp_path / "tickets.csv"
	log = written(tmp_path / "log.csv", LOG)
	assert main(["import-check", log, "--out", str(out), "--tickets", str(tickets)]) == 1
	printed = capsys.readouterr().out
	assert "4 rows become 1 tickets; 2 rows left out" in printed
	assert "1 tickets have no row that could be used: B" in printed
	assert "Columns not read: colour" in printed
	assert "line 3: Pondering is no known state" in printed
	assert "line 5: moment: 31-02-2026 is no moment" in printed
	assert "      1  closed_without_resolved: closed without having been resolved" in printed
	with out.open(encoding="utf-8-sig", newline="") as file:
		assert [row[:3] for row in csv.reader(file)] == [
			["line", "ticket", "finding"],
			["3", "A", "unknown_state"],
			["5", "B", "bad_date"],
			["2", "A", "closed_without_resolved"],
		]
	assert main(["replay", str(tickets), written(tmp_path / "p.yaml", SMALL)]) == 0
	assert "resolution    1       0" in capsys.readouterr().out


def test_import_check_with_a_mapping_of_ones_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
	log = tmp_path / "log.csv"
	log.write_bytes("工单;时间;状态\nA;2026/03/02 09:00;新建\nA;2026/03/02 10:00;已关闭\n".encode("gb18030"))
	mapping = """
columns: {number: 工单, moment: 时间, state: 状态}
states: {新建: New, 已关闭: Closed}
date_formats: ["%Y/%m/%d %H:%M"]
zone: Asia/Shanghai
encoding: gb18030
delimiter: ";"
"""
	file = written(tmp_path / "map.yaml", mapping)
	assert main(["import-check", str(log), "--mapping", file]) == 0
	assert "2 rows become 1 tickets; 0 rows left out" in capsys.readouterr().out
	for old, new, complaint in (
		(
			"moment: 时间",
			"moment: 时刻",
			"log.csv: these columns are not in the file: 时刻; it has 工单, 时间, 状态",
		),
		(
			"encoding: gb18030",
			"encoding: utf-8",
			"log.csv: line 1 is not utf-8. Save the file as UTF-8, or give import-check a mapping with its encoding (it looks like gb18030)",
		),
		("encoding: gb18030", "encoding: klingon", "log.csv: there is no encoding klingon"),
		("New", "Fresh", "map.yaml: Fresh is not a stage of a ticket"),
		(", state: 状态", "", "map.yaml: state is not mapped to a column"),
		("number:", "nummer: x, number:", "map.yaml: there is no field nummer"),
		('";"', '";;"', "map.yaml: delimiter: one character is needed here"),
		("zone:", "zones:", "map.yaml: zones: not known here"),
	):
		written(tmp_path / "map.yaml", mapping.replace(old, new))
		assert main(["import-check", str(log), "--mapping", file]) == 2
		assert complaint in capsys.readouterr().err


def test_import_check_without_a_mapping_that_fits(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
	assert main(["import-check", written(tmp_path / "log.csv", "a,b\n1,2\n")]) == 2
	assert "log.csv: no shipped mapping fits these columns: a, b" in capsys.readouterr().err
	assert main(["import-check", written(tmp_path / "log.csv", "")]) == 2
	assert "log.csv: the file is empty" in capsys.readouterr().err


def test_tickets_written_are_read_back_the_same(tmp_path: Path) -> None:
	problems: list[object] = []
	read = list(read_tickets(TICKETS, "Asia/Shanghai", lambda *problem: problems.append(problem)))
	file = tmp_path / "again.csv"
	with file.open("w", encoding="utf-8", newline="") as out:
		csv.writer(out).writerows([COLUMNS, *map(write_row, read)])
	assert list(read_tickets(str(file), "UTC", lambda *problem: problems.append(problem))) == read
	assert len(read) == 14 and problems == []


def block(beginning: str) -> str:
	"""The indented block of docs/command-line.md that begins with this line."""
	lines = [*(ROOT / "docs/command-line.md").read_text(encoding="utf-8").splitlines(), "end"]
	found = next(place for place, line in enumerate(lines) if line.startswith(f"    {beginning}"))
	end = next(
		place for place in range(found, len(lines)) if lines[place] and not lines[place].startswith("    ")
	)
	return "\n".join(line[4:] for line in lines[found:end]).rstrip()


def test_crews_are_told_of(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
	tickets = "number,opened_at,team\nA,2025-09-22 09:00,North\nB,2025-09-22 09:00,North\n"
	crews = "\ncrews: {North: {people: 1, handling: 1h30m, calendar: always}, everyone: {people: 2, handling: 1h, calendar: always}}"
	policy = written(tmp_path / "p.yaml", SMALL + crews)
	assert main(["replay", written(tmp_path / "t.csv", tickets), policy, "--until", "2025-09-22T10:00"]) == 0
	told = capsys.readouterr().out.split("Crews\n")[1].splitlines()[:3]
	# A is taken at 9:00 and B at 10:30, after the end: an hour and a half of waiting, three hours of work in three
	assert [line.split() for line in told[1:]] == [
		["everyone", "2", "0", "0.0", "0", "0h00m", "0h00m", "-"],
		["North", "1", "2", "2.0", "1", "0h45m", "1h30m", "100.0%"],
	]


def test_what_the_docs_show_is_true(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
	scenario = read_policy(written(tmp_path / "p.yaml", block("zone: Asia/Shanghai")))
	assert [promise.begins for promise in scenario.plans[0].promises] == [
		"opened",
		"first_response",
		"opened",
	]
	assert [level.offset for level in scenario.plans[0].levels] == [7200, -1800]
	assert [(team, crew.people, crew.handling) for team, crew in scenario.crews.items()] == [
		("North", 3, 2700),
		("", 5, 1800),
	]
	mapping = read_mapping(written(tmp_path / "m.yaml", block("columns:")))
	assert (mapping.missing, mapping.order) == ({"", "?", "n/a"}, "time")
	main(["replay", TICKETS, POLICY, "--until", "2025-10-17T18:00"])
	shown = capsys.readouterr().out.splitlines()[1:6]
	assert block("docs/examples/policy.yaml: 14 tickets").splitlines()[1:] == shown
	assert all(
		f"`{code}`" in (ROOT / "docs/command-line.md").read_text(encoding="utf-8") for code in FINDINGS
	)


CHINA = "{holidays: [2025-06-02, 2025-10-01..2025-10-08], workdays: [2025-09-28, 2025-10-11]}"
TELEVISION = """event_on: 2025-06-03
today: {today}
jurisdiction: CN
category: tv
facts:
  buyer: consumer
  region: CN-ZJ
  channel: store
  delivered_on: 2025-01-06
  sent_in_on: 2025-06-03
  defect_confirmed: true
  repair_count: 0
  repair_days: 0
  wants: repair
unit: {{repairs: [2025-06-03..{today}]}}
"""
ZHEJIANG = "浙江省实施《消费者权益保护法》办法(2017)"
OWED_THERE = f"{ZHEJIANG}第二十六条第四款(按照三包规定承担修理责任的)"


def decided(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
	assert main(["decide", *arguments]) == 0
	said = capsys.readouterr()
	assert not said.err
	return said.out.splitlines()


def test_a_phone_on_the_last_day_of_exchange_as_the_docs_show_it(capsys: pytest.CaptureFixture[str]) -> None:
	"""rules.md R5: delivered on 06-03, fault on 06-18: exchange or repair."""
	told = decided(capsys, CASE)
	assert told[0].endswith("warranty-case.yaml: phone, CN-GD, event of 2025-06-18")
	assert told[1:] == block("docs/examples/warranty-case.yaml: phone").splitlines()[1:]


def test_zhejiang_a_loaner_after_five_days_line_by_line(
	capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
	"""rules.md R4: sent in on 06-03, on 06-09 not back yet: a loaner is owed."""
	days = written(tmp_path / "days.yaml", CHINA)
	told = decided(
		capsys, written(tmp_path / "c.yaml", TELEVISION.format(today="2025-06-09")), "--days", days
	)
	assert told[0] == f"{tmp_path}/c.yaml: tv, CN-ZJ, event of 2025-06-03, today 2025-06-09"
	assert told[1:] == [
		"Owed: repair, loaner",
		"",
		"repair: free, until 2026-01-13, the customer chooses",
		"  by CN-SB-WARRANTY version 1: 部分商品修理更换退货责任规定(1995)第八条 (confidence medium)",
		"",
		"loaner: free, until 2026-01-13, the customer chooses",
		f"  by CN-ZJ-5D version 1: {OWED_THERE} (confidence medium)",
		"  waited long enough: 5 day from 2025-06-03 (sent_in_on) ended on 2025-06-08",
		"",
		"Burden of proof",
		"  the trader proves, until 2026-01-13",
		f"  by CN-ZJ-BURDEN version 1: {ZHEJIANG} (confidence medium)",
		"",
		"Cover",
		"  CN-1995-APPLIANCES/unit: counted from the delivery on 2025-01-06; 12 months from 2025-01-06: until 2026-01-06",
		"  CN-ZJ-26-APPLIANCES/unit: counted from the delivery on 2025-01-06; 12 months from 2025-01-06: until 2026-01-06",
		"  CN-1995-APPLIANCES/unit: in repair or waiting for parts from 2025-06-03 to 2025-06-09: 7 days are added, until 2026-01-13",
		"  CN-ZJ-26-APPLIANCES/unit: in repair or waiting for parts from 2025-06-03 to 2025-06-09: 7 days are added, until 2026-01-13",
		"  covered until 2026-01-13, for 224 more days",
		"",
		"Not owed",
		"  return",
		"    CN-CPL-24-7D: three_guarantees would have to be == False and is True",
		"    CN-CPL-24-PURPOSE: three_guarantees would have to be == False and is True",
		"    CN-CPL-54: substandard would have to be == True and is False",
		"    CN-SB-7D: too late: 7 day from 2025-01-06 (delivered_on) ended on 2025-01-13",
		"    CN-ZJ-2-REPAIRS: repair_count would have to be >= 2 and is 0",
		"    CN-ZJ-35D: repair_days would have to be > 35 and is 0",
		"    CN-SB-NO-STOCK: wants would have to be == return and is repair",
		"    CN-SB-REFUSES: wants would have to be == return and is repair",
		"  exchange",
		"    CN-CPL-24-7D: three_guarantees would have to be == False and is True",
		"    CN-CPL-24-LATER: three_guarantees would have to be == False and is True",
		"    CN-SB-15D: too late: 15 day from 2025-01-06 (delivered_on) ended on 2025-01-21",
		"    CN-SB-2-REPAIRS: repair_count would have to be >= 2 and is 0",
		"    CN-SB-7D: too late: 7 day from 2025-01-06 (delivered_on) ended on 2025-01-13",
		"    CN-SB-OWN-30D: not yet: 30 day from 2025-06-03 (sent_in_on) end on 2025-07-03",
		"    CN-SB-PARTS-90D: nothing to wait for is on record: parts_waiting_since is empty",
		"    CN-ZJ-2-REPAIRS: repair_count would have to be >= 2 and is 0",
		"    CN-ZJ-35D: repair_days would have to be > 35 and is 0",
		"",
		"The trader has to act",
		"  repair by 2025-06-08, too late: 5 day from 2025-06-03 (sent_in_on): due on 2025-06-08, days of rest included",
		f"    by CN-ZJ-5D-DUE version 1: {OWED_THERE} (confidence medium)",
		"",
		"Return without a reason",
		"  NOT_APPLICABLE",
		"",
		"Keep",
		"  invoice or card or purchase_record",
		"",
		"The trader may raise",
		"  limitation: 36 month from 2025-06-03 (knew_on) end on 2028-06-05. After that the trader may say that it is too late; a court does not say so unasked, and each demand begins the term anew",
		"    by CN-LIMITATION version 1: 民法典第一百八十八条、第一百九十二条、第一百九十三条、第一百九十五条 (confidence medium)",
	]


def test_a_loaner_is_not_owed_a_day_before(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
	told = decided(capsys, written(tmp_path / "c.yaml", TELEVISION.format(today="2025-06-08")))
	assert told[1] == "Owed: repair"
	place = told.index("  loaner")
	assert told[place + 1] == "    CN-ZJ-5D: not yet: 5 day from 2025-06-03 (sent_in_on) end on 2025-06-08"
	assert (
		"  repair by 2025-06-08, still in time: 5 day from 2025-06-03 (sent_in_on): due on 2025-06-08,"
		in ("\n".join(told))
	)


def test_a_norm_of_ones_own_and_the_whole_decision_as_json(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, here: Path
) -> None:
	case = written(tmp_path / "c.yaml", Path(CASE).read_text(encoding="utf-8").replace("06-18", "06-25"))
	assert decided(capsys, case)[1] == "Owed: repair"
	own = {
		"id": "OUR-30-DAYS",
		"version": 1,
		"rank": "promise",
		"citation": "Our promise, no. 3",
		"effective_from": "2025-05-01",
		"categories": ["phone"],
		"windows": [{"since": "delivered_on", "within": 30}],
		"remedies": ["exchange"],
	}
	book = {"jurisdiction": "CN", "norms": [own]}
	norms = written(tmp_path / "own.yaml", json.dumps(book))
	told = decided(capsys, case, "--norms", norms, "--json", "d.json")
	assert "  by OUR-30-DAYS version 1: Our promise, no. 3 (confidence medium)" in told
	plain = json.loads((here / "d.json").read_text(encoding="utf-8"))
	assert {one["remedy"]: one["until"] for one in plain["remedies"]} == {
		"exchange": "2025-07-03",
		"repair": "2026-06-03",
	}
	assert decide_plain(yaml.safe_load(Path(case).read_text(encoding="utf-8")), [book]) == plain


def test_what_a_contract_grants_is_told_with_the_unit(
	capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
	contract = "unit: {terms: [{code: CARE, citation: Contract 7, kind: promise, months: 24}]}"
	text = Path(CASE).read_text(encoding="utf-8").replace("2025-06-18", "2027-06-03").split("unit:")[0]
	told = decided(capsys, written(tmp_path / "c.yaml", text + contract))
	assert "repair: free, until 2027-06-03, the customer chooses" in told
	assert "  covered until 2027-06-03, for 0 more days" in told


def test_what_the_facts_say_goes_before_the_unit(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
	text = Path(CASE).read_text(encoding="utf-8").replace("2025-06-18", "2025-06-30")
	assert decided(capsys, written(tmp_path / "c.yaml", text))[1] == "Owed: repair"
	out_of_warranty = text.replace("repair_count: 0", "repair_count: 0\n  in_warranty: false")
	assert decided(capsys, written(tmp_path / "c.yaml", out_of_warranty))[1] == "Nothing is owed"


def test_where_the_facts_and_the_unit_differ_both_are_told(
	capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
	text = Path(CASE).read_text(encoding="utf-8").replace("repair_count: 0", "in_warranty: false")
	told = decided(capsys, written(tmp_path / "c.yaml", text))
	assert "  in_warranty: False, where the unit says True" in told


def test_of_a_country_without_norms_nothing_is_decided_and_told_so(
	capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
	text = "{event_on: 2025-06-18, jurisdiction: XX, category: tv, facts: {buyer: consumer}}"
	told = decided(capsys, written(tmp_path / "c.yaml", text))
	assert told[1:3] == [
		"Undecided",
		"  no norms are known for XX: enter them first, nothing is decided",
	]


def test_after_an_exchange_the_days_count_anew(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, here: Path
) -> None:
	"""rules.md R6: exchange restarts everything, the days in which a return may be asked for too."""
	text = Path(CASE).read_text(encoding="utf-8").replace("category: phone", "category: car")
	text = text.replace("  repair_count: 0\n", "  assembly_needs_replacing: true\n  mileage_km: 10\n")
	exchanged = text.replace("unit: {}", "unit: {changes: [{kind: exchanged, day: 2025-06-13}]}")
	assert decided(capsys, written(tmp_path / "c.yaml", text))[1] == "Owed: repair"
	told = decided(capsys, written(tmp_path / "c.yaml", exchanged), "--json", "d.json")
	assert told[1] == "Owed: return, exchange, repair"
	assert (
		dict(json.loads((here / "d.json").read_text(encoding="utf-8"))["facts"])["started_on"] == "2025-06-13"
	)


def test_an_exchange_after_the_event_is_not_known_on_it(
	capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
	text = Path(CASE).read_text(encoding="utf-8")
	later = text.replace("unit: {}", "unit: {changes: [{kind: exchanged, day: 2025-07-01}]}")
	assert decided(capsys, written(tmp_path / "c.yaml", later))[1:] == decided(capsys, CASE)[1:]


def test_an_invoice_of_the_month_s_end_does_not_keep_the_case_from_being_decided(
	capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
	text = Path(CASE).read_text(encoding="utf-8")
	later = text.replace("repair_count: 0", "invoiced_on: 2025-06-30")
	told = decided(capsys, written(tmp_path / "c.yaml", later))
	assert "Owed: exchange, repair" in told[1]
	assert any("was drawn after the fault and is left out" in line for line in told)
	refused(
		capsys,
		"the invoice is of 2025-06-30, after the fault",
		written(tmp_path / "c.yaml", later.replace("  delivered_on: 2025-06-03\n", "")),
	)


def test_an_unknown_start_is_asked_for_and_nothing_is_refused(
	capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
	text = Path(CASE).read_text(encoding="utf-8").replace("  delivered_on: 2025-06-03\n", "")
	told = decided(capsys, written(tmp_path / "c.yaml", text))
	assert told[1] == "Open: nothing yet, ask first"
	assert {"  repair", "  exchange", "  return"}.isdisjoint(told)
	assert "  in_warranty (true or false), which decides on repair" in told
	unknown = (
		"  it is unknown from which day CN-2001-PHONE/unit counts: ask for invoice, delivery, installation"
	)
	assert unknown in told


TWICE = """unit:
  repairs:
    - {received: 2025-01-10, returned: 2025-01-12, cause: product, fault: no picture}
    - {received: 2025-03-03, returned: 2025-03-10, cause: product, fault: no sound, waits: [2025-03-08..2025-03-20]}
"""


def repaired(tmp_path: Path, unit: str) -> str:
	text = TELEVISION.format(today="2025-06-03").split("unit:")[0].replace("CN-ZJ", "CN-GD")
	text = text.replace("  repair_count: 0\n  repair_days: 0\n", "").replace(
		"wants: repair", "wants: exchange"
	)
	return written(tmp_path / "c.yaml", text + unit)


def test_repairs_of_the_unit_are_counted(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, here: Path
) -> None:
	"""rules.md R5: two counted repairs and the next failure: exchange. Nobody counts by hand."""
	assert decided(capsys, repaired(tmp_path, TWICE), "--json", "d.json")[1] == "Owed: exchange, repair"
	facts = dict(json.loads((here / "d.json").read_text(encoding="utf-8"))["facts"])
	assert (facts["repair_count"], facts["repair_days"], facts["longest_repair_days"]) == (2, 21, 8)
	not_ours = TWICE.replace("cause: product, fault: no sound", "cause: user, fault: no sound")
	assert decided(capsys, repaired(tmp_path, not_ours))[1] == "Owed: repair"
	assert decided(capsys, repaired(tmp_path, "unit: {repairs: []}"))[1] == "Owed: repair"


@pytest.mark.parametrize(
	("received", "counted", "days"),
	[("2025-01-10", 2, 21), ("2025-01-02", 2, 29), ("2025-01-01", 1, 18), ("2024-12-20", 1, 18)],
)
@pytest.mark.parametrize("dates", [False, True])
def test_what_was_repaired_before_the_customer_had_it_is_not_counted(
	capsys: pytest.CaptureFixture[str],
	tmp_path: Path,
	here: Path,
	received: str,
	counted: int,
	days: int,
	dates: bool,
) -> None:
	"""rules.md R5, of a television delivered on 2025-01-02."""
	file = repaired(tmp_path, TWICE.replace("received: 2025-01-10", f"received: {received}"))
	text = re.sub("delivered_on: .*\n", "delivered_on: 2025-01-02\n", Path(file).read_text(encoding="utf-8"))
	if dates:
		text = text.replace("  delivered_on: 2025-01-02\n", "") + "  dates: {delivery: 2025-01-02}\n"
	decided(capsys, written(tmp_path / "c.yaml", text), "--json", "d.json")
	facts = dict(json.loads((here / "d.json").read_text(encoding="utf-8"))["facts"])
	assert (facts["repair_count"], facts["repair_days"]) == (counted, days)


CAR = """event_on: 2025-06-03
jurisdiction: CN
category: car
facts: {{buyer: consumer, region: CN-GD, delivered_on: 2025-05-05, assembly_fault: true, defect_confirmed: true{told}}}
unit: {{readings: [{{day: 2025-05-20, unit: km, value: {km}}}, {{day: 2025-06-04, unit: km, value: 9000}}]}}
"""


@pytest.mark.parametrize(
	("km", "told", "new_part"),
	[
		(2900, "", True),
		(3001, "", False),
		(2900, ", mileage_km: 3100", False),
		(3100, ", mileage_km: 2900", True),
	],
)
def test_a_reading_is_the_mileage_unless_another_is_told(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, km: int, told: str, new_part: bool
) -> None:
	"""rules.md R9: a new assembly within 3,000 km."""
	said = decided(capsys, written(tmp_path / "c.yaml", CAR.format(km=km, told=told)))
	assert ("replace_part" in said[1]) is new_part
	assert "Told otherwise than worked out" not in said


@pytest.mark.parametrize(("told", "owed"), [("mileage_km: 60000", True), ("mileage_km: 60000.5", False)])
@pytest.mark.parametrize("unit", ["{}", "{readings: [{day: 2026-05-20, unit: km, value: 40000}]}"])
def test_a_car_s_cover_ends_by_the_kilometres_that_are_told(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, told: str, owed: bool, unit: str
) -> None:
	"""rules.md R9: 36 months or 60,000 km, first to come."""
	said = decided(capsys, written(tmp_path / "c.yaml", of_car(told, unit)))
	assert ("Owed: repair" in said[1]) is owed


def of_car(told: str, unit: str, event: str = "2027-06-01") -> str:
	facts = f"buyer: consumer, region: CN-GD, channel: store, delivered_on: 2025-01-06, defect_confirmed: true, {told}"
	return f"event_on: {event}\njurisdiction: CN\ncategory: car\nfacts: {{{facts}}}\nunit: {unit}\n"


PROMISED = "terms: [{code: P, citation: p, kind: promise, months: 48}]"


@pytest.mark.parametrize(
	("told", "unit", "owed"),
	[
		("", "{}", False),
		("", "{readings: [{day: 2026-05-20, unit: km, value: 40000}]}", True),  # the least it can be
		("", "{readings: [{day: 2026-05-20, unit: hours, value: 400}]}", False),
		("in_warranty: true", "{}", True),
		("", f"{{{PROMISED}}}", True),  # whatever was driven
	],
)
def test_where_a_repair_hangs_on_kilometres_that_nobody_knows_they_are_asked_for(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, told: str, unit: str, owed: bool
) -> None:
	"""rules.md R9, R14: neither granted nor refused in silence."""
	said = decided(capsys, written(tmp_path / "c.yaml", of_car(told, unit)))
	assert ("Owed: repair" in said) is owed
	assert any(line.startswith("  mileage_km") and "repair" in line for line in said) is not owed
	assert "  repair" not in said[said.index("Ask for") :]  # not refused


SINCE_MAY = "{fault: noise, repairs: [{received: '2025-05-01T09:00', cause: product, fault: noise}]}"


@pytest.mark.parametrize(
	("told", "unit", "event", "owed", "asked"),
	[
		("", SINCE_MAY, "2025-05-05", False, ""),
		("", SINCE_MAY, "2025-05-06", True, ""),  # the sixth day began at nine
		("mileage_km: 60001", SINCE_MAY, "2025-05-06", False, ""),
		("mileage_km: 3000, sent_in_on: 2025-05-01", "{}", "2025-05-06", False, "longest_repair_days"),
		("mileage_km: 3000, sent_in_on: 2025-05-01", "{}", "2025-05-07", True, ""),
		("sent_in_on: 2025-05-01", "{}", "2025-05-07", False, "mileage_km"),
		("mileage_km: 60001, sent_in_on: 2025-05-01", "{}", "2025-05-07", False, ""),
		(
			"mileage_km: 3000, sent_in_on: 2025-05-01, repaired_on: 2025-05-06",
			"{}",
			"2025-05-07",
			False,
			"longest_repair_days",
		),
	],
)
def test_a_car_in_the_workshop_for_more_than_five_days_is_replaced_meanwhile(
	capsys: pytest.CaptureFixture[str],
	tmp_path: Path,
	told: str,
	unit: str,
	event: str,
	owed: bool,
	asked: str,
) -> None:
	"""rules.md R9: from the sixth day a loaner or travel money; what would decide it is asked for, and nothing else."""
	said = decided(capsys, written(tmp_path / "c.yaml", of_car(told, unit, event)))
	assert ("loaner" in said[1]) is owed
	asks = {line.split()[0] for line in said if "which decides on" in line and "loaner" in line}
	assert (asked in asks) if asked else not asks


def test_a_television_that_fails_after_two_repairs_as_the_example_has_it(
	capsys: pytest.CaptureFixture[str], here: Path
) -> None:
	example = str(Path(CASE).with_name("warranty-repairs.yaml"))
	told = decided(capsys, example, "--json", "d.json")
	assert told[1] == "Owed: exchange, repair"
	facts = dict(json.loads((here / "d.json").read_text(encoding="utf-8"))["facts"])
	assert (facts["repair_count"], facts["same_fault_repairs"], facts["repair_days"]) == (2, 2, 13)


def test_what_was_found_at_a_repair_is_asked_for(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
	asked = "  repair_count (number), which decides on exchange"
	for unit in (
		TWICE.replace("cause: product, fault: no sound", "fault: no sound"),
		"unit: {repairs: [2025-01-10..2025-01-12]}",
		"unit: {}",
	):
		told = decided(capsys, repaired(tmp_path, unit))
		assert (told[1], asked in told) == ("Owed: repair", True)


@pytest.mark.parametrize(
	("old", "new", "complaint"),
	[
		(
			"received: 2025-01-10",
			"received: soon",
			"unit.repairs[1].received: soon is no date; write 2025-10-01,",
		),
		("received: 2025-01-10, ", "", "unit.repairs[1]: received is missing"),
		("cause: product, fault: no p", "cause: bad, fault: no p", "unit.repairs[1].cause: bad is not known"),
		("returned: 2025-01-12", "returned: 2025-01-09", "unit: the days end on 2025-01-09, before"),
		("waits: [2025-03-08..2025-03-20]", "waits: [x]", "unit.repairs[2].waits[1]: x is no date"),
		("fault: no sound", "colour: red", "unit.repairs[2].colour: not known here; there are received, "),
	],
)
def test_a_bad_repair_is_refused_in_one_line(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, old: str, new: str, complaint: str
) -> None:
	assert old in TWICE
	refused(capsys, complaint, repaired(tmp_path, TWICE.replace(old, new)))


@pytest.mark.parametrize(
	("old", "new", "complaint"),
	[
		("event_on: 2025-06-18", "event_on: soon", "event_on: soon cannot be read. Write days as 2025-06-03"),
		("event_on: 2025-06-18", "event_on: 5", "event_on needs another kind of value: a day"),
		("category: phone", "", "category is missing"),
		("category: phone", "category: phnoe", "the rules of CN know no goods of category phnoe"),
		("category: phone", "category: phone\ncolour: red", "colour: not known here; there are event_on, "),
		("buyer: consumer", "buyer: friend", "buyer: friend is not known; there are consumer, business"),
		("repair_count: 0", "repair_count: -1", "repair_count: -1 is below 0. Enter 0 or more"),
		("repair_count: 0", "repairs: 0", "there is no fact repairs"),
		("unit: {}", "unit: {repairs: [2025-07-02..2025-07-01]}", "unit: the days end on 2025-07-01, before"),
		(
			"unit: {}",
			"unit: {dates: {birth: 2025-07-02}}",
			"unit.dates: birth is not known; there are invoice",
		),
		(
			"unit: {}",
			"unit: {needs_installation: maybe}",
			"unit.needs_installation: maybe is neither true nor",
		),
		(
			"unit: {}",
			"unit: {terms: [{code: A, citation: B}]}",
			"unit.terms[1]: A: a period and a limit on use",
		),
		("unit: {}", "unit: {changes: [{kind: lost, day: 2025-07-02}]}", "unit.changes[1].kind: lost is not"),
		("unit: {}", "unit: 5", "unit: a list of `name: value` is needed here"),
	],
)
def test_a_bad_case_is_refused_in_one_line(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, old: str, new: str, complaint: str
) -> None:
	text = Path(CASE).read_text(encoding="utf-8")
	assert old in text
	refused(capsys, complaint, written(tmp_path / "c.yaml", text.replace(old, new)))


@pytest.mark.parametrize(
	("option", "text", "complaint"),
	[
		("--norms", "{jurisdiction: CN}", "f.yaml: norms is missing"),
		("--norms", "{jurisdiction: CN, norms: [5]}", "f.yaml: norms[1]: a list of `name: value` is needed"),
		("--norms", "{jurisdiction: CN, norms: [{id: A, law: B}]}", "f.yaml: A: law cannot be read"),
		("--norms", "{jurisdiction: CN, norms: [{id: A}]}", "f.yaml: A: effective_from cannot be read"),
		("--days", "{holidays: [soon]}", "f.yaml: holidays[1]: soon is no date; write 2025-10-01"),
		("--days", "{feasts: []}", "f.yaml: feasts: not known here; there are holidays, workdays"),
		("--days", "{", "f.yaml: line "),
	],
)
def test_bad_norms_and_days_are_refused_in_one_line(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str, text: str, complaint: str
) -> None:
	refused(capsys, complaint, CASE, option, written(tmp_path / "f.yaml", text))


def test_the_case_and_the_call_that_the_docs_show(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
	shown = block("event_on: 2025-06-18")
	assert yaml.safe_load(shown) == yaml.safe_load(Path(CASE).read_text(encoding="utf-8"))
	told = decided(capsys, written(tmp_path / "c.yaml", shown.split("unit: {}")[0] + block("unit: # all")))
	assert "  covered until 2027-06-14, for 726 more days" in told
	call = block("bench --site SITE execute aftersales_app.cli.decide.decide_plain").split('"')[1]
	owed = decide_plain(**eval(call))["remedies"]
	assert [remedy["remedy"] for remedy in owed] == ["exchange", "repair"]


@pytest.mark.parametrize(
	("low_value", "said"),
	[("false", "covered until 2025-12-03, for 54 more days"), ("true", "no term that is known covers it")],
)
def test_what_the_facts_say_of_low_value_goes_for_the_periods_too(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, low_value: str, said: str
) -> None:
	facts = f"buyer: consumer, region: CN-SH, delivered_on: 2025-06-03, low_value: {low_value}"
	camera = f"{{event_on: 2025-10-10, jurisdiction: CN, category: camera, facts: {{{facts}}}, unit: {{}}}}"
	assert f"  {said}" in decided(capsys, written(tmp_path / "c.yaml", camera))


def test_a_case_is_not_written_over(capsys: pytest.CaptureFixture[str], here: Path) -> None:
	case = written(here / "c.yaml", Path(CASE).read_text(encoding="utf-8"))
	refused(capsys, "c.yaml: this is an input; name another file with --json", case, "--json", "c.yaml")


@pytest.mark.parametrize(
	("told", "said"),
	[
		("price: much", "price: much is no number. Write digits, as 1200 or 0.005"),
		("delivered_on: soon", "delivered_on: soon cannot be read. Write days as 2025-06-03"),
	],
)
def test_what_cannot_be_read_is_told_what_it_should_look_like(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, told: str, said: str
) -> None:
	case = f"{{event_on: 2025-10-10, jurisdiction: CN, category: tv, facts: {{{told}}}}}"
	refused(capsys, said, written(tmp_path / "c.yaml", case))


@pytest.mark.parametrize(
	("category", "unit", "said"),
	[
		(
			"phone",
			"part: batery",
			"unit: there is no part batery; is it battery? There are battery, charger,",
		),
		(
			"phone",
			"repairs: [{received: 2025-07-01, returned: 2025-07-02, cause: product, part: batery}]",
			"unit: there is no part batery; is it battery?",
		),
		(
			"pc",
			"part: keyborad",
			"is it keyboard? There are board, disk, display, keyboard, memory, power supply",
		),
		("pc", "part: touchpad", "unit: such goods have no part touchpad; there are board, disk,"),
		("pc", "part: main part", "unit: such goods have no part main part; there are board, disk,"),
	],
)
def test_a_part_that_nobody_knows_does_not_count_as_the_whole_unit(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, category: str, unit: str, said: str
) -> None:
	case = "{{event_on: 2025-10-10, jurisdiction: CN, category: {0}, facts: {{delivered_on: 2025-06-03}}, unit: {{{1}}}}}"
	refused(capsys, said, written(tmp_path / "c.yaml", case.format(category, unit)))


@pytest.mark.parametrize(
	("category", "unit"),
	[
		("phone", "part: screen"),  # nobody has listed a phone's parts: whole-unit cover
		("tv", "part: main part"),
		("tv", "part: panel, parts: {panel: main part}"),
		("pc", "part: Board"),
		("pc", "part: touchpad, parts: {touchpad: ''}"),
		(
			"pc",
			"part: fan, repairs: [{received: 2025-07-01, returned: 2025-07-02, cause: product, part: fan}]",
		),
	],
)
def test_a_part_that_somebody_knows(
	capsys: pytest.CaptureFixture[str], tmp_path: Path, category: str, unit: str
) -> None:
	case = "{{event_on: 2025-10-10, jurisdiction: CN, category: {0}, facts: {{delivered_on: 2025-06-03}}, unit: {{{1}}}}}"
	assert decided(capsys, written(tmp_path / "c.yaml", case.format(category, unit)))


def refused(capsys: pytest.CaptureFixture[str], complaint: str, *arguments: str) -> None:
	assert main(["decide", *arguments]) == 2
	said = capsys.readouterr()
	assert complaint in said.err and not said.out
	assert said.err.count("\n") == 1 and said.err.startswith("aftersales: ")


FINDINGS = set(SENTENCES) & {
	part.split('"')[0] for part in Path(event_log.__file__).read_text(encoding="utf-8").split('Anomaly("')[1:]
}


def test_every_finding_has_its_sentence() -> None:
	source = Path(event_log.__file__).read_text(encoding="utf-8")
	codes = set(SENTENCES)
	for marker in ('Anomaly("', '_reject(line, "', 'DomainError("'):
		for part in source.split(marker)[1:]:
			assert part.split('"')[0] in codes
	assert messages.sentence("something_new", {"a": 1}) == "something new (a: 1)"


def test_runs_as_a_module_without_frappe() -> None:
	environment = {**os.environ, "PYTHONPATH": str(ROOT)}
	code = "import sys, aftersales_app.cli; sys.exit('frappe' in sys.modules)"
	assert subprocess.run([sys.executable, "-c", code], env=environment).returncode == 0
	ran = subprocess.run(
		[sys.executable, "-m", "aftersales_app", "replay", TICKETS, POLICY],
		env=environment,
		capture_output=True,
		text=True,
	)
	assert (ran.returncode, ran.stderr) == (0, "the attainment table is in policy-attainment.csv\n")
	assert "first_response" in ran.stdout
