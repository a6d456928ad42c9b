"""The archive's daily seal (A11): a chain of hashes over the event log, so that what was changed, added or taken away shows.

Names of events begin with 14 hex digits, the microseconds since 1970 at which they were written, and are the table's
primary key. A seal covers the names from the seal before up to its own `through`, the end of its day; what is hashed is
what the database holds, moments as the text stored there. Whoever can rewrite the seals as well could forge the whole
chain: keep a copy of the newest digest elsewhere.

What the law wants forgotten is taken out of sealed events as well. Each day that it changes is first held against its seal, then gets a
renewal: a digest of the day as it is now, why, and how many events changed. The seal itself stays, and the chain on it; renewals are sealed with
the events of the day on which they were made.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import frappe

from aftersales_app.aftersales_core import moments, queries
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain import sealing

SEAL, RENEWAL = "Aftersales Seal", "Aftersales Seal Renewal"
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
	for row in queries.renewals_made(seal.starts or "", seal.through):
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
	return bool(chained and not gap and _is_as_sealed(seal))


def _is_as_sealed(seal: Any) -> bool:
	"""Are a day's events those that were sealed, or those of its last renewal, and did it hold whenever it was renewed?"""
	renewals = queries.renewals_of(seal.name)
	digest = renewals[-1].digest if renewals else seal.digest
	held = all(one.held_before for one in renewals)
	return held and sealing.verify(seal.previous_digest, _rows(seal), digest or "")


@contextmanager
def forgetting(events: Collection[str], cause: str) -> Iterator[None]:
	"""Around what takes somebody out of these events: the sealed days among them are renewed. `cause`: the number of the request, or the
	rule, by which it is done."""
	names = [name for name in queries.seals() if _counts(name, events)] if events else []
	held = {name: _holds(frappe.get_doc(SEAL, name)) for name in names}
	yield
	for name in names:
		seal = frappe.get_doc(SEAL, name)
		renewal = {
			**{"doctype": RENEWAL, "seal": name, "made_at": moments.site_now(), "cause": cause},
			**{"changed_events": _counts(name, events), "held_before": int(held[name])},
			"digest": sealing.seal(seal.previous_digest, _rows(seal)),
		}
		frappe.get_doc(renewal).insert()


def _counts(seal: str, events: Collection[str]) -> int:
	starts, through = frappe.get_cached_value(SEAL, seal, ["starts", "through"])
	return sum(1 for name in events if (starts or "") <= name < through)


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
