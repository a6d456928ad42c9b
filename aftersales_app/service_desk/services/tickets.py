"""A ticket from intake to closing. The one writer of its clocks, owners, counters and closing figures.

`take_in` works on a new ticket, `apply_changes` on one that is being saved: both compare, decide (domain), fill in the
row and note events, which `event_log.write_noted` appends after the row is written. However a ticket is saved (form,
list, board, REST, mail), it passes here.
"""

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import WorkflowPermissionError, get_transitions
from frappe.utils import get_datetime

from aftersales_app.aftersales_core import messages, moments, rows
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain import ticket_flow
from aftersales_app.domain.errors import Decision, Reason
from aftersales_app.domain.markup import plain
from aftersales_app.domain.text_terms import index_terms
from aftersales_app.domain.ticket_flow import CANCELLED, CLOSED, OPEN, REOPEN, RESOLVED
from aftersales_app.permissions import companies_of, teams_of
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.services import (
	assignment,
	clocks,
	customers,
	event_log,
	loads,
	policies,
	prices,
	reasons,
	units,
)
from aftersales_app.service_desk.services.flow import asked_for, flow, move_to_category

SUBJECT_LENGTH = 140
LONGEST_AGO = timedelta(days=366)  # between a request and its being written down
POLICY_FACTS = ("company", "kind", "priority", "channel", "category", "customer", "warranty_tier", "team")
CALLER_FACTS = ("contact_phone", "contact_email", "serial_no", "customer", "product")
SEARCHED = (
	"subject",
	"serial_no",
	"contact_name",
	"customer_name",
	"order_reference",
	"source_id",
	"item_code",
)
# What a closed ticket keeps as it is.
FROZEN = (
	*("subject", "description", "kind", "category", "priority", "team", "assignee", "company"),
	*("customer", "contact_phone", "contact_email", "service_address", "item_code", "serial_no", "product"),
	*("channel", "warranty_tier", "order_reference", "contact", "contact_name", "previous_ticket", "risky"),
	*("diagnosis", "cause", "cause_note", "solution", "plan"),
	*("chargeable", "quoted_price", "price_confirmed", "price_confirmed_by"),
	*("action_taken", "action_note", "result"),
)
# Written here and nowhere else; whatever a request brings in these is put back.
OWNED = (
	*clocks.COLUMNS,
	"opened_at",
	"policy",
	"reasons",
	"next_check_at",
	"is_open",
	"state_since",
	"team_since",
	"planned_at",
	"price_confirmed_at",
	"confirmed_at",
	"assigned_at",
	"reassignments",
	"handovers",
	"contacts",
	"resolved_at",
	"first_closed_at",
	"closed_at",
	"reopenings",
	"phone_key",
	"search_terms",
	"customer_name",
	"source_system",
	"source_id",
	"source_key",
)


# What `tell_present` tells.
PRESENT = ("is_open", "resolution_pending", "next_check_at")

# Whose changes the event log tells.
LOGGED = frozenset(
	(
		*OWNED,
		*(
			"status",
			"status_category",
			"assignee",
			"team",
			"kind",
			"category",
			"priority",
			"modified",
			"modified_by",
		),
	)
)


def take_in(ticket: Any) -> None:
	"""A new ticket: whose it is, what is promised, who gets it."""
	now = moments.now()
	opened = _opened_at(ticket, now)
	for field in OWNED:
		ticket.set(field, None)
	ticket.source_key = ticket.flags.source_key  # of the mail that opens it
	ticket.opened_at = ticket.state_since = ticket.team_since = moments.to_site(opened)
	ticket.status = flow().initial
	ticket.status_category = flow().category(ticket.status)
	ticket.reassignments = ticket.handovers = ticket.reopenings = 0
	ticket.contacts = 1
	_check(ticket)
	_check_word(ticket)
	_check_choices(ticket)
	units.recognise(ticket)
	customers.identify(ticket)
	customers.add_main_contact(ticket)
	customers.keep_caller(ticket)
	prices.check(ticket)
	_take_category_defaults(ticket)
	chosen, ticket.assignee = ticket.assignee, None
	event_log.note(ticket, "Opened", opened, to_value=ticket.status)
	_promise(ticket, now)
	_first_owner(ticket, chosen, now)
	_note_work(ticket, frappe._dict(), now)
	_settle(ticket, now)


