"""The year's objectives with what became of them, two quarters of the department, and a self-assessment: last year's signed, this year's begun."""

from datetime import date, datetime, timedelta

import frappe

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.domain.evaluation_flow import APPROVED, CHECKED, PUBLISHED, QUARTER, Period, regular
from aftersales_app.service_quality.services import department_performance, objectives, self_assessment
from aftersales_app.setup.demo import company
from aftersales_app.setup.demo.acting import MANAGER, QUALITY, acting, note
from aftersales_app.setup.demo.ledger import Ledger

HOTLINE = "400-820-0000"
CALLS, ANSWERED = 900, 0.955
SCRAP_POINTS = 4  # of the one indicator that is not met
REST, COMPLETION = 88, 70  # what the appraisal and the improvement plan say, in percent
STEPS = ((QUALITY, CHECKED), (MANAGER, APPROVED), (MANAGER, PUBLISHED))


def make(book: Ledger, random: object, now: datetime) -> None:
	"""`now` is the site's naive local time."""
	_calls(book, random, now)
	_set(now)
	_quarters(book, now)
	_assess(book, now)


def _calls(book: Ledger, random: object, now: datetime) -> None:
	"""Calls of the year to the hotline, most of them answered; some of the last months' lines were too busy."""
	rows = []
	for number in range(CALLS):
		at = now - timedelta(minutes=random.randrange(365 * 24 * 60))
		answered = random.random() < ANSWERED
		rows.append(
			{
				"name": f"HY-CALL-{number:04d}",
				"id": f"HY-CALL-{number:04d}",
				"from": f"1990000{random.randrange(10**4):04d}",
				"to": HOTLINE,
				"type": "Incoming",
				"status": "Completed" if answered else random.choice(("No Answer", "Busy")),
				"start_time": at.replace(microsecond=0),
				"duration": random.randrange(40, 600) if answered else 0,
			}
		)
	book.rows("Call Log", rows)


def _set(now: datetime) -> None:
	"""The usual objectives of this year and the last, worked out."""
	with acting(MANAGER, now):
		for year in (now.year - 1, now.year):
			for name in objectives.set_usual(company.NAME, year):
				objective = frappe.get_doc(objectives.OBJECTIVE, name)
				objective.update({"responsible": MANAGER, **_more(objective.metric)})
				objectives.work_out(objective.save())


def _more(metric: str) -> dict[str, object]:
	if metric == "Answered Calls":
		return {"phone_numbers": HOTLINE, "close_by": 1}
	return {"close_by": 2} if metric in ("Satisfied Customers", "Solved Tickets") else {}


def _quarters(book: Ledger, now: datetime) -> None:
	"""The quarter that is over is waiting to be confirmed, the one before it published."""
	latest = regular(QUARTER, now.date())
	department = frappe.db.get_value("Aftersales Team", {"company": company.NAME}, "department")
	for period, taken in ((regular(QUARTER, latest.first), len(STEPS)), (latest, 0)):
		_judge(book, department, period, now, taken)


def _judge(book: Ledger, department: str, period: Period, now: datetime, taken: int) -> None:
	drawn = min(now, datetime.combine(period.last + timedelta(days=2), datetime.min.time().replace(hour=4)))
	with moments.standing_at(moments.to_utc(drawn)):
		name = department_performance.draw_up(company.NAME, department, period.first)
	doc = frappe.get_doc("Aftersales Department Performance", name)
	with moments.standing_at(moments.to_utc(drawn)):
		for row in doc.parts:
			value = COMPLETION if row.metric else REST
			if not row.is_scored and row.outcome != "No Data":
				paper = note(
					book, f"考核依据 {period.first} {row.idx}.txt", "人力资源部与改善小组确认，原件存档。"
				)
				department_performance.enter(doc, row.component, value, paper, "见附件")
	for number, (user, step) in enumerate(STEPS[:taken], 1):
		with acting(user, min(now, drawn + timedelta(days=number))):
			department_performance.move(frappe.get_doc(doc.doctype, name), step)


def _assess(book: Ledger, now: datetime) -> None:
	with acting(QUALITY, now), messages.speaking("zh"):
		first = date(now.year - 1, 1, 1) if now.month < 7 else date(now.year, 1, 1)
		last = min(date(first.year, 12, 31), now.date() - timedelta(days=1))
		told = {"company": company.NAME, "first_day": first, "last_day": last}
		doc = frappe.get_doc({"doctype": "Aftersales Self-Assessment", **told}).insert()
		for row in doc.indicators:
			if row.kind == self_assessment.WHOLE:
				row.verdict = "No" if row.points == SCRAP_POINTS else "Yes"
				row.note = (
					"见制度汇编" if row.verdict == "Yes" else "废旧商品回收渠道尚未建立，列入下半年计划"
				)
		doc.append(
			"deductions",
			{
				"breach_of": "Own Rules",
				"what": "两起投诉未在承诺的 24 小时内确认",
				"correct_by": last,
				"corrected_on": last,
			},
		)
		doc.conclusion = "整体达标，短板在维修记录完整性和废旧商品回收。"
		self_assessment.fill(doc)
	with acting(MANAGER, now):
		self_assessment.sign(frappe.get_doc(doc.doctype, doc.name))
