"""Who gets a ticket. Reads candidates, asks the domain, writes the assignee and the reasons."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain.assignment import Candidate, Choice, Need, choose
from aftersales_app.domain.errors import Reason
from aftersales_app.integrations import erpnext
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.services import event_log, loads, reasons

QUEUE_ONLY = "Queue Only"
NO_LIMIT = 1_000_000


def assign(ticket: Any, at: datetime, excluded: frozenset[str] = frozenset()) -> None:
	"""Give the ticket to the best member of its team, or leave it in the team's queue and say why."""
	team = queries.team(ticket.team)
	if not team or team.disabled or team.strategy == QUEUE_ONLY or not team.members:
		waits = Reason("waits_in_queue", {"team": ticket.team}) if ticket.team else Reason("no_team")
		reasons.put(ticket, reasons.ASSIGNEE, [waits])
		return
	choice = choose(candidates(team, at), need(ticket, excluded), team.strategy)
	reasons.put(ticket, reasons.ASSIGNEE, explain(choice))
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
		reason=reasons.packed(ticket, reasons.ASSIGNEE),
		**event_log.spent(ticket, since, at),
	)


def need(ticket: Any, excluded: frozenset[str] = frozenset()) -> Need:
	"""What the ticket's category asks of whoever takes it; whoever had the ticket that it continues knows the case."""
	skill = queries.category_value(ticket.category, "required_skill")
	knows = queries.assignee_of(ticket.previous_ticket) if ticket.previous_ticket else None
	return Need(
		skills=frozenset([skill] if skill else []),
		preferred=frozenset([knows] if knows else []),
		excluded=excluded,
	)


@dataclass(frozen=True, slots=True)
class Roster:
	"""What is known of people at one moment: their loads, who is enabled, who is away and who stands in, whose shift is over."""

	at: datetime
	loads: dict[str, loads.Load]
	enabled: frozenset[str]
	away: dict[str, str]
	substitutes: dict[str, str]
	off_shift: frozenset[str]


def candidates(team: Any, at: datetime) -> list[Candidate]:
	"""The members of a team as the domain sees them."""
	users = [member.user for member in team.members]
	here = moments.to_site(at)
	roster = Roster(
		at,
		loads.of(users),
		queries.enabled(users),
		queries.absences(at) | erpnext.leave_of(users, here.date()),
		queries.substitutes(at),
		erpnext.off_shift(users, here),
	)
	return [_candidate(member, roster) for member in team.members]


def _candidate(member: Any, roster: Roster) -> Candidate:
	"""Whoever has no shift, neither of the team's nor of HRMS, is on shift at any time."""
	user = member.user
	open_load, last_assigned_at = roster.loads[user]
	works = not member.shift or core.calendar(member.shift).is_working(roster.at)
	return Candidate(
		user=user,
		capacity=member.capacity or NO_LIMIT,
		open_load=open_load,
		last_assigned_at=last_assigned_at,
		skills=frozenset(skill.strip() for skill in (member.skills or "").split(",") if skill.strip()),
		on_shift=works and user not in roster.off_shift,
		absent=roster.away.get(user),
		substitute=roster.substitutes.get(user),
		enabled=user in roster.enabled and not member.paused,
	)


def explain(choice: Choice) -> list[Reason]:
	"""Who and why, and the first ten who were passed over."""
	passed_over = choice.passed_over[:10]
	return [
		*choice.reasons,
		*(Reason("passed_over", {"user": user, "why": why}) for user, why in passed_over),
	]