def apply_changes(ticket: Any) -> None:
	"""A ticket that is being saved: what changed, whether it may, and what follows from it."""
	before, now = ticket.get_doc_before_save(), moments.now()
	before.check_permission("write")  # as stored: a request cannot bring along the team that would let it in
	for field in OWNED:
		ticket.set(field, before.get(field))
	if ticket.status_category != before.status_category and ticket.status == before.status:
		move_to_category(ticket, ticket.status_category)
	ticket.status_category = flow().category(ticket.status)
	_check_still_open(ticket, before)
	_check(ticket)
	_check_word(ticket, before)
	_check_choices(ticket, before)
	if any(ticket.has_value_changed(field) for field in CALLER_FACTS):
		customers.leave_contact(ticket, before)
		units.recognise(ticket, before)
		customers.identify(ticket)
	prices.check(ticket, before)
	_change_owner(ticket, before, now)
	if any(ticket.get(field) != before.get(field) for field in POLICY_FACTS):
		_change_promise(ticket, before, now)
	_note_work(ticket, before, now)
	ticket.contacts = (before.contacts or 0) + (ticket.flags.contacts or 0)
	if (ticket.status, ticket.status_category) != (before.status, before.status_category):
		_move(ticket, before, now)
	if (ticket.assignee, ticket.status_category) != (before.assignee, before.status_category):
		loads.forget()
	_settle(ticket, now)


def written(ticket: Any) -> None:
	"""The row is in the database: its events follow, and the load of whoever got it."""
	event_log.write_noted(ticket)
	if ticket.assignee and not ticket.get_doc_before_save():
		loads.add(ticket.assignee, moments.to_utc(ticket.assigned_at))


def needs_version(ticket: Any) -> bool:
	"""Was anything changed that the event log does not tell? Only then Frappe keeps a version besides."""
	before = ticket.get_doc_before_save()
	if not before:
		return False
	if ticket.meta.get_table_fields():  # of the owner's own
		return True
	columns = (field for field in ticket.meta.get_valid_columns() if field not in LOGGED)
	return any(ticket.get(field) != before.get(field) for field in columns)


def respond(ticket: Any, at: datetime | None = None) -> None:
	"""Somebody of ours answered the customer (by phone, mail, chat or in person)."""
	clocks.meet(ticket, ("first_response",), at or moments.now())


def arrived(name: str, at: datetime, visit: str, with_customer: bool = True) -> None:
	"""A technician began the work of `visit` at `at`: with the customer, the arrival clock and the first response are met. Saves
	the ticket; refuses one that is not open."""
	ticket = frappe.get_doc("Aftersales Ticket", name, for_update=True)
	if ticket.status_category not in OPEN:
		frappe.throw(
			messages.text("visit_ticket_not_open", {"ticket": name, "stage": ticket.status_category})
		)
	if with_customer:
		ticket.flags.update({"arrived_at": at, "responded_at": at})
	event_log.note(ticket, "Visit", at, from_value="Planned", to_value="Arrived", reason=visit)
	ticket.save()


def _opened_at(ticket: Any, now: datetime) -> datetime:
	"""When the request reached us: now, or earlier where staff note down a call later; never ahead of now."""
	if not ticket.opened_at:
		return now
	opened = moments.to_utc(get_datetime(ticket.opened_at))
	if opened < now - LONGEST_AGO:
		frappe.throw(
			_("{0} is too long ago for a new ticket. Bring old tickets in by an import.").format(
				frappe.format(ticket.opened_at, "Datetime")
			)
		)
	if opened > now + timedelta(minutes=1):
		frappe.throw(
			_("A ticket cannot have been opened in the future: {0}.").format(
				frappe.format(ticket.opened_at, "Datetime")
			)
		)
	return min(opened, now)


