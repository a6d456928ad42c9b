"""The daily figures that charts and cards read. Worked out from tickets and their log by the day, as often as one likes."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.domain.ticket_flow import RESOLVED
from aftersales_app.service_desk.queries import rollup
from aftersales_app.service_desk.queries.reports import midnight

DAILY = "Aftersales Ticket Daily"
KEYS = ("day", "company", "team", "kind")
FIGURES = (
	"opened",
	"resolved",
	"closed",
	"reopened",
	"first_contact",
	"promises",
	"promises_met",
	"promises_exempted",
)
ONE_DAY = timedelta(days=1)
STAMPS = ("name", "owner", "modified_by", "creation", "modified")
SETTLING = 40  # days renewed every night: promises may still be judged and exempted
CHUNK = 31  # days worked on at once

Key = tuple[Any, ...]


def renew_touched() -> int:
	"""Yesterday, today, and the days of every ticket that somebody worked on since. Returns the number of rows."""
	today = moments.site_today()
	yesterday = today - timedelta(days=1)
	return renew({yesterday, today} | rollup.days_touched(midnight(yesterday)))


def renew_settling() -> int:
	"""The last days, whoever touched them. Returns the number of rows."""
	today = moments.site_today()
	return renew({today - timedelta(days=back) for back in range(SETTLING)})


def renew_all() -> int:
	"""Every day since the first ticket: after an import, or when the figures are first asked for. Returns the rows."""
	first, today = rollup.first_day(), moments.site_today()
	return renew(set(_days(first, today))) if first else 0


def renew(days: Collection[date]) -> int:
	"""Work these days out and put them in the place of what was there; the same twice is the same.

	Whoever else does so waits until this transaction ends, so that no day is written by two. Returns the number of rows.
	"""
	rollup.lock()
	solved = _solved_at_first_contact(days)
	return sum(_renew(first, last, solved) for first, last in _runs(days))


def _renew(first: date, last: date, solved: dict[date, dict[Key, int]]) -> int:
	figures = _count(midnight(first), midnight(last + ONE_DAY))
	for day in _days(first, last):
		for key, number in solved[day].items():
			figures[key]["first_contact"] += number
	frappe.db.delete(DAILY, {"day": ("between", (first, last))})
	if figures:
		_write(figures)
	return len(figures)


def _write(figures: dict[Key, Counter[str]]) -> None:
	now, user = frappe.utils.now(), frappe.session.user
	rows = [
		(frappe.generate_hash(length=10), user, user, now, now, *key, *(found[name] for name in FIGURES))
		for key, found in figures.items()
	]
	frappe.db.bulk_insert(DAILY, [*STAMPS, *KEYS, *FIGURES], rows)


def _count(start: datetime, end: datetime) -> dict[Key, Counter[str]]:
	figures: dict[Key, Counter[str]] = defaultdict(Counter)
	for *key, number in rollup.opened(start, end):
		figures[tuple(key)]["opened"] += number
	for kind, stage, *key, number in rollup.moved(start, end):
		fate = "reopened" if kind == "Reopened" else "resolved" if stage == RESOLVED else "closed"
		figures[tuple(key)][fate] += number
	for *key, judged, met in rollup.judged(start, end):
		figures[tuple(key)]["promises"] += int(judged)
		figures[tuple(key)]["promises_met"] += int(met)
	for *key, number in rollup.exempted(start, end):
		figures[tuple(key)]["promises_exempted"] += number
	return figures


def _solved_at_first_contact(days: Collection[date]) -> dict[date, dict[Key, int]]:
	"""One reading for all days, by the day of resolving; days too young to tell have none yet."""
	solved: dict[date, dict[Key, int]] = defaultdict(dict)
	for *key, _resolved, _young, first in rollup.first_contact(
		midnight(min(days)), midnight(max(days) + ONE_DAY)
	):
		if first:
			solved[key[0]][tuple(key)] = int(first)
	return solved


def _runs(days: Collection[date]) -> Iterator[tuple[date, date]]:
	"""Days without a gap as (first, last), a month at the most."""
	first = last = None
	for day in sorted(days):
		if first and day == last + ONE_DAY and (day - first).days < CHUNK:
			last = day
			continue
		if first:
			yield first, last
		first = last = day
	if first:
		yield first, last


def _days(first: date, last: date) -> Iterator[date]:
	while first <= last:
		yield first
		first += ONE_DAY
