"""Reading a ticket history written by another system: one row per change, dirty as real logs are (A16).

A row that holds no truth (no number, no moment, no state that means something) is rejected with its reason. What can be
told is kept: each ticket gets one history in which time runs forwards, and a list of what its log got wrong. What the
log *claims* (its own resolved_at, its counters) is compared with what its rows *show*; the rows win.
"""

import csv
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.ticket_flow import CATEGORIES, CLOSED, NEW, OPEN, RESOLVED

REQUIRED = ("number", "moment", "state")
TRACKED = ("state", "status", "team", "owner", "priority", "category")
CLAIMED_MOMENTS = ("opened_at", "created_at", "resolved_at", "closed_at")
ENDS = {"resolved_at": (RESOLVED, CLOSED), "closed_at": (CLOSED,)}  # and the states in which they have come
CLAIMED_COUNTS = ("reassignments", "reopens", "sequence")
FIELDS = tuple(dict.fromkeys((*REQUIRED, *TRACKED, *CLAIMED_MOMENTS, *CLAIMED_COUNTS, "actor")))
KEPT = (
	*(
		"subject",
		"description",
		"kind",
		"channel",
		"customer",
		"contact_name",
		"contact_phone",
		"contact_email",
	),
	*("serial_no", "item_code", "order_reference", "service_address", "cause", "resolution"),
)
YEAR_FIRST = ("iso", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d")  # what cannot be mistaken
FIRST_YEAR, LAST_YEAR = 1970, 2199

T = TypeVar("T")


@dataclass(frozen=True)
class LogMapping:
	"""How to read one system's log.

	`columns`: our field (one of `FIELDS`) -> the file's column; number, moment and state are required.
	`states`: the file's word -> our state category. `keep`: facts to take along from a ticket's first row, our name -> column.
	`date_formats`: "iso" or strptime patterns, tried in turn; moments without an offset are in `zone`.
	`order`: "file" where rows of one ticket stand in the order they happened, "time" to sort them by moment.
	Raises DomainError `unknown_field`, `field_not_mapped`, `unknown_category`, `unknown_time_zone`, `no_date_format`,
	`unknown_order`.
	"""

	columns: Mapping[str, str]
	states: Mapping[str, str]
	keep: Mapping[str, str] = field(default_factory=dict)
	date_formats: tuple[str, ...] = ("iso",)
	zone: str = "UTC"
	missing: frozenset[str] = frozenset({"", "?"})
	encoding: str = "utf-8-sig"
	delimiter: str = ","
	order: str = "time"

	def __post_init__(self) -> None:
		_check_columns(self.columns)
		for word, category in self.states.items():
			if category not in CATEGORIES:
				raise DomainError("unknown_category", {"category": category, "state": word})
		if not self.date_formats:
			raise DomainError("no_date_format")
		if self.order not in ("file", "time"):
			raise DomainError("unknown_order", {"order": self.order})
		_zone(self.zone)


def _check_columns(columns: Mapping[str, str]) -> None:
	for name in columns:
		if name not in FIELDS:
			raise DomainError("unknown_field", {"field": name, "fields": FIELDS})
	for name in REQUIRED:
		if not columns.get(name):
			raise DomainError("field_not_mapped", {"field": name})


def _zone(key: str) -> ZoneInfo:
	try:
		return ZoneInfo(key)
	except (KeyError, ValueError, OSError) as error:
		raise DomainError("unknown_time_zone", {"zone": key}) from error


PLAIN = LogMapping(
	columns={name: name for name in REQUIRED},
	states={category: category for category in CATEGORIES},
	date_formats=YEAR_FIRST,
)
INCIDENT_LOG = LogMapping(
	columns={
		"number": "number",
		"moment": "sys_updated_at",
		"state": "incident_state",
		"status": "incident_state",
		"team": "assignment_group",
		"owner": "assigned_to",
		"priority": "priority",
		"category": "category",
		"actor": "sys_updated_by",
		"opened_at": "opened_at",
		"created_at": "sys_created_at",
		"resolved_at": "resolved_at",
		"closed_at": "closed_at",
		"reassignments": "reassignment_count",
		"reopens": "reopen_count",
		"sequence": "sys_mod_count",
	},
	states={
		"New": "New",
		"Active": "Working",
		"Awaiting Problem": "Working",
		"Awaiting User Info": "Waiting Customer",
		"Awaiting Evidence": "Waiting Customer",
		"Awaiting Vendor": "Waiting Parts",
		"Resolved": "Resolved",
		"Closed": "Closed",
	},
	keep={"customer": "caller_id", "channel": "contact_type", "cause": "closed_code", "location": "location"},
	date_formats=("%d-%m-%Y %H:%M",),
	order="file",
)


@dataclass(frozen=True, slots=True)
class RowError:
	"""What is wrong with one row. `rejected`: the row was left out; else only the value of one column was. `number`: the
	ticket's, where the row tells it."""

	line: int
	code: str
	params: Mapping[str, object]
	rejected: bool
	number: str = ""


@dataclass(frozen=True, slots=True)
class Anomaly:
	"""What a ticket's log got wrong or leaves open, although the ticket is kept."""

	code: str
	params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
	"""One field took another value at `at` (UTC). `line` is the row's line in the file."""

	at: datetime
	field: str
	before: str | None
	after: str | None
	by: str | None
	line: int


@dataclass(frozen=True, slots=True)
class Claimed:
	"""What the log says of the ticket as a whole, from its last row."""

	opened_at: datetime | None = None
	resolved_at: datetime | None = None
	closed_at: datetime | None = None
	reassignments: int | None = None
	reopens: int | None = None


@dataclass(frozen=True, slots=True)
class History:
	"""One ticket's life as its rows show it. Moments in UTC.

	`first`: the values it began with; `state`: its category at the end. `resolved_at`, `closed_at`: when it entered the
	state it still is in or went through last, None while open. `reopened`: times it left Resolved or Closed for an open
	state. `reassigned`: times one known team was followed by another.
	"""

	number: str
	opened_at: datetime
	first: Mapping[str, str | None]
	facts: Mapping[str, str | None]
	changes: tuple[Change, ...]
	state: str
	resolved_at: datetime | None
	closed_at: datetime | None
	reopened: int
	reassigned: int
	claimed: Claimed
	anomalies: tuple[Anomaly, ...]
	rows: int
	line: int

	def of(self, name: str) -> tuple[Change, ...]:
		"""The changes of one field."""
		return tuple(change for change in self.changes if change.field == name)

	def last(self, name: str) -> str | None:
		"""The value of a tracked field at the end."""
		changes = self.of(name)
		return changes[-1].after if changes else self.first.get(name)

	def stays(self) -> tuple[tuple[str, datetime, datetime | None], ...]:
		"""(category, from, until) of each state it was in, the last one open-ended, as `service_clock.pauses_of` takes them."""
		moves = self.of("state")
		begun = [(str(self.first["state"]), self.opened_at), *((str(move.after), move.at) for move in moves)]
		return tuple(
			(state, at, until)
			for (state, at), until in zip(begun, [move.at for move in moves] + [None], strict=True)
		)


@dataclass(frozen=True)
class Log:
	"""A log that was read: `rejected` are the numbers of tickets of which no row could be used."""

	histories: tuple[History, ...]
	errors: tuple[RowError, ...]
	rejected: tuple[str, ...]
	rows: int
	ignored_columns: tuple[str, ...]
	columns: Mapping[str, str] = field(default_factory=dict)  # our field -> the file's column

	def anomaly_counts(self) -> dict[str, int]:
		"""Tickets per anomaly code, most frequent first."""
		counts = Counter(code for ticket in self.histories for code in {a.code for a in ticket.anomalies})
		return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))

	def error_counts(self) -> dict[str, int]:
		"""Rows per error code, most frequent first."""
		counts = Counter(error.code for error in self.errors)
		return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


