"""TICKETS.csv: past tickets to replay, one row each. docs/command-line.md describes it."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from aftersales_app.cli.files import FileProblem, opened
from aftersales_app.cli.messages import sentence
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.event_log import decoded
from aftersales_app.domain.policy_match import DIMENSIONS, Facts
from aftersales_app.domain.replay import PastTicket
from aftersales_app.domain.service_clock import CLOCKS, Stay
from aftersales_app.domain.ticket_flow import CATEGORIES

DONE = {f"{clock}_at": clock for clock in CLOCKS}
REQUIRED = ("number", "opened_at")
COLUMNS = (*REQUIRED, *DONE, "cancelled_at", "states", *DIMENSIONS)
FIRST_YEAR, LAST_YEAR = 1970, 2199
_STAY = re.compile(r"(?P<state>[A-Za-z ]+?)\s+(?P<begin>\d\S*(?: \d\S*)?)\s*/\s*(?P<end>\d\S*(?: \d\S*)?)?")

Complain = Callable[[int, str], None]


class RowProblem(Exception):
	"""Why a row cannot be used."""


def read_tickets(path: str, zone: str, complain: Complain) -> Iterator[PastTicket]:
	"""The file's tickets one by one; `complain` is told (line, why) of each row that is left out. Raises FileProblem."""
	with opened(path) as lines:
		try:
			reader = csv.DictReader(decoded(lines, "utf-8-sig"), restkey="", strict=True)
			_check_header(path, reader.fieldnames)
			yield from _tickets(reader, ZoneInfo(zone), complain)
		except DomainError as error:
			raise FileProblem(f"{path}: {sentence(error.code, error.params)}") from error
		except csv.Error as error:
			raise FileProblem(f"{path}: line {reader.line_num}: {error}") from error


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


def _check_header(path: str, header: Iterable[str] | None) -> None:
	found = [name.strip() for name in header or ()]
	for name in REQUIRED:
		if name not in found:
			raise FileProblem(f"{path}: the column {name} is missing; columns are {', '.join(COLUMNS)}")
	for name in found:
		if found.count(name) > 1:
			raise FileProblem(f"{path}: the column {name} stands there more than once")
		if name not in COLUMNS:
			raise FileProblem(f"{path}: the column {name} is not known; columns are {', '.join(COLUMNS)}")


def _tickets(reader: "csv.DictReader[str]", zone: ZoneInfo, complain: Complain) -> Iterator[PastTicket]:
	seen: set[str] = set()
	for row in reader:
		try:
			ticket = _ticket(row, zone)
			if ticket.number in seen:
				raise RowProblem(f"{ticket.number} stands in the file a second time")
		except RowProblem as problem:
			complain(reader.line_num, str(problem))
		else:
			seen.add(ticket.number)
			yield ticket


def _ticket(row: dict[str, str], zone: ZoneInfo) -> PastTicket:
	if "" in row or None in row.values():
		raise RowProblem("the row has more or fewer cells than the header")
	cells = {name.strip(): cell.strip() for name, cell in row.items()}
	for name in REQUIRED:
		if not cells[name]:
			raise RowProblem(f"{name} is empty")
	moments = {
		name: _moment(name, cells[name], zone)
		for name in ("opened_at", *DONE, "cancelled_at")
		if cells.get(name)
	}
	opened_at = moments["opened_at"]
	for name, moment in moments.items():
		if moment < opened_at:
			raise RowProblem(f"{name} is before opened_at")
	return PastTicket(
		cells["number"],
		opened_at,
		Facts("", {name: _chain(cells[name]) for name in DIMENSIONS if cells.get(name)}),
		{clock: moments[name] for name, clock in DONE.items() if name in moments},
		tuple(_stays(cells.get("states", ""), zone)),
		moments.get("cancelled_at"),
	)


def _moment(name: str, text: str, zone: ZoneInfo) -> datetime:
	try:
		return read_moment(text, zone)
	except ValueError:
		raise RowProblem(f"{name}: {text[:40]} is no moment; write 2025-09-28 09:30") from None


def _chain(cell: str) -> tuple[str, ...]:
	"""A node of a tree and its ancestors, nearest first, from `Appliances > Cooling > Compressor`."""
	return tuple(reversed([part.strip() for part in cell.split(">") if part.strip()]))


def _stays(cell: str, zone: ZoneInfo) -> Iterator[Stay]:
	for part in filter(None, (part.strip() for part in cell.split(";"))):
		found = _STAY.fullmatch(part)
		if not found or found["state"] not in CATEGORIES:
			raise RowProblem(
				f"states: {part[:60]} is not understood; write Waiting Customer 2025-09-28 09:30/2025-09-29 10:00"
			)
		begin = _moment("states", found["begin"], zone)
		end = _moment("states", found["end"], zone) if found["end"] else None
		if end and end < begin:
			raise RowProblem(f"states: {part[:60]} ends before it begins")
		yield found["state"], begin, end


def _written(moment: datetime | None) -> str:
	return f"{moment.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%SZ}" if moment else ""
