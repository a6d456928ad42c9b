"""Some missed targets that were not the team's fault: asked for, granted, refused."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.domain.service_clock import CLOCKS, MISSED
from aftersales_app.service_desk.services import event_log
from aftersales_app.service_desk.services.sweep import Row
from aftersales_app.setup.demo import company, ledger, people

EXEMPTION = "Aftersales Exemption"
REASONS = (
	("Caused by Customer", "客户两次改约，超出约定时间。", "通话记录已核实。"),
	("Parts Not Available", "厂家缺货，备件晚到三天。", "采购部确认缺货。"),
	("Force Majeure", "台风停运，无法上门。", "气象预警属实。"),
	("Third Party", "物流丢件，重新发货。", "物流公司已出具证明。"),
	("System Failure", "电话系统故障两小时。", "信息部确认。"),
)
REFUSALS = ("证据不足，未见改约记录。", "当天有空闲技师，不属于不可抗力。")


def make(tickets: list[Row], wanted: int, random: Random, book: ledger.Ledger, now: datetime) -> None:
	"""About `wanted` of them, spread over the misses of the year; `now` is the site's naive local time."""
	missed = [
		(ticket, clock) for ticket in tickets for clock in CLOCKS if ticket.get(f"{clock}_verdict") == MISSED
	]
	chosen = sorted(random.sample(missed, min(wanted, len(missed))), key=lambda found: found[0].opened_at)
	if not chosen:
		return
	evidence = _evidence(book)
	rows = [
		_row(number, ticket, clock, random, evidence, now) for number, (ticket, clock) in enumerate(chosen, 1)
	]
	ledger.insert_rows(EXEMPTION, rows)
	by_name = {ticket.name: ticket for ticket, _clock in chosen}
	event_log.write(_event(by_name[row["ticket"]], row) for row in rows if row["status"] == "Approved")


def _evidence(book: ledger.Ledger) -> str:
	note = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": "haiyun-evidence.txt",
			"content": "通话与物流记录（演示）",
			"is_private": 1,
		}
	)
	note.insert(ignore_permissions=True)
	book.made.setdefault("File", []).append(note.name)
	return note.file_url


def _row(
	number: int, ticket: Row, clock: str, random: Random, evidence: str, now: datetime
) -> dict[str, Any]:
	code, reason, confirmed = random.choice(REASONS)
	asked = min(now, ticket.modified + timedelta(hours=random.randint(2, 30)))
	decided = asked + timedelta(hours=random.randint(3, 60))
	status = random.choices(("Approved", "Refused"), (70, 30))[0] if decided < now else "Requested"
	open_still = status == "Requested"
	return {
		"name": f"{company.ABBR}-EX{number:03d}",
		"owner": people.lead(ticket.team).user,
		"creation": asked,
		"modified": asked if open_still else decided,
		"ticket": ticket.name,
		"clock": clock,
		"company": ticket.company,
		"team": ticket.team,
		"missed_by": ticket.get(f"{clock}_missed_by"),
		"status": status,
		"reason_code": code,
		"reason": reason,
		"evidence": evidence,
		"decision_note": None
		if open_still
		else confirmed
		if status == "Approved"
		else random.choice(REFUSALS),
		"decided_by": None if open_still else f"manager@{people.DOMAIN}",
		"decided_at": None if open_still else decided,
	}


def _event(ticket: Row, row: dict[str, Any]) -> dict[str, Any]:
	facts = {"clock": row["clock"], "to_value": "Approved", "reason": row["reason_code"]}
	event = event_log.describe(ticket, "Exempted", moments.to_utc(row["decided_at"]), **facts)
	return event | {"actor": row["decided_by"]}