@dataclass(slots=True)
class _Row:
	line: int
	number: str
	at: datetime
	values: dict[str, str | None]
	facts: dict[str, str | None]
	moments: dict[str, datetime | None]
	counts: dict[str, int | None]
	actor: str | None
	cells: tuple[str, ...]

	def ends(self) -> list[datetime]:
		"""The ends that the row tells of."""
		return [at for name in ENDS if (at := self.moments.get(name))]

	def ahead_of(self, now: datetime) -> str:
		"""The first of its moments that it says has come, and has not; "" for none."""
		come = ("opened_at", "created_at", *(name for name in ENDS if self.values["state"] in ENDS[name]))
		told = {"moment": self.at, **{name: self.moments.get(name) for name in come}}
		return next((name for name, at in told.items() if at and at > now), "")

	def shows_its_end(self) -> bool:
		"""Does an end that the row tells of lie behind it? In a list rows stand at the opening instead."""
		return self.at != self.moments.get("opened_at") and any(end <= self.at for end in self.ends())


def plain_mapping(header: Iterable[str], words: Mapping[str, str] | None = None) -> LogMapping:
	"""The mapping of a file whose columns are called like our fields, in whatever case, or by one of `words` (name -> our
	field); the first of two columns for one field is taken. A list needs no moment beside when its tickets were opened,
	and no state beside their status. Raises DomainError `field_not_mapped`."""
	names = {_plain(name): name for name in (*FIELDS, *KEPT)}
	names = {_plain(word): name for word, name in (words or {}).items()} | names
	told: dict[str, str] = {}
	for column in header:
		name = names.get(_plain(column))
		if name:
			told.setdefault(name, column)
	for name, other in (("moment", "opened_at"), ("state", "status")):
		if other in told:
			told.setdefault(name, told[other])
	return replace(
		PLAIN,
		columns={name: told[name] for name in FIELDS if name in told},
		keep={name: told[name] for name in KEPT if name in told},
	)


