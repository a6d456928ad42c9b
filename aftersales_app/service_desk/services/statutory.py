"""Statutory timers on the clocks of the service desk: who is warned of a deadline that is near, ending or over.

The warranty side says what is due; here it climbs the same ladder as a ticket's clocks, and each rung is one notice, whoever
raises it and however often: the key holds document, deadline, rung and due moment.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain import service_clock
from aftersales_app.domain.service_clock import Clock, WarningLevel
from aftersales_app.domain.trader_timers import ESCALATES, LADDER
from aftersales_app.service_desk.services import notices
from aftersales_app.service_desk.services.policies import Level
from aftersales_app.warranty.services import timers
from aftersales_app.warranty.services.timers import Due

ROUND_THE_CLOCK = core.WorkingCalendar(core.ALWAYS)  # the law counts days, not working hours


def run() -> int:
	"""Raise the warnings whose moment has come; how many deadlines were looked at."""
	now = moments.now()
	due = timers.due(now)
	raise_for(((one, LADDER, frozenset()) for one in due), now)
	return len(due)


def raise_for(running: Iterable[tuple[Due, tuple[WarningLevel, ...], frozenset[str]]], now: datetime) -> None:
	"""Raise the warnings whose moment has come, of deadlines with the ladder that each climbs and whom it is kept from."""
	notices.raise_all((warning for one in running for warning in _warnings(*one, now)), now)


def _warnings(
	due: Due, ladder: tuple[WarningLevel, ...], barred: frozenset[str], now: datetime
) -> Iterator[notices.Warning]:
	clock = _clock(due)
	about = frappe._dict(
		name=due.name,
		company=due.company,
		team=due.team,
		assignee=due.assignee,
		status=due.status,
		barred=barred,
	)
	for level, _at in service_clock.due_warnings(clock, ladder, ROUND_THE_CLOCK, now):
		rung = Level(level, clock.name, "", level.level == ESCALATES)
		yield notices.Warning(about, clock, rung, due.doctype)


def _clock(due: Due) -> Clock:
	"""The same deadline may count from two days at once, from the request and from the goods: that is part of its name."""
	seconds = int((due.due - due.started_at).total_seconds())
	return Clock(f"{due.code}:{due.since}", due.started_at, seconds, due=due.due)
