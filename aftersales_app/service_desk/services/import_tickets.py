"""Histories of another system as tickets and events of ours: the rows that an import writes.

What the source says is kept in the source's words in the events' from and to values. A person, team, customer or
category that is no record here stays such a word; none is ever made.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import frappe
from frappe import _
from frappe.utils import sanitize_html

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain import service_clock
from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.event_log import Change, History
from aftersales_app.domain.identity import normalise_email, normalise_phone
from aftersales_app.domain.markup import plain
from aftersales_app.domain.replay import Outcome, PastTicket
from aftersales_app.domain.service_clock import MISSED, PAUSED, Clock
from aftersales_app.domain.text_terms import index_terms
from aftersales_app.domain.ticket_flow import CANCELLED, CLOSED, OPEN, RESOLVED
from aftersales_app.domain.unknown_words import lost_words
from aftersales_app.domain.working_time import WorkingCalendar
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.queries import imports as import_queries
from aftersales_app.service_desk.services import (
	clocks,
	customers,
	event_log,
	policies,
	reasons,
	scenarios,
	tickets,
)
from aftersales_app.service_desk.services.flow import flow
from aftersales_app.service_desk.services.import_sources import LANGUAGES, ON_THE_TICKET, Found, words

TICKET = "Aftersales Ticket"
SEQUENCE = "_number_seq"
LENGTH = 140  # of a Data column
PRIORITIES = {
	"critical": "Urgent",
	"urgent": "Urgent",
	"high": "High",
	"moderate": "Medium",
	"medium": "Medium",
	"normal": "Medium",
	"low": "Low",
	"planning": "Low",
}
CHANNELS = {"email": "E-mail", "mail": "E-mail", "self service": "Portal", "web": "Web Form"}
KINDS = {"team": "Team", "owner": "Owner", "priority": "Priority", "category": "Category"}

Row = dict[str, Any]
Here = Mapping[str, Mapping[str, str]]  # field -> the source's word -> the record or choice that it is here


def here(histories: Sequence[History], company: str) -> Here:
	"""What everything that these histories name is here, in one query for each kind of record."""

	def told(name: str) -> set[str]:
		return {word for history in histories if (word := history.facts.get(name))}

	actors = {change.by for history in histories for change in history.changes}
	existing = import_queries.existing
	return {
		"team": existing("Aftersales Team", words(histories, "team"), company=company),
		"owner": import_queries.people(words(histories, "owner") | actors),
		"customer": import_queries.customers_called(told("customer"))
		| existing("Customer", told("customer")),
		"contact": existing("Contact", told("contact")),
		"item_code": existing("Item", told("item_code")),
		"category": existing("Aftersales Category", words(histories, "category")),
		"cause": existing("Aftersales Cause", told("cause")),
		"priority": choices("priority", words(histories, "priority"), PRIORITIES),
		"kind": choices("kind", told("kind"), {}),
		"channel": choices("channel", told("channel"), CHANNELS),
	}


def choices(field: str, told: Iterable[str], others: Mapping[str, str]) -> dict[str, str]:
	"""Those of the words that are one of the field's options, in any language, or one of `others`."""
	options = frappe.get_meta(TICKET).get_field(field).options.split("\n")
	known = {_(option, lang=lang).casefold(): option for option in options for lang in LANGUAGES}
	known |= {option.casefold(): option for option in options} | others
	plain = {word: word.casefold().lstrip("0123456789 -.").strip() for word in told}
	return {word: known[name] for word, name in plain.items() if name in known}


def make(doc: Any, found: Found, histories: Sequence[History], now: datetime) -> tuple[list[Row], list[Row]]:
	"""The rows of tickets and of their events, for the import `doc`; numbers are taken from the tickets' sequence."""
	known = here(histories, doc.company)
	numbers = import_queries.next_numbers(len(histories), SEQUENCE)
	rows = [
		_ticket(doc, history, known, f"TK-{number:07d}")
		for history, number in zip(histories, numbers, strict=True)
	]
	if doc.judge:
		_judge(rows, histories, found, known, now)
	events: list[Row] = []
	for row, history in zip(rows, histories, strict=True):
		_note_answer(row, found, history)
		row["search_terms"] = index_terms(" ".join(str(row.get(field) or "") for field in tickets.SEARCHED))
		events += _events(row, history, known, found.origin, now)
	return rows, events


