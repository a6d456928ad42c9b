"""The staffing that a What-if tries (A17): its rows as the crews of the domain, and the teams as they are staffed today."""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.replay import Crew, on_duty
from aftersales_app.service_desk import queries

TEAM, CALENDAR = "Aftersales Team", "Aftersales Calendar"
FIELDS = ("team", "people_today", "people", "handling", "calendar")
SOME_WEEKS = timedelta(weeks=4)

Crews = dict[str, Crew]


def present(company: str, team: str | None = None) -> list[dict[str, Any]]:
	"""Rows of staffing as the company's teams, or one of them, are staffed today; teams in which nobody takes tickets are
	left out."""
	filters = {"company": company, "disabled": 0, **({"name": team} if team else {})}
	found = map(queries.team, frappe.get_list(TEAM, filters=filters, pluck="name", order_by="name"))
	rows = ({"team": one.name, "people": _people(one), "calendar": _usual(one.name)} for one in found)
	return [{**row, "people_today": row["people"]} for row in rows if row["people"]]


def _people(team: Any) -> int:
	"""How many of those who take new tickets are there at a time of the team's hours."""
	usual, now = _usual(team.name), moments.now()
	shifts = [core.calendar(member.shift or usual) for member in team.members if not member.paused]
	return on_duty(core.calendar(usual), shifts, now - SOME_WEEKS, now)


def _usual(team: str | None) -> str | None:
	return queries.team_calendar(team) or core.settings().default_calendar


def check(doc: Any) -> None:
	"""Throws for rows that are no crew; fills in the calendar that they would work on."""
	known: set[str] = set()
	for row in doc.staffing:
		if (row.team or "") in known:
			twice = _("Row {0}: there is a crew for {1} already. Keep one row.")
			frappe.throw(twice.format(row.idx, row.team or _("all other teams")))
		known.add(row.team or "")
		_check_companies(row, doc.company)
		row.calendar = row.calendar or _usual(row.team)
		if not row.calendar:
			frappe.throw(_("Row {0}: choose the calendar on which these people work.").format(row.idx))
		_crew(row, row.people, row.calendar)
		if row.people_today:
			_crew(row, row.people_today, row.calendar)


def _check_companies(row: Any, company: str) -> None:
	if row.team and frappe.get_cached_value(TEAM, row.team, "company") != company:
		other = _("Team {0} is not a team of {1}.").format(row.team, company)
		frappe.throw(_("Row {0}: {1}").format(row.idx, other))
	owner = frappe.get_cached_value(CALENDAR, row.calendar, "company") if row.calendar else None
	if owner and owner != company:
		other = _("Calendar {0} is one of {1}.").format(row.calendar, owner)
		frappe.throw(_("Row {0}: {1}").format(row.idx, other))


def of(doc: Any) -> tuple[Crews, Crews]:
	"""Today's crews and those that are tried. A row that does not say how many people there are today is tried against what
	really happened."""
	today = {
		row.team or "": _crew(row, row.people_today, _usual(row.team) or row.calendar)
		for row in doc.staffing
		if row.people_today
	}
	return today, {row.team or "": _crew(row, row.people, row.calendar) for row in doc.staffing}


def _crew(row: Any, people: int, calendar: str) -> Crew:
	try:
		return Crew(int(people or 0), int(row.handling or 0), core.calendar(calendar))
	except DomainError as error:
		frappe.throw(_("Row {0}: {1}").format(row.idx, messages.text(error.code, error.params)))


def asked(doc: Any) -> list[tuple[Any, ...]]:
	"""What the rows say, to tell whether the question is another one."""
	return [tuple(str(row.get(field) or "") for field in FIELDS) for row in doc.staffing]
