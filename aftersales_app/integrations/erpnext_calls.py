"""The only file that knows ERPNext's log of phone calls, which its telephony writes: read, never written."""

import re
from datetime import datetime
from typing import Any

import frappe
from frappe.query_builder.functions import IfNull

TAIL = 10  # digits that tell a number, however it is written: with country code, zeros or blanks
LOG = "Call Log"


def calls_with(number: str, since: datetime, until: datetime, count: int = 20) -> list[Any]:
	"""Phone calls with a number that began in this time of the site, newest first: name, at, status, duration (seconds), type, user,
	recording_url. Personal data, for whoever may see the number."""
	tail = _digits(number)[-TAIL:]
	if len(tail) < 5:
		return []
	Log = frappe.qb.DocType(LOG)
	began = IfNull(Log.start_time, Log.creation)
	query = (
		frappe.qb.from_(Log)
		.select(Log.name, Log.status, Log.duration, Log.type, Log.recording_url, began.as_("at"))
		.select(Log.employee_user_id.as_("user"), Log["from"].as_("caller"), Log["to"].as_("called"))
		.where((began >= since) & (began <= until))
		.where(Log["from"].like(f"%{tail[-4:]}%") | Log["to"].like(f"%{tail[-4:]}%"))
		.orderby(began, order=frappe.qb.desc)
	)
	found = [row for row in query.run(as_dict=True) if tail in (_tail(row.caller), _tail(row.called))]
	return found[:count]


def logged(names: list[str]) -> dict[str, Any]:
	"""The same of these records, by name."""
	fields = ["name", "status", "duration", "type", "recording_url", "start_time", "creation"]
	rows = frappe.get_all(LOG, {"name": ("in", names)}, fields) if names else []
	return {row.name: row for row in rows}


def _tail(number: str | None) -> str:
	return _digits(number or "")[-TAIL:]


def _digits(number: str) -> str:
	return re.sub(r"\D", "", number)