def source_key(source_system: str, number: str) -> str:
	return f"{source_system}:{number}"


def _ticket(doc: Any, history: History, known: Here, name: str) -> Row:
	row = frappe._dict(
		name=name,
		company=doc.company,
		source_system=doc.source_system,
		source_id=history.number,
		source_key=source_key(doc.source_system, history.number),
		status_category=history.state,
		status=status_of(history.state),
		contacts=1,
	)
	row.update(_texts(doc, history, known))
	row.update(_records(doc, history, known))
	row.update(_moments(history, row["assignee"]))
	customers.recognise(row)
	return row


def status_of(category: str) -> str:
	"""The status in which tickets of a category arrive. Throws where the workflow has none."""
	status = flow().first_of(category)
	if not status:
		frappe.throw(
			_("The ticket workflow has no status of the stage {0}. Add one, then import.").format(_(category))
		)
	return status


def _texts(doc: Any, history: History, known: Here) -> Row:
	facts = history.facts
	subject = clean(facts.get("subject"))
	category = history.last("category")
	cause = facts.get("cause")
	return {
		"subject": subject or clean(f"{history.number} {category or ''}"),
		"kind": _ours(known, "kind", facts.get("kind")) or doc.kind,
		"channel": _ours(known, "channel", facts.get("channel")) or "Import",
		"priority": _ours(known, "priority", history.last("priority")) or "Medium",
		"warranty_tier": facts.get("warranty_tier") or "Unknown",
		"description": sanitize_html(facts["description"]) if facts.get("description") else None,
		"contact_name": clean(facts.get("contact_name")),
		"contact_phone": clean(facts.get("contact_phone")),
		"phone_key": _normal(normalise_phone, facts.get("contact_phone")),
		"contact_email": _normal(normalise_email, facts.get("contact_email")),
		"serial_no": clean(facts.get("serial_no")),
		"order_reference": clean(facts.get("order_reference")),
		"service_address": clean(facts.get("service_address"), None),
		"action_note": clean(facts.get("resolution"), None),
		"cause_note": clean(cause, None),
	}


def _records(doc: Any, history: History, known: Here) -> Row:
	facts = history.facts
	customer = _ours(known, "customer", facts.get("customer"))
	caller = facts.get("contact_name") or (None if customer else facts.get("customer"))
	cause = _ours(known, "cause", facts.get("cause"))
	return {
		"team": _ours(known, "team", history.last("team")) or doc.team,
		"assignee": _ours(known, "owner", history.last("owner")),
		"category": _ours(known, "category", history.last("category")),
		"customer": customer,
		"contact": _ours(known, "contact", facts.get("contact")),
		"contact_name": clean(caller),
		"item_code": _ours(known, "item_code", facts.get("item_code")),
		"cause": cause,
		**({"cause_note": None} if cause else {}),
	}


def _ours(known: Here, field: str, word: str | None) -> str | None:
	return known[field].get(word or "")


def _moments(history: History, assignee: str | None) -> Row:
	ends = [change.at for change in history.of("state") if change.after in (CLOSED, CANCELLED)]
	since = {name: [change.at for change in history.of(name)] for name in ("team", "owner")}
	since["state"] = [change.at for change in history.changes if change.field in ("state", "status")]
	owners = [word for word in _values(history, "owner") if word]
	over = history.closed_at or (ends[-1] if history.state == CANCELLED else None)
	row: Row = {
		"opened_at": history.opened_at,
		"state_since": (since["state"] or [history.opened_at])[-1],
		"team_since": (since["team"] or [history.opened_at])[-1],
		"assigned_at": (since["owner"] or [history.opened_at])[-1] if assignee else None,
		"resolved_at": history.resolved_at,
		"closed_at": over,
		"first_closed_at": ends[0] if ends else over,
	}
	counts = {
		"handovers": history.reassigned,
		"reassignments": sum(before != after for before, after in pairwise(owners)),
		"reopenings": history.reopened,
	}
	return {**{field: moments.to_site(at) for field, at in row.items()}, **counts}


