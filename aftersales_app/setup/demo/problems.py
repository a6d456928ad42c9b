"""Problems of the year: from the evaluation of the last month, from a complaint, from a person; each proposed, taken up and weighed by what the
forms call."""

from datetime import datetime
from typing import Any

import frappe

from aftersales_app.service_improvement.services import findings
from aftersales_app.setup.demo import company
from aftersales_app.setup.demo.acting import MANAGER, QUALITY, SELLER, acting

EVALUATION, COMPLAINT = "Aftersales Evaluation", "Aftersales Complaint"
LATE = ("上门不及时", "评价显示上门及时性明显低于其他维度，集中在派工密集的时段。")
PRICE = ("收费说明不一致", "多位客户反映电话报价与上门收费不一致。")
MANUAL = ("新款说明书缺少排水步骤", "客户安装后常来电询问排水管怎么接。")
REPEATED = ("上门经常迟到", "与上门不及时是同一问题。")


def make(now: datetime) -> None:
	"""`now` is the site's naive local time. Nothing where nothing was evaluated."""
	late = _of_evaluation(now)
	price = _of_complaint(now)
	manual = _of_a_person(now, MANUAL)
	repeated = _of_a_person(now, REPEATED)
	with acting(MANAGER, now):
		for problem, weight in (
			(late, ("High", "低分评价中占比最高，影响续约。", "Urgent", "旺季即将到来。")),
			(price, ("High", "涉及违规收费，有监管风险。", "Can Wait", "本月已发提醒，暂无新增。")),
			(manual, ("Low", "客户能自行解决。", "Urgent", "下批说明书月底付印。")),
		):
			if problem:
				problem.reload().accept()
				problem.weigh(*weight)
		if late:
			repeated.reload().merge(late.name)


def _of_evaluation(now: datetime) -> Any:
	name = frappe.db.get_value(
		EVALUATION, {"company": company.NAME, "kind": "Month"}, order_by="first_day desc"
	)
	if not name:
		return None
	with acting(QUALITY, now):
		told = dict(zip(("subject", "description"), LATE, strict=True))
		return findings.of_evaluation(frappe.get_doc(EVALUATION, name), "All", "", "timeliness", told)


def _of_complaint(now: datetime) -> Any:
	about = {"company": company.NAME, "subject": "收费与事先说明不符"}
	name = frappe.db.get_value(COMPLAINT, about, order_by="received_at desc")
	if not name:
		return None
	with acting(QUALITY, now):
		told = dict(zip(("subject", "description"), PRICE, strict=True))
		return findings.of_complaint(frappe.get_doc(COMPLAINT, name), told)


def _of_a_person(now: datetime, told: tuple[str, str]) -> Any:
	subject, description = told
	with acting(QUALITY if told == REPEATED else SELLER, now):
		fields = {"company": company.NAME, "subject": subject, "description": description}
		return frappe.get_doc({"doctype": "Aftersales Problem", **fields}).insert()