def _plain(name: str) -> str:
	return name.strip().casefold().replace(" ", "_")


def mapping_for(header: Sequence[str], words: Mapping[str, str] | None = None) -> LogMapping:
	"""The shipped mapping that fits a file's header, or the one that its own names tell (see `plain_mapping`).
	Raises DomainError `no_mapping_fits`."""
	if set(INCIDENT_LOG.columns.values()) <= set(header):
		return INCIDENT_LOG
	try:
		return plain_mapping(header, words)
	except DomainError as error:
		raise DomainError("no_mapping_fits", {"columns": tuple(header)}) from error


def read_header(lines: Iterable[bytes], encoding: str = "utf-8-sig", delimiter: str = ",") -> tuple[str, ...]:
	"""The column names. Raises DomainError `empty_file`, `wrong_encoding`."""
	for _, cells in records(lines, encoding, delimiter):
		return tuple(cell.strip() for cell in cells or ())
	raise DomainError("empty_file")


def read_log(lines: Iterable[bytes], mapping: LogMapping, now: datetime | None = None) -> Log:
	"""Read a log, given as the lines of a file opened in binary mode. A row that tells of what comes after `now` is rejected.

	Raises DomainError for what is wrong with the file as a whole: `empty_file`, `no_rows`, `wrong_encoding` (line, encoding,
	suggestion), `missing_columns` (columns, found), `repeated_columns`. Everything else is in `Log.errors` (codes
	`unreadable_row`, `cell_count`, `missing_value`, `bad_date`, `bad_number`, `unknown_state`, `in_the_future`,
	`number_twice`) or in a history's `anomalies`.
	"""
	found = records(lines, mapping.encoding, mapping.delimiter)
	first = next(found, None)
	if first is None or first[1] is None:
		raise DomainError("empty_file")
	reader = _Reader([cell.strip() for cell in first[1]], mapping, now)
	tickets: dict[str, list[_Row]] = {}
	rows = 0
	for line, cells in found:
		if cells == []:
			continue
		rows += 1
		row = reader.read(line, cells)
		if row is not None:
			tickets.setdefault(row.number, []).append(row)
	if not rows:
		raise DomainError("no_rows")
	if _is_list(tickets.values(), mapping):
		tickets = {number: reader.only_first(rows) for number, rows in tickets.items()}
	return Log(
		tuple(_history(ticket, mapping) for ticket in tickets.values()),
		tuple(sorted(reader.errors, key=lambda error: error.line)),
		tuple(number for number in reader.numbers if number not in tickets),
		rows,
		reader.ignored,
		{**mapping.columns, **mapping.keep},
	)