def _values(history: History, field: str) -> list[str | None]:
	return [history.first.get(field), *(change.after for change in history.of(field))]


# clocks


def past(row: Row, history: History, found: Found) -> PastTicket:
	"""The ticket ready to replay, with what is known of it here."""
	gone = [at for category, at, _until in history.stays() if category == CANCELLED]
	done = (found.done or {}).get(history.number, {})
	return PastTicket(
		history.number,
		history.opened_at,
		scenarios.facts_of(row),
		done,
		history.stays(),
		gone[0] if gone else None,
	)


def _judge(rows: list[Row], histories: Sequence[History], found: Found, known: Here, now: datetime) -> None:
	"""Clocks as the policies in force would have had them run."""
	told = sorted(
		(past(row, history, found) for row, history in zip(rows, histories, strict=True)),
		key=lambda ticket: ticket.facts.chain("team"),
	)
	rules = scenarios.Rules(rows[0]["company"])
	judged = {outcome.number: outcome for outcome in rules.outcomes(told, now)}
	for row, history in zip(rows, histories, strict=True):
		if history.number in judged:
			_put_clocks(row, history, judged[history.number], known, now)


def _put_clocks(row: Row, history: History, outcome: Outcome, known: Here, now: datetime) -> None:
	row["policy"] = outcome.policy or None
	reasons.put(row, reasons.POLICY, [Reason("judged_at_import")])
	targets = policies.terms(row["policy"], row["team"]).targets
	kept: dict[str, list[int]] = {}
	for ran in outcome.clocks:
		clock = _since_state(ran.clock, moments.to_utc(row["state_since"]), targets[ran.clock.name].calendar)
		row |= clocks.columns(clock)
		kept |= clocks.terms(clock)
		if clock.verdict == MISSED:
			owner = _at(history, "owner", clock.due or history.opened_at)
			row[f"{clock.name}_missed_by"] = _ours(known, "owner", owner)
	row["clock_terms"] = json.dumps(kept)
	ticket = frappe._dict(row, flags=frappe._dict())
	tickets.tell_present(ticket, now)
	row |= {field: ticket[field] for field in tickets.PRESENT}


def _since_state(clock: Clock, since: datetime, calendar: WorkingCalendar) -> Clock:
	"""A ticket's row has a pause begin with its present state; what was paused before is counted."""
	if clock.verdict != PAUSED or clock.paused_since is None or clock.paused_since >= since:
		return clock
	return service_clock.pause(service_clock.resume(clock, since, calendar), since)


def _note_answer(row: Row, found: Found, history: History) -> None:
	answered = (found.done or {}).get(history.number, {}).get("first_response")
	if answered and not row.get("first_response_at"):
		row["first_response_at"] = moments.to_site(answered)


def _at(history: History, field: str, moment: datetime) -> str | None:
	"""The source's word for a tracked field as it was at a moment."""
	value = history.first.get(field)
	for change in history.of(field):
		if change.at > moment:
			break
		value = change.after
	return value


# events


@dataclass(slots=True)
class _Present:
	"""A ticket as it was while its history is told."""

	category: str
	team: str | None
	assignee: str | None
	since: dict[str, datetime]


def _events(row: Row, history: History, known: Here, origin: str, now: datetime) -> Iterator[Row]:
	first = history.first
	present = _Present(
		str(first["state"]),
		_ours(known, "team", first.get("team")) or (row["team"] if not history.of("team") else None),
		_ours(known, "owner", first.get("owner")),
		dict.fromkeys(("state", "team", "owner"), history.opened_at),
	)
	base = {"ticket": row["name"], "company": row["company"]}
	calendar = core.calendar(queries.team_calendar(row["team"]))

	def event(kind: str, at: datetime, **facts: Any) -> Row:
		return {
			**base,
			"kind": kind,
			"at": moments.to_site(at),
			"category": present.category,
			"team": present.team,
			"assignee": present.assignee,
			**facts,
		}

	yield event("Opened", history.opened_at, to_value=clean(first.get("status") or first["state"]))
	if origin:
		yield event("Linked", history.opened_at, to_value=history.number, reason=f"{origin} {history.number}")
	for change, status in _told_together(history):
		spent = _follow(present, change, known, calendar)
		told = {**spent, **_by(change, known)}
		if change.field == "state":
			told |= _state_words(change, status)
			if change.before in (RESOLVED, CLOSED) and change.after in OPEN:
				yield event("Reopened", change.at, **_state_words(change, status), **_by(change, known))
			yield event("State", change.at, **told)
		else:
			told |= {"from_value": clean(change.before), "to_value": clean(change.after)}
			yield event(KINDS.get(change.field, "State"), change.at, **told)
	came = {"from_value": row["source_system"], "to_value": history.number, "actor": _me()}
	yield event("Imported", now, **came, reason=_lost(history, known))


