"""Working time: calendars of local hours, deadlines on them, and the arithmetic of intervals.

Moments are aware datetimes; parts of a second are dropped, answers are in UTC. Durations are whole seconds.
A moment is working time when its local wall clock stands inside a window of its local date, so an hour that
the clocks skip in spring cannot be worked and an hour that they repeat in autumn is worked twice.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from itertools import accumulate
from zoneinfo import ZoneInfo

from aftersales_app.domain.errors import DomainError

DAY = 86400
FIRST_YEAR, LAST_YEAR = 1900, 2200
LONGEST_REST = 3660  # days in a row without a working day after which a day count gives up
EPOCH_DAY = date(1970, 1, 1).toordinal()
EPOCH_WEEKDAY = date(1970, 1, 1).weekday()

Hours = tuple[tuple[int, int], ...]
Interval = tuple[datetime, datetime]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, order=True)
class Window:
	"""Working hours of one weekday (0 = Monday), from `start` up to `end`, in seconds of the local day."""

	weekday: int
	start: int
	end: int


@dataclass(frozen=True, slots=True)
class CalendarSpec:
	"""What a calendar says. An exception replaces the week's windows of its date: empty is a holiday.

	Raises DomainError: `unknown_time_zone`, `weekday_out_of_range`, `window_out_of_bounds`, `windows_overlap`,
	`no_working_time` (a week without a window: no deadline could be promised on it).
	"""

	zone: str
	windows: tuple[Window, ...]
	exceptions: Mapping[date, Hours] = field(default_factory=dict)

	def __post_init__(self) -> None:
		_zone(self.zone)
		for window in self.windows:
			if window.weekday not in range(7):
				raise DomainError("weekday_out_of_range", {"weekday": window.weekday})
		if not self.windows:
			raise DomainError("no_working_time")
		for weekday, hours in enumerate(self.week()):
			_check_hours(hours, {"weekday": weekday})
		for day, hours in self.exceptions.items():
			_check_hours(tuple(sorted(hours)), {"date": day})

	def week(self) -> tuple[Hours, ...]:
		"""The hours of Monday to Sunday, each sorted."""
		return tuple(
			tuple(sorted((w.start, w.end) for w in self.windows if w.weekday == weekday))
			for weekday in range(7)
		)


def _zone(key: str) -> ZoneInfo:
	try:
		return ZoneInfo(key)
	except (KeyError, ValueError, OSError) as error:
		raise DomainError("unknown_time_zone", {"zone": key}) from error


def _check_hours(hours: Hours, where: Mapping[str, object]) -> None:
	before = 0
	for start, end in hours:
		if not 0 <= start < end <= DAY:
			raise DomainError("window_out_of_bounds", {**where, "start": start, "end": end})
		if start < before:
			raise DomainError("windows_overlap", {**where, "start": start, "end": before})
		before = end


ALWAYS = CalendarSpec("UTC", tuple(Window(weekday, 0, DAY) for weekday in range(7)))


@dataclass(frozen=True, slots=True)
class _Table:
	"""Working time of whole UTC years: sorted intervals in epoch seconds, `sums` worked up to each one's end."""

	first: int
	last: int
	low: int
	high: int
	starts: list[int]
	ends: list[int]
	sums: list[int]

	def worked(self, at: int) -> int:
		"""Working seconds from the table's beginning up to `at`."""
		index = bisect_right(self.starts, at) - 1
		return self.sums[index] - max(0, self.ends[index] - at) if index >= 0 else 0

	@property
	def total(self) -> int:
		return self.sums[-1] if self.sums else 0


