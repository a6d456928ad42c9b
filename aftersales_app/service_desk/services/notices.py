"""Warnings: raised once each, delivered outside quiet hours, one digest to a person and run. The one writer of
Aftersales Notice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import groupby
from typing import Any

import frappe
from frappe import _
from frappe.desk.form import assign_to
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.utils import get_fullname, get_url_to_form, get_url_to_list, now

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.aftersales_core.rows import append
from aftersales_app.domain.quiet_hours import after_quiet
from aftersales_app.domain.service_clock import Clock, warning_key
from aftersales_app.service_desk.queries import notices as queries
from aftersales_app.service_desk.queries import team
from aftersales_app.service_desk.services import event_log
from aftersales_app.service_desk.services.panel import clock_label
from aftersales_app.service_desk.services.policies import Level

NOTICE, TICKET = "Aftersales Notice", "Aftersales Ticket"
PENDING, DELIVERED, NO_RECIPIENT = "Pending", "Delivered", "No Recipient"
AWAITED, ANSWERED = "Awaited", "Answered"
PROMISED = frozenset({"acknowledgement"})  # deadlines that are no law's
AT_ONCE = 2000
CATCH_UP = timedelta(days=30)
AFTER_AN_ERROR = timedelta(hours=1)
UPWARDS = ("Assignee", "Team Lead", "Operations Manager")
FIELDS = (
	"name",
	"owner",
	"modified_by",
	"creation",
	"modified",
	"notice_key",
	"ticket",
	"reference_doctype",
	"reference_name",
	"clock",
	"timer",
	"level",
	"due",
	"recipient",
	"recipient_role",
	"raised_at",
	"deliver_after",
	"status",
	"answer",
	"escalates",
	"node",
	"reason",
	"company",
	"team",
)
WRITTEN_BY_PEOPLE = ("reason", "outcome")


@dataclass(frozen=True, slots=True)
class Warning:
	"""A rung of the ladder that a clock of a ticket has reached; or a statutory timer of a document of the kind `about`, which
	stands in `ticket` with a ticket's facts: name, company, team, assignee, status, and in `barred` who is never told."""

	ticket: Any
	clock: Clock
	level: Level
	about: str = TICKET

	@property
	def key(self) -> str:
		return warning_key(self.ticket.name, self.clock.name, self.level.warning.level, self.clock.due)

	@property
	def is_of_ticket(self) -> bool:
		return self.about == TICKET

	@property
	def kind(self) -> str:
		return "Escalation" if self.level.escalates else "Warning"


def raise_all(warnings: Iterable[Warning], at: datetime) -> list[dict[str, Any]]:
	"""Make a notice of each warning that has none yet; the events that say so, for the tickets' log.

	The caller holds the tickets' rows locked, and `notice_key` is unique: a warning becomes one notice, whoever raises it.
	"""
	by_key = {warning.key: warning for warning in warnings}
	fresh = {key: by_key[key] for key in by_key.keys() - queries.known(by_key)} if by_key else {}
	if not fresh:
		return []
	told = _recipients(fresh)
	_insert(_row(key, fresh[key], told[key], at) for key in by_key if key in fresh)
	return [_event(fresh[key], told[key], at) for key in by_key if key in fresh and fresh[key].is_of_ticket]


def _recipients(warnings: dict[str, Warning]) -> dict[str, tuple[str | None, str]]:
	"""By key: who is told, and as what. Where nobody has the part, the next above takes it: no warning goes to nobody."""
	managers = _managers(warning.ticket for warning in warnings.values())
	asked = {key: _ladder(warning, managers) for key, warning in warnings.items()}
	reachable = queries.reachable({user for parts in asked.values() for user, _role in parts if user})
	return {
		key: next(((user, role) for user, role in parts if user in reachable), (None, parts[0][1]))
		for key, parts in asked.items()
	}


def _ladder(warning: Warning, managers: dict[str, str]) -> list[tuple[str | None, str]]:
	asked, ticket = warning.level.warning.recipient, warning.ticket
	if asked == "User":
		return [(warning.level.user, asked)]
	told = parts_of(ticket, managers)[UPWARDS.index(asked) :]
	barred = ticket.get("barred") or ()
	return [(None if user in barred else user, role) for user, role in told]


def parts_of(ticket: Any, managers: dict[str, str]) -> list[tuple[str | None, str]]:
	"""Who answers for a ticket, the nearest first: (user or None, as what). `managers`: whom a company has for teams that
	name no operations manager."""
	own = team(ticket.team)
	people = (
		ticket.assignee,
		own.lead if own else None,
		_manager_named(ticket) or managers.get(ticket.company),
	)
	return list(zip(people, UPWARDS, strict=True))


