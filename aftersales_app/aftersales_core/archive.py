"""The archive's daily seal (A11): a chain of hashes over the event log, so that what was changed, added or taken away shows.

Names of events begin with 14 hex digits, the microseconds since 1970 at which they were written, and are the table's
primary key. A seal covers the names from the seal before up to its own `through`, the end of its day; what is hashed is
what the database holds, moments as the text stored there. Whoever can rewrite the seals as well could forge the whole
chain: keep a copy of the newest digest elsewhere.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import frappe

from aftersales_app.aftersales_core import moments, queries
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain import sealing

SEAL = "Aftersales Seal"
EVENT = "Aftersales Ticket Event"
INTACT, TAMPERED = "Intact", "Tampered"
ALWAYS_THERE = ("name", "owner", "creation", "modified", "docstatus")
DAY = timedelta(days=1)


def seal_due_days() -> list[str]:
	"""Seal every day that is over and has no seal yet, up to yesterday; the names of the new seals. Run again, it does nothing."""
	if not core.settings().seal_daily:
		return []
	last = queries.last_seal()
	day = last.day + DAY if last else _first_day()
	made = []
	while day and day < moments.site_today():
		last = _seal(day, last)
		made.append(last.name)
		day += DAY
	return made


def _seal(day: date, last: Any) -> Any:
	"""One link of the chain."""
	columns = _columns()
	seal = frappe.get_doc(
		{
			"doctype": SEAL,
			"day": day,
			"starts": last.through if last else "",
			"through": _bound(day + DAY),
			"columns": ",".join(columns),
			"previous_digest": last.digest if last else sealing.GENESIS,
		}
	)
	count = Count(_rows(seal))
	seal.digest = sealing.seal(seal.previous_digest, count)
	seal.record_count = count.seen
	seal.first_event, seal.last_event = count.first, count.last
	return seal.insert()


class Count:
	"""Rows on their way to the hash, counted, with the moments at which the first and the last were written."""

	def __init__(self, rows: Iterator[list[Any]]) -> None:
		self.rows, self.seen, self.first, self.last = rows, 0, None, None

	def __iter__(self) -> Iterator[list[Any]]:
		yield next(self.rows)  # the header
		for row in self.rows:
			self.seen += 1
			written = _written(row[0])
			self.first, self.last = self.first or written, written
			yield row


def _rows(seal: Any) -> Iterator[list[Any]]:
	"""What a seal's digest is made of: a header with its bounds and columns, then every event in order of names."""
	columns = seal.columns.split(",")
	yield [str(seal.day), seal.starts or "", seal.through, columns]
	for row in queries.events(columns, seal.starts or "", seal.through):
		yield [_text(value) for value in row]


def _text(value: Any) -> Any:
	return value if value is None or isinstance(value, int) else str(value)


def check(name: str) -> str:
	"""Recompute one day: Intact or Tampered, noted on its seal. Tampered means that its events are not those that were sealed,
	or that the seal before it is not the one that it was put on."""
	seal = frappe.get_doc(SEAL, name)
	result = INTACT if _holds(seal) else TAMPERED
	frappe.db.set_value(
		SEAL, name, {"last_checked_at": moments.site_now(), "last_result": result}, update_modified=False
	)
	return result


def check_all() -> list[str]:
	"""Recompute the whole chain, oldest first; the names of the seals that do not hold."""
	return [name for name in queries.seals() if check(name) == TAMPERED]


def _holds(seal: Any) -> bool:
	before = queries.seal_before(seal.day)
	previous, starts = (before.digest, before.through) if before else (sealing.GENESIS, "")
	chained = seal.previous_digest == previous and (seal.starts or "") == starts
	gap = before and before.day != seal.day - DAY
	return chained and not gap and sealing.verify(seal.previous_digest, _rows(seal), seal.digest or "")


def _columns() -> list[str]:
	"""Every stored fact of an event; which ones is kept with each seal, so that a column added later changes no old one."""
	stored = {field.fieldname for field in frappe.get_meta(EVENT).fields} & set(
		frappe.get_meta(EVENT).get_valid_columns()
	)
	return [*ALWAYS_THERE, *sorted(stored)]


def _first_day() -> date | None:
	first = queries.first_event()
	return _written(first).date() if first else None


def _bound(day: date) -> str:
	"""The least name of an event written on or after midnight of `day`."""
	midnight = moments.to_utc(datetime.combine(day, time()))
	return f"{int(midnight.timestamp()) * 1_000_000:014x}"


def _written(name: str) -> datetime:
	"""When an event was written, as the site stores moments."""
	seconds = int(name[:14], 16) // 1_000_000
	return moments.to_site(datetime.fromtimestamp(seconds, timezone.utc))
