"""The last months evaluated: all but the latest two approved and published, one of them appealed against; a special evaluation for the latest grave
complaint."""

from datetime import date, datetime, time, timedelta

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.domain.evaluation_flow import (
	APPROVED,
	CHECKED,
	COMPLAINT,
	DISMISSED,
	MONTH,
	PUBLISHED,
	regular,
)
from aftersales_app.service_quality.services import evaluations, special_evaluations
from aftersales_app.setup.demo import company
from aftersales_app.setup.demo.acting import MANAGER, QUALITY, acting

EVALUATION = "Aftersales Evaluation"
MONTHS = 4
FINDINGS = "低分集中在上门不及时和重复维修，建议本月内立项整改。"
APPEAL = "本月含系统切换的三天，工单当时无法结案，样本不能代表本班组。"
ANSWER = "剔除这三天后低分率仍为同一水平，差异不显著，维持原评估。"
STEPS = ((QUALITY, CHECKED), (MANAGER, APPROVED), (MANAGER, PUBLISHED))


def make(now: datetime) -> None:
	"""`now` is the site's naive local time."""
	day, days = now.date(), []
	for _month in range(MONTHS):
		days.append(day)
		day = regular(MONTH, day).last
	for ago, one in reversed(list(enumerate(days))):
		_evaluate(one, now, taken=min(len(STEPS), ago + 1 if ago else 0))
	_appeal(now)


def occasions(now: datetime) -> None:
	"""The latest two grave complaints of the year: one evaluated to its end, the other on its way."""
	today = now.date()
	found = special_evaluations.triggers(today - timedelta(days=365), today - timedelta(days=1))
	grave = [trigger for trigger in found if trigger.kind == COMPLAINT and trigger.company == company.NAME]
	for trigger, taken in zip(grave[-2:], (len(STEPS), 1), strict=False):
		drawn = datetime.combine(trigger.day + timedelta(days=1), time(4))
		with moments.standing_at(moments.to_utc(drawn)):
			name = special_evaluations.draw_up(trigger)
		_take(name, drawn, now, taken)


def _appeal(now: datetime) -> None:
	"""The latest published one was appealed against the day after, and the appeal answered."""
	found = frappe.get_all(
		EVALUATION,
		{"company": company.NAME, "status": PUBLISHED},
		["name", "published_on"],
		order_by="published_on desc",
		limit=1,
	)
	for row in found:
		day = datetime.combine(row.published_on, time(10)) + timedelta(days=1)
		with acting(MANAGER, min(now, day)):
			evaluations.appeal(frappe.get_doc(EVALUATION, row.name), APPEAL)
		with acting(QUALITY, min(now, day + timedelta(days=1))):
			evaluations.answer_appeal(frappe.get_doc(EVALUATION, row.name), 1, DISMISSED, ANSWER)


def _evaluate(day: date, now: datetime, taken: int) -> None:
	"""The month before a day, with so many steps taken."""
	period = regular(MONTH, day)
	drawn = min(now, datetime.combine(period.last + timedelta(days=2), datetime.min.time().replace(hour=4)))
	with moments.standing_at(moments.to_utc(drawn)):
		name = evaluations.draw_up(company.NAME, MONTH, period)
	if not name:
		return
	_take(name, drawn, now, taken)


def _take(name: str, drawn: datetime, now: datetime, taken: int) -> None:
	"""So many steps, a day each."""
	for number, (user, step) in enumerate(STEPS[:taken], 1):
		with acting(user, min(now, drawn + timedelta(days=number))):
			evaluation = frappe.get_doc(EVALUATION, name)
			evaluation.findings = evaluation.findings or FINDINGS
			evaluations.move(evaluation, step)
