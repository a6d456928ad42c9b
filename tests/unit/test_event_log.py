import csv
import io
import lzma
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
from factories.prerequisites import not_of_the_checkout
from hypothesis import given
from hypothesis import strategies as st

from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.event_log import (
	INCIDENT_LOG,
	PLAIN,
	TRACKED,
	Anomaly,
	History,
	Log,
	LogMapping,
	mapping_for,
	plain_mapping,
	read_header,
	read_log,
)

REAL = Path(__file__).parents[2] / ".." / "shared" / "data" / "incident_event_log.csv.xz"
HEADER = (
	"number,moment,state,team,owner,opened_at,created_at,resolved_at,closed_at,reassignments,reopens,sequence"
)
NAMES = HEADER.split(",")


def at(day: int, hour: int, minute: int = 0) -> datetime:
	return datetime(2026, 3, day, hour, minute, tzinfo=timezone.utc)


def row(number: str, moment: str, state: str, **other: str) -> str:
	values = {"number": number, "moment": f"2026-03-{moment}" if moment else "", "state": state, **other}
	return ",".join(values.get(name, "") for name in NAMES)


def read(*rows: str, order: str = "file") -> Log:
	"""Columns that no row fills are not mapped: a claim that was never made is not missing."""
	told = [
		name for place, name in enumerate(NAMES) if any(line.split(",")[place:][:1] > [""] for line in rows)
	]
	mapping = replace(plain_mapping(told), order=order)
	return read_log([line.encode() + b"\n" for line in (HEADER, *rows)], mapping)


def one(*rows: str, order: str = "file") -> History:
	log = read(*rows, order=order)
	assert log.errors == () and len(log.histories) == 1
	return log.histories[0]


def codes(history: History) -> list[str]:
	return [anomaly.code for anomaly in history.anomalies]


CLEAN = (
	row("A-1", "02 09:00", "New", team="T1"),
	row("A-1", "02 10:00", "Working", team="T1", owner="wei"),
	row("A-1", "02 11:00", "Waiting Customer", team="T1", owner="wei"),
	row("A-1", "03 09:00", "Working", team="T2", owner="wei"),
	row("A-1", "03 10:00", "Resolved", team="T2", owner="wei"),
	row("A-1", "03 12:00", "Working", team="T2", owner="li"),
	row("A-1", "03 15:00", "Resolved", team="T2", owner="li"),
	row("A-1", "04 09:00", "Closed", team="T2", owner="li"),
)


def test_a_clean_ticket_becomes_one_history() -> None:
	ticket = one(*CLEAN)
	assert ticket.opened_at == at(2, 9)
	assert ticket.first == {"state": "New", "team": "T1", "owner": None}
	assert [(c.at, c.before, c.after) for c in ticket.of("team")] == [(at(3, 9), "T1", "T2")]
	assert [(c.at, c.after, c.line) for c in ticket.of("owner")] == [
		(at(2, 10), "wei", 3),
		(at(3, 12), "li", 7),
	]
	assert ticket.stays() == (
		("New", at(2, 9), at(2, 10)),
		("Working", at(2, 10), at(2, 11)),
		("Waiting Customer", at(2, 11), at(3, 9)),
		("Working", at(3, 9), at(3, 10)),
		("Resolved", at(3, 10), at(3, 12)),
		("Working", at(3, 12), at(3, 15)),
		("Resolved", at(3, 15), at(4, 9)),
		("Closed", at(4, 9), None),
	)
	assert (ticket.state, ticket.resolved_at, ticket.closed_at) == ("Closed", at(3, 15), at(4, 9))
	assert (ticket.reopened, ticket.reassigned, ticket.last("owner")) == (1, 1, "li")
	assert ticket.anomalies == ()


def test_what_is_open_again_is_not_resolved() -> None:
	ticket = one(*CLEAN[:6])
	assert (ticket.state, ticket.resolved_at, ticket.closed_at, ticket.reopened) == ("Working", None, None, 1)


def test_rows_of_tickets_may_be_mixed_and_sorted_by_time() -> None:
	log = read(CLEAN[2], row("B-1", "02 08:00", "New"), CLEAN[0], CLEAN[1], order="time")
	assert [ticket.number for ticket in log.histories] == ["A-1", "B-1"]
	assert [stay[0] for stay in log.histories[0].stays()] == ["New", "Working", "Waiting Customer"]
	assert log.histories[0].anomalies == ()