def _check(ticket: Any) -> None:
	ticket.subject = plain(ticket.subject or "").replace("\0", "").strip()
	if not ticket.subject:
		frappe.throw(
			_("Say in a few words what the customer wants: the subject is empty."), frappe.MandatoryError
		)


def _check_word(ticket: Any, before: Any = None) -> None:
	"""The customer's word is on a result: it comes with the resolving or after it."""
	if ticket.confirmation and not (before and ticket.confirmation == before.confirmation):
		refuse_unless(ticket_flow.can_confirm(ticket.status_category))


def _check_choices(ticket: Any, before: Any = None) -> None:
	"""What was chosen now may be chosen; what was chosen before stays as it is."""
	checks = (
		("company", _check_company),
		("previous_ticket", _check_continued),
		("category", _check_category),
	)
	for field, check in checks:
		if ticket.get(field) and not (before and ticket.get(field) == before.get(field)):
			check(ticket)


def _check_category(ticket: Any) -> None:
	category = queries.categories().get(ticket.category)
	if category and category.disabled:
		frappe.throw(_("The category {0} is not used any more.").format(frappe.bold(_(ticket.category))))


def _check_company(ticket: Any) -> None:
	"""People take in tickets for the companies that they work for; where none is known of them, for any."""
	companies = companies_of(frappe.session.user)
	if companies and ticket.company not in companies:
		frappe.throw(_("You do not work for {0}.").format(ticket.company), frappe.PermissionError)


def _check_continued(ticket: Any) -> None:
	"""A ticket continues an earlier one of the same company that its author may see."""
	if _order(ticket.previous_ticket) >= _order(ticket.name):  # so that no chain comes round
		frappe.throw(_("A ticket continues an earlier one, not {0}.").format(ticket.previous_ticket))
	previous = frappe.get_doc("Aftersales Ticket", ticket.previous_ticket)
	previous.check_permission("read")
	if previous.company != ticket.company:
		frappe.throw(_("Ticket {0} belongs to {1}.").format(previous.name, previous.company))


def _order(name: str) -> tuple[int, str]:
	"""Ticket names rise; with ten million they get longer."""
	return len(name), name


def _check_still_open(ticket: Any, before: Any) -> None:
	"""A closed or cancelled ticket stays as it was closed; reopening it is a change of status."""
	if before.status_category not in (CLOSED, CANCELLED) or ticket.status != before.status:
		return
	changed = [field for field in FROZEN if (ticket.get(field) or None) != (before.get(field) or None)]
	if changed:
		labels = ", ".join(_(ticket.meta.get_label(field)) for field in changed)
		frappe.throw(_("Ticket {0} is closed. Reopen it before changing: {1}.").format(ticket.name, labels))


def _take_category_defaults(ticket: Any) -> None:
	"""Team, department, priority and risk from the category or the nearest one above that says them."""
	for field, source in (("department", "department"), ("risky", "risky")):
		if not ticket.get(field):
			ticket.set(field, queries.category_value(ticket.category, source))
	urgent = queries.category_value(ticket.category, "default_priority")
	if urgent and ticket.priority in (None, "", "Medium"):
		ticket.priority = urgent
	ticket.team = ticket.team or _usual_team(ticket)
	_check_team(ticket)


def _usual_team(ticket: Any) -> str | None:
	"""The category's team, else the site's default team, else that of whoever takes the call: the first of them that belongs to
	the ticket's company."""
	own = sorted(teams_of(frappe.session.user))
	usual = (queries.category_value(ticket.category, "default_team"), core.settings().default_team, *own)
	teams = (queries.team(name) for name in usual if name)
	return next((team.name for team in teams if team.company == ticket.company and not team.disabled), None)


def _check_team(ticket: Any) -> None:
	team = queries.team(ticket.team)
	if team and team.disabled:
		frappe.throw(_("The team {0} takes no tickets any more.").format(ticket.team))
	if team and team.company != ticket.company:
		frappe.throw(
			_("Team {0} belongs to {1}, the ticket to {2}.").format(ticket.team, team.company, ticket.company)
		)


