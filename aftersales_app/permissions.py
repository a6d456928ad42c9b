"""Who may see which tickets, and what hangs on them. DocType permissions say what a role may do; this says to which records.

Agents and team leads see the tickets of their teams and those assigned to them, technicians their own and those they visit;
a technician works on a visited ticket until the visit is over. Whoever opened a ticket may go on reading it, wherever it
went inside the companies they work for. Of a customer whom somebody may read, and of a number
that they may see, the customer's picture names the other tickets in those companies, too. Leads change the teams they lead. Absences are one's own
business, that of one's team lead and of operations of one's company. Quality, operations, executives and auditors see all, and nobody but managers what is complained about themselves. Companies are kept apart by teams and by
ERPNext's User Permissions.
"""

from typing import Any

import frappe
from frappe.model.db_query import DatabaseQuery

from aftersales_app.aftersales_core import masking, reference
from aftersales_app.domain.visit_flow import AHEAD, DONE
from aftersales_app.integrations import erpnext, erpnext_figures

SEES_ALL = frozenset(
	{
		"System Manager",
		"Administrator",
		"Quality Specialist",
		"Operations Manager",
		"Service Executive",
		"Service Auditor",
	}
)
SEES_TEAM = frozenset({"Service Agent", "Service Team Lead"})
BOOKS = frozenset({"Stock User", "Accounts User"})  # ERPNext's, who create stock entries and sales invoices
MANAGES = frozenset({"System Manager", "Operations Manager"})
WATCHES_REVEALS = MANAGES | {"Service Auditor"}
REFERENCE = ("reference_doctype", "reference_name")
# Tables of documents that not everybody sees.
ROWS = {
	"Aftersales Assessment Deduction": ("Aftersales Self-Assessment",),
	"Aftersales Assessment Indicator": ("Aftersales Self-Assessment",),
	"Aftersales Call Attempt": ("Aftersales Follow-up Call",),
	"Aftersales Backfill Reason": ("Aftersales Backfill",),
	"Aftersales Claim Cost": ("Aftersales Claim",),
	"Aftersales Claim Fact": ("Aftersales Claim",),
	"Aftersales Evaluation Appeal": ("Aftersales Evaluation", "Aftersales Department Performance"),
	"Aftersales Evaluation Figure": ("Aftersales Evaluation",),
	"Aftersales Evaluation Point": ("Aftersales Evaluation",),
	"Aftersales Evaluation Term": ("Aftersales Evaluation",),
	"Aftersales Complaint Event": ("Aftersales Complaint",),
	"Aftersales Complaint Subject": ("Aftersales Complaint",),
	"Aftersales Feedback Tick": ("Aftersales Feedback",),
	"Aftersales Coverage Term": ("Aftersales Warranty Policy", "Aftersales Statutory Rule"),
	"Aftersales Import Column": ("Aftersales Import",),
	"Aftersales Import Finding": ("Aftersales Import",),
	"Aftersales Import State": ("Aftersales Import",),
	"Aftersales Objective Exclusion": ("Aftersales Objective Period",),
	"Aftersales Performance Part": ("Aftersales Department Performance",),
	"Aftersales Policy Target": ("Aftersales Service Policy",),
	"Aftersales Problem Event": ("Aftersales Problem",),
	"Aftersales Privacy Count": ("Aftersales Privacy Request",),
	"Aftersales Privacy Event": ("Aftersales Privacy Request",),
	"Aftersales Product Owner": ("Aftersales Product",),
	"Aftersales Product Part": ("Aftersales Product",),
	"Aftersales Product Reading": ("Aftersales Product",),
	"Aftersales Recovery Answer": ("Aftersales Supplier Recovery",),
	"Aftersales Repair Wait": ("Aftersales Repair",),
	"Aftersales Return Finding": ("Aftersales Return",),
	"Aftersales Return Kept Item": ("Aftersales Return",),
	"Aftersales Rule Evidence": ("Aftersales Warranty Policy", "Aftersales Statutory Rule"),
	"Aftersales Rule Exclusion": ("Aftersales Warranty Policy", "Aftersales Statutory Rule"),
	"Aftersales Statutory Timer": ("Aftersales Claim", "Aftersales Return"),
	"Aftersales Visit Charge": ("Aftersales Visit",),
	"Aftersales Visit Check": ("Aftersales Visit",),
	"Aftersales Visit Part": ("Aftersales Visit",),
	"Aftersales Warning Level": ("Aftersales Service Policy",),
	"Aftersales What-if Crew": ("Aftersales What-if",),
	"Aftersales What-if Hour": ("Aftersales What-if",),
	"Aftersales What-if Level": ("Aftersales What-if",),
	"Aftersales What-if Result": ("Aftersales What-if",),
	"Aftersales What-if Staffing": ("Aftersales What-if",),
	"Aftersales What-if Warning": ("Aftersales What-if",),
}
LOOKING = frozenset({"read", "select", "print", "email", "report", "export"})