class WorkingCalendar:
	"""A calendar one can compute with. Tables grow by whole years when needed and are replaced, never changed,
	so threads may share one. Keep it: building a year costs about a millisecond, a deadline on it microseconds.

	Every method raises DomainError `moment_without_zone` for naive datetimes and `beyond_calendar` outside
	the years 1900 to 2200.
	"""

	def __init__(self, spec: CalendarSpec) -> None:
		self.spec = spec
		self._zone = _zone(spec.zone)
		self._week = spec.week()
		self._exceptions = {
			day.toordinal() - EPOCH_DAY: tuple(sorted(hours)) for day, hours in spec.exceptions.items()
		}
		self._years: dict[int, list[Span]] = {}
		self._table: _Table | None = None

	def add(self, moment: datetime, seconds: int) -> datetime:
		"""The earliest moment `seconds` of working time after `moment`; the latest before it when negative."""
		at = _epoch(moment)
		if seconds > 0:
			return _moment(self._forward(at, seconds))
		return _moment(self._back(at, seconds) if seconds else at)

	def between(self, a: datetime, b: datetime) -> int:
		"""Working seconds from `a` to `b`; negative when `b` is earlier."""
		start, end = _epoch(a), _epoch(b)
		table = self._covering(start, end)
		return table.worked(end) - table.worked(start)

	def measure(self, intervals: Iterable[Interval]) -> int:
		"""Working seconds inside the union of `intervals`."""
		return sum(self.between(start, end) for start, end in union(intervals))

	def is_working(self, moment: datetime) -> bool:
		"""Is `moment` working time? A window's end is not."""
		at = _epoch(moment)
		return self._opening(at) == at

	def next_opening(self, moment: datetime) -> datetime:
		"""`moment` itself when it is working time, else the next moment that is."""
		return _moment(self._opening(_epoch(moment)))

	def is_working_day(self, day: date) -> bool:
		"""Is there any working time on this local date?"""
		return bool(self._hours(day.toordinal() - EPOCH_DAY))

	def _hours(self, day: int) -> Hours:
		return self._exceptions.get(day, self._week[(day + EPOCH_WEEKDAY) % 7])

	def _forward(self, at: int, seconds: int) -> int:
		table = self._covering(at)
		goal = table.worked(at) + seconds
		while goal > table.total:
			table = self._later(table)
		index = bisect_left(table.sums, goal)
		return table.ends[index] - (table.sums[index] - goal)

	def _back(self, at: int, seconds: int) -> int:
		table = self._covering(at)
		while (goal := table.worked(at) + seconds) < 0:
			table = self._earlier(table)
		index = bisect_right(table.sums, goal)
		return table.ends[index] - (table.sums[index] - goal)

	def _opening(self, at: int) -> int:
		table = self._covering(at)
		while (index := bisect_right(table.ends, at)) == len(table.ends):
			table = self._later(table)
		return max(at, table.starts[index])

	def _covering(self, *moments: int) -> _Table:
		table = self._table
		for at in moments:
			if table is None:
				table = self._build(_year(at), _year(at))
			elif not table.low <= at < table.high:
				table = self._build(min(_year(at), table.first), max(_year(at), table.last))
		assert table is not None
		return table

	def _later(self, table: _Table) -> _Table:
		"""About twice the years, so that even an absurd target ends soon."""
		if table.last == LAST_YEAR:
			raise DomainError("beyond_calendar", {"year": LAST_YEAR + 1})
		return self._build(table.first, min(LAST_YEAR, 2 * table.last - table.first + 1))

	def _earlier(self, table: _Table) -> _Table:
		if table.first == FIRST_YEAR:
			raise DomainError("beyond_calendar", {"year": FIRST_YEAR - 1})
		return self._build(max(FIRST_YEAR, 2 * table.first - table.last - 1), table.last)

	def _build(self, first: int, last: int) -> _Table:
		for year in (first, last):
			if not FIRST_YEAR <= year <= LAST_YEAR:
				raise DomainError("beyond_calendar", {"year": year})
		spans = [span for year in range(first, last + 1) for span in self._spans_of(year)]
		self._table = _Table(
			first,
			last,
			_new_year(first),
			_new_year(last + 1),
			[start for start, _ in spans],
			[end for _, end in spans],
			list(accumulate(end - start for start, end in spans)),
		)
		return self._table

	def _spans_of(self, year: int) -> list[Span]:
		spans = self._years.get(year)
		if spans is None:
			spans = self._years[year] = [
				span
				for start, end, offset in _offsets(self._zone, _new_year(year), _new_year(year + 1))
				for span in self._worked(start, end, offset)
			]
		return spans

	def _worked(self, start: int, end: int, offset: int) -> Iterator[Span]:
		"""Working spans between two moments throughout which the zone keeps one offset from UTC."""
		for day in range((start + offset) // DAY, (end + offset - 1) // DAY + 1):
			midnight = day * DAY - offset
			for opens, closes in self._hours(day):
				low, high = max(start, midnight + opens), min(end, midnight + closes)
				if low < high:
					yield low, high


def _offsets(zone: ZoneInfo, low: int, high: int) -> Iterator[tuple[int, int, int]]:
	"""(start, end, offset) of the stretches of constant offset; a zone is taken to move at most once a day."""
	start, offset = low, _offset(zone, low)
	for at in range(low, high, DAY):
		later = min(at + DAY, high)
		if (changed := _offset(zone, later)) != offset:
			move = bisect_left(range(at, later), True, key=lambda moment: _offset(zone, moment) == changed)
			yield start, at + move, offset
			start, offset = at + move, changed
	yield start, high, offset


def _offset(zone: ZoneInfo, at: int) -> int:
	offset = datetime.fromtimestamp(at, zone).utcoffset()
	return int(offset.total_seconds()) if offset is not None else 0


def _epoch(moment: datetime) -> int:
	if moment.tzinfo is None:
		raise DomainError("moment_without_zone", {"moment": moment})
	return int(moment.timestamp() // 1)


def _moment(epoch: int) -> datetime:
	return datetime.fromtimestamp(epoch, timezone.utc)


def _year(epoch: int) -> int:
	return _moment(epoch).year


def _new_year(year: int) -> int:
	return (date(year, 1, 1).toordinal() - EPOCH_DAY) * DAY


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
	"""Sorted, disjoint, not touching; empty ones dropped. Raises DomainError `interval_reversed`."""
	merged: list[Interval] = []
	for start, end in sorted(intervals):
		if end < start:
			raise DomainError("interval_reversed", {"start": start, "end": end})
		if merged and start <= merged[-1][1]:
			merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
		elif start < end:
			merged.append((start, end))
	return tuple(merged)


def intersect(a: Iterable[Interval], b: Iterable[Interval]) -> tuple[Interval, ...]:
	"""What lies in both, as `union` gives it."""
	ones, others = union(a), union(b)
	return union(
		(max(one[0], other[0]), min(one[1], other[1]))
		for one in ones
		for other in others
		if one[0] < other[1] and other[0] < one[1]
	)


def measure(intervals: Iterable[Interval]) -> int:
	"""Seconds by the clock on the wall inside the union of `intervals`."""
	return sum(int((end - start).total_seconds()) for start, end in union(intervals))


def add_working_days(day: date, days: int, is_working_day: Callable[[date], bool]) -> date:
	"""The `days`-th working day after `day` (before it when negative); `day` does not count (rules.md R1).

	Raises DomainError `no_working_day` when ten years pass without one.
	"""
	step = timedelta(days=1 if days > 0 else -1)
	left, rest = abs(days), 0
	while left:
		day, rest = day + step, rest + 1
		if is_working_day(day):
			left, rest = left - 1, 0
		elif rest > LONGEST_REST:
			raise DomainError("no_working_day", {"date": day})
	return day
