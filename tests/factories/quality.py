"""Rows of tickets, answers, complaints and calls as they end up, written past the making of documents."""

from datetime import datetime

import frappe
from factories.goods import a_company
from factories.unique import unique

from aftersales_app.aftersales_core import moments, rows


def put(doctype: str, **fields: object) -> str:
	"""A record of that DocType with these columns; its name."""
	name, now = unique(doctype[-4:]), moments.site_now()
	stamps = {"owner": "Administrator", "modified_by": "Administrator", "creation": now, "modified": now}
	row = {"name": name, **stamps, **fields}
	rows.append(doctype, tuple(row), [row])
	return name


def answer(at: datetime, score: int, **fields: object) -> str:
	told = {"company": a_company(), "given_at": at, "status": "Valid", "overall": score}
	return put("Aftersales Feedback", **told, **{"verified_overall": score, "counts": 1, **fields})


def ticket(at: datetime, **fields: object) -> str:
	"""A ticket opened then; resolved and solved unless told otherwise."""
	usual = {
		"company": a_company(),
		"subject": "Does not cool",
		"kind": "Repair",
		"channel": "Phone",
		"priority": "Medium",
		"status_category": "Closed",
		"status": "Closed",
		"is_open": 0,
		"opened_at": at,
		"result": "Solved",
	}
	return put("Aftersales Ticket", **{**usual, **fields})


def complaint(at: datetime, **fields: object) -> str:
	told = {"company": a_company(), "received_at": at, "subject": "Rude", "status": "Received"}
	return put("Aftersales Complaint", **{**told, **fields})


def call(at: datetime, status: str, to: str = "4008", kind: str = "Incoming") -> str:
	return put("Call Log", start_time=at, status=status, to=to, type=kind, id=unique("call"))


def invoice(customer: str, day: str, **fields: object) -> str:
	"""A submitted invoice's row: what posting makes of it is ERPNext's and not asked for here."""
	usual = {
		"company": a_company(),
		"customer": customer,
		"posting_date": day,
		"docstatus": 1,
		"is_return": 0,
		"is_opening": "No",
		"base_grand_total": 100,
		"status": "Paid",
	}
	return put("Sales Invoice", **{**usual, **fields})


def other_companies() -> int:
	return frappe.db.count("Company") - 1
