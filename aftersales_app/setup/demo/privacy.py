"""What customers of the demo ask about their data: one who was shown it, one who is to be erased, one who took a consent back."""

from datetime import datetime, timedelta

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.service_quality.services import consent, privacy
from aftersales_app.setup.demo import company
from aftersales_app.setup.demo.acting import QUALITY, acting

REQUEST, FEEDBACK, TICKET = "Aftersales Privacy Request", "Aftersales Feedback", "Aftersales Ticket"
SHOWN = "已通过登记电话核实身份，并向客户逐项说明所保存的信息。"


def make(now: datetime) -> None:
	"""`now` is the site's naive local time."""
	people = frappe.get_all(
		TICKET,
		{"company": company.NAME, "status_category": "Closed", "customer": ("is", "set")},
		["customer", "contact_phone"],
		order_by="closed_at",
		limit=40,
	)
	asked = list({row.customer: row for row in people}.values())[:2]
	if len(asked) == 2:
		shown, erased = asked
		name = _ask(shown, "View", now - timedelta(days=9), "我想知道你们保存了我哪些信息。")
		with acting(QUALITY, now - timedelta(days=7)):
			privacy.answer(frappe.get_doc(REQUEST, name), SHOWN)
		_ask(erased, "Erase", now - timedelta(days=3), "请删除我的个人信息。")
	_take_back(now - timedelta(days=2))


def _ask(row: frappe._dict, kind: str, at: datetime, words: str) -> str:
	told = {
		"doctype": REQUEST,
		"kind": kind,
		"company": company.NAME,
		"words": words,
		"received_on": at.date(),
	}
	with acting(QUALITY, at):
		request = frappe.get_doc(
			{
				**told,
				"customer": row.customer,
				"phone": row.contact_phone,
				"identity": "Called Back",
				"handler": QUALITY,
			}
		)
		return request.insert().name


def _take_back(at: datetime) -> None:
	agreed = {"company": company.NAME, "agrees_to_research": 1}
	for name in frappe.get_all(FEEDBACK, agreed, pluck="name", order_by="given_at desc", limit=1):
		with moments.standing_at(moments.to_utc(at)):
			consent.stop([name], ["research"])
			privacy.note_withdrawal(name, ["research"], company.NAME)
