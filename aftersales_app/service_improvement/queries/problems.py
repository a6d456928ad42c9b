"""Reads around problems: their cases by day, and what fits a problem and is not linked to it yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe.query_builder import CustomFunction
from frappe.query_builder.functions import Coalesce, Count

from aftersales_app.domain.problem_flow import ALIVE, OPEN, WINDOW
from aftersales_app.domain.ratings import LOW

PROBLEM, CASE = "Aftersales Problem", "Aftersales Problem Case"
FEEDBACK, COMPLAINT = "Aftersales Feedback", "Aftersales Complaint"
CLAIM, TICKET = "Aftersales Claim", "Aftersales Ticket"
FIELDS_OF_GROUPS = ("team", "category", "item_code", "region")
OF_TICKETS = ("team", "category", "item_code", "cause")
SCOPE = (*OF_TICKETS, "region")


@dataclass(frozen=True, slots=True)
class Kind:
	"""A kind of record that shows a problem: the column of the day it happened, and those by which it is known to fit."""

	doctype: str
	day: str
	known_by: tuple[str, ...]


LOW_ANSWERS = "Low Answers"
KINDS: Mapping[str, Kind] = {
	LOW_ANSWERS: Kind(FEEDBACK, "given_at", FIELDS_OF_GROUPS),
	"Complaints": Kind(COMPLAINT, "received_at", ("team", "item_code", "cause")),
	"Claims": Kind(CLAIM, "creation", ("team", "item_code", "cause")),
	"Tickets": Kind(TICKET, "opened_at", OF_TICKETS),
}
DAY_OF: Mapping[str, str] = {kind.doctype: kind.day for kind in KINDS.values()}


def fitting(problem: Any, first: date, last: date, most: int) -> list[tuple[str, date]]:
	"""Records of both days and between that fit a problem's scope and are not linked to it, the earliest first: name and day."""
	kind = KINDS[problem.gathers]
	record, case = frappe.qb.DocType(kind.doctype), frappe.qb.DocType(CASE)
	linked = (
		frappe.qb.from_(case)
		.select(case.reference_name)
		.where((case.problem == problem.name) & (case.reference_doctype == kind.doctype))
	)
	query = frappe.qb.from_(record).select(record.name, record[kind.day])
	query = query.where((record.company == problem.company) & record.name.notin(linked))
	query = query.where((record[kind.day] >= first) & (record[kind.day] < frappe.utils.add_days(last, 1)))
	for field in kind.known_by:
		if problem.get(field):
			query = query.where(record[field] == problem.get(field))
	query = _counted(query, record, kind.doctype, problem.dimension or "overall")
	found = query.orderby(record[kind.day], record.name).limit(most).run()
	return [(name, at.date()) for name, at in found]


def _counted(query: Any, record: Any, doctype: str, dimension: str) -> Any:
	"""Answers count as they do in an evaluation's verified figures, those about how a complaint was handled not among them; complaints and claims that were taken back do not."""
	if doctype == FEEDBACK:
		score = record[f"verified_{dimension}"]
		of_service = Coalesce(record.reference_doctype, "") != COMPLAINT
		return query.where(of_service & (record.counts == 1) & (score > 0) & (score <= LOW))
	if doctype in (COMPLAINT, CLAIM):
		return query.where(record.status != "Withdrawn")
	return query.where(record.status != "Cancelled")


def days(problem: str, since: date) -> list[date]:
	"""The days of a problem's cases after a day."""
	counted = {"problem": problem, "left_out": 0, "happened_on": (">", since)}
	return frappe.get_all(CASE, counted, pluck="happened_on")


def how_many(problem: str) -> int:
	"""All cases of a problem that count."""
	return frappe.db.count(CASE, {"problem": problem, "left_out": 0})


def by_month(problem: str) -> list[tuple[str, int]]:
	"""Cases that count by month (2026-11), the earliest first."""
	case = frappe.qb.DocType(CASE)
	month = CustomFunction("DATE_FORMAT", ["day", "form"])(case.happened_on, "%Y-%m")
	counted = Count("*")
	query = (
		frappe.qb.from_(case).select(month, counted).where((case.problem == problem) & (case.left_out == 0))
	)
	return query.groupby(month).orderby(month).run()


def open_ones() -> list[str]:
	"""Problems that cases are looked for and counted for every day."""
	return frappe.get_all(PROBLEM, {"status": OPEN}, pluck="name", order_by="name")


def cases_of(problem: str) -> list[Any]:
	"""All cases of a problem as they are stored."""
	fields = ["name", "reference_doctype", "reference_name", "happened_on", "by_itself", "left_out"]
	return frappe.get_all(CASE, {"problem": problem}, fields, order_by="happened_on, name")


def problems_of(doctype: str, names: Iterable[str]) -> list[Any]:
	"""The problems that these records are cases of or where they come from, as far as the user may see them."""
	case = frappe.get_all(
		CASE, {"reference_doctype": doctype, "reference_name": ("in", list(names))}, pluck="problem"
	)
	shown = ["name", "subject", "status"]
	linked = frappe.get_list(PROBLEM, {"name": ("in", case or [""])}, shown)
	source = {"source_doctype": doctype, "source_name": ("in", list(names))}
	return list({row.name: row for row in (*linked, *frappe.get_list(PROBLEM, source, shown))}.values())


def alive_from(doctype: str, name: str, field: str | None, group: str, dimension: str) -> str | None:
	"""The problem that came of these figures and is proposed or open, if any."""
	found = {
		"source_doctype": doctype,
		"source_name": name,
		"dimension": dimension,
		"status": ("in", sorted(ALIVE)),
	}
	about = {one: group if one == field else ("is", "not set") for one in FIELDS_OF_GROUPS}
	return frappe.db.get_value(PROBLEM, {**found, **about})


def facts(doctype: str, name: str) -> Any:
	"""The company and the moment of a record that may be a case."""
	return frappe.db.get_value(doctype, name, ["company", f"{DAY_OF[doctype]} as at"], as_dict=True)


def window_start(today: date) -> date:
	"""After this day cases count for today's frequency."""
	return today - WINDOW