@pytest.mark.parametrize(
	"bad, code, params",
	[
		(row("", "02 09:00", "New"), "missing_value", {"column": "number"}),
		(row("A-1", "", "New"), "missing_value", {"column": "moment"}),
		(row("A-1", "02 09:00", "?"), "missing_value", {"column": "state"}),
		(row("A-1", "32 09:00", "New"), "bad_date", {"column": "moment", "value": "2026-03-32 09:00"}),
		(row("A-1", "02 09:00", "Pondering"), "unknown_state", {"value": "Pondering"}),
		("A-1,2026-03-02 09:00", "cell_count", {"expected": 12, "found": 2}),
		("A-1," + "x" * 200_000, "unreadable_row", {}),
	],
)
def test_a_row_without_truth_is_rejected_and_the_ticket_kept(
	bad: str, code: str, params: dict[str, object]
) -> None:
	log = read(CLEAN[0], bad, CLEAN[1])
	assert [(e.line, e.code, dict(e.params), e.rejected) for e in log.errors] == [(3, code, params, True)]
	assert [len(ticket.changes) for ticket in log.histories] == [2]
	assert (log.rows, log.rejected) == (3, ())


def test_a_ticket_without_any_good_row_is_rejected() -> None:
	log = read(CLEAN[0], row("B-1", "99 09:00", "New"), row("B-1", "02 09:00", "?"))
	assert log.rejected == ("B-1",)
	assert log.error_counts() == {"bad_date": 1, "missing_value": 1}


def test_a_bad_claim_costs_only_itself() -> None:
	log = read(row("A-1", "02 09:00", "New", opened_at="soon", reopens="-1"))
	assert [(e.code, e.params["column"], e.rejected) for e in log.errors] == [
		("bad_date", "opened_at", False),
		("bad_number", "reopens", False),
	]
	assert log.histories[0].opened_at == at(2, 9)


def test_time_running_backwards_is_put_right_with_the_fewest_rows() -> None:
	ticket = one(
		row("A-1", "02 11:10", "New"),
		row("A-1", "02 09:52", "Working"),
		row("A-1", "02 11:03", "Resolved"),
		row("A-1", "05 12:00", "Closed"),
	)
	assert ticket.opened_at == at(2, 9, 52)
	assert [change.at for change in ticket.changes] == [at(2, 9, 52), at(2, 11, 3), at(5, 12)]
	assert ticket.anomalies == (Anomaly("time_runs_backwards", {"rows": 1}),)
	late = one(
		row("A-1", "02 09:00", "New"), row("A-1", "02 10:00", "Working"), row("A-1", "01 08:00", "Resolved")
	)
	assert [change.at for change in late.changes] == [at(2, 10), at(2, 10)]


@pytest.mark.parametrize(
	"rows, anomaly",
	[
		([row("A-1", "02 09:00", "Working")], Anomaly("begins_in_the_middle", {"state": "Working"})),
		([CLEAN[0], CLEAN[0], CLEAN[1]], Anomaly("repeated_rows", {"rows": 1})),
		(
			[row("A-1", "02 09:00", "New", opened_at="2026-03-02 10:00")],
			Anomaly("opened_after_first_trace", {"seconds": 3600}),
		),
		(
			[row("A-1", "02 09:00", "New", sequence="0"), row("A-1", "02 10:00", "Working", sequence="4")],
			Anomaly("rows_absent", {"rows": 3}),
		),
		(
			[row("A-1", "02 09:00", "New", sequence="1"), row("A-1", "02 10:00", "Working", sequence="1")],
			Anomaly("sequence_not_rising", {"rows": 1}),
		),
		(
			[row("A-1", "02 09:00", "New", reopens="1"), row("A-1", "02 10:00", "Working", reopens="0")],
			Anomaly("counter_falls", {"field": "reopens"}),
		),
		(
			[
				row("A-1", "02 09:00", "New", reassignments="0"),
				row("A-1", "02 10:00", "New", reassignments="2"),
			],
			Anomaly("counter_jumps", {"field": "reassignments"}),
		),
		([CLEAN[0], row("A-1", "02 10:00", "Closed")], Anomaly("closed_without_resolved")),
		([row("A-1", "02 10:00", "Closed")], Anomaly("closed_without_resolved")),
		([*CLEAN, row("A-1", "05 09:00", "Working")], Anomaly("state_after_close")),
		([*CLEAN, row("A-1", "05 09:00", "Closed", team="T3")], Anomaly("touched_after_close", {"rows": 1})),
		([CLEAN[0], row("A-1", "02 10:00", "New")], Anomaly("value_lost", {"field": "team", "times": 1})),
		(
			[
				row(
					"A-1",
					"02 09:00",
					"Resolved",
					opened_at="2026-03-02 09:00",
					resolved_at="2026-03-01 09:00",
				)
			],
			Anomaly("resolved_before_opened"),
		),
		(
			[row("A-1", "02 09:00", "Closed", resolved_at="2026-03-02 09:00", closed_at="2026-03-01 09:00")],
			Anomaly("closed_before_resolved"),
		),
		(
			[CLEAN[0], row("A-1", "02 10:00", "Resolved", team="T1", resolved_at="2026-03-02 10:30")],
			Anomaly("resolved_at_differs", {"seconds": 1800}),
		),
		(
			[row("A-1", "02 09:00", "New", resolved_at="2026-03-02 10:30")],
			Anomaly("resolved_at_not_shown"),
		),
		(
			[row("A-1", "02 09:00", "New", resolved_at="2026-03-02 10:30")],
			Anomaly("end_known_beforehand", {"rows": 1}),
		),
		(
			[
				row("A-1", "02 09:00", "New", opened_at="2026-03-02 08:00"),
				row("A-1", "02 10:00", "New", opened_at="2026-03-02 08:01"),
			],
			Anomaly("claim_varies", {"field": "opened_at"}),
		),
		(
			[row("A-1", "02 09:00", "New", reopens="0"), row("A-1", "02 10:00", "New", reopens="1")],
			Anomaly("reopens_differ", {"shown": 0, "claimed": 1}),
		),
		(
			[
				row("A-1", "02 09:00", "New", team="T1", reassignments="0"),
				row("A-1", "02 10:00", "New", team="?", reassignments="1"),
				row("A-1", "02 11:00", "New", team="T2", reassignments="2"),
			],
			Anomaly("reassignments_differ", {"shown": 1, "claimed": 2, "with_no_team": 2}),
		),
	],
)
def test_anomalies_are_listed_and_the_ticket_kept(rows: list[str], anomaly: Anomaly) -> None:
	assert anomaly in one(*rows).anomalies


