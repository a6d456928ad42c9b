from dataclasses import replace
from datetime import datetime, timezone

import pytest

from aftersales_app.domain.event_log import History, plain_mapping, read_log
from aftersales_app.domain.ticket_list import as_histories, is_list

HEADER = "number,moment,state,opened_at,resolved_at,closed_at"


def at(day: int, hour: int) -> datetime:
	return datetime(2026, 3, day, hour, tzinfo=timezone.utc)


def read(*rows: str) -> tuple[History, ...]:
	lines = [line.encode() + b"\n" for line in (HEADER, *rows)]
	log = read_log(lines, plain_mapping(HEADER.split(",")))
	return as_histories(log).histories


def test_a_closed_row_tells_a_whole_life() -> None:
	[ticket] = read("A,2026-03-02 09:00,Closed,2026-03-02 09:00,2026-03-03 10:00,2026-03-04 11:00")
	assert ticket.stays() == (
		("New", at(2, 9), at(3, 10)),
		("Resolved", at(3, 10), at(4, 11)),
		("Closed", at(4, 11), None),
	)
	assert (ticket.resolved_at, ticket.closed_at, ticket.anomalies) == (at(3, 10), at(4, 11), ())


def test_open_rows_stay_where_they_are() -> None:
	closed, working, new = read(
		"A,2026-03-02 09:00,Closed,,,2026-03-04 11:00",
		"B,2026-03-02 09:00,Working,,,",
		"C,2026-03-02 09:00,New,,,",
	)
	assert (closed.resolved_at, closed.closed_at) == (at(4, 11), at(4, 11))
	assert working.stays() == (("New", at(2, 9), at(2, 9)), ("Working", at(2, 9), None))
	assert new.stays() == (("New", at(2, 9), None),)
	assert {a.code for a in working.anomalies} == {"opened_at_missing"}


def test_an_end_before_the_beginning_is_put_at_the_beginning_and_said() -> None:
	[ticket] = read("A,2026-03-02 09:00,Resolved,2026-03-02 09:00,2026-03-01 09:00,")
	assert ticket.resolved_at == at(2, 9)
	assert [a.code for a in ticket.anomalies] == ["resolved_before_opened"]


LISTS = {
	"a column for moment and opening": "number,opened_at,status,resolved_at,closed_at",
	"no ends told": "number,opened_at,status",
	"a moment of its own": "number,moment,status,opened_at,resolved_at,closed_at",
	"no opening but the moment": "number,moment,status,resolved_at,closed_at",
}


@pytest.mark.parametrize("header", LISTS.values(), ids=LISTS)
def test_a_number_that_stands_in_a_list_twice_costs_its_second_row_only(header: str) -> None:
	tickets = (
		{
			"number": "A",
			"status": "Closed",
			"resolved_at": "2026-03-03 10:00",
			"closed_at": "2026-03-04 11:00",
		},
		{"number": "B", "status": "Working"},
		{"number": "A", "status": "New", "opened_at": "2026-03-09 09:00"},
		{
			"number": "C",
			"status": "Closed",
			"resolved_at": "2026-03-05 10:00",
			"closed_at": "2026-03-05 10:00",
		},
	)
	names = header.split(",")
	rows = [{"opened_at": "2026-03-02 09:00", **ticket} for ticket in tickets]
	lines = [
		header,
		*(",".join({**row, "moment": row["opened_at"]}.get(name, "") for name in names) for row in rows),
	]
	log = as_histories(read_log([f"{line}\n".encode() for line in lines], plain_mapping(names)))
	assert [(error.line, error.number, error.code, error.params, error.rejected) for error in log.errors] == [
		(4, "A", "number_twice", {"first": 2}, True)
	]
	closed, working, done = log.histories
	assert (closed.opened_at, closed.state, working.state, done.state) == (
		at(2, 9),
		"Closed",
		"Working",
		"Closed",
	)
	if "closed_at" in names:
		assert [stay[:2] for stay in closed.stays()] == [
			("New", at(2, 9)),
			("Resolved", at(3, 10)),
			("Closed", at(4, 11)),
		]
		assert (done.resolved_at, done.closed_at) == (at(5, 10), at(5, 10))


def test_a_log_whose_ends_are_told_a_little_late_is_none() -> None:
	rows = (
		"A,2026-03-02 09:00,New,2026-03-02 09:00,,",
		"A,2026-03-02 10:00,Resolved,2026-03-02 09:00,2026-03-02 10:05,",
		"B,2026-03-02 09:00,New,2026-03-02 09:00,,",
		"B,2026-03-02 11:00,Resolved,2026-03-02 09:00,2026-03-02 11:05,",
	)
	assert [[stay[0] for stay in ticket.stays()] for ticket in read(*rows)] == [["New", "Resolved"]] * 2


def test_a_log_of_short_stories_is_none() -> None:
	rows = (
		"A,2026-03-02 09:00,New,2026-03-02 09:00,,",
		"A,2026-03-02 10:00,Closed,2026-03-02 09:00,2026-03-02 09:30,2026-03-02 10:00",
		"B,2026-03-03 09:00,New,2026-03-03 09:00,,",
		"C,2026-03-04 09:00,New,2026-03-04 09:00,,",
	)
	assert [len(ticket.stays()) for ticket in read(*rows)] == [2, 1, 1]


def test_a_log_is_no_list() -> None:
	lines = f"{HEADER}\nA,2026-03-02 09:00,New,,,\nA,2026-03-03 09:00,Closed,,,2026-03-03 09:00\n".encode()
	log = read_log(lines.splitlines(True), plain_mapping(HEADER.split(",")))
	assert not is_list(log) and as_histories(log) is log
	assert not is_list(replace(log, histories=()))
