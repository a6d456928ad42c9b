"""Services that are over, put into the record past its rules, and a site that asks about them."""

from datetime import timedelta

import frappe
from factories.claims import claim_of, make_unit
from factories.complaints import complaint_of
from factories.service import make_technician, make_ticket, new_visit

from aftersales_app.aftersales_core import moments, reference
from aftersales_app.domain import invitation as rule
from aftersales_app.service_quality.services import feedback, invitations

FULL = {"overall": "4", "timeliness": "5", "solving": "4", "attitude": "3", "words": "师傅很好"}
TICKET, VISIT, CLAIM, COMPLAINT = rule.TICKET, rule.VISIT, rule.CLAIM, rule.COMPLAINT


def ask_customers(**settings: object) -> None:
	"""The site asks its customers, and can send mail."""
	settings = {"invite_customers": 1, **settings}
	for field, value in settings.items():
		frappe.db.set_single_value("Aftersales Settings", field, value)
	reference.changed()
	if frappe.db.exists("Email Account", "Feedback"):
		return
	frappe.db.set_value("Email Account", {"default_outgoing": 1}, "default_outgoing", 0)
	account = frappe.new_doc("Email Account")
	account.update(
		{"email_account_name": "Feedback", "email_id": "service@feedback.example", "smtp_server": "localhost"}
	)
	account.update({"enable_outgoing": 1, "default_outgoing": 1, "password": "x"})
	account.flags.ignore_validate = True
	account.insert()
	frappe.local.outgoing_email_account = {}


def a_customers_mail() -> str:
	return f"{frappe.generate_hash(length=8)}@customer.example"


def served_ticket(team: str, agent: str, **fields: object) -> str:
	"""A ticket that was served and closed."""
	ticket = make_ticket(team=team, contact_email=a_customers_mail())
	now = moments.site_now()
	facts = {
		**{"status": "Closed", "status_category": "Closed", "closed_at": now, "assignee": agent},
		**{"opened_at": now - timedelta(hours=9), "first_response_at": now - timedelta(hours=8)},
		**{"diagnosis_at": now - timedelta(hours=7), "resolved_at": now - timedelta(hours=2)},
		**{"confirmed_at": now - timedelta(hours=1), "result": "Solved", "confirmation": "Confirmed"},
		**{"diagnosis": "Leak", "cause": "Worn part", "action_taken": "Repair"},
		**fields,
	}
	frappe.db.set_value(TICKET, ticket.name, facts)
	return ticket.name


def made_visit(team: str, **fields: object) -> str:
	"""A visit that is over, of an open ticket, an hour after its appointment."""
	ticket = fields.pop("ticket", None) or make_ticket(team=team, contact_email=a_customers_mail()).name
	start = moments.site_now() + timedelta(days=1)
	technician = fields.pop("technician", None) or make_technician()
	visit = new_visit(ticket, technician, str(start), str(start + timedelta(hours=2))).insert()
	now = moments.site_now()
	facts = {
		**{"status": "Done", "starts_at": now - timedelta(hours=4), "arrived_at": now - timedelta(hours=3)},
		**{"left_at": now, "work_done": "New fan", "no_signature_reason": "Nobody home"},
		**fields,
	}
	frappe.db.set_value(VISIT, visit.name, facts)
	return visit.name


def ended_claim(agent: str, **fields: object) -> str:
	"""A claim that was carried out two days after the last day of the law."""
	claim = claim_of(make_unit(), **{"ticket": fields.pop("ticket", None)}).insert()
	today = moments.site_today()
	facts = {
		**{"status": "Executed", "executed_on": today, "execution_note": "Display replaced"},
		**{"cause": "product", "assignee": agent, "decision": "", **fields},
	}
	frappe.db.set_value(CLAIM, claim.name, facts)
	frappe.db.delete("Aftersales Statutory Timer", {"parent": claim.name})
	return claim.name


def closed_complaint(handler: str, *subjects: str, **fields: object) -> str:
	"""A complaint that was acknowledged in time, decided and closed with the customer's consent."""
	ticket = fields.pop("ticket", None)
	complaint = complaint_of(*subjects, ticket=ticket, complainant_email=a_customers_mail()).insert()
	now = moments.site_now()
	facts = {
		**{"status": "Closed", "closed_at": now, "received_at": now - timedelta(days=4)},
		**{"acknowledge_by": now - timedelta(days=3), "acknowledged_at": now - timedelta(days=3, hours=1)},
		**{"assessed_at": now - timedelta(days=3), "investigated_at": now - timedelta(days=2)},
		**{"decided_at": now - timedelta(days=1), "decided_by": handler, "opinion": "Accepted"},
		**{"findings": "It is so", "decision": "We are sorry", "rejects": 0, "safety": 0, **fields},
	}
	cause = frappe.db.get_value("Aftersales Cause", {})
	frappe.db.set_value(COMPLAINT, complaint.name, {"cause": cause, **facts})
	return complaint.name


def token_of(name: str) -> str:
	return rule.token(invitations.secret(), name)


def answer(name: str, told: dict = FULL, reasons: tuple = (), shown: str | None = None) -> str:
	"""As the page sends it, by a guest."""
	token = token_of(name)
	nonce = shown or rule.nonce(invitations.secret(), token, moments.now())
	before = frappe.session.user
	frappe.set_user("Guest")
	try:
		return feedback.give(token, nonce, told, tuple(reasons))
	finally:
		frappe.set_user(before)
