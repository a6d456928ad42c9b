"""The archive of the demo's year, sealed day by day, so that checking it on the desk shows something true.

Events are named by when they were written. On a site whose archive is empty the demo's get the names that they would have
had in their time, and the archive service seals the days that are over. Beside real events nothing is backdated: those may
be under seal already.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

import frappe

from aftersales_app.aftersales_core import archive, moments
from aftersales_app.aftersales_core import queries as core
from aftersales_app.setup.demo import company

EVENT, SEAL = archive.EVENT, archive.SEAL
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1)


def make() -> None:
	"""Seal the past days of the demo, where the archive holds nothing else."""
	if core.last_seal() or frappe.db.exists(EVENT, {"company": ("!=", company.NAME)}):
		return
	for start, end, offset in _spans():
		_name_by_time(start, end, offset)
	archive.seal_due_days()


def remove() -> None:
	"""Before the demo's events go: the seals that cover them, and those put on top. What remains is sealed anew by night."""
	first = frappe.get_all(EVENT, {"company": company.NAME}, pluck="name", order_by="name", limit=1)
	if first:
		covering = {"through": (">", first[0])}
		renewed = {"seal": ("in", frappe.get_all(SEAL, covering, pluck="name") or [""])}
		frappe.db.delete(archive.RENEWAL, renewed)
		frappe.db.delete(SEAL, covering)


def _spans() -> Iterator[tuple[datetime, datetime, timedelta]]:
	"""The site's days from the first event to today, in spans of one distance from UTC: (from, until, distance)."""
	first = frappe.get_all(EVENT, pluck="at", order_by="at", limit=1)
	today = datetime.combine(moments.site_today(), datetime.min.time())
	start = datetime.combine(first[0], datetime.min.time()) if first else today
	days = [start + DAY * number for number in range((today - start).days + 1)]
	for offset, span in groupby(days, _distance):
		held = list(span)
		yield held[0], held[-1] + DAY, offset


def _distance(day: datetime) -> timedelta:
	return day - moments.to_utc(day).replace(tzinfo=None)


def _name_by_time(start: datetime, end: datetime, offset: timedelta) -> None:
	"""Names of events from `start` until `end`: microseconds since 1970, a counter inside one, the random end as it was."""
	# One statement for some hundred thousand keys: documents would take minutes.
	frappe.db.sql(
		f"""
		update `tab{EVENT}` event
		join (
			select name,
				lpad(lower(hex(timestampdiff(microsecond, %(epoch)s, at))), 14, '0') as stamp,
				lpad(lower(hex(row_number() over (partition by at order by name))), 5, '0') as place
			from `tab{EVENT}` where at >= %(start)s and at < %(end)s
		) fresh on fresh.name = event.name
		set event.name = concat(fresh.stamp, fresh.place, right(event.name, 6)),
			event.creation = event.at, event.modified = event.at
		""",
		{"epoch": EPOCH + offset, "start": start, "end": end},
	)