def _is_list(tickets: Collection[list[_Row]], mapping: LogMapping) -> bool:
	"""Is each row meant to be a whole ticket, though a number may stand there twice? It is where rows have no moment but that
	of the opening; and where most numbers have one row, and rows tell of ends that none shows: in a log the last one does."""
	if mapping.columns["moment"] == mapping.columns.get("opened_at"):
		return True
	rows = [row for ticket in tickets for row in ticket]
	told = any(row.ends() for row in rows) and not any(row.shows_its_end() for row in rows)
	return told and len(rows) < 2 * len(tickets)


def records(lines: Iterable[bytes], encoding: str, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
	"""(line number, cells) of each record of a CSV; None for one that the reader gives up on. Errors as `decoded`."""
	reader = csv.reader(decoded(lines, encoding), delimiter=delimiter)
	while True:
		try:
			cells = next(reader)
		except StopIteration:
			return
		except csv.Error:
			yield reader.line_num, None
		else:
			yield reader.line_num, cells


def decoded(lines: Iterable[bytes], encoding: str) -> Iterator[str]:
	"""The lines as text. Raises DomainError `wrong_encoding` (line, encoding, suggestion), `no_known_encoding`,
	`unknown_encoding`."""
	for line, raw in enumerate(lines, 1):
		try:
			yield raw.decode(encoding)
		except UnicodeDecodeError as error:
			suggestion, params = _guess(raw), {"line": line, "encoding": encoding.removesuffix("-sig")}
			if not suggestion:
				raise DomainError("no_known_encoding", params) from error
			raise DomainError("wrong_encoding", {**params, "suggestion": suggestion}) from error
		except LookupError as error:
			raise DomainError("unknown_encoding", {"encoding": encoding}) from error


def _guess(raw: bytes) -> str:
	if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
		return "utf-16"
	for encoding in ("utf-8", "gb18030", "big5"):
		try:
			raw.decode(encoding)
		except UnicodeDecodeError:
			continue
		return encoding
	return ""


class _Reader:
	"""Turns records into rows and collects what is wrong with them."""

	def __init__(self, header: list[str], mapping: LogMapping, now: datetime | None) -> None:
		wanted = {*mapping.columns.values(), *mapping.keep.values()}
		lost = sorted(wanted - set(header))
		if lost:
			raise DomainError("missing_columns", {"columns": tuple(lost), "found": tuple(header)})
		repeated = sorted(column for column in wanted if header.count(column) > 1)
		if repeated:
			raise DomainError("repeated_columns", {"columns": tuple(repeated)})
		self.ignored = tuple(column for column in header if column not in wanted)
		self.errors: list[RowError] = []
		self.numbers: dict[str, None] = {}
		self._mapping = mapping
		self._now = now
		self._zone = _zone(mapping.zone)
		self._width = len(header)
		self._places = {name: header.index(column) for name, column in mapping.columns.items()}
		self._kept = {name: header.index(column) for name, column in mapping.keep.items()}
		self._moments: dict[str, datetime | None] = {}

	def read(self, line: int, cells: list[str] | None) -> _Row | None:
		if cells is None:
			self._reject(line, "unreadable_row", "")
			return None
		if len(cells) != self._width:
			self._reject(line, "cell_count", "", expected=self._width, found=len(cells))
			return None
		values = {name: self._value(cells[place]) for name, place in self._places.items()}
		number = values["number"] or ""
		if number:
			self.numbers[number] = None
		for name in REQUIRED:
			if values[name] is None:
				self._reject(line, "missing_value", number, column=self._mapping.columns[name])
				return None
		row = self._row(line, number, values, cells)
		ahead = row.ahead_of(self._now) if row and self._now else ""
		if ahead:
			column, value = self._mapping.columns[ahead], str(values[ahead])
			self._reject(line, "in_the_future", number, column=column, value=value)
			return None
		return row

	def only_first(self, rows: list[_Row]) -> list[_Row]:
		"""A ticket's row in a list. Those with its number that come later are rejected."""
		for row in rows[1:]:
			self._reject(row.line, "number_twice", row.number, first=rows[0].line)
		return rows[:1]

	def _row(self, line: int, number: str, values: dict[str, str | None], cells: list[str]) -> _Row | None:
		at = self._moment(str(values["moment"]))
		if at is None:
			column, value = self._mapping.columns["moment"], str(values["moment"])[:80]
			self._reject(line, "bad_date", number, column=column, value=value)
			return None
		state = self._mapping.states.get(str(values["state"]))
		if state is None:
			self._reject(line, "unknown_state", number, value=str(values["state"])[:80])
			return None
		return _Row(
			line,
			number,
			at,
			{**{name: values[name] for name in TRACKED if name in values}, "state": state},
			{name: self._value(cells[place]) for name, place in self._kept.items()},
			{
				n: self._claim(line, n, values, "bad_date", self._moment)
				for n in CLAIMED_MOMENTS
				if n in values
			},
			{n: self._claim(line, n, values, "bad_number", _count) for n in CLAIMED_COUNTS if n in values},
			values.get("actor"),
			tuple(cells),
		)

	def _claim(
		self, line: int, name: str, values: dict[str, str | None], code: str, read: Callable[[str], T | None]
	) -> T | None:
		text = values[name]
		if text is None:
			return None
		value = read(text)
		if value is None:
			params = {"column": self._mapping.columns[name], "value": text[:80]}
			self.errors.append(RowError(line, code, params, False, str(values["number"])))
		return value

	def _reject(self, line: int, code: str, number: str, **params: object) -> None:
		self.errors.append(RowError(line, code, params, True, number))

	def _value(self, cell: str) -> str | None:
		text = cell.strip()
		return None if text in self._mapping.missing else text

	def _moment(self, text: str) -> datetime | None:
		if text not in self._moments:
			self._moments[text] = self._parsed(text)
		return self._moments[text]

	def _parsed(self, text: str) -> datetime | None:
		for pattern in self._mapping.date_formats:
			try:
				if pattern == "iso":
					moment = datetime.fromisoformat(
						text.removesuffix("Z") + ("+00:00" if text.endswith("Z") else "")
					)
				else:
					moment = datetime.strptime(text, pattern)
			except ValueError:
				continue
			if FIRST_YEAR <= moment.year <= LAST_YEAR:
				local = moment if moment.tzinfo else moment.replace(tzinfo=self._zone)
				return local.astimezone(timezone.utc).replace(microsecond=0)
		return None


def _count(text: str) -> int | None:
	return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _history(rows: list[_Row], mapping: LogMapping) -> History:
	anomalies: list[Anomaly] = []
	if mapping.order == "time":
		rows = sorted(rows, key=lambda row: row.at)
	rows = _without_repeats(rows, anomalies)
	_check_sequence(rows, anomalies)
	_check_claims(rows, anomalies)
	rows = _forwards(rows, anomalies)
	opened = _opened(rows, anomalies)
	changes = tuple(_changes(rows))
	moves = [(change.at, change.after) for change in changes if change.field == "state"]
	moves.insert(0, (opened, rows[0].values["state"]))
	end = rows[-1]
	claimed = Claimed(
		end.moments.get("opened_at"),
		end.moments.get("resolved_at"),
		end.moments.get("closed_at"),
		end.counts.get("reassignments"),
		end.counts.get("reopens"),
	)
	history = History(
		number=rows[0].number,
		opened_at=opened,
		first=rows[0].values,
		facts=rows[0].facts,
		changes=changes,
		state=str(end.values["state"]),
		resolved_at=_entered(moves, RESOLVED),
		closed_at=_entered(moves, CLOSED),
		reopened=sum(a in (RESOLVED, CLOSED) and b in OPEN for (_, a), (_, b) in pairwise(moves)),
		reassigned=_handovers(rows),
		claimed=claimed,
		anomalies=(),
		rows=len(rows),
		line=rows[0].line,
	)
	return replace(history, anomalies=(*anomalies, *_contradictions(history, rows)))


def _without_repeats(rows: list[_Row], anomalies: list[Anomaly]) -> list[_Row]:
	unique = list({row.cells: row for row in reversed(rows)}.values())[::-1]
	if len(unique) < len(rows):
		anomalies.append(Anomaly("repeated_rows", {"rows": len(rows) - len(unique)}))
	return unique


def _check_sequence(rows: list[_Row], anomalies: list[Anomaly]) -> None:
	numbers = [number for row in rows if (number := row.counts.get("sequence")) is not None]
	falls = sum(after <= before for before, after in pairwise(numbers))
	if falls:
		anomalies.append(Anomaly("sequence_not_rising", {"rows": falls}))
	absent = max(numbers) - min(numbers) + 1 - len(set(numbers)) if numbers else 0
	if absent:
		anomalies.append(Anomaly("rows_absent", {"rows": absent}))


def _check_claims(rows: list[_Row], anomalies: list[Anomaly]) -> None:
	for name in CLAIMED_MOMENTS:
		if len({moment for row in rows if (moment := row.moments.get(name))}) > 1:
			anomalies.append(Anomaly("claim_varies", {"field": name}))
	for name in ("reassignments", "reopens"):
		counts = [count for row in rows if (count := row.counts.get(name)) is not None]
		steps = [after - before for before, after in pairwise(counts)]
		if any(step < 0 for step in steps):
			anomalies.append(Anomaly("counter_falls", {"field": name}))
		if any(step > 1 for step in steps) or (counts and counts[0] > 0):
			anomalies.append(Anomaly("counter_jumps", {"field": name}))
	foretold = sum(
		any((moment := row.moments.get(name)) and moment > row.at for name in ("resolved_at", "closed_at"))
		for row in rows
	)
	if foretold:
		anomalies.append(Anomaly("end_known_beforehand", {"rows": foretold}))


def _forwards(rows: list[_Row], anomalies: list[Anomaly]) -> list[_Row]:
	"""Rows in their order with moments that never fall: the fewest possible rows are disbelieved, and put at the moment
	of the next row that is believed (of the last one, at the end)."""
	believed = _longest_rise([row.at for row in rows])
	if len(believed) == len(rows):
		return rows
	anomalies.append(Anomaly("time_runs_backwards", {"rows": len(rows) - len(believed)}))
	moments = [rows[place].at for place in believed]
	return [
		replace(row, at=moments[min(bisect_left(believed, place), len(moments) - 1)])
		for place, row in enumerate(rows)
	]


def _longest_rise(moments: list[datetime]) -> list[int]:
	"""Places of a longest subsequence that never falls."""
	tails: list[datetime] = []
	places: list[int] = []
	before: list[int] = []
	for place, moment in enumerate(moments):
		length = bisect_right(tails, moment)
		before.append(places[length - 1] if length else -1)
		tails[length : length + 1] = [moment]
		places[length : length + 1] = [place]
	rise = []
	place = places[-1]
	while place >= 0:
		rise.append(place)
		place = before[place]
	return rise[::-1]


def _opened(rows: list[_Row], anomalies: list[Anomaly]) -> datetime:
	"""A ticket was open at the latest when somebody wrote into it."""
	claimed, created = (rows[0].moments.get(name) for name in ("opened_at", "created_at"))
	traces = [moment for moment in (created, rows[0].at) if moment]
	if claimed is None:
		if "opened_at" in rows[0].moments:
			anomalies.append(Anomaly("opened_at_missing"))
		return min(traces)
	if claimed > min(traces):
		seconds = int((claimed - min(traces)).total_seconds())
		anomalies.append(Anomaly("opened_after_first_trace", {"seconds": seconds}))
	return min(claimed, *traces)


def _changes(rows: list[_Row]) -> Iterator[Change]:
	for before, after in pairwise(rows):
		for name, value in after.values.items():
			if value != before.values[name]:
				yield Change(after.at, name, before.values[name], value, after.actor, after.line)


def _entered(moves: list[tuple[datetime, str | None]], goal: str) -> datetime | None:
	"""When the last stay in `goal` began, if no open state came after it."""
	for at, state in reversed(moves):
		if state == goal:
			return at
		if state in OPEN:
			return None
	return None


def _handovers(rows: list[_Row]) -> int:
	teams = [team for row in rows if (team := row.values.get("team"))]
	return sum(before != after for before, after in pairwise(teams))


def _contradictions(history: History, rows: list[_Row]) -> Iterator[Anomaly]:
	"""What the finished history says against the log's own summary, or against the order of things."""
	states = [row.values["state"] for row in rows]
	if states[0] != NEW:
		yield Anomaly("begins_in_the_middle", {"state": states[0]})
	touched = sum(before == after == CLOSED for before, after in pairwise(states))
	if touched:
		yield Anomaly("touched_after_close", {"rows": touched})
	if any(before == CLOSED != after for before, after in pairwise(states)):
		yield Anomaly("state_after_close")
	if any(
		after == CLOSED and before not in (CLOSED, RESOLVED) for before, after in pairwise([NEW, *states])
	):
		yield Anomaly("closed_without_resolved")
	for name in ("team", "owner"):
		lost = sum(change.after is None for change in history.of(name))
		if lost:
			yield Anomaly("value_lost", {"field": name, "times": lost})
	yield from _wrong_claims(history, rows[-1])


def _wrong_claims(history: History, end: _Row) -> Iterator[Anomaly]:
	claimed = history.claimed
	for name, shown in (("resolved_at", history.resolved_at), ("closed_at", history.closed_at)):
		if name in end.moments:
			yield from _wrong_moment(name, end.moments[name], shown)
	if claimed.resolved_at and claimed.opened_at and claimed.resolved_at < claimed.opened_at:
		yield Anomaly("resolved_before_opened")
	if claimed.closed_at and claimed.resolved_at and claimed.closed_at < claimed.resolved_at:
		yield Anomaly("closed_before_resolved")
	if claimed.reopens not in (None, history.reopened):
		yield Anomaly("reopens_differ", {"shown": history.reopened, "claimed": claimed.reopens})
	if claimed.reassignments not in (None, history.reassigned):
		# many systems count a move to or from no team as well
		every = len(history.of("team"))
		params = {"shown": history.reassigned, "claimed": claimed.reassignments, "with_no_team": every}
		yield Anomaly("reassignments_differ", params)


def _wrong_moment(name: str, claimed: datetime | None, shown: datetime | None) -> Iterator[Anomaly]:
	if claimed is None and shown is not None:
		yield Anomaly(f"{name}_missing")
	elif claimed is not None and shown is None:
		yield Anomaly(f"{name}_not_shown")
	elif claimed is not None and shown is not None and claimed != shown:
		yield Anomaly(f"{name}_differs", {"seconds": int((claimed - shown).total_seconds())})