def test_a_ticket_was_open_when_somebody_first_wrote_into_it() -> None:
	late, created = (
		one(row("A-1", "02 09:00", "New", opened_at="2026-03-02 10:00", created_at=moment))
		for moment in ("", "2026-03-02 08:30")
	)
	assert (late.opened_at, created.opened_at) == (at(2, 9), at(2, 8, 30))
	early = one(row("A-1", "02 09:00", "Working", opened_at="2026-03-02 08:00"))
	assert (early.opened_at, early.stays()[0][:2]) == (at(2, 8), ("Working", at(2, 8)))


def test_missing_claims_are_told_from_wrong_ones() -> None:
	assert codes(one(row("A-1", "02 09:00", "New"), row("A-1", "02 10:00", "Resolved"))) == []
	mapping = plain_mapping(["number", "moment", "state", "resolved_at", "opened_at"])
	lines = b"number,moment,state,resolved_at,opened_at\nA-1,2026-03-02 09:00,Resolved,,\n".splitlines(True)
	assert codes(read_log(lines, mapping).histories[0]) == [
		"opened_at_missing",
		"begins_in_the_middle",
		"resolved_at_missing",
	]


def test_local_moments_and_offsets() -> None:
	lines = [b"number,moment,state\n", b"A,2026-03-02T09:00,New\n", b"B,2026-03-02T09:00:00Z,New\n"]
	log = read_log(lines, LogMapping(PLAIN.columns, PLAIN.states, zone="Asia/Shanghai"))
	assert [ticket.opened_at for ticket in log.histories] == [at(2, 1), at(2, 9)]


@pytest.mark.parametrize(
	"data, code, params",
	[
		(b"", "empty_file", {}),
		(b"number,state\nA,New\n", "missing_columns", {"columns": ("moment",), "found": ("number", "state")}),
		(b"number,moment,state,state\n", "repeated_columns", {"columns": ("state",)}),
		(b"number,moment,state\n", "no_rows", {}),
		(b"number,moment,state\n\n\n", "no_rows", {}),
		(
			"number,moment,state\n工单,2026-03-02,New\n".encode("gb18030"),
			"wrong_encoding",
			{"line": 2, "encoding": "utf-8", "suggestion": "gb18030"},
		),
		(
			"number,moment,state\n".encode("utf-16"),
			"wrong_encoding",
			{"line": 1, "encoding": "utf-8", "suggestion": "utf-16"},
		),
		(
			"number,moment,state\ncafé,2026-03-02,New\n".encode("latin-1"),
			"no_known_encoding",
			{"line": 2, "encoding": "utf-8"},
		),
	],
)
def test_what_is_wrong_with_the_file(data: bytes, code: str, params: dict[str, object]) -> None:
	with pytest.raises(DomainError) as error:
		read_log(io.BytesIO(data), PLAIN)
	assert (error.value.code, error.value.params) == (code, params)