def _managers(tickets: Iterable[Any]) -> dict[str, str]:
	return queries.operations_managers(ticket.company for ticket in tickets if not _manager_named(ticket))


def _manager_named(ticket: Any) -> str | None:
	own = team(ticket.team)
	return own.operations_manager if own else None


def _row(key: str, warning: Warning, told: tuple[str | None, str], at: datetime) -> dict[str, Any]:
	clock, _colon, _since = warning.clock.name.partition(":")
	return {
		"notice_key": key,
		"clock" if warning.is_of_ticket else "timer": clock,
		"level": warning.level.warning.level,
		"due": moments.to_site(warning.clock.due),
		"escalates": int(warning.level.escalates),
		"answer": AWAITED if warning.level.escalates else None,
		**_common(warning.ticket, told, at, warning.about),
	}


def _common(ticket: Any, told: tuple[str | None, str], at: datetime, about: str = TICKET) -> dict[str, Any]:
	recipient, role = told
	raised, hours = moments.to_site(at), core.settings()
	quiet = moments.seconds_of_day(hours.quiet_from), moments.seconds_of_day(hours.quiet_to)
	return {
		"ticket": ticket.name if about == TICKET else None,
		"reference_doctype": about,
		"reference_name": ticket.name,
		"recipient": recipient,
		"recipient_role": role,
		"raised_at": raised,
		"deliver_after": after_quiet(raised, *quiet),
		"status": PENDING if recipient else NO_RECIPIENT,
		"node": ticket.status,
		"company": ticket.company,
		"team": ticket.team,
	}


def _event(warning: Warning, told: tuple[str | None, str], at: datetime) -> dict[str, Any]:
	return event_log.describe(
		warning.ticket,
		warning.kind,
		at,
		clock=warning.clock.name,
		due=warning.clock.due,
		from_value=str(warning.level.warning.level),
		to_value=told[0] or "",
	)


def _insert(rows: Iterable[dict[str, Any]]) -> None:
	written, user = now(), frappe.session.user
	stamp = {"owner": user, "modified_by": user, "creation": written, "modified": written}
	full = (
		{"level": 0, "escalates": 0, **row, **stamp, "name": frappe.generate_hash(length=10)} for row in rows
	)
	append(NOTICE, FIELDS, full, ignore_duplicates=True)


def raise_follow_ups() -> int:
	"""Ask the people of risky cases to look again, `follow_up_days` after closing; how many cases were ripe. Daily; days that
	were missed are caught up, a case is asked for once for each closing."""
	at, days = moments.now(), core.settings().follow_up_days
	if not days:
		return 0
	ripe = moments.to_site(at - timedelta(days=days))
	rows = []
	for ticket in queries.risky_closed(ripe - CATCH_UP, ripe):
		closed = moments.to_utc(ticket.closed_at).astimezone(timezone.utc)
		rows.append((f"{ticket.name}:follow_up:{closed:%Y%m%dT%H%M%SZ}", ticket))
	known = queries.known(key for key, _ticket in rows) if rows else set()
	fresh = [(key, ticket) for key, ticket in rows if key not in known]
	managers = _managers(ticket for _key, ticket in fresh)
	asked = [(key, ticket, parts_of(ticket, managers)) for key, ticket in fresh]
	reachable = queries.reachable({user for *_, parts in asked for user, _role in parts if user})
	_insert(_follow_up(*one, reachable, at) for one in asked)
	return len(fresh)


def _follow_up(
	key: str, ticket: Any, parts: Sequence[tuple[str | None, str]], reachable: set[str], at: datetime
) -> dict[str, Any]:
	told = next(((user, role) for user, role in parts if user in reachable), (None, UPWARDS[0]))
	return {"notice_key": key, "answer": AWAITED, **_common(ticket, told, at)}


def deliver() -> int:
	"""Tell people what waits for them: one digest each, and a to-do for what they must answer. How many notices were told.

	Who cannot be told for an error is tried again in an hour, and keeps nobody else waiting.
	"""
	at = moments.site_now()
	names = queries.waiting(at, AT_ONCE)
	rows = queries.lock(names) if names else []
	told, failed = [], []
	for user, waiting in groupby(sorted(rows, key=lambda row: row.recipient), key=lambda row: row.recipient):
		mine = list(waiting)
		worked = attempt(f"Notices to {user}", _tell, user, mine)
		(told if worked else failed).extend(row.name for row in mine)
	_mark(told, {"status": DELIVERED, "delivered_at": at})
	_mark(failed, {"deliver_after": at + AFTER_AN_ERROR})
	return len(told)


