"""The daily figures that charts and cards read. Worked out from tickets and their log by the day, as often as one likes."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from hashlib import sha1
from typing import Any

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.domain.ticket_flow import RESOLVED
from aftersales_app.service_desk.queries import rollup
from aftersales_app.service_desk.queries.reports import FIRST_CONTACT_DAYS, midnight
from aftersales_app.service_desk.queries.rollup import DAILY, ONE_DAY, days_between

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
STAMPS = ("name", "owner", "modified_by", "creation", "modified")
SETTLING = 40  # days renewed every night: promises may still be judged and exempted

Key = tuple[Any, ...]


def renew_touched() -> int:
	"""Yesterday, today, and the days of every ticket that somebody worked on since, or since the last time where that is
	longer ago. Returns the number of rows."""
	now = moments.site_now()
	yesterday = now.date() - ONE_DAY
	since = min(midnight(yesterday), rollup.complete_until() or now)
	rows = renew({yesterday, now.date()} | rollup.days_touched(since))
	frappe.db.set_single_value(rollup.SETTINGS, rollup.RENEWED, now, update_modified=False)
	return rows


def renew_settling() -> int:
	"""The last days, whoever touched them. Returns the number of rows."""
	today = moments.site_today()
	return renew({today - timedelta(days=back) for back in range(SETTLING)})


def renew_all() -> int:
	"""Every day since the first ticket. Returns the number of rows."""
	first, today = rollup.first_day(), moments.site_today()
	return renew(set(days_between(first, today))) if first else 0


def renew_around(days: Iterable[date]) -> int:
	"""These days and those before them whose tickets may have been solved at the first contact only until something came
	after them: for tickets that come with a past. Returns the number of rows."""
	return renew({day - timedelta(days=back) for day in days for back in range(FIRST_CONTACT_DAYS + 1)})


def renew(days: Collection[date]) -> int:
	"""Work these days out and put them in the place of what was there; the same twice is the same.

	Whoever else does so waits until this transaction ends, so that no day is written by two. Returns the number of rows.
	"""
	if not days:
		return 0
	rollup.lock()
	solved = _solved_at_first_contact(days)
	return sum(_renew(first, last, solved) for first, last in rollup.runs(days))


def _renew(first: date, last: date, solved: dict[date, Counter[Key]]) -> int:
	figures = _count(midnight(first), midnight(last + ONE_DAY))
	for day in days_between(first, last):
		for key, number in solved[day].items():
			figures[key]["first_contact"] += number
	frappe.db.delete(DAILY, {"day": ("between", (first, last))})
	if figures:
		_write(figures)
	return len(figures)


def _write(figures: dict[Key, Counter[str]]) -> None:
	now, user = frappe.utils.now(), frappe.session.user
	rows = [
		(_name(key), user, user, now, now, *key, *(found[name] for name in FIGURES))
		for key, found in figures.items()
	]
	frappe.db.bulk_insert(DAILY, [*STAMPS, *KEYS, *FIGURES], rows)


def _name(key: Key) -> str:
	"""One name for one key: the table's primary key keeps a second row of the same day, company, team and kind out."""
	return sha1(repr([part and str(part) for part in key]).encode(), usedforsecurity=False).hexdigest()


def _key(parts: Iterable[Any]) -> Key:
	"""No team is no team, however it is stored."""
	return tuple(part or None for part in parts)


def _count(start: datetime, end: datetime) -> dict[Key, Counter[str]]:
	figures: dict[Key, Counter[str]] = defaultdict(Counter)
	for *key, number in rollup.opened(start, end):
		figures[_key(key)]["opened"] += number
	for kind, stage, *key, number in rollup.moved(start, end):
		fate = "reopened" if kind == "Reopened" else "resolved" if stage == RESOLVED else "closed"
		figures[_key(key)][fate] += number
	for *key, judged, met in rollup.judged(start, end):
		figures[_key(key)]["promises"] += int(judged)
		figures[_key(key)]["promises_met"] += int(met)
	for *key, number in rollup.exempted(start, end):
		figures[_key(key)]["promises_exempted"] += number
	return figures


def _solved_at_first_contact(days: Collection[date]) -> dict[date, Counter[Key]]:
	"""One reading for all days, by the day of resolving; days too young to tell have none yet."""
	solved: dict[date, Counter[Key]] = defaultdict(Counter)
	for *key, _resolved, _young, first in rollup.first_contact(
		midnight(min(days)), midnight(max(days) + ONE_DAY)
	):
		if first:
			solved[key[0]][_key(key)] += int(first)
	return solved