def _promise(ticket: Any, now: datetime) -> None:
	found = policies.match(ticket, moments.to_site(now).date())
	ticket.policy = found.policy.name if found.policy else None
	reasons.put(ticket, reasons.POLICY, found.reasons)
	clocks.start(ticket, now)


def _change_promise(ticket: Any, before: Any, now: datetime) -> None:
	"""Re-categorised: the policy may be another; what has run and what was paused is carried over. What is taken for done comes
	under the new promise when it is reopened."""
	for field, kind in (("kind", "Kind"), ("category", "Category"), ("priority", "Priority")):
		if ticket.get(field) != before.get(field):
			event_log.note(ticket, kind, now, from_value=before.get(field), to_value=ticket.get(field))
	found = policies.match(ticket, moments.to_site(now).date())
	policy = found.policy.name if found.policy else None
	if policy != before.policy or ticket.team != before.team:
		ticket.policy = policy
		reasons.put(ticket, reasons.POLICY, found.reasons)
		if policy != before.policy:
			why = reasons.packed(ticket, reasons.POLICY)
			event_log.note(ticket, "Policy", now, from_value=before.policy, to_value=policy, reason=why)
		if before.status_category in OPEN:
			clocks.reschedule(ticket, before.status_category, now)


def _first_owner(ticket: Any, chosen: str | None, now: datetime) -> None:
	if chosen:
		_check_member(ticket, chosen)
		reasons.put(ticket, reasons.ASSIGNEE, [Reason("chosen_by", {"user": frappe.session.user})])
		assignment.hand_to(ticket, chosen, now)
	elif core.settings().assign_on_create:
		assignment.assign(ticket, now)


def _change_owner(ticket: Any, before: Any, now: datetime) -> None:
	"""A handover to another team and a re-assignment are counted apart; a new team chooses a new assignee."""
	chosen, ticket.assignee = ticket.assignee, before.assignee
	if before.status_category in OPEN:
		clocks.judge(ticket, now)  # what is overdue by now was missed by whoever had it until now
	if ticket.team != before.team or ticket.company != before.company:
		_check_team(ticket)
	if ticket.team != before.team:
		_hand_over(ticket, before, now)
		if chosen == before.assignee:
			assignment.assign(ticket, now)
			return
	if chosen != ticket.assignee:
		_check_member(ticket, chosen)
		ticket.reassignments = (before.reassignments or 0) + (1 if before.assignee else 0)
		reasons.put(ticket, reasons.ASSIGNEE, [Reason("chosen_by", {"user": frappe.session.user})])
		assignment.hand_to(ticket, chosen or None, now)


def _hand_over(ticket: Any, before: Any, now: datetime) -> None:
	"""The stay with the team before is over, and so is its member's."""
	if not ticket.team:
		frappe.throw(_("Choose the team that takes the ticket over."))
	ticket.handovers = (before.handovers or 0) + 1
	spent = event_log.spent(before, moments.to_utc(before.team_since), now)
	ticket.team_since = moments.to_site(now)
	event_log.note(ticket, "Team", now, from_value=before.team, to_value=ticket.team, **spent)
	if before.assignee:
		reasons.put(ticket, reasons.ASSIGNEE, [Reason("handed_over", {"team": ticket.team})])
		assignment.hand_to(ticket, None, now)


def _check_member(ticket: Any, user: str | None) -> None:
	"""Only people who serve tickets get them: members of its team, or its lead; without a team, those of any of its company."""
	if not user:
		return
	team = queries.team(ticket.team)
	if not team and not any(queries.team(name).company == ticket.company for name in teams_of(user)):
		frappe.throw(_("{0} is in no team of {1}.").format(user, ticket.company))
	if team and user not in {member.user for member in team.members} | {team.lead}:
		frappe.throw(
			_("{0} is not in the team {1}. Choose a member, or hand the ticket to their team.").format(
				user, ticket.team
			)
		)


