"""Statutory timers: until when a trader has to act, stored with the document that they run for, and what is due.

The one writer of the rows of Aftersales Statutory Timer and of the columns that lists read. Warning people is the service
desk's business, which asks `due`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from frappe.utils import getdate

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.domain import return_timers
from aftersales_app.domain.return_flow import CANCELLED, EXCHANGE, NO_REASON, REFUSED
from aftersales_app.domain.return_timers import DELAY, GOODS_BACK, REFUND, Timer
from aftersales_app.warranty.queries import timers as queries
from aftersales_app.warranty.services import return_cases, rules

AHEAD = timedelta(days=3)  # more than the first warning lies before the end


@dataclass(frozen=True, slots=True)
class Due:
	"""A deadline that nobody has met yet, of the document `name`. `due` is the end of its last day."""

	doctype: str
	name: str
	company: str
	team: str | None
	assignee: str | None
	status: str
	code: str
	since: str
	started_at: datetime
	due: datetime


def renew(doc: Any) -> None:
	"""The timers of a return as they run now: what was promised stays, what is done is met, what is over runs no longer."""
	with messages.translated():
		found = return_timers.timers(
			return_cases.case_of(doc),
			rules.norm_book(doc.company),
			rules.day_calendar(doc.company),
			any_return=doc.return_kind not in (NO_REASON, EXCHANGE) or bool(doc.granted),
		)
	kept = return_timers.keep(_stored(doc), found)
	if doc.status in (REFUSED, CANCELLED):
		kept = tuple(timer for timer in kept if timer.met_on)
	rows = {(row.code, row.since, getdate(row.start)): row.name for row in doc.timers}
	doc.set("timers", [{**_row(timer), "name": rows.get(timer.key)} for timer in kept])
	doc.answer_due = _due_of(kept, since="requested_on")
	doc.refund_due = _due_of(kept, code=REFUND)
	doc.penalty_due = _due_of(kept, code=DELAY, since=GOODS_BACK)


def due(now: datetime) -> list[Due]:
	"""The deadlines that are near or over and not met, the most urgent first. `now` is aware."""
	horizon = moments.to_site(now + AHEAD).date()
	return [
		Due(
			row.parenttype,
			row.parent,
			row.company,
			row.team,
			row.assignee,
			row.status,
			row.code,
			row.since,
			moments.to_utc(datetime.combine(row.start, time())),
			moments.to_utc(datetime.combine(row.due + timedelta(days=1), time())),
		)
		for row in queries.running(horizon)
	]


def _stored(doc: Any) -> list[Timer]:
	return [
		Timer(
			row.code,
			row.since,
			getdate(row.start),
			row.length,
			row.unit,
			getdate(row.due),
			row.norm,
			row.norm_version,
			row.citation,
			return_cases.day(row.met_on),
		)
		for row in doc.timers
	]


def _row(timer: Timer) -> dict[str, Any]:
	return {
		"code": timer.code,
		"since": timer.since,
		"start": timer.start,
		"length": timer.length,
		"unit": timer.unit,
		"due": timer.due,
		"met_on": timer.met_on,
		"norm": timer.norm,
		"norm_version": timer.version,
		"citation": timer.citation,
	}


def _due_of(timers: Iterable[Timer], **asked: str) -> date | None:
	return min(
		(one.due for one in timers if all(getattr(one, name) == value for name, value in asked.items())),
		default=None,
	)