def ticket_query(user: str | None = None) -> str:
	"""The condition that restricts lists and reports of tickets to what the user may see."""
	return _ticket_condition(user or frappe.session.user, "`tabAftersales Ticket`")


def ticket_child_query(user: str | None = None, doctype: str = "") -> str:
	"""The same for records that belong to a ticket."""
	user = user or frappe.session.user
	if _sees_all(user):
		return ""
	return f"`tab{doctype}`.ticket in (select ticket.name from `tabAftersales Ticket` ticket where {_ticket_condition(user, 'ticket')})"


def sees_personal_data() -> bool:
	"""May the user see the phone, the e-mail and the address of whoever asked for service?"""
	return masking.may_read(masking.NUMBERS)


def sees_names() -> bool:
	"""May the user see who the customers are? Others see pseudonyms. A site gives it with level 3 of tickets."""
	return masking.may_read(masking.NAMES)


def reveal_query(user: str | None = None) -> str:
	"""Who answers for it sees what was revealed in their companies; everybody else what they revealed themselves."""
	user = user or frappe.session.user
	of_company = company_query(user, "Aftersales Reveal")
	if _watches_reveals(user):
		return of_company
	return f"`tabAftersales Reveal`.revealed_by = {frappe.db.escape(user)}"


def has_reveal_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	user = user or frappe.session.user
	if ptype not in LOOKING:
		return has_company_permission(doc, ptype, user)
	if not _watches_reveals(user):
		return _as_stored(doc, "revealed_by") == user
	return has_company_permission(doc, ptype, user)


def daily_query(user: str | None = None) -> str:
	"""Daily figures are those of teams."""
	return team_query(user, "Aftersales Ticket Daily")


def team_query(user: str | None = None, doctype: str = "") -> str:
	"""Whoever does not see all sees what is about their teams."""
	user = user or frappe.session.user
	if _sees_all(user):
		return ""
	names = ", ".join(frappe.db.escape(team) for team in sorted(teams_of(user))) or "''"
	return f"`tab{doctype}`.team in ({names})"


def feedback_query(user: str | None = None, doctype: str = "") -> str:
	"""What is about one's teams; and nobody but managers sees what is said of the handling of a complaint about themselves."""
	user = user or frappe.session.user
	of_teams, apart = team_query(user, doctype), _apart_from(user, f"`tab{doctype}`.reference_name")
	return " and ".join(f"({one})" for one in (of_teams, apart) if one)


def verification_query(user: str | None = None, doctype: str = "") -> str:
	"""What was found about the answers that one sees."""
	user = user or frappe.session.user
	of_teams = team_query(user, "Aftersales Verification")
	if _manages(user):
		return of_teams
	about_oneself = (
		"select answer.name from `tabAftersales Feedback` answer join `tabAftersales Complaint Subject` subject"
		" on subject.parent = answer.reference_name and subject.parenttype = 'Aftersales Complaint'"
		f" where subject.user = {frappe.db.escape(user)}"
	)
	apart = f"`tabAftersales Verification`.feedback not in ({about_oneself})"
	return f"({of_teams}) and {apart}" if of_teams else apart


def visit_query(user: str | None = None) -> str:
	"""Technicians see the visits they make; whoever sees the ticket sees its visits; whoever books, what there is to book."""
	user = user or frappe.session.user
	if _sees_all(user):
		return ""
	own = f"`tabAftersales Visit`.technician = {frappe.db.escape(user)}"
	booked = " or `tabAftersales Visit`.documents > ''" if _books(user) else ""
	return f"({own}{booked} or {ticket_child_query(user, 'Aftersales Visit')})"


