"""Reads about visits: who is where, what was charged, what to check."""

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.query_builder.functions import Sum

from aftersales_app.aftersales_core import moments, reference
from aftersales_app.domain.visit_flow import AHEAD, ARRIVED, DONE, Busy
from aftersales_app.integrations import erpnext
from aftersales_app.service_desk import queries


def busy(technician: str, starts_at: datetime, ends_at: datetime, but: str | None = None) -> tuple[Busy, ...]:
	"""Visits ahead, absences and approved leave of a technician between two moments; the visit `but` left out."""
	between = {"start": moments.to_site(starts_at), "end": moments.to_site(ends_at)}
	return (
		*_visits(technician, between, but),
		*_absences(technician, between),
		*_leave(technician, between),
	)


def _visits(technician: str, between: dict[str, datetime], but: str | None) -> list[Busy]:
	"""A locking read: a planner who waited for another's commit must see what that one planned."""
	Visit = frappe.qb.DocType("Aftersales Visit")
	rows = (
		frappe.qb.from_(Visit)
		.select(Visit.ticket.as_("name"), Visit.starts_at.as_("start"), Visit.ends_at.as_("end"))
		.where((Visit.technician == technician) & Visit.status.isin(sorted(AHEAD)))
		.where((Visit.starts_at < between["end"]) & (Visit.ends_at > between["start"]))
		.where(Visit.name != (but or ""))
		.orderby(Visit.starts_at)
		.for_update()
		.run(as_dict=True)
	)
	return [_busy("visit", row) for row in rows]


def _absences(technician: str, between: dict[str, datetime]) -> list[Busy]:
	rows = frappe.get_all(
		"Aftersales Absence",
		filters={"user": technician, "from_time": ("<", between["end"]), "to_time": (">", between["start"])},
		fields=["reason as name", "from_time as start", "to_time as end"],
	)
	return [_busy("absence", row) for row in rows]


def _leave(technician: str, between: dict[str, datetime]) -> list[Busy]:
	found, day = [], between["start"].replace(hour=0, minute=0, second=0)
	while day < between["end"]:
		following = day + timedelta(days=1)
		reason = erpnext.leave_of([technician], day.date()).get(technician)
		if reason:
			found.append(Busy("absence", reason, moments.to_utc(day), moments.to_utc(following)))
		day = following
	return found


def _busy(what: str, row: Any) -> Busy:
	return Busy(what, row.name, moments.to_utc(row.start), moments.to_utc(row.end))


def charged_before(ticket: str, but: str) -> float:
	"""What the finished visits of a ticket cost, the visit `but` left out, in the company's currency."""
	Visit = frappe.qb.DocType("Aftersales Visit")
	rows = (
		frappe.qb.from_(Visit)
		.select(Sum(Visit.charges_total))
		.where((Visit.ticket == ticket) & (Visit.status == DONE) & (Visit.name != but))
		.run()
	)
	return float(rows[0][0] or 0)


def usual_warehouse(technician: str | None, company: str) -> str | None:
	"""The warehouse that a technician took parts from last, in that company."""
	rows = frappe.get_all(
		"Aftersales Visit",
		filters={"technician": technician, "company": company, "warehouse": ("is", "set")},
		pluck="warehouse",
		order_by="starts_at desc",
		limit=1,
	)
	return rows[0] if rows else None


def checklist(category: str | None) -> list[dict[str, Any]]:
	"""What to check for tickets of a category: its own list, else that of the nearest category above that has one."""
	lists = reference.compiled("checklists", _checklists)
	return next((lists[node] for node in queries.category_chain(category) if node in lists), [])


def _checklists() -> dict[str, list[dict[str, Any]]]:
	rows = frappe.get_all(
		"Aftersales Checklist Item",
		filters={"parenttype": "Aftersales Category"},
		fields=["parent", "item", "mandatory"],
		order_by="parent, idx",
	)
	found: dict[str, list[dict[str, Any]]] = {}
	for row in rows:
		found.setdefault(row.parent, []).append({"item": row.item, "mandatory": row.mandatory})
	return found


def begun(ticket: str) -> list[Any]:
	"""The visits of a ticket whose work has begun or is done, in order."""
	return frappe.get_all(
		"Aftersales Visit",
		filters={"ticket": ticket, "status": ("in", (ARRIVED, DONE)), "arrived_at": ("is", "set")},
		fields=["name", "kind", "arrived_at", "left_at", "charges_total", "signature"],
		order_by="arrived_at",
	)


def parts_of(visits: list[str]) -> list[Any]:
	"""The parts that these visits used."""
	return frappe.get_all(
		"Aftersales Visit Part",
		filters={"parenttype": "Aftersales Visit", "parent": ("in", visits)},
		fields=["item_code", "item_name"],
		order_by="parent, idx",
	)