@pytest.mark.parametrize(
	"told, column",
	[
		({"moment": "2026-03-02 09:01"}, "moment"),
		({"moment": "2026-03-02T10:00+00:30"}, "moment"),  # 09:30 in UTC
		({"opened_at": "2031-01-01 00:00"}, "opened_at"),
		({"created_at": "2026-03-02 09:01"}, "created_at"),
		({"state": "Resolved", "resolved_at": "2026-03-02 09:01"}, "resolved_at"),
		({"state": "Closed", "resolved_at": "2026-03-02 09:01"}, "resolved_at"),
		({"state": "Closed", "closed_at": "2026-03-02 09:01"}, "closed_at"),
		({"moment": "2026-03-02T17:00+08:00"}, ""),  # 09:00 in UTC: now
		({"state": "Resolved", "closed_at": "2026-03-09 09:00"}, ""),  # when it will be closed
		({"resolved_at": "2026-03-09 09:00"}, ""),
	],
)
def test_what_has_not_come_yet_is_rejected(told: dict[str, str], column: str) -> None:
	values = {"number": "A", "moment": "2026-03-02 08:00", "state": "New", **told}
	lines = [",".join(values).encode() + b"\n", ",".join(values.values()).encode() + b"\n"]
	log = read_log(lines, plain_mapping(list(values)), at(2, 9))
	expected = [("in_the_future", {"column": column, "value": values[column]}, True)] if column else []
	assert [(error.code, error.params, error.rejected) for error in log.errors] == expected
	assert (len(log.histories), log.rejected) == ((0, ("A",)) if column else (1, ()))
	assert len(read_log(lines, plain_mapping(list(values))).histories) == 1


def test_the_zone_of_the_file_says_what_is_ahead() -> None:
	lines = b"number,moment,state\nA,2026-03-02 17:00,New\n".splitlines(True)
	for zone, kept in (("Asia/Shanghai", 1), ("UTC", 0)):
		log = read_log(lines, replace(PLAIN, zone=zone), at(2, 9))
		assert len(log.histories) == kept


@pytest.mark.parametrize(
	"change, code",
	[
		({"columns": {**PLAIN.columns, "mood": "x"}}, "unknown_field"),
		({"columns": {"number": "n", "moment": "m"}}, "field_not_mapped"),
		({"states": {"New": "Fresh"}}, "unknown_category"),
		({"zone": "Mars/Olympus"}, "unknown_time_zone"),
		({"date_formats": ()}, "no_date_format"),
		({"order": "random"}, "unknown_order"),
	],
)
def test_a_bad_mapping_is_refused(change: dict[str, object], code: str) -> None:
	with pytest.raises(DomainError) as error:
		LogMapping(**{"columns": PLAIN.columns, "states": PLAIN.states, **change})  # type: ignore[arg-type]
	assert error.value.code == code


def test_byte_order_mark_and_the_shipped_mappings() -> None:
	lines = io.BytesIO("\ufeffnumber,moment,state,colour\nA,2026-03-02,New,red\n".encode())
	header = read_header(lines)
	lines.seek(0)
	log = read_log(lines, mapping_for(header))
	assert (len(log.histories), log.ignored_columns) == (1, ("colour",))
	with pytest.raises(DomainError) as error:
		mapping_for(["a", "b"])
	assert error.value.code == "no_mapping_fits"


def test_columns_by_our_names_or_by_words_for_them() -> None:
	header = ["Number", " OPENED AT ", "Status", "subject", "电话", "Subject", "Colour"]
	mapping = plain_mapping(header, {"Opened At": "opened_at", "电话": "contact_phone"})
	assert mapping.columns == {
		"number": "Number",
		"moment": " OPENED AT ",
		"state": "Status",
		"status": "Status",
		"opened_at": " OPENED AT ",
	}
	assert mapping.keep == {"subject": "subject", "contact_phone": "电话"}
	with pytest.raises(DomainError) as error:
		plain_mapping(["number", "state"])
	assert error.value.params == {"field": "moment"}


def test_moments_with_the_year_first_are_read() -> None:
	text = "number,moment,state\nA,2026/3/2 9:05,New\nB,2026/03/02,New\nC,2/3/2026,New\n"
	lines = io.BytesIO(text.encode()).readlines()
	log = read_log(lines, PLAIN)
	assert [str(ticket.opened_at) for ticket in log.histories] == [
		"2026-03-02 09:05:00+00:00",
		"2026-03-02 00:00:00+00:00",
	]
	assert [(error.line, error.number, error.code) for error in log.errors] == [(4, "C", "bad_date")]