def _note_work(ticket: Any, before: Any, now: datetime) -> None:
	"""Diagnosis and plan written down, price confirmed, result confirmed: what each of them means for clocks and moments.
	`before` is the ticket as it was stored, empty for a new one."""
	if ticket.diagnosis and not before.diagnosis:
		clocks.meet(ticket, ("diagnosis",), now)
	if ticket.plan and not before.plan:
		ticket.planned_at = moments.to_site(now)
		if clocks.terms_of(ticket).plan_counts:
			clocks.meet(ticket, ("resolution",), now)
	prices.note(ticket, before, now)
	if (ticket.confirmation or "") != (before.confirmation or ""):
		ticket.confirmed_at = moments.to_site(now) if ticket.confirmation else None
		event_log.note(
			ticket, "Confirmation", now, from_value=before.confirmation, to_value=ticket.confirmation
		)
	if ticket.flags.responded_at:
		respond(ticket, ticket.flags.responded_at)
	if ticket.flags.arrived_at:
		clocks.meet(ticket, ("arrival",), ticket.flags.arrived_at)


def _move(ticket: Any, before: Any, now: datetime) -> None:
	"""Another status: the gates first, then clocks, figures and the record of the stay that ended."""
	from_category, to_category = before.status_category, ticket.status_category
	if not ticket_flow.can_move(from_category, to_category).allowed:
		refuse_move(ticket)
	if to_category == RESOLVED:
		refuse_unless(ticket_flow.can_resolve(closing_facts(ticket)))
	if to_category == CLOSED:
		refuse_unless(ticket_flow.can_close(closing_facts(ticket, from_category)))
	if from_category in (RESOLVED, CLOSED) and to_category in OPEN:
		_reopen(ticket, before, now)
	clocks.move(ticket, from_category, now)
	spent = event_log.spent(ticket, moments.to_utc(before.state_since), now)
	ticket.state_since = moments.to_site(now)
	event_log.note(ticket, "State", now, from_value=before.status, to_value=ticket.status, **spent)
	_stamp(ticket, from_category, to_category)


def refuse_move(ticket: Any) -> None:
	"""Throw that the ticket cannot go where it was sent, and say where the user can bring it from where it is."""
	before = ticket.get_doc_before_save()
	missing = asked_for(ticket, before)
	if missing:
		labels = ", ".join(_(ticket.meta.get_label(field)) for field in missing)
		said = _("{0} asks for: {1}. Fill this in first.").format(_(ticket.status), labels)
		frappe.throw(said, WorkflowPermissionError, title=_("Not Possible Yet"))
	field = "status" if ticket.status != before.status else "status_category"
	lines = [messages.text("move_not_allowed", {"from": before.get(field), "to": ticket.get(field)})]
	reopening = ticket_flow.can_reopen(reopen_facts(before), moments.now())
	if reopening.outcome == ticket_flow.NEW_LINKED_TICKET:
		lines.append(messages.reasons(reopening.reasons))
	else:
		states = [row.next_state for row in get_transitions(before)]
		lines.append(_ways_on(before.status, states))
	frappe.throw(messages.LINE.join(lines), WorkflowPermissionError, title=_("Not Possible Yet"))


def _ways_on(status: str, states: list[str]) -> str:
	if not states:
		return _("With your roles you cannot move it on from {0}.").format(_(status))
	return _("From {0} you can move it to: {1}.").format(
		_(status), ", ".join(_(state) for state in dict.fromkeys(states))
	)


def _stamp(ticket: Any, from_category: str, to_category: str) -> None:
	if to_category == RESOLVED and from_category in OPEN:
		ticket.resolved_at = ticket.state_since
	if to_category in (CLOSED, CANCELLED) and from_category != to_category:
		ticket.closed_at = ticket.state_since
		ticket.first_closed_at = ticket.first_closed_at or ticket.closed_at