def notice_query(user: str | None = None) -> str:
	"""Whoever is told sees the notice; whoever sees the ticket that it is about sees its notices. Notices of other documents are those
	of their teams."""
	user = user or frappe.session.user
	apart = _apart_from(user, "`tabAftersales Notice`.reference_name")
	if _sees_all(user):
		return apart
	own = f"`tabAftersales Notice`.recipient = {frappe.db.escape(user)}"
	teams = ", ".join(frappe.db.escape(team) for team in sorted(teams_of(user))) or "''"
	others = f"(`tabAftersales Notice`.ticket is null and `tabAftersales Notice`.team in ({teams}))"
	return f"(({own} or {others} or {ticket_child_query(user, 'Aftersales Notice')}) and {apart or '1 = 1'})"


def complaint_query(user: str | None = None) -> str:
	"""Agents and leads see the complaints of their teams and those that they took down, whoever looks into one sees it; nobody but
	managers sees what is complained about themselves."""
	user = user or frappe.session.user
	apart = _apart_from(user, "`tabAftersales Complaint`.name")
	if _sees_all(user):
		return apart
	table, person = "`tabAftersales Complaint`", frappe.db.escape(user)
	teams = teams_of(user) if SEES_TEAM & set(frappe.get_roles(user)) else frozenset()
	names = ", ".join(frappe.db.escape(team) for team in sorted(teams)) or "''"
	own = f"{table}.investigator = {person} or {_opened_condition(user, table)}"
	return f"(({table}.team in ({names}) or {own}) and {apart or '1 = 1'})"


def problem_query(user: str | None = None) -> str:
	"""Agents, technicians and leads see the problems of their teams and those that they proposed; who sees all, those of the companies they
	work for."""
	return _problem_condition(user or frappe.session.user, "`tabAftersales Problem`")


def problem_case_query(user: str | None = None) -> str:
	"""Cases are seen with their problem."""
	condition = _problem_condition(user or frappe.session.user, "problem")
	within = f"select problem.name from `tabAftersales Problem` problem where {condition}"
	return f"`tabAftersales Problem Case`.problem in ({within})" if condition else ""


def _problem_condition(user: str, table: str) -> str:
	if _sees_all(user):
		return company_query(user, "Aftersales Problem").replace("`tabAftersales Problem`", table)
	teams = ", ".join(frappe.db.escape(team) for team in sorted(teams_of(user))) or "''"
	return f"({table}.team in ({teams}) or {_opened_condition(user, table)})"


def has_problem_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	user = user or frappe.session.user
	if _sees_all(user):
		return has_company_permission(doc, ptype, user)
	if doc.is_new():
		return True
	return _as_stored(doc, "team") in teams_of(user) or _opened(user, doc)


def has_problem_case_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	return not doc.get("problem") or frappe.has_permission(
		"Aftersales Problem", "read", doc.problem, user=user
	)


def _apart_from(user: str, column: str) -> str:
	"""A condition that keeps from somebody what is complained about them; none for managers."""
	if _manages(user):
		return ""
	about = f"parenttype = 'Aftersales Complaint' and user = {frappe.db.escape(user)}"
	return f"ifnull({column}, '') not in (select parent from `tabAftersales Complaint Subject` where {about})"


def absence_query(user: str | None = None) -> str:
	"""People see when they are away themselves, leads when those of their teams are; who sees all, when those of their companies
	are."""
	user = user or frappe.session.user
	people = {user} | led_by(user)
	if _sees_all(user):
		colleagues = _colleagues(user)
		if colleagues is None:
			return ""
		people |= colleagues
	names = ", ".join(frappe.db.escape(name) for name in sorted(people))
	return f"`tabAftersales Absence`.user in ({names})"


def repair_query(user: str | None = None) -> str:
	"""Repairs of the companies that the user works for, and those of tickets that the user sees: a technician who only visits."""
	user = user or frappe.session.user
	of_company = company_query(user, "Aftersales Repair")
	of_ticket = ticket_child_query(user, "Aftersales Repair")  # none where tickets are not what confines them
	return f"({of_company} or {of_ticket})" if of_company and of_ticket else of_company


def has_repair_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	if has_company_permission(doc, ptype, user):
		return True
	ticket = _as_stored(doc, "ticket")
	return bool(ticket) and has_ticket_child_permission(frappe._dict(ticket=ticket), "read", user)