def _lost(history: History, known: Here) -> str | None:
	"""The words that nothing else on the ticket tells."""
	label = frappe.get_meta(TICKET).get_label
	lost = lost_words(history, known)
	told = (
		f"{_(label(ON_THE_TICKET.get(field, field)))}: {clean(word) or ''}" for field, word in lost.items()
	)
	return _("Not known here: {0}").format("; ".join(told)) if lost else None


def _told_together(history: History) -> Iterator[tuple[Change, Change | None]]:
	"""Changes in order; a state's category and the source's word for it are one change, told once."""
	skip = False
	for change, following in zip(history.changes, (*history.changes[1:], None), strict=False):
		if skip:
			skip = False
			continue
		skip = (
			change.field == "state"
			and following is not None
			and (following.field, following.line, following.at) == ("status", change.line, change.at)
		)
		yield change, following if skip else None


def _state_words(change: Change, status: Change | None) -> Row:
	return {
		"from_value": clean((status and status.before) or change.before),
		"to_value": clean((status and status.after) or change.after),
	}


def _follow(present: _Present, change: Change, known: Here, calendar: WorkingCalendar) -> Row:
	"""Bring the present up to date with a change; how long the stay was that it ended."""
	if change.field == "state":
		present.category = str(change.after)
	elif change.field == "team":
		present.team = _ours(known, "team", change.after)
	elif change.field == "owner":
		present.assignee = _ours(known, "owner", change.after)
	stay = "state" if change.field == "status" else change.field
	if stay not in present.since:
		return {}
	since, present.since[stay] = present.since[stay], change.at
	return {
		"working_seconds": calendar.between(since, change.at),
		"elapsed_seconds": int((change.at - since).total_seconds()),
	}


def _by(change: Change, known: Here) -> Row:
	if not change.by:
		return {}
	user = _ours(known, "owner", change.by)
	return {"actor": user} if user else {"reason": _("By {0}").format(clean(change.by))}


def _me() -> str:
	return frappe.session.user


# values


def clean(text: str | None, length: int | None = LENGTH) -> str | None:
	"""Text without markup, as long as its column takes."""
	if not text:
		return None
	return plain(text).strip()[:length] or None


def _normal(read: Any, text: str | None) -> str | None:
	"""One spelling of a phone number or an address; None for what is none."""
	try:
		return read(text or "") or None
	except DomainError:
		return None


def days(rows: Iterable[Row], events: Iterable[Row]) -> set[date]:
	"""The days whose daily figures these tickets and events belong to."""
	told = (row.get(field) for row in rows for field in ("opened_at", "resolved_at", "closed_at"))
	moved = (event["at"] for event in events if event["kind"] in ("State", "Reopened"))
	return {at.date() for at in (*told, *moved) if at}


def write(rows: Iterable[Row], events: Iterable[Row]) -> None:
	"""Append tickets and their events."""
	rows = list(rows)
	stamp = {"owner": _me(), "modified_by": _me()}
	stamp["creation"] = stamp["modified"] = frappe.utils.now()
	fields = sorted({field for row in rows for field in row} | set(stamp))
	frappe.db.bulk_insert(
		TICKET,
		fields,
		[tuple({**row, **stamp}.get(field) for field in fields) for row in rows],
		chunk_size=200,
	)
	event_log.write(events)
