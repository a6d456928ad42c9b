"""What objectives are counted from. Each metric is one frame, or two where numerator and denominator are different records; who counts them sees all
of a company's records, who looks into them sees what they may."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import frappe
from pypika.terms import Function, Term

from aftersales_app.aftersales_core.frames import Frame
from aftersales_app.domain.objectives import CALLS, CHAT, COMPLAINTS, RESPONSE, SATISFIED, SOLVED
from aftersales_app.domain.ratings import TOP
from aftersales_app.domain.ticket_flow import CANCELLED
from aftersales_app.integrations import erpnext_figures
from aftersales_app.service_quality.queries.complaints import COMPLAINT
from aftersales_app.service_quality.queries.feedback import FEEDBACK

TICKET = "Aftersales Ticket"
OBJECTIVE, FIGURE, EXCLUSION = (
	"Aftersales Objective",
	"Aftersales Objective Period",
	"Aftersales Objective Exclusion",
)
SOLVING = ("Solved", "No Fault Found")
CHATS = ("Chat", "WeChat")


@dataclass(frozen=True, slots=True)
class Window:
	"""What is counted: a company's records of some days, both included, of some teams where any are named, as they stand at `now` (the site's naive
	time). `numbers` are those of ours that calls came to."""

	company: str
	first: date
	last: date
	now: datetime
	teams: Sequence[str] | None = None
	numbers: Sequence[str] = field(default_factory=tuple)

	def holds(self, moment: Term) -> Term:
		return (moment >= self.first) & (moment < self.last + timedelta(days=1))


def satisfied(window: Window) -> Frame:
	"""Answers about services with an overall score, as verified; good are 4 and 5. How complaints were handled is another question."""
	answer = frappe.qb.DocType(FEEDBACK)
	excluded = {"Set Aside": answer.counts == 0, "No Overall Score": answer.verified_overall == 0}
	of_service = Function("coalesce", answer.reference_doctype, "") != COMPLAINT
	query = _of(window, frappe.qb.from_(answer), answer).where(window.holds(answer.given_at) & of_service)
	return Frame(FEEDBACK, query, answer.name, answer.given_at, answer.verified_overall >= TOP, excluded)


def solved(window: Window) -> Frame:
	"""Tickets opened: solved in the end, and not against the customer's word. Open ones that are late are not solved, those in time are too young to
	tell."""
	ticket = frappe.qb.DocType(TICKET)
	told, due = Function("coalesce", ticket.result, ""), ticket.resolution_due
	in_time = due.isnull() | (due >= window.now)
	excluded = {
		"Cancelled or Withdrawn": (ticket.status_category == CANCELLED) | (told == "Withdrawn by Customer"),
		"Not Due Yet": (ticket.is_open == 1) & in_time,
		"No Result Recorded": (ticket.is_open == 0) & (told == ""),
	}
	hit = (ticket.is_open == 0) & told.isin(SOLVING)
	hit = hit & (Function("coalesce", ticket.confirmation, "") != "Rejected")
	return Frame(TICKET, _opened(window, ticket), ticket.name, ticket.opened_at, hit, excluded)


def responded(window: Window) -> Frame:
	"""Seconds by the clock from opening to the first response; until now where there is none yet. What we began ourselves waits for none."""
	ticket = frappe.qb.DocType(TICKET)
	return _responses(window, ticket, _opened(window, ticket))


def chatted(window: Window) -> Frame:
	"""The same of what came by chat."""
	ticket = frappe.qb.DocType(TICKET)
	return _responses(window, ticket, _opened(window, ticket).where(ticket.channel.isin(CHATS)))


def _responses(window: Window, ticket: Any, query: Any) -> Frame:
	excluded = {
		"Our Own Call": ticket.kind == "Proactive Call-back",
		"No Response Recorded": (ticket.is_open == 0) & ticket.first_response_at.isnull(),
	}
	until = Function("coalesce", ticket.first_response_at, window.now)
	seconds = Function("greatest", Function("time_to_sec", Function("timediff", until, ticket.opened_at)), 0)
	return Frame(TICKET, query, ticket.name, ticket.opened_at, None, excluded, seconds)


def complained(window: Window) -> Frame:
	"""Complaints received."""
	complaint = frappe.qb.DocType(COMPLAINT)
	query = _of(window, frappe.qb.from_(complaint), complaint).where(window.holds(complaint.received_at))
	excluded = {"Cancelled or Withdrawn": complaint.status == "Withdrawn"}
	return Frame(COMPLAINT, query, complaint.name, complaint.received_at, None, excluded)


def opened(window: Window) -> Frame:
	"""Tickets opened, whatever became of them: counted in an index, without their rows."""
	ticket = frappe.qb.DocType(TICKET)
	return Frame(TICKET, _opened(window, ticket), ticket.name, ticket.opened_at)


def called(window: Window) -> Frame:
	return erpnext_figures.calls(window.first, window.last, window.numbers)


# metric: what the numerator and the denominator are counted in; one frame for both where there is one
FRAMES: Mapping[str, tuple[Callable[[Window], Frame], ...]] = {
	SATISFIED: (satisfied,),
	SOLVED: (solved,),
	RESPONSE: (responded,),
	CALLS: (called,),
	CHAT: (chatted,),
	COMPLAINTS: (complained, opened),
}


def served(window: Window) -> set[str]:
	"""Customers of whom a ticket was resolved."""
	ticket = frappe.qb.DocType(TICKET)
	query = frappe.qb.from_(ticket).select(ticket.customer).distinct().where(ticket.customer.isnotnull())
	query = _of(window, query, ticket).where(window.holds(ticket.resolved_at))
	return {name for name in query.run(pluck=True) if name}


def objectives(year: int) -> list[str]:
	"""Those that are worked out by themselves."""
	return frappe.get_all(OBJECTIVE, {"year": year, "disabled": 0}, pluck="name", order_by="name")


def same_objective(doc: Any) -> str | None:
	"""Another objective for the same of the same year."""
	facts = {field: doc.get(field) or ("is", "not set") for field in ("company", "metric", "measure", "team")}
	return frappe.db.exists(OBJECTIVE, {**facts, "year": doc.year, "name": ("!=", doc.name or "")})


def figures(objectives: Sequence[str]) -> list[Any]:
	"""The figures of these objectives, in their order of time, as far as the user may see them."""
	fields = [
		*("name", "objective", "kind", "first_day", "last_day", "verdict", "told", "actual", "level"),
		*("numerator", "denominator", "target", "direction", "so_far"),
	]
	filters = {"objective": ("in", list(objectives) or [""])}
	return frappe.get_list(FIGURE, filters, fields, order_by="first_day, kind", limit=0)


def shown(company: str, year: int, team: str) -> list[Any]:
	"""The objectives of a year that the user may see."""
	filters = {"year": year, "disabled": 0, **({"company": company} if company else {})}
	if team:
		filters["team"] = team
	fields = [
		*("name", "company", "team", "metric", "measure", "direction", "target", "frequency", "responsible"),
	]
	return frappe.get_list(OBJECTIVE, filters, fields, order_by="company, idx, metric, team, name", limit=0)


def verdicts_by_month(first: date, company: str | None) -> dict[tuple[date, str], int]:
	"""Months that begin on this day or later: how many objectives had which result, as far as the user may see them."""
	filters = [
		["kind", "=", "Month"],
		["first_day", ">=", first],
		*([["company", "=", company]] if company else []),
	]
	found: dict[tuple[date, str], int] = {}
	for row in frappe.get_list(FIGURE, filters, ["first_day", "verdict"], limit=0):
		key = (row.first_day, row.verdict)
		found[key] = found.get(key, 0) + 1
	return found


def readable(doctype: str, names: Sequence[str]) -> set[str]:
	"""Which of these records the user may see; throws where they may see none of the kind."""
	return (
		set(frappe.get_list(doctype, {"name": ("in", list(names))}, pluck="name", limit=0))
		if names
		else set()
	)


def teams_of_departments(departments: Sequence[str]) -> list[str]:
	"""The teams that belong to these departments."""
	return frappe.get_all(
		"Aftersales Team", {"department": ("in", list(departments) or [""])}, pluck="name", order_by="name"
	)


def _opened(window: Window, ticket: Any) -> Any:
	return _of(window, frappe.qb.from_(ticket), ticket).where(window.holds(ticket.opened_at))


def _of(window: Window, query: Any, table: Any) -> Any:
	query = query.where(table.company == window.company)
	return query if window.teams is None else query.where(table.team.isin(list(window.teams) or [""]))