def what_if_query(user: str | None = None) -> str:
	"""Whoever does not see all sees what was tried on the tickets of their teams."""
	user = user or frappe.session.user
	if _sees_all(user):
		return ""
	names = ", ".join(frappe.db.escape(team) for team in sorted(teams_of(user)))
	return (
		f"(`tabAftersales What-if`.team in ({names}) and ifnull(`tabAftersales What-if`.file, '') = '')"
		if names
		else "1 = 0"
	)


def policy_query(user: str | None = None) -> str:
	"""The policies of all companies and those of one's own, where that is known."""
	companies = companies_of(user or frappe.session.user)
	if not companies:
		return ""
	names = ", ".join(frappe.db.escape(company) for company in ("", *sorted(companies)))
	return f"ifnull(`tabAftersales Service Policy`.company, '') in ({names})"


def rows_query(user: str | None = None, doctype: str = "") -> str:
	"""Rows are listed with the documents that they are part of; Frappe itself asks only whether the DocType may be read."""
	user = user or frappe.session.user
	conditions = {
		parent: DatabaseQuery(parent, user=user).build_match_conditions() for parent in ROWS[doctype]
	}
	if not any(conditions.values()):
		return ""
	return "(" + " or ".join(_rows_of(doctype, *one) for one in conditions.items()) + ")"


def _rows_of(doctype: str, parent: str, condition: str) -> str:
	seen = f"`tab{doctype}`.parenttype = {frappe.db.escape(parent)}"
	if not condition:
		return seen
	return f"({seen} and `tab{doctype}`.parent in (select name from `tab{parent}` where {condition}))"


def warned_query(user: str | None = None, doctype: str = "") -> str:
	"""The same for the tickets that a What-if names; a ticket may have gone to another team since."""
	user = user or frappe.session.user
	if _sees_all(user):
		return rows_query(user, doctype)
	return f"({rows_query(user, doctype)} and {ticket_child_query(user, doctype)})"


def has_ticket_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	user = user or frappe.session.user
	if ptype == "email" and not frappe.has_permission("Aftersales Ticket", "write", user=user):
		return False  # mail goes out from those who work on tickets
	if _sees_all(user) or doc.is_new():
		return True
	if _serves(user, doc.team, doc.assignee):
		return True
	facts = ["team", "assignee", "owner", "company"]
	stored = frappe.db.get_value("Aftersales Ticket", doc.name, facts, as_dict=True)
	if stored and _serves(user, stored.team, stored.assignee):
		return True  # handing it to somebody else
	if stored and ptype in LOOKING and _opened(user, stored):
		return True
	statuses = AHEAD | {DONE} if ptype in LOOKING else AHEAD
	visits = {"ticket": doc.name, "technician": user, "status": ("in", sorted(statuses))}
	return bool(frappe.db.exists("Aftersales Visit", visits))


def _serves(user: str, team: str | None, assignee: str | None) -> bool:
	return assignee == user or (team in teams_of(user) and bool(SEES_TEAM & set(frappe.get_roles(user))))


def _opened(user: str, ticket: Any) -> bool:
	companies = companies_of(user)
	return ticket.owner == user and (not companies or ticket.company in companies)


def has_ticket_child_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	user = user or frappe.session.user
	if _sees_all(user) or not doc.get("ticket"):
		return True
	return has_ticket_permission(frappe.get_cached_doc("Aftersales Ticket", doc.ticket), ptype, user)


def has_visit_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	user = user or frappe.session.user
	if doc.technician == user or (ptype == "read" and doc.get("documents") and _books(user)):
		return True
	return has_ticket_child_permission(doc, ptype, user)


def has_notice_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	user = user or frappe.session.user
	if _is_about(user, doc.get("reference_name")):
		return False
	if doc.recipient == user:
		return True
	if not doc.get("ticket") and doc.get("reference_name"):
		return _sees_all(user) or doc.team in teams_of(user)
	return has_ticket_child_permission(doc, ptype, user)


def has_complaint_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	"""Asked of the record as it is stored; a new one may be anybody's."""
	user = user or frappe.session.user
	if doc.is_new():
		return True
	if _is_about(user, doc.name):
		return False
	if _sees_all(user):
		return True
	facts = ["team", "owner", "investigator", "company"]
	stored = frappe.db.get_value("Aftersales Complaint", doc.name, facts, as_dict=True)
	if not stored:
		return False
	of_team = stored.team in teams_of(user) and bool(SEES_TEAM & set(frappe.get_roles(user)))
	return of_team or stored.investigator == user or _opened(user, stored)


