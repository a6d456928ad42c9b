"""The last months evaluated: all but the latest two approved and published."""

from datetime import date, datetime, timedelta

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.domain.evaluation_flow import APPROVED, CHECKED, MONTH, PUBLISHED, regular
from aftersales_app.service_quality.services import evaluations
from aftersales_app.setup.demo import company
from aftersales_app.setup.demo.acting import MANAGER, QUALITY, acting

EVALUATION = "Aftersales Evaluation"
MONTHS = 4
FINDINGS = "低分集中在上门不及时和重复维修，建议本月内立项整改。"
STEPS = ((QUALITY, CHECKED), (MANAGER, APPROVED), (MANAGER, PUBLISHED))


def make(now: datetime) -> None:
	"""`now` is the site's naive local time."""
	day, days = now.date(), []
	for _month in range(MONTHS):
		days.append(day)
		day = regular(MONTH, day).last
	for ago, one in reversed(list(enumerate(days))):
		_evaluate(one, now, taken=min(len(STEPS), ago + 1 if ago else 0))


def _evaluate(day: date, now: datetime, taken: int) -> None:
	"""The month before a day, with so many steps taken."""
	period = regular(MONTH, day)
	drawn = min(now, datetime.combine(period.last + timedelta(days=2), datetime.min.time().replace(hour=4)))
	with moments.standing_at(moments.to_utc(drawn)):
		name = evaluations.draw_up(company.NAME, MONTH, period)
	if not name:
		return
	for number, (user, step) in enumerate(STEPS[:taken], 1):
		with acting(user, min(now, drawn + timedelta(days=number))):
			evaluation = frappe.get_doc(EVALUATION, name)
			evaluation.findings = evaluation.findings or FINDINGS
			evaluations.move(evaluation, step)
