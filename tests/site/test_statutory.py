"""Statutory deadlines of returns climb the ladder of warnings: each rung once, to whom it belongs, and none for what is done."""

import frappe
import pytest
from factories.people import make_user
from factories.returns import make_unit, new_return
from factories.service import make_team
from freezegun import freeze_time

from aftersales_app.service_desk.services import notices, statutory


@pytest.fixture
def desk():
	agent, lead = make_user("Service Agent", language="en"), make_user("Service Team Lead")
	manager = make_user("Operations Manager", language="en")
	team = make_team([agent], lead=lead, operations_manager=manager)
	return frappe._dict(agent=agent, lead=lead, manager=manager, team=team)


@pytest.fixture
def back(desk, as_user):
	"""A return whose goods came back on 2025-06-10: 7 days end on the 17th, 15 on the 25th."""
	with as_user(desk.agent), freeze_time("2025-06-10 04:00:00.25"):
		doc = new_return(make_unit(sold="2025-06-09", item_name="Noisy fridge <b>")).insert()
		doc.authorise()
		doc.receive("2025-06-10")
	return doc.reload()


def sweep(moment: str) -> None:
	with freeze_time(moment):
		statutory.run()


def told(doc, timer: str = "refund") -> list[tuple]:
	fields = ["level", "recipient", "escalates", "raised_at"]
	rows = frappe.get_all(
		"Aftersales Notice", {"reference_name": doc.name, "timer": timer}, fields, order_by="level"
	)
	return [(row.level, row.recipient, row.escalates, str(row.raised_at)) for row in rows]


def test_the_ladder_of_a_refund(desk, back):
	sweep("2025-06-15 15:59:59")  # a second before the 16th in Shanghai
	assert told(back) == []
	sweep("2025-06-15 16:00:00")
	assert told(back) == [(1, desk.agent, 0, "2025-06-16 00:00:00")]
	sweep("2025-06-16 16:00:00")
	assert told(back)[1:] == [(2, desk.lead, 0, "2025-06-17 00:00:00")]
	sweep("2025-06-17 15:59:59")
	assert len(told(back)) == 2
	sweep("2025-06-17 16:00:00")  # the last day is over
	assert told(back)[2:] == [(3, desk.manager, 1, "2025-06-18 00:00:00")]
	assert told(back, "deliberate_delay") == []
	sweep("2025-06-25 16:00:00")
	assert [row[0] for row in told(back, "deliberate_delay")] == [1, 2, 3]


def test_each_rung_is_one_notice_however_often_the_sweep_runs(back):
	for _turn in range(3):
		sweep("2025-06-17 16:00:00")
	assert len(told(back)) == 3
	keys = frappe.get_all("Aftersales Notice", {"reference_name": back.name}, pluck="notice_key")
	assert f"{back.name}:refund:goods_back_on:3:20250617T160000Z" in keys


def test_what_is_done_is_not_warned_of(desk, back, as_user):
	with as_user(desk.agent), freeze_time("2025-06-12 04:00:00.25"):
		for row in back.findings:
			row.found = "No"
		back.update({"intact": "Yes", "paid_total": 0.01, "kept": [{"item": "A", "price": 0.01}]})
		back.save()
		back.inspect()
		back.record_refund("2025-06-12")
	sweep("2025-06-30 16:00:00")
	assert told(back) == told(back, "deliberate_delay") == []


def test_a_return_that_is_called_off_runs_no_longer(desk, as_user):
	with as_user(desk.agent), freeze_time("2025-06-03 04:00:00.25"):
		doc = new_return(make_unit(sold="2025-06-01")).insert()
		doc.call_off("Keeps it")
	sweep("2025-06-30 16:00:00")
	assert told(doc, "deliberate_delay") == []


def test_the_digest_leads_to_the_return_and_an_escalation_is_answered(desk, back, as_user):
	with freeze_time("2025-06-18 04:00:00.25"):
		statutory.run()
		notices.deliver()
	bell = frappe.get_last_doc("Notification Log", {"for_user": desk.manager})
	assert (bell.subject, bell.document_type, bell.document_name) == (
		f"Statutory deadline missed: {back.name}",
		"Aftersales Return",
		back.name,
	)
	notice = frappe.get_doc("Aftersales Notice", {"reference_name": back.name, "timer": "refund", "level": 3})
	assert (notice.ticket, notice.status, notice.answer, notice.node) == (
		None,
		"Delivered",
		"Awaited",
		"Goods Received",
	)
	assert frappe.db.count("ToDo", {"reference_name": notice.name, "allocated_to": desk.manager}) == 1
	with as_user(desk.manager), freeze_time("2025-06-18 05:00:00.25"):
		notice.outcome = "Paid today"
		with pytest.raises(frappe.ValidationError, match="why the promise was not kept"):
			notice.save()
		notice.reload()
		notice.update({"outcome": "Paid today", "reason": "Bank holiday"})
		notice.save()
	assert notice.answer == "Answered"


def test_notices_of_a_return_are_seen_by_its_team_and_nobody_else_s(desk, back, as_user):
	sweep("2025-06-17 16:00:00")
	stranger = make_user("Service Agent")
	make_team([stranger])
	(name,) = frappe.get_all("Aftersales Notice", {"reference_name": back.name, "level": 3}, pluck="name")
	for user, seen in ((desk.agent, True), (desk.lead, True), (stranger, False)):
		with as_user(user):
			assert (name in frappe.get_list("Aftersales Notice", pluck="name")) is seen
			assert frappe.has_permission("Aftersales Notice", "read", name) is seen
