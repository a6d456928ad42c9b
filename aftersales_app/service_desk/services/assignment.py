"""Who gets a ticket. Reads candidates, asks the domain, writes the assignee and the reasons."""

from datetime import datetime
from typing import Any

from frappe import _

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain.assignment import Candidate, Choice, Need, choose
from aftersales_app.integrations import erpnext
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.services import event_log

QUEUE_ONLY = "Queue Only"
NO_LIMIT = 1_000_000


def assign(ticket: Any, at: datetime, excluded: frozenset[str] = frozenset()) -> None:
	"""Give the ticket to the best member of its team, or leave it in the team's queue and say why."""
	team = queries.team(ticket.team)
	if not team or team.disabled or team.strategy == QUEUE_ONLY or not team.members:
		ticket.assignment_reason = _("Waits in the queue: {0}").format(ticket.team or _("no team"))
		return
	choice = choose(candidates(team, at), need(ticket, excluded), team.strategy)
	ticket.assignment_reason = explain(choice)
	if choice.user:
		hand_to(ticket, choice.user, at)


def hand_to(ticket: Any, user: str | None, at: datetime) -> None:
	"""Make `user` the assignee (None: back to the queue) and note how long the one before had it."""
	before, since = ticket.assignee, moments.to_utc(ticket.assigned_at)
	ticket.assignee = user
	ticket.assigned_at = moments.to_site(at) if user else None
	event_log.note(
		ticket,
		"Owner",
		at,
		from_value=before,
		to_value=user,
		reason=ticket.assignment_reason,
		**event_log.spent(ticket, since, at),
	)


def need(ticket: Any, excluded: frozenset[str] = frozenset()) -> Need:
	"""What the ticket's category asks of whoever takes it."""
	skill = queries.category_value(ticket.category, "required_skill")
	return Need(skills=frozenset([skill] if skill else []), excluded=excluded)


def candidates(team: Any, at: datetime) -> list[Candidate]:
	"""The members of a team as the domain sees them."""
	users = [member.user for member in team.members]
	loads = queries.loads(users)
	away = queries.absences(at) | erpnext.leave_of(users, moments.to_site(at).date())
	return [_candidate(member, at, loads.get(member.user), away.get(member.user)) for member in team.members]


def _candidate(
	member: Any, at: datetime, load: tuple[int, datetime | None] | None, absent: str | None
) -> Candidate:
	"""Whoever has no shift of their own is on shift at any time; whoever has no load is disabled as a user."""
	open_load, last_assigned_at = load or (0, None)
	return Candidate(
		user=member.user,
		capacity=member.capacity or NO_LIMIT,
		open_load=open_load,
		last_assigned_at=last_assigned_at,
		skills=frozenset(skill.strip() for skill in (member.skills or "").split(",") if skill.strip()),
		on_shift=not member.shift or core.calendar(member.shift).is_working(at),
		absent=absent,
		enabled=load is not None and not member.paused,
	)


def explain(choice: Choice) -> str:
	"""The choice in words: who and why, and everybody passed over."""
	lines = [messages.reasons(choice.reasons)]
	lines += [f"{user}: {messages.text(code)}" for user, code in choice.passed_over[:10]]
	return "\n".join(lines)
