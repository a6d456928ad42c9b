from dataclasses import replace
from datetime import datetime, timezone

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


def test_a_log_is_no_list() -> None:
	lines = f"{HEADER}\nA,2026-03-02 09:00,New,,,\nA,2026-03-03 09:00,Closed,,,2026-03-03 09:00\n".encode()
	log = read_log(lines.splitlines(True), plain_mapping(HEADER.split(",")))
	assert not is_list(log) and as_histories(log) is log
	assert not is_list(replace(log, histories=()))
