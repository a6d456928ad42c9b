"""Statutory timers: until when a trader has to act, stored with the claim or return that they run for, and what is due.

The one writer of the rows of Aftersales Statutory Timer and of the columns that lists read. Warning people is the service
desk's business, which asks `due`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import frappe
from frappe.utils import getdate

from aftersales_app.aftersales_core import messages, moments, rows
from aftersales_app.domain import trader_timers
from aftersales_app.domain.return_flow import CANCELLED, EXCHANGE, NO_REASON, REFUSED
from aftersales_app.domain.trader_timers import DELAY, GOODS_BACK, REFUND, Timer
from aftersales_app.warranty.queries import timers as queries
from aftersales_app.warranty.services import rules
from aftersales_app.warranty.services.cases import Known

COLUMNS = ("code", "since", "start", "length", "unit", "due", "met_on", "norm", "norm_version", "citation")
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


def renew(doc: Any, known: Known) -> None:
	"""The timers of a return as they run now: what was promised stays, what is done is met, what is over runs no longer."""
	with messages.translated():
		found = trader_timers.timers(
			known.case,
			known.book,
			rules.day_calendar(doc.company),
			any_return=doc.return_kind not in (NO_REASON, EXCHANGE) or bool(doc.granted),
		)
	kept = trader_timers.keep(_stored(doc), found)
	if doc.status in (REFUSED, CANCELLED):
		kept = tuple(timer for timer in kept if timer.met_on)
	known = {(row.code, row.since, getdate(row.start)): row.name for row in doc.timers}
	doc.set("timers", [{**_row(timer), "name": known.get(timer.key)} for timer in kept])
	doc.answer_due = _due_of(kept, since="requested_on")
	doc.refund_due = _due_of(kept, code=REFUND)
	doc.penalty_due = _due_of(kept, code=DELAY, since=GOODS_BACK)


def of_decision(claim: Any, deadlines: Iterable[Mapping[str, Any]], answered_on: date | None) -> date | None:
	"""Write down the deadlines of a claim's decision, as it is on record; the next of them. `answered_on`: the decision stands since."""
	stored = _stored(claim)
	kept = trader_timers.keep(stored, trader_timers.decided(deadlines, answered_on))
	_write(claim, [timer for timer in kept if trader_timers.worth_a_row(timer, stored)])
	return trader_timers.next_due(kept)


def all_done(claim: Any, on: date) -> None:
	"""What was owed on a claim was carried out."""
	for row in claim.timers:
		if not row.met_on:
			row.db_set("met_on", on)


def _write(claim: Any, timers: Sequence[Timer]) -> None:
	"""All rows at once, past the making of documents: deciding asks for few statements."""
	if claim.timers:
		frappe.db.delete(queries.TIMER, {"parent": claim.name, "parenttype": claim.doctype})
	if not timers:
		claim.set("timers", [])
		return
	user, now = frappe.session.user, frappe.utils.now()
	stamps = {"owner": user, "modified_by": user, "creation": now, "modified": now}
	place = {"parent": claim.name, "parenttype": claim.doctype, "parentfield": "timers"}
	written = [
		{"name": frappe.generate_hash(length=10), "idx": number, **stamps, **place, **_row(timer)}
		for number, timer in enumerate(timers, 1)
	]
	rows.append(queries.TIMER, (*place, *stamps, "name", "idx", *COLUMNS), written)
	claim.set("timers", written)


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
			getdate(row.met_on) if row.met_on else None,
		)
		for row in doc.timers
	]


def _row(timer: Timer) -> dict[str, Any]:
	renamed = {"norm_version": timer.version}
	return {column: renamed.get(column, getattr(timer, column, None)) for column in COLUMNS}


def _due_of(timers: Iterable[Timer], **asked: str) -> date | None:
	return min(
		(one.due for one in timers if all(getattr(one, name) == value for name, value in asked.items())),
		default=None,
	)