def _is_about(user: str, complaint: str | None) -> bool:
	"""Is this what is complained about the user, who manages nothing?"""
	if not complaint or _manages(user):
		return False
	about = {"parenttype": "Aftersales Complaint", "parent": complaint, "user": user}
	return bool(frappe.db.exists("Aftersales Complaint Subject", about))


def company_query(user: str | None = None, doctype: str = "") -> str:
	"""Records of the companies that the user works for."""
	companies = companies_of(user or frappe.session.user)
	if companies is None:
		return ""
	names = ", ".join(frappe.db.escape(company) for company in sorted(companies)) or "''"
	return f"`tab{doctype}`.company in ({names})"


def has_company_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	"""Asked of the company that the record names now and of the one that it is stored for."""
	companies = companies_of(user or frappe.session.user)
	return companies is None or {doc.get("company"), _as_stored(doc, "company")} - {None, ""} <= companies


def _as_stored(doc: Any, field: str) -> Any:
	"""What a record says as it is stored, whatever was sent beside its name; of one that is not stored yet, what it says itself."""
	row = frappe.db.get_value(doc.doctype, doc.name, ["name", field]) if doc.name else None
	return row[1] if row else doc.get(field)


def has_request_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	"""What people ask about their data: of one's companies; of every company's data only by those who work for all."""
	companies = companies_of(user or frappe.session.user)
	named = {doc.get("company"), _as_stored(doc, "company")} - {None, ""}
	return companies is None or (bool(named) and named <= companies)


def call_query(user: str | None = None) -> str:
	"""Calls of one's companies; nobody but those who see all sees what was said about themselves or their teams."""
	user = user or frappe.session.user
	found = company_query(user, "Aftersales Follow-up Call")
	if _sees_all(user):
		return found
	teams = ", ".join(frappe.db.escape(team) for team in sorted(teams_of(user))) or "''"
	call = "`tabAftersales Follow-up Call`"
	other = (
		f"ifnull({call}.team, '') not in ({teams}) and ifnull({call}.rated, '') != {frappe.db.escape(user)}"
	)
	return f"({found} and {other})" if found else f"({other})"


def has_call_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	user = user or frappe.session.user
	if not has_company_permission(doc, ptype, user):
		return False
	team, rated = _as_stored(doc, "team"), _as_stored(doc, "rated")
	return _sees_all(user) or (team not in teams_of(user) and rated != user)


def objective_query(user: str | None = None, doctype: str = "") -> str:
	"""Objectives and their figures of one's companies; whoever does not see all, those of the whole company and of their teams."""
	user = user or frappe.session.user
	found = company_query(user, doctype)
	if _sees_all(user):
		return found
	teams = ", ".join(frappe.db.escape(team) for team in ("", *sorted(teams_of(user))))
	return f"({found or '1 = 1'} and ifnull(`tab{doctype}`.team, '') in ({teams}))"


def has_objective_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	user = user or frappe.session.user
	if not has_company_permission(doc, ptype, user):
		return False
	team = _as_stored(doc, "team")
	return _sees_all(user) or not team or team in teams_of(user)


def performance_query(user: str | None = None) -> str:
	"""People see what is published of the departments that they and their teams belong to; who sees all, that of their companies."""
	user = user or frappe.session.user
	if _sees_all(user):
		return company_query(user, "Aftersales Department Performance")
	names = ", ".join(frappe.db.escape(name) for name in sorted(_departments_of(user))) or "''"
	table = "`tabAftersales Department Performance`"
	return f"({table}.status = 'Published' and {table}.department in ({names}))"


def has_performance_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	user = user or frappe.session.user
	if _sees_all(user):
		return has_company_permission(doc, ptype, user)
	published = _as_stored(doc, "status") == "Published"
	return published and _as_stored(doc, "department") in _departments_of(user)


def _departments_of(user: str) -> frozenset[str]:
	"""The departments in which somebody is employed, those of their teams, and all above."""
	teams = {"name": ("in", sorted(teams_of(user))), "department": ("is", "set")}
	of_teams = frappe.get_all("Aftersales Team", teams, pluck="department")
	return erpnext_figures.departments_above({*of_teams, *erpnext_figures.departments_of(user)})


