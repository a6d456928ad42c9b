"""Phone calls that ERPNext's telephony logged, beside our follow-up calls and complaints. Whether a recording is shown follows the notice
rule (rules.md section 3), whatever the telephone system has kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, format_duration, get_datetime

from aftersales_app.aftersales_core import moments
from aftersales_app.domain import follow_up as rule
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.personal_data import CONTRACT, RECORD, Call, recording
from aftersales_app.integrations import erpnext_calls
from aftersales_app.service_quality.queries import calls as reads

JUST_NOW = timedelta(hours=1)
OUTGOING = "Outgoing"
# What ERPNext says of a call, in our outcomes.
OUTCOMES = {"No Answer": rule.UNANSWERED, "Busy": rule.BUSY, "Failed": rule.BUSY}


def of_call(call: Any) -> list[dict[str, Any]]:
	"""Phone calls with the customer since it was drawn, newest first, as the form shows them."""
	if not call.contact_phone or not _sees_numbers(call):
		return []
	mine = {row.call_log for row in call.attempts if row.call_log}
	found = _candidates(call, moments.site_now())
	taken = reads.taken([row.name for row in found])
	return [
		_shown(row, _allowed(call) and row.name in mine)
		| {
			"free": row.name not in taken,
			"mine": row.name in mine,
			"against_rule": row.name in mine and bool(row.recording_url) and not _allowed(call),
		}
		for row in found
	]


def of_complaint(complaint: Any) -> list[dict[str, Any]]:
	"""Phone calls with whoever complains since the complaint was received, newest first. Of their recordings nothing is shown: nobody noted
	a notice."""
	if not complaint.complainant_phone or not _sees_numbers(complaint):
		return []
	until = get_datetime(complaint.closed_at) if complaint.closed_at else moments.site_now()
	since = get_datetime(complaint.received_at) - JUST_NOW
	return [_shown(row, False) for row in erpnext_calls.calls_with(complaint.complainant_phone, since, until)]


def chosen(call: Any, log: str | None) -> str | None:
	"""The phone call that an attempt was: the one that was chosen, else the latest that this user has just made, if there is one. Raises
	DomainError `no_such_call_log`."""
	now = moments.site_now()
	found = _candidates(call, now)
	taken = reads.taken([row.name for row in found])
	free = [row for row in found if row.name not in taken]
	if log:
		if log not in {row.name for row in free}:
			raise DomainError("no_such_call_log")
		return log
	own = (
		row
		for row in free
		if row.type == OUTGOING
		and row.user in (None, "", frappe.session.user)
		and get_datetime(row["at"]) >= now - JUST_NOW
	)
	return next((row.name for row in own), None)


def recorded(names: Iterable[str | None]) -> bool:
	"""Has the telephone system a recording of one of these?"""
	return any(row.recording_url for row in erpnext_calls.logged([name for name in names if name]).values())


def _candidates(call: Any, now: datetime) -> list[Any]:
	if not call.contact_phone:
		return []
	return erpnext_calls.calls_with(call.contact_phone, get_datetime(call.creation), now)


def _allowed(call: Any) -> bool:
	return recording(Call(bool(call.noticed), CONTRACT, bool(call.objected))).outcome == RECORD


def _sees_numbers(doc: Any) -> bool:
	"""Numbers, and with them who called when, stand at permission level 1."""
	return 1 in doc.meta.get_permlevel_access("read")


def _shown(row: Any, with_recording: bool) -> dict[str, Any]:
	return {
		"name": row.name,
		"at": format_datetime(row["at"]),
		"status": _(row.status) if row.status else "",
		"type": _(row.type) if row.type else "",
		"duration": format_duration(row.duration) if row.duration else "",
		"outcome": OUTCOMES.get(row.status),
		"recording": row.recording_url if with_recording else None,
	}