MOMENTS = st.integers(0, 20).map(lambda hours: f"{2 + hours // 10:02d} {8 + hours % 10:02d}:00")
STATES = st.sampled_from([*PLAIN.states])
TEAMS = st.sampled_from(["T1", "T2", "?"])


@given(
	st.lists(st.tuples(MOMENTS, STATES, TEAMS), min_size=1, max_size=12), st.sampled_from(["file", "time"])
)
def test_any_log_gives_a_history_that_holds_together(rows: list[tuple[str, str, str]], order: str) -> None:
	ticket = one(*(row("A-1", moment, state, team=team) for moment, state, team in rows), order=order)
	moments = [change.at for change in ticket.changes]
	assert moments == sorted(moments) and all(moment >= ticket.opened_at for moment in moments)
	values = dict(ticket.first)
	for change in ticket.changes:
		assert change.before == values[change.field] != change.after
		values[change.field] = change.after
	assert values["state"] == ticket.state
	assert (ticket.resolved_at is not None) <= (ticket.state in ("Resolved", "Closed", "Cancelled"))
	if order == "file":
		assert ticket.state == rows[-1][1]


@pytest.fixture(scope="module")
def real() -> Log:
	if not REAL.exists():
		not_of_the_checkout("incident_event_log.csv.xz")
	with lzma.open(REAL) as lines:
		return read_log(lines, INCIDENT_LOG)


def sums(log: Log, code: str, name: str) -> int:
	found: Iterable[object] = (a.params[name] for t in log.histories for a in t.anomalies if a.code == code)
	return sum(value for value in found if isinstance(value, int))


def test_real_log_every_incident_is_one_history(real: Log) -> None:
	assert (real.rows, len(real.histories), real.errors, real.rejected) == (5998, 890, (), ())
	assert Counter(ticket.state for ticket in real.histories) == {"Closed": 890}
	assert all(ticket.resolved_at and ticket.closed_at for ticket in real.histories)
	assert sum(ticket.rows for ticket in real.histories) == 5998
	assert sum(ticket.reopened for ticket in real.histories) == 11
	assert sum(ticket.reassigned for ticket in real.histories) == 834


def test_real_log_what_it_gets_wrong(real: Log) -> None:
	assert real.anomaly_counts() == {
		"end_known_beforehand": 890,
		"rows_absent": 390,
		"begins_in_the_middle": 258,
		"value_lost": 101,
		"reassignments_differ": 35,
		"resolved_at_missing": 29,
		"resolved_at_differs": 17,
		"opened_after_first_trace": 6,
		"sequence_not_rising": 5,
		"closed_at_differs": 4,
		"touched_after_close": 4,
		"time_runs_backwards": 1,
	}
	assert sums(real, "rows_absent", "rows") == 3099
	assert sums(real, "end_known_beforehand", "rows") == 5106
	assert sums(real, "touched_after_close", "rows") == 7
	# of the 35, only 3 remain when a move to or from no team counts as a re-assignment, as that system counts
	differ = [a.params for t in real.histories for a in t.anomalies if a.code == "reassignments_differ"]
	assert sum(params["with_no_team"] != params["claimed"] for params in differ) == 3


def test_real_log_history_matches_the_rows_of_the_file(real: Log) -> None:
	"""Told a second time, plainly: the state, team and owner changes of every ticket, in the order of the file."""
	with lzma.open(REAL, "rt", encoding="utf-8", newline="") as text:
		rows = list(csv.DictReader(text))
	told: dict[str, list[tuple[str, str]]] = {}
	last: dict[str, dict[str, str]] = {}
	for entry in rows:
		before = last.get(entry["number"])
		events = told.setdefault(entry["number"], [])
		for name, column in INCIDENT_LOG.columns.items():
			if name in TRACKED and name != "state" and before and before[column] != entry[column]:
				events.append((name, entry[column]))
		last[entry["number"]] = entry
	for ticket in real.histories:
		shown = [(c.field, c.after or "?") for c in ticket.changes if c.field != "state"]
		assert shown == told[ticket.number]


def test_real_log_time_runs_forwards_in_every_history(real: Log) -> None:
	for ticket in real.histories:
		moments = [ticket.opened_at, *(change.at for change in ticket.changes)]
		assert moments == sorted(moments)
	[odd] = [t for t in real.histories if "time_runs_backwards" in codes(t)]
	assert odd.number == "INC0000137"
	assert odd.resolved_at == datetime(2016, 2, 29, 11, 3, tzinfo=timezone.utc)
