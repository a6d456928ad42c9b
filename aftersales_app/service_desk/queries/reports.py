"""The figures of the reports. The database counts, Python only folds its groups; users get what they may see of tickets.

Moments are the site's naive local time, as stored. A `Scope` is half open: from `start` up to, not including, `end`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import frappe
from frappe.desk.reportview import build_match_conditions
from frappe.query_builder.functions import Count, Max, Min, Sum
from pypika.analytics import Lead
from pypika.terms import Function, LiteralValue, Term

from aftersales_app.domain.service_clock import CANCELLED, CLOCKS, MET, MISSED, NOT_STARTED, PAUSED, RUNNING
from aftersales_app.domain.ticket_flow import CATEGORIES, CLOSED, OPEN, RESOLVED
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.queries.ticket_indexes import NAMED_INDEXES

TICKET, EVENT = "Aftersales Ticket", "Aftersales Ticket Event"
EVERY_STAGE = list(CATEGORIES)
ON_EVENT = frozenset({"company", "team"})  # what an event knows itself, as it was then
CODED = frozenset({"channel", "kind", "priority"})  # few values, each index-listed: grouped by their number
VERDICTS = (NOT_STARTED, MET, MISSED, CANCELLED, RUNNING, PAUSED)  # the most frequent are found first
IN_RESOLVED = frozenset(NAMED_INDEXES["resolved_figures"])
FIRST_CONTACT_DAYS = 7  # without another contact (rules.md T1)
REACHED = (  # what is counted, of which events: kind, and stages that the ticket was in then
	("resolved", "State", [RESOLVED]),
	("closed", "State", [CLOSED]),
	("reopened", "Reopened", EVERY_STAGE),
)
STEPS = 50  # buckets per factor e of a duration: each is 2 % wide


def midnight(day: date) -> datetime:
	return datetime.combine(day, time.min)


@dataclass(frozen=True, slots=True)
class Scope:
	"""What a report looks at: a period, and for ticket columns the values that count."""

	start: datetime
	end: datetime
	facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

	@classmethod
	def days(cls, first: date, last: date, **facts: tuple[str, ...]) -> "Scope":
		"""From the first to the last day, both included."""
		return cls(midnight(first), midnight(last + timedelta(days=1)), facts)

	def within(self, moment: Term) -> Term:
		return (moment >= self.start) & (moment < self.end)


def attainment(scope: Scope, group: str | None) -> list[tuple]:
	"""Tickets opened in the period by group and the four verdicts: (group, v1, v2, v3, v4, tickets).

	Grouped by the verdicts' numbers in `VERDICTS`: by their names MariaDB takes a third longer.
	"""
	ticket = frappe.qb.DocType(TICKET)
	numbers = [Function("field", ticket[f"{clock}_verdict"], *VERDICTS[1:]) for clock in CLOCKS]
	key = _dimension(ticket, group, ticket.opened_at)
	query = frappe.qb.from_(ticket).select(key, *numbers, Count("*")).groupby(key, *numbers)
	found = _restrict(query.where(scope.within(ticket.opened_at)), ticket, scope).run()
	return [(key, *(VERDICTS[number or 0] for number in given), tickets) for key, *given, tickets in found]


def late_now(scope: Scope, group: str | None, now: datetime) -> list[tuple]:
	"""Of the tickets still open: clocks overdue and not done yet, per group (group, per clock: overdue but still marked as
	running, missed and not done)."""
	ticket = frappe.qb.DocType(TICKET)
	sums: list[Term] = []
	for clock in CLOCKS:
		verdict, due, at = (ticket[f"{clock}_{part}"] for part in ("verdict", "due", "at"))
		sums += [_times((verdict == RUNNING) & (due < now)), _times((verdict == MISSED) & at.isnull())]
	key = _dimension(ticket, group, ticket.opened_at)
	query = frappe.qb.from_(ticket).select(key, *sums).groupby(key)
	query = query.where(ticket.status_category.isin(sorted(OPEN)) & scope.within(ticket.opened_at))
	return _restrict(query, ticket, scope).run()


def exempted(scope: Scope, group: str | None) -> list[tuple]:
	"""Missed clocks with an approved exemption, per group and clock: (group, clock, number)."""
	ticket, exemption = frappe.qb.DocType(TICKET), frappe.qb.DocType("Aftersales Exemption")
	key = _dimension(ticket, group, ticket.opened_at)
	query = (
		frappe.qb.from_(exemption)
		.join(ticket)
		.on(ticket.name == exemption.ticket)
		.select(key, exemption.clock, Count(exemption.ticket).distinct())
		.where((exemption.status == "Approved") & scope.within(ticket.opened_at))
		.groupby(key, exemption.clock)
	)
	missed = [(exemption.clock == clock) & (ticket[f"{clock}_verdict"] == MISSED) for clock in CLOCKS]
	return _restrict(query.where(missed[0] | missed[1] | missed[2] | missed[3]), ticket, scope).run()


def missed_by(scope: Scope) -> list[tuple]:
	"""Tickets opened in the period on which a clock was missed, by who had them then: (user per clock ..., tickets).

	What was missed while nobody had it is not among them; `missed` has it.
	"""
	ticket = frappe.qb.DocType(TICKET)
	owners = [ticket[f"{clock}_missed_by"] for clock in CLOCKS]
	query = frappe.qb.from_(ticket).select(*owners, Count("*")).groupby(*owners)
	query = query.where(scope.within(ticket.opened_at) & Function("coalesce", *owners).isnotnull())
	return _restrict(query, ticket, scope).run()


def missed(scope: Scope) -> list[int]:
	"""Of the tickets opened in the period, how many missed each clock, whoever had them then."""
	ticket = frappe.qb.DocType(TICKET)
	sums = [_times(ticket[f"{clock}_verdict"] == MISSED) for clock in CLOCKS]
	query = frappe.qb.from_(ticket).select(*sums).where(scope.within(ticket.opened_at))
	return [int(number or 0) for number in _restrict(query, ticket, scope).run()[0]]


def exempted_by(scope: Scope) -> list[tuple]:
	"""Missed clocks with an approved exemption by who had the ticket then: (clock, user, number)."""
	ticket, exemption = frappe.qb.DocType(TICKET), frappe.qb.DocType("Aftersales Exemption")
	query = (
		frappe.qb.from_(exemption)
		.join(ticket)
		.on(ticket.name == exemption.ticket)
		.select(exemption.clock, exemption.missed_by, Count(exemption.ticket).distinct())
		.where((exemption.status == "Approved") & scope.within(ticket.opened_at))
		.groupby(exemption.clock, exemption.missed_by)
	)
	return _restrict(query, ticket, scope).run()


def waits(scope: Scope, group: str | None, nodes: list[str]) -> list[tuple]:
	"""Stays that ended in the period, as histograms: (node, group, number, working seconds) per bucket of like durations.

	Grouped by the node's number in `nodes`: by its name MariaDB takes a third longer.
	"""
	event = frappe.qb.DocType(EVENT)
	seconds, node = event.working_seconds, Function("field", event.from_value, *nodes)
	bucket = Function("floor", Function("ln", Function("greatest", seconds, 1)) * STEPS)
	query, key = _from_events(event, scope, group, measured=True)
	names = _names(group)
	code = Function("field", key, *names) if names else key
	query = query.select(node, code, Count("*"), Sum(seconds)).groupby(node, code, bucket)
	query = query.where((event.kind == "State") & scope.within(event.at) & event.from_value.isin(nodes))
	if _knows_place(scope, group) and not _is_most(scope):
		query = query.where(event.category.isin(EVERY_STAGE))
	found = [(nodes[number - 1], *row) for number, *row in query.run()]
	return _decoded(found, 1, names)


def _knows_place(scope: Scope, group: str | None) -> bool:
	"""Whether it is asked where an event happened: in which company or team."""
	return bool({*scope.facts, group} & ON_EVENT)


def _is_most(scope: Scope) -> bool:
	"""Whether the period holds most of the log's time. If so, all that the index has of a kind is read at once; else the
	period is looked up in it stage by stage, which takes longer for every event and pays where it leaves out many."""
	event = frappe.qb.DocType(EVENT)
	((first, last),) = frappe.qb.from_(event).select(Min(event.at), Max(event.at)).run()
	return not first or 2 * (min(scope.end, last) - max(scope.start, first)) > last - first


def waiting_now(scope: Scope, group: str | None) -> list[tuple]:
	"""Tickets that are in a status at present: (status, group, number). The period does not count, what is open is open."""
	ticket = frappe.qb.DocType(TICKET)
	key = _dimension(ticket, group if _is_column(group) else None, ticket.opened_at)
	query = frappe.qb.from_(ticket).select(ticket.status, key, Count("*")).groupby(ticket.status, key)
	return _restrict(query.where(ticket.status_category.isin(sorted(OPEN))), ticket, scope).run()


def opened(scope: Scope, group: str | None) -> list[tuple]:
	"""Tickets opened per day and group: (day, group, number)."""
	ticket = frappe.qb.DocType(TICKET)
	key, day = _dimension(ticket, group, ticket.opened_at), Function("date", ticket.opened_at)
	names = _names(group)
	code = Function("field", key, *names) if names else key
	query = frappe.qb.from_(ticket).select(day, code, Count("*")).groupby(day, code)
	found = _restrict(query.where(scope.within(ticket.opened_at)), ticket, scope).run()
	return _decoded(found, 1, names)


def moved(scope: Scope, group: str | None) -> list[tuple]:
	"""Times that tickets were resolved, closed and reopened per day and group: (what, day, group, number)."""
	found, names = [], _names(group)
	for what, kind, stages in REACHED:  # one by one: half the time of all at once
		event = frappe.qb.DocType(EVENT)
		day, (query, key) = Function("date", event.at), _from_events(event, scope, group)
		code = Function("field", key, *names) if names else key
		query = query.where((event.kind == kind) & event.category.isin(stages) & scope.within(event.at))
		found += [(what, *row) for row in query.select(day, code, Count("*")).groupby(day, code).run()]
	return _decoded(found, 2, names)


def backlog(scope: Scope, group: str | None, now: datetime, days: Iterable[int]) -> list[tuple]:
	"""Open tickets by group: (group, number, for each of `days` how many have been open for so many whole days or more, the
	first opening). What is opened later than now has been open for none."""
	ticket = frappe.qb.DocType(TICKET)
	key = _dimension(ticket, group, ticket.opened_at)
	sums = [_times(ticket.opened_at <= now - timedelta(days=number)) for number in days]
	query = frappe.qb.from_(ticket).select(key, Count("*"), *sums, Min(ticket.opened_at)).groupby(key)
	return _restrict(query.where(ticket.status_category.isin(sorted(OPEN))), ticket, scope).run()


def changes_of_hands(scope: Scope, group: str | None) -> list[tuple]:
	"""Tickets opened in the period: (group, tickets, re-assigned, re-assignments, handed over, handovers, resolved at least
	once, reopened, reopenings)."""
	ticket = frappe.qb.DocType(TICKET)
	key = _dimension(ticket, group, ticket.opened_at)
	done = ticket.resolved_at.isnotnull() | (ticket.reopenings > 0)  # reopening empties resolved_at
	query = frappe.qb.from_(ticket).select(
		key,
		Count("*"),
		_times(ticket.reassignments),
		Sum(ticket.reassignments),
		_times(ticket.handovers),
		Sum(ticket.handovers),
		_times(done),
		_times(ticket.reopenings),
		Sum(ticket.reopenings),
	)
	return _restrict(query.where(scope.within(ticket.opened_at)).groupby(key), ticket, scope).run()


def reopened_after_closing(scope: Scope, group: str | None, ripe_before: datetime, days: int) -> list[tuple]:
	"""Closings in the period and what became of them: (group, closings, too young to tell, reopened within `days` of those
	that are old enough). Closed at `ripe_before` or later: too young."""
	event, back = frappe.qb.DocType(EVENT), frappe.qb.DocType(EVENT)
	over = (event.kind == "State") & (event.category == CLOSED) & scope.within(event.at)
	query, key = _from_events(event, scope, group)
	counted = query.where(over).select(key, Count("*"), _times(event.at >= ripe_before)).groupby(key).run()
	again = (
		frappe.qb.from_(back)
		.select(back.ticket, back.at)
		.where((back.kind == "Reopened") & back.category.isin(EVERY_STAGE) & (back.at >= scope.start))
		.as_("again")
	)
	until = Function("adddate", event.at, days)
	query, key = _from_events(event, scope, group)
	query = query.join(again).on(
		(again.ticket == event.ticket) & (again.at >= event.at) & (again.at <= until)
	)
	query = query.where(over & (event.at < ripe_before))
	reopened = dict(query.select(key, Count(event.name).distinct()).groupby(key).run())
	return [(*figures, reopened.get(figures[0], 0)) for figures in counted]


def first_contact(scope: Scope, group: str | None, ripe_before: datetime, days: int) -> list[tuple]:
	"""Tickets resolved in the period: (group, resolved, too young to tell, solved at first contact).

	Solved at first contact: one contact, never reopened, and until `days` after resolving it no other ticket of the
	same customer for the same product (the same category where none is named). Resolved at `ripe_before` or later: too
	young. Other people's tickets count as other contacts, whoever asks.
	"""
	ticket = frappe.qb.DocType(TICKET)
	if build_match_conditions(TICKET):
		query, source, following = _beside_contacts(ticket, scope, days)
	else:
		columns = {*scope.facts, *([group] if _is_column(group) else [])}
		query, source, following = from_contacts(scope, days, columns)
	key = _dimension(source, group, source.resolved_at)
	query = count_first_contact(query, source, following, [key], scope, ripe_before, days)
	return _restrict(query, source, scope).run()


def from_contacts(scope: Scope, days: int, columns: Collection[str]) -> tuple[Any, Any, Term]:
	"""A query over all tickets, its source, and when the customer came next with the same: one reading of an index. What that
	index does not hold is joined by name from one that does."""
	wanted = {"resolved_at", "contacts", "reopenings", *columns}
	others = sorted(wanted - IN_RESOLVED)
	if not others:
		source = _contacts(scope, days, wanted)
		return frappe.qb.from_(source), source, source.following
	ticket, own = frappe.qb.DocType(TICKET), sorted(wanted & IN_RESOLVED)
	facts = frappe.qb.from_(ticket).select(ticket.name, *(ticket[column] for column in others))
	facts = _by_index(facts, TICKET, "facts_by_name").as_("facts")
	contacts = _contacts(scope, days, {"name", *own})
	both = frappe.qb.from_(contacts).join(facts).on(facts.name == contacts.name)
	both = both.select(contacts.following, *(contacts[column] for column in own))
	source = both.select(*(facts[column] for column in others)).as_("both")
	return frappe.qb.from_(source), source, source.following


def _beside_contacts(ticket: Any, scope: Scope, days: int) -> tuple[Any, Any, Term]:
	"""The same where a condition on tickets must hold, which may ask for any of their columns: the few are joined."""
	contacts = _contacts(scope, days, {"name"})
	return (
		frappe.qb.from_(ticket).left_join(contacts).on(contacts.name == ticket.name),
		ticket,
		contacts.following,
	)


def _contacts(scope: Scope, days: int, columns: Collection[str]) -> Any:
	ticket = frappe.qb.DocType(TICKET)
	whose = Function("coalesce", ticket.customer, ticket.name)  # who is not known does not come again
	issue = Function("coalesce", ticket.item_code, ticket.category)
	following = Lead(ticket.opened_at).over(whose, issue).orderby(ticket.opened_at, ticket.name)
	return (
		frappe.qb.from_(ticket)
		.select(*(ticket[column] for column in sorted(columns)), following.as_("following"))
		.where(ticket.opened_at < Function("adddate", scope.end, days))
	)


def count_first_contact(
	query: Any, source: Any, following: Term, keys: list[Term], scope: Scope, ripe_before: datetime, days: int
) -> Any:
	"""The query behind `first_contact`, for whoever restricts it themselves: keys, resolved, too young, solved."""
	back = Function("coalesce", following < Function("adddate", source.resolved_at, days), 0)
	alone = (back == 0) & (source.contacts <= 1) & (source.reopenings == 0)
	return (
		query.select(
			*keys,
			Count("*"),
			_times(source.resolved_at >= ripe_before),
			_times((source.resolved_at < ripe_before) & alone),
		)
		.where(scope.within(source.resolved_at))
		.groupby(*keys)
	)


def under(category: str) -> tuple[str, ...]:
	"""A category and all below it."""
	return tuple(name for name in queries.categories() if category in queries.category_chain(name))


def _times(condition: Term) -> Term:
	"""How often it holds or is not zero. A sum of truths would be added up in decimals, which takes longer."""
	return Count(Function("nullif", condition, 0))


def _dimension(table: Any, group: str | None, moment: Term) -> Term:
	"""The column, or the beginning of the week or month of `moment`, by which figures are grouped."""
	if group == "week":
		return Function("subdate", Function("date", moment), Function("weekday", moment))
	if group == "month":
		return Function("subdate", Function("date", moment), Function("dayofmonth", moment) - 1)
	return table[group] if group else LiteralValue("''")


def _names(group: str | None) -> list[str]:
	"""The values of a column that has few: grouped by their number in this list MariaDB is quicker than by name."""
	if group not in CODED:
		return []
	ticket = frappe.qb.DocType(TICKET)
	return sorted(
		value for (value,) in frappe.qb.from_(ticket).select(ticket[group]).distinct().run() if value
	)


def _decoded(rows: Iterable[Sequence[Any]], at: int, names: Sequence[str]) -> list[tuple]:
	"""The rows with the name for the number at this place; without a name it is empty."""
	if not names:
		return [tuple(row) for row in rows]
	return [(*row[:at], names[row[at] - 1] if row[at] else None, *row[at + 1 :]) for row in rows]


def _is_column(group: str | None) -> bool:
	return bool(group) and group not in ("week", "month")


def _restrict(query: Any, ticket: Any, scope: Scope) -> Any:
	for column, values in scope.facts.items():
		query = query.where(ticket[column].isin(values))
	visible = build_match_conditions(TICKET)
	return query.where(LiteralValue(f"({visible})")) if visible else query


def _from_events(event: Any, scope: Scope, group: str | None, measured: bool = False) -> tuple[Any, Term]:
	"""A query over events within the scope's facts and the user's sight, and what it is grouped by. `measured`: of their
	durations, too.

	Tickets are joined only where something is asked of them that the event does not know, and then by indexes that hold
	no more than that: a year's tickets, each read where it lies, take a minute.
	"""
	query, source, visible = frappe.qb.from_(event), event, build_match_conditions(TICKET)
	asked = set(scope.facts) - ON_EVENT
	by_place = _knows_place(scope, group)
	index = "figures" if by_place else "stays" if measured else "moves"
	if visible or asked or (_is_column(group) and group not in ON_EVENT):
		source = _facts_of_tickets({"name", *([group] if _is_column(group) else [])}, asked, scope, visible)
		query = query.join(source).on(source.name == event.ticket)
	if not visible and (source is not event or measured):
		query = _by_index(query, EVENT, index)
	for column in scope.facts.keys() & ON_EVENT:
		query = query.where(event[column].isin(scope.facts[column]))
	return query, _dimension(event if group in ON_EVENT else source, group, event.at)


def _facts_of_tickets(columns: set[str], asked: set[str], scope: Scope, visible: str) -> Any:
	ticket = frappe.qb.DocType(TICKET)
	query = frappe.qb.from_(ticket).select(*(ticket[column] for column in sorted(columns)))
	for column in sorted(asked):
		query = query.where(ticket[column].isin(scope.facts[column]))
	if visible:
		query = query.where(LiteralValue(f"({visible})"))
	else:
		query = _by_index(query, TICKET, "facts_by_name")
	return query.as_("facts")


def _by_index(query: Any, doctype: str, name: str) -> Any:
	"""Force an index where it stands: a site whose owner has lengthened a field may have to go without it."""
	return query.force_index(name) if frappe.db.has_index(f"tab{doctype}", name) else query
