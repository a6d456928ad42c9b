"""A table of past tickets to replay (A17, F8): one row each, with when what was done. docs/command-line.md describes it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.event_log import FIRST_YEAR, LAST_YEAR, records
from aftersales_app.domain.policy_match import DIMENSIONS, Facts
from aftersales_app.domain.replay import PastTicket
from aftersales_app.domain.service_clock import CLOCKS, Stay
from aftersales_app.domain.ticket_flow import CATEGORIES

DONE = {f"{clock}_at": clock for clock in CLOCKS}
REQUIRED = ("number", "opened_at")
COLUMNS = (*REQUIRED, *DONE, "cancelled_at", "states", *DIMENSIONS)
SHOWN = 60  # characters of a cell that is complained of
_STAY = re.compile(r"(?P<state>[A-Za-z ]+?)\s+(?P<begin>\d\S*(?: \d\S*)?)\s*/\s*(?P<end>\d\S*(?: \d\S*)?)?")

Complain = Callable[[int, DomainError], None]


def is_ticket_table(header: Iterable[str]) -> bool:
	"""Are these the columns of such a table, and no others?"""
	return set(REQUIRED) <= set(header) <= set(COLUMNS)


def read_tickets(
	lines: Iterable[bytes],
	zone: str,
	complain: Complain,
	company: str = "",
	encoding: str = "utf-8-sig",
	delimiter: str = ",",
) -> Iterator[PastTicket]:
	"""The tickets of `company` one by one; moments without an offset are in `zone`. `complain` is told the line of each row
	that is left out, and why: `unreadable_row`, `cell_count`, `missing_value`, `unreadable_moment`, `before_opening`,
	`bad_stay`, `stay_reversed`, `ticket_twice`. Raises DomainError `missing_columns`, `repeated_columns`,
	`unknown_columns`, `wrong_encoding`."""
	rows = records(lines, encoding, delimiter)
	_line, cells = next(rows, (0, []))
	header = [name.strip() for name in cells or ()]
	_check_header(header)
	seen: set[str] = set()
	for line, cells in rows:
		if cells == []:
			continue
		try:
			ticket = _ticket(_named(header, cells), ZoneInfo(zone), company)
			if ticket.number in seen:
				raise DomainError("ticket_twice", {"number": ticket.number})
		except DomainError as problem:
			complain(line, problem)
		else:
			seen.add(ticket.number)
			yield ticket


def write_row(ticket: PastTicket) -> list[str]:
	"""A ticket as a row under `COLUMNS`, moments in UTC."""
	done = [_written(ticket.done.get(clock)) for clock in CLOCKS]
	stays = "; ".join(f"{state} {_written(begin)}/{_written(end)}" for state, begin, end in ticket.stays)
	facts = [" > ".join(reversed(ticket.facts.chain(name))) for name in DIMENSIONS]
	return [ticket.number, _written(ticket.opened_at), *done, _written(ticket.cancelled_at), stays, *facts]


def read_moment(text: str, zone: ZoneInfo) -> datetime:
	"""2025-09-28 09:30, with seconds or an offset if wanted; without one it is in `zone`. Raises ValueError."""
	moment = datetime.fromisoformat(text.removesuffix("Z") + ("+00:00" if text.endswith("Z") else ""))
	if not FIRST_YEAR <= moment.year <= LAST_YEAR:
		raise ValueError(text)
	local = moment if moment.tzinfo else moment.replace(tzinfo=zone)
	return local.astimezone(timezone.utc).replace(microsecond=0)


def latest(tickets: Iterable[PastTicket]) -> datetime | None:
	"""The last moment that any of the tickets tells of."""
	last = None
	for ticket in tickets:
		told = [ticket.opened_at, *ticket.done.values(), *(begin for _, begin, _ in ticket.stays)]
		told += [end for _, _, end in ticket.stays if end]
		last = max(told) if last is None else max(last, *told)
	return last


def _check_header(header: list[str]) -> None:
	lost = tuple(name for name in REQUIRED if name not in header)
	if lost:
		raise DomainError("missing_columns", {"columns": lost, "found": tuple(header)})
	repeated = tuple(dict.fromkeys(name for name in header if header.count(name) > 1))
	if repeated:
		raise DomainError("repeated_columns", {"columns": repeated})
	unknown = tuple(name for name in header if name not in COLUMNS)
	if unknown:
		raise DomainError("unknown_columns", {"columns": unknown, "known": COLUMNS})


def _named(header: Sequence[str], cells: Sequence[str] | None) -> dict[str, str]:
	if cells is None:
		raise DomainError("unreadable_row")
	if len(cells) != len(header):
		raise DomainError("cell_count", {"expected": len(header), "found": len(cells)})
	return {name: cell.strip() for name, cell in zip(header, cells, strict=True)}


def _ticket(cells: dict[str, str], zone: ZoneInfo, company: str) -> PastTicket:
	for name in REQUIRED:
		if not cells[name]:
			raise DomainError("missing_value", {"column": name})
	moments = {
		name: _moment(name, cells[name], zone)
		for name in ("opened_at", *DONE, "cancelled_at")
		if cells.get(name)
	}
	opened_at = moments["opened_at"]
	for name, moment in moments.items():
		if moment < opened_at:
			raise DomainError("before_opening", {"column": name})
	return PastTicket(
		cells["number"],
		opened_at,
		Facts(company, {name: _chain(cells[name]) for name in DIMENSIONS if cells.get(name)}),
		{clock: moments[name] for name, clock in DONE.items() if name in moments},
		tuple(_stays(cells.get("states", ""), zone)),
		moments.get("cancelled_at"),
	)


def _moment(name: str, text: str, zone: ZoneInfo) -> datetime:
	try:
		return read_moment(text, zone)
	except ValueError:
		raise DomainError("unreadable_moment", {"column": name, "value": text[:SHOWN]}) from None


def _chain(cell: str) -> tuple[str, ...]:
	"""A node of a tree and its ancestors, nearest first, from `Appliances > Cooling > Compressor`."""
	return tuple(reversed([part.strip() for part in cell.split(">") if part.strip()]))


def _stays(cell: str, zone: ZoneInfo) -> Iterator[Stay]:
	for part in filter(None, (part.strip() for part in cell.split(";"))):
		found = _STAY.fullmatch(part)
		if not found or found["state"] not in CATEGORIES:
			raise DomainError("bad_stay", {"value": part[:SHOWN]})
		begin = _moment("states", found["begin"], zone)
		end = _moment("states", found["end"], zone) if found["end"] else None
		if end and end < begin:
			raise DomainError("stay_reversed", {"value": part[:SHOWN]})
		yield found["state"], begin, end


def _written(moment: datetime | None) -> str:
	return f"{moment.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%SZ}" if moment else ""