def _mark(names: Sequence[str], values: dict[str, Any]) -> None:
	if not names:
		return
	Notice = frappe.qb.DocType(NOTICE)
	update = frappe.qb.update(Notice).where(Notice.name.isin(names))
	for field, value in values.items():
		update = update.set(Notice[field], value)
	update.run()


def _tell(user: str, rows: Sequence[Any]) -> None:
	person = frappe.db.get_value("User", user, ["email", "full_name"], as_dict=True)
	with messages.in_language_of(user):
		subject, args = (
			_subject(rows),
			{"rows": _lines(rows), "name": person.full_name, "list_url": _list_url()},
		)
		if core.settings().notify_by_email and EmailAccount.find_outgoing():
			frappe.sendmail([person.email], subject=subject, template="service_digest", args=args)
		_bell(user, subject, rows)
		for row in rows:
			if row.escalates or not (row.clock or row.timer):
				_to_do(row)


def _subject(rows: Sequence[Any]) -> str:
	if len(rows) > 1:
		about = {row.reference_name for row in rows}
		if all(row.ticket for row in rows):
			return _("{0} service tickets need your attention").format(len(about))
		return _("{0} service matters need your attention").format(len(about))
	return f"{_headline(rows[0])}: {rows[0].reference_name}"


def _headline(row: Any) -> str:
	if row.timer:
		return _statutory(row)
	if not row.clock:
		return _("Follow up on a closed risky case")
	return _("Escalated to you") if row.escalates else _("Service promise overdue")


def _statutory(row: Any) -> str:
	if row.timer in PROMISED:
		return _("Promised deadline near") if row.due > row.raised_at else _("Promised deadline missed")
	if row.due > row.raised_at:
		return _("Statutory deadline near")
	return _("Statutory deadline missed")


def _lines(rows: Sequence[Any]) -> list[dict[str, Any]]:
	return [
		{
			"headline": _headline(row),
			"ticket": row.reference_name,
			"url": get_url_to_form(row.reference_doctype, row.reference_name),
			"answer_url": get_url_to_form(NOTICE, row.name) if row.escalates else None,
			"subject": row.subject,
			"customer": row.customer,
			"clock": _(row.timer) if row.timer else clock_label(row.clock) if row.clock else "",
			"due": frappe.format(row.due, "Datetime") if row.due else "",
			"state": _(row.state) if row.state else "",
		}
		for row in rows
	]


def _list_url() -> str:
	return get_url_to_list(NOTICE)


def _bell(user: str, subject: str, rows: Sequence[Any]) -> None:
	where = (
		{"document_type": rows[0].reference_doctype, "document_name": rows[0].reference_name}
		if len(rows) == 1
		else {"link": _list_url()}
	)
	frappe.get_doc(
		{"doctype": "Notification Log", "type": "Alert", "for_user": user, "subject": subject, **where}
	).insert()


def _to_do(row: Any) -> None:
	text = _("{0} {1}: {2}. Write down in the notice what was done.").format(
		_headline(row), row.reference_name, frappe.utils.escape_html(row.subject or "")
	)
	frappe.get_doc(
		{
			"doctype": "ToDo",
			"allocated_to": row.recipient,
			"reference_type": NOTICE,
			"reference_name": row.name,
			"description": text,
			"priority": "High" if row.escalates else "Medium",
		}
	).insert()


def check_outcome(notice: Any) -> None:
	"""People write into a notice why and what was done, once, and nothing else; who wrote it and when is noted.

	Throws where one of the two is missing (a follow-up has no why), and PermissionError for anybody but the person told and
	operations managers.
	"""
	before = notice.get_doc_before_save()
	for field in notice.meta.get_valid_columns():
		if field not in (*WRITTEN_BY_PEOPLE, "modified", "modified_by"):
			notice.set(field, before.get(field))
	if all((notice.get(field) or "") == (before.get(field) or "") for field in WRITTEN_BY_PEOPLE):
		return
	if before.handled_at:
		frappe.throw(_("What was done is written down already and stays as it is."))
	if frappe.session.user != notice.recipient and "Operations Manager" not in frappe.get_roles():
		frappe.throw(
			_("Only {0} can answer this.").format(get_fullname(notice.recipient)), frappe.PermissionError
		)
	if not (notice.outcome or "").strip():
		frappe.throw(_("Write down what was done."))
	if (notice.clock or notice.timer) and not (notice.reason or "").strip():
		frappe.throw(_("Write down why the promise was not kept."))
	notice.answer = ANSWERED
	notice.handled_by, notice.handled_at = frappe.session.user, moments.site_now()


def finish_to_do(notice: Any) -> None:
	"""The to-do ends with the answer."""
	if notice.handled_at and notice.has_value_changed("handled_at"):
		assign_to.close_all_assignments(NOTICE, notice.name)
