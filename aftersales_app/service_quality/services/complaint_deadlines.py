"""Until when a complaint has to be acknowledged and its authority answered, on the clocks of the service desk: what is due, and the
warnings before and after. They go to nobody whom the complaint is about."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from aftersales_app.aftersales_core import moments
from aftersales_app.domain import complaint_flow as flow
from aftersales_app.domain.service_clock import WarningLevel
from aftersales_app.domain.trader_timers import LADDER
from aftersales_app.service_desk.services import statutory
from aftersales_app.service_quality.queries import complaints as reads
from aftersales_app.service_quality.services import complaint_entry
from aftersales_app.warranty.services.timers import AHEAD, Due

ACKNOWLEDGEMENT, AUTHORITY = "acknowledgement", "answer_to_authority"


def run() -> int:
	"""Raise the warnings whose moment has come; how many deadlines were looked at."""
	now = moments.now()
	found = due(now)
	barred = reads.subjects_of({one.name for one, _ladder in found})
	statutory.raise_for(((one, ladder, barred.get(one.name, frozenset())) for one, ladder in found), now)
	return len(found)


def due(now: datetime) -> list[tuple[Due, tuple[WarningLevel, ...]]]:
	"""The deadlines that are near or over and not met, each with the ladder of its warnings. `now` is aware."""
	return [*_acknowledgements(now), *_authorities(now)]


def _acknowledgements(now: datetime) -> Iterator[tuple[Due, tuple[WarningLevel, ...]]]:
	within = complaint_entry.within()
	for row in reads.unacknowledged(moments.to_site(now + within)):
		yield (
			_due(row, ACKNOWLEDGEMENT, "received_at", row.received_at, row.acknowledge_by),
			flow.acknowledgement_ladder(row.acknowledge_by - row.received_at),
		)


def _authorities(now: datetime) -> Iterator[tuple[Due, tuple[WarningLevel, ...]]]:
	for row in reads.unanswered(moments.to_site(now + AHEAD).date()):
		begins = row.outside_received_on or row.received_at.date()
		over = datetime.combine(row.outside_due + timedelta(days=1), time())
		yield _due(row, AUTHORITY, "outside_received_on", datetime.combine(begins, time()), over), LADDER


def _due(row: Any, code: str, since: str, started: datetime, over: datetime) -> Due:
	"""Whoever investigates is the first who answers for it; before that, whoever took it down."""
	person = row.investigator or row.owner
	place = (reads.COMPLAINT, row.name, row.company, row.team, person, row.status)
	return Due(*place, code, since, moments.to_utc(started), moments.to_utc(over))