def booking_query(user: str | None = None, doctype: str = "") -> str:
	"""The same where there is something to book in ERPNext: whoever books sees it."""
	user = user or frappe.session.user
	return "" if _books(user) else company_query(user, doctype)


def has_booking_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	user = user or frappe.session.user
	return (ptype == "read" and _books(user)) or has_company_permission(doc, ptype, user)


def has_what_if_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	user = user or frappe.session.user
	return _sees_all(user) or (doc.team in teams_of(user) and not doc.file)


def has_policy_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	"""Those of every company are everybody's. Asked of the company that it names now and of the one that it is stored for."""
	companies = companies_of(user or frappe.session.user)
	return not companies or {doc.company, _as_stored(doc, "company")} - {None, ""} <= companies


def has_daily_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	user = user or frappe.session.user
	return _sees_all(user) or doc.team in teams_of(user)


def has_feedback_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	user = user or frappe.session.user
	return has_daily_permission(doc, ptype, user) and not _is_about(user, doc.get("reference_name"))


def has_verification_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	user = user or frappe.session.user
	about = frappe.db.get_value("Aftersales Feedback", doc.get("feedback"), "reference_name")
	return has_daily_permission(doc, ptype, user) and not _is_about(user, about)


def has_team_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	"""Everybody may look at teams; who leads one, as stored, may change it."""
	user = user or frappe.session.user
	if ptype in LOOKING or _manages(user):
		return True
	return frappe.db.get_value("Aftersales Team", doc.name, "lead") == user


def has_absence_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
	"""Asked of the person that the absence names now and of the one that it is stored for."""
	user = user or frappe.session.user
	people = {user} | led_by(user)
	if _manages(user) or (ptype in LOOKING and _sees_all(user)):
		colleagues = _colleagues(user)
		if colleagues is None:
			return True
		people |= colleagues
	return {doc.user, _as_stored(doc, "user")} - {None, ""} <= people


def has_belonging_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool | None:
	"""Files and messages of our documents are deleted by those who may change the document, not by whoever brought them once.
	Of all others nothing is said (None)."""
	place = ("attached_to_doctype", "attached_to_name") if doc.doctype == "File" else REFERENCE
	doctype, name = (doc.get(field) or "" for field in place)
	if ptype != "delete" or not doctype.startswith("Aftersales ") or not frappe.db.exists(doctype, name):
		return None
	return None if frappe.has_permission(doctype, "write", name, user=user) else False


def file_query(user: str | None = None) -> str:
	"""The files of our documents are listed with these. By themselves those find them who brought them, and who works for every company."""
	user = user or frappe.session.user
	if companies_of(user) is None:
		return ""
	others = "left(ifnull(`tabFile`.attached_to_doctype, ''), 11) != 'Aftersales '"
	return f"({others} or `tabFile`.owner = {frappe.db.escape(user)})"


def led_by(user: str) -> frozenset[str]:
	"""The members of the teams that the user leads."""
	return reference.compiled("members_by_lead", _members_by_lead).get(user, frozenset())


def _colleagues(user: str) -> frozenset[str] | None:
	"""The people of the companies that the user works for, by their teams and as ERPNext's employees; None for everybody."""
	companies = companies_of(user)
	if companies is None:
		return None
	teams, team_of = reference.compiled("teams_by_user", _teams_by_user), companies_by_team()
	serving = {one for one, named in teams.items() if companies & {team_of[team] for team in named}}
	return frozenset(serving | erpnext.users_employed_by(companies))


def _members_by_lead() -> dict[str, frozenset[str]]:
	leads = dict(
		frappe.get_all(
			"Aftersales Team", filters={"lead": ("is", "set")}, fields=["name", "lead"], as_list=True
		)
	)
	members = frappe.get_all(
		"Aftersales Team Member",
		filters={"parenttype": "Aftersales Team", "parent": ("in", sorted(leads))},
		fields=["user", "parent as team"],
	)
	found: dict[str, set[str]] = {}
	for row in members:
		found.setdefault(leads[row.team], set()).add(row.user)
	return {lead: frozenset(users) for lead, users in found.items()}