def _reopen(ticket: Any, before: Any, now: datetime) -> None:
	"""Inside the window the same ticket goes on, its first closing kept; after it the customer gets a new, linked one."""
	decision = ticket_flow.can_reopen(reopen_facts(before), now)
	refuse_unless(decision)
	ticket.reopenings = (before.reopenings or 0) + 1
	ticket.resolved_at = ticket.closed_at = None
	ticket.confirmation = ticket.confirmed_at = None
	event_log.note(ticket, "Reopened", now, from_value=before.status, to_value=ticket.status)
	clocks.reopen(ticket, before.status_category, now)


def closing_facts(
	ticket: Any, category: str | None = None, open_visits: int | None = None
) -> ticket_flow.ClosingFacts:
	"""What the gates of resolving and closing look at, from a ticket's row; its open visits are counted unless they are given."""
	return ticket_flow.ClosingFacts(
		category=category or ticket.status_category,
		kind=ticket.kind or "",
		cause=ticket.cause or "",
		action=ticket.action_taken or "",
		result=ticket.result or "",
		open_visits=queries.open_visits(ticket.name) if open_visits is None else open_visits,
		customer_opinion=ticket.confirmation or "",
		silent=ticket.confirmation == "No Answer",
		unconfirmed_price=bool(ticket.chargeable and not ticket.price_confirmed),
	)


def reopen_facts(ticket: Any) -> ticket_flow.ReopenFacts:
	days = timedelta(days=core.settings().reopen_window_days or 0)
	return ticket_flow.ReopenFacts(ticket.status_category, moments.to_utc(ticket.closed_at), days)


def refuse_unless(decision: Decision) -> None:
	"""Throw the decision's reasons as one translated message unless it allows."""
	messages.refuse_unless(decision)


def tell_present(ticket: Any, now: datetime) -> None:
	"""What lists and the sweep ask a ticket for: is it open, is it to be resolved by a moment, when is it looked at next."""
	ticket.is_open = int(ticket.status_category in OPEN)
	ticket.resolution_pending = clocks.pending(ticket)
	ticket.next_check_at = clocks.next_check(ticket, now, auto_close_at(ticket))


def _settle(ticket: Any, now: datetime) -> None:
	"""What every save ends with: overdue clocks judged, the next check set, search terms renewed."""
	if ticket.status_category in OPEN:
		clocks.judge(ticket, now)
	tell_present(ticket, now)
	ticket.search_terms = _search_terms(ticket)


def renew_search_terms(name: str) -> None:
	"""After what a ticket is found by was changed past its form: what was taken out of it is not found any more."""
	ticket = frappe.db.get_value("Aftersales Ticket", name, list(SEARCHED), as_dict=True)
	rows.change("Aftersales Ticket", name, {"search_terms": _search_terms(ticket)})


def _search_terms(ticket: Any) -> str:
	return index_terms(" ".join(str(ticket.get(field) or "") for field in SEARCHED))


def auto_close_at(ticket: Any) -> datetime | None:
	"""When a resolved ticket is closed for silence; None where the site does not close by itself."""
	days = core.settings().auto_close_days
	resolved = moments.to_utc(ticket.resolved_at)
	return resolved + timedelta(days=days) if days and resolved else None


def continue_in_new(name: str, subject: str = "") -> Any:
	"""A new ticket linked to one that can no longer be reopened, for the same customer and product. Not saved."""
	old = frappe.get_doc("Aftersales Ticket", name)
	decision = ticket_flow.can_reopen(reopen_facts(old), moments.now())
	if decision.outcome == REOPEN or old.status_category in OPEN:
		frappe.throw(
			_("Ticket {0} can still be worked on: reopen it instead of starting a new one.").format(name)
		)
	new = frappe.new_doc("Aftersales Ticket")
	carried = (
		"kind",
		"category",
		"company",
		"customer",
		"contact",
		"contact_name",
		"contact_phone",
		"contact_email",
		"item_code",
		"serial_no",
		"product",
		"service_address",
		"team",
	)
	new.update({field: old.get(field) for field in carried})
	new.update({"subject": subject or old.subject, "previous_ticket": old.name})
	return new
