"""Who was asked and who answered, by channel, team or what it was about: the frame, the method, n invited, n answered (ISO 10004)."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from aftersales_app.aftersales_core import figures, moments
from aftersales_app.aftersales_core.figures import Column, Filters, bars, interval, number, percent, rounded
from aftersales_app.domain.invitation import KINDS, TICKET
from aftersales_app.domain.response import BIASED_UNDER, Response
from aftersales_app.service_quality.queries import response as reads

QUARTER, DRAWN = 90, 8
GROUPS = {"Channel": "channel", "Team": "team", "About": "reference_doctype"}


def execute(filters: Filters | None = None) -> tuple:
	filters = filters or {}
	first, last = _period(filters)
	group = figures.group_of(filters, {name: ("", "", "") for name in GROUPS}, "Channel")
	company = filters.get("company") or ""
	found = _found(group, first, last, company)
	rows = [_row(group, name, one) for name, one in found.items()]
	rows.sort(key=lambda row: (-row["invited"], str(row["group"])))
	return _columns(group), rows, _message(first, last, company), _chart(rows)


def _period(filters: Filters) -> tuple[date, date]:
	last = getdate(filters.get("to_date") or moments.site_today())
	first = getdate(filters.get("from_date") or add_days(last, 1 - QUARTER))
	figures.refuse_reversed(first, last)
	return first, last


def _found(group: str, first: date, last: date, company: str) -> dict[str, Response]:
	"""The frame of a team are its tickets; of a channel there is none."""
	asked = reads.asked(GROUPS[group], first, last, company)
	if group == "Channel":
		return {name: Response(*counts) for name, counts in asked.items()}
	frame = _frame(group, first, last, company)
	return {name: Response(*asked.get(name, (0, 0)), frame.get(name, 0)) for name in {*asked, *frame}}


def _frame(group: str, first: date, last: date, company: str) -> dict[str, int]:
	if group == "Team":
		return dict(reads.ended(TICKET, "team", first, last, company))
	readable = [kind for kind in KINDS if frappe.has_permission(kind, "read")]
	return {kind: reads.ended(kind, "", first, last, company)[""] for kind in readable}


def _row(group: str, name: str, found: Response) -> dict[str, Any]:
	return {
		"group": (name if group == "Team" else _(name)) or _("Not Set"),
		"ended": found.ended,
		"invited": found.invited,
		"answered": found.answered,
		"share": rounded(found.share),
		"interval": interval(found.answered, found.invited),
		"notice": _("Biased: few answered") if found.biased else "",
	}


def _message(first: date, last: date, company: str) -> str:
	asked = reads.asked("status", first, last, company).values()
	whole = Response(sum(n for n, _given in asked), sum(given for _n, given in asked))
	told = _(
		"Asked are all customers of what ended who can be reached and were not asked lately; by the day of the invitation. What was taken back does not count."
	)
	if whole.biased:
		warning = _("{0} of {1} answered, less than {2} %: those who answer are not like the others.")
		told += f"<br><b>{warning.format(whole.answered, whole.invited, BIASED_UNDER)}</b>"
	return told


def _columns(group: str) -> list[Column]:
	data = {"fieldtype": "Data", "align": "left"}
	frame = {"Team": _("Tickets Closed"), "About": _("Ended")}.get(group)
	return [
		{"label": _(group), "fieldname": "group", **data, "width": 200},
		*([number(frame, "ended", width=130)] if frame else []),
		number(_("Invited"), "invited"),
		number(_("Answered"), "answered"),
		percent(_("Response %"), "share"),
		{"label": _("95 % Interval"), "fieldname": "interval", **data, "width": 150},
		{"label": _("Notice"), "fieldname": "notice", **data, "width": 220},
	]


def _chart(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
	shown = rows[:DRAWN]
	drawn = [(_("Invited"), "invited"), (_("Answered"), "answered")]
	return bars(
		[row["group"] for row in shown], [(label, [row[key] for row in shown]) for label, key in drawn]
	)