def companies_of(user: str) -> frozenset[str] | None:
	"""The companies whose sales a user may see on a ticket: those that User Permissions name, else those of the user's
	teams; None for all."""
	named = frappe.permissions.get_user_permissions(user).get("Company", [])
	if named:
		return frozenset(row.doc for row in named)
	if _sees_all(user):
		return None
	companies = companies_by_team()
	return frozenset(companies[team] for team in teams_of(user))


def usual_company(user: str) -> str | None:
	"""The company in which a user's new tickets begin: where it can be only one, that one; None where the user chooses."""
	companies = companies_of(user) or frozenset()
	return next(iter(companies)) if len(companies) == 1 else None


def usual_team(user: str, company: str | None) -> str | None:
	"""The user's team in that company, where there is only one."""
	companies = companies_by_team()
	teams = [team for team in teams_of(user) if companies.get(team) == company]
	return teams[0] if len(teams) == 1 else None


def begin_in_company(bootinfo: Any) -> None:
	"""Handler of extend_bootinfo: forms begin in the only company that the user works for. Frappe's desk offers the site's
	default company alone, and nobody's where that one is not permitted. A default that the user has of their own stays."""
	user = frappe.session.user
	company = usual_company(user)
	if company and not frappe.defaults.get_defaults_for(user).get("company"):
		bootinfo.user.defaults["company"] = company


def companies_by_team() -> dict[str, str]:
	"""Every team's company."""
	return reference.compiled(
		"companies_by_team",
		lambda: dict(frappe.get_all("Aftersales Team", fields=["name", "company"], as_list=True)),
	)


def teams_of(user: str) -> frozenset[str]:
	"""The teams in which the user is a member or the lead."""
	return reference.compiled("teams_by_user", _teams_by_user).get(user, frozenset())


def _teams_by_user() -> dict[str, frozenset[str]]:
	members = frappe.get_all(
		"Aftersales Team Member", filters={"parenttype": "Aftersales Team"}, fields=["user", "parent as team"]
	)
	leads = frappe.get_all(
		"Aftersales Team", filters={"lead": ("is", "set")}, fields=["lead as user", "name as team"]
	)
	found: dict[str, set[str]] = {}
	for row in (*members, *leads):
		found.setdefault(row.user, set()).add(row.team)
	return {user: frozenset(teams) for user, teams in found.items()}


def _ticket_condition(user: str, table: str) -> str:
	if _sees_all(user):
		return ""
	roles = set(frappe.get_roles(user))
	teams = teams_of(user) if roles & SEES_TEAM else frozenset()
	if not teams:
		return f"{table}.name in (select mine.name from ({_own_tickets(user)}) mine)"
	own = f"{table}.assignee = {frappe.db.escape(user)} or {_opened_condition(user, table)}"
	names = ", ".join(frappe.db.escape(team) for team in sorted(teams))
	return f"({table}.team in ({names}) or {own})"


def _own_tickets(user: str) -> str:
	"""The names of a person's own tickets, each kind from its index: few, and read by name, where conditions with "or" would
	have all tickets read."""
	person = frappe.db.escape(user)
	statuses = ", ".join(frappe.db.escape(status) for status in sorted(AHEAD | {DONE}))
	return (
		f"select name from `tabAftersales Ticket` where assignee = {person}"
		f" union select own.name from `tabAftersales Ticket` own where {_opened_condition(user, 'own')}"
		f" union select ticket from `tabAftersales Visit` where technician = {person} and status in ({statuses})"
	)


def _opened_condition(user: str, table: str) -> str:
	"""Tickets that the user opened, of the companies that the user works for where that is known."""
	opened = f"{table}.owner = {frappe.db.escape(user)}"
	names = ", ".join(frappe.db.escape(company) for company in sorted(companies_of(user) or ()))
	return f"({opened} and {table}.company in ({names}))" if names else opened


def _sees_all(user: str) -> bool:
	return user == "Administrator" or bool(SEES_ALL & set(frappe.get_roles(user)))


def _watches_reveals(user: str) -> bool:
	return user == "Administrator" or bool(WATCHES_REVEALS & set(frappe.get_roles(user)))


def _books(user: str) -> bool:
	return bool(BOOKS & set(frappe.get_roles(user)))


def _manages(user: str) -> bool:
	return user == "Administrator" or bool(MANAGES & set(frappe.get_roles(user)))
