"""People and teams whose mean lies out of the funnel (rules.md T6): some of the answers that put it there are looked at by somebody. Nothing of
it changes a figure."""

import json
from datetime import timedelta
from typing import Any

from aftersales_app.aftersales_core import moments, rows
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.domain import verification as rule
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.evaluation_flow import Period
from aftersales_app.domain.remedies import record
from aftersales_app.domain.score_sums import Sums, added
from aftersales_app.domain.verification import DOUBTS_WITHIN, PENDING
from aftersales_app.service_quality.queries import calls
from aftersales_app.service_quality.queries import verification as reads
from aftersales_app.service_quality.queries.feedback import FEEDBACK

DAYS = 90  # that are looked at
MOST = 5  # answers about one of them in that time
OF_WHOM = ("rated", "team")


def run() -> None:
	"""Every night. Whoever was found yesterday gets no further doubts for the same."""
	today = moments.site_today()
	period = Period(today - timedelta(days=DAYS), today - timedelta(days=1))
	for company in calls.companies():
		for field in OF_WHOM:
			attempt(f"Funnel of {company} by {field}", _watch, company, field, period)


def _watch(company: str, field: str, period: Period) -> None:
	sums = reads.sums_by(company, field, period)
	everybody = added(sums.values())
	for name, own in sorted(sums.items()):
		doubt = rule.funnel_doubt(own, everybody) if name else None
		if doubt:
			_doubt(company, field, name, period, (own, everybody), doubt)


def _doubt(
	company: str, field: str, name: str, period: Period, sums: tuple[Sums, Sums], doubt: Reason
) -> None:
	left = MOST - reads.doubted(company, field, name, period, doubt.code)
	if left <= 0:
		return
	found = reads.valid_by_rule(company, field, name, period)
	for answer in [one for one in found if rule.speaks_for(one.overall, *sums)][:left]:
		_look_again(answer, Reason(doubt.code, {**doubt.params, "whom": _called(field)}))


def _called(field: str) -> str:
	return "Team" if field == "team" else "Who Served"


def _look_again(answer: Any, doubt: Reason) -> None:
	doubts = [*json.loads(answer.doubts or "[]"), *record((doubt,))]
	facts = {"doubts": json.dumps(doubts, ensure_ascii=False), "status": PENDING}
	rows.change(FEEDBACK, answer.name, {**facts, "verify_by": moments.site_now() + DOUBTS_WITHIN})
