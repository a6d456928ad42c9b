"""The world in which the figures are taken: a bare DocType to compare with, and a small service desk.

Everything made here is named `Bench ...` and lives on the bench's own site only.
"""

import frappe

from aftersales_app.service_desk.services import mail

BARE = "Bench Bare"
TEAM = "Bench Team"
CUSTOMERS = 20
MEMBERS = 8
FIELDS = (
	("title", "Data"),
	("customer", "Data"),
	("status", "Select"),
	("priority", "Select"),
	("phone", "Data"),
	("email", "Data"),
	("due", "Datetime"),
	("opened", "Datetime"),
	("amount", "Currency"),
	("count_of", "Int"),
	("note", "Small Text"),
	("done", "Check"),
)
OPTIONS = {"status": "Open\nWorking\nClosed", "priority": "Low\nMedium\nHigh"}


def prepare() -> None:
	"""Make what is missing; commits."""
	_bare()
	users = [_user(number) for number in range(MEMBERS)]
	for number in range(CUSTOMERS):
		_once("Customer", f"Bench Customer {number}", customer_name=f"Bench Customer {number}")
	company = frappe.get_all("Company", pluck="name")[0]
	COMPANY[:] = [company]
	members = [{"user": user, "capacity": 0} for user in users]
	_once(
		"Aftersales Team",
		TEAM,
		team_name=TEAM,
		company=company,
		strategy="Least Loaded",
		lead=users[0],
		members=members,
	)
	clocks = ("first_response", "diagnosis", "arrival", "resolution")
	targets = [
		{"clock": clock, "target": 24 * 3600, "calendar": "Around the Clock", "pause_on_customer": 1}
		for clock in clocks
	]
	_once(
		"Aftersales Service Policy",
		"Bench Policy",
		policy_name="Bench Policy",
		status="Published",
		team=TEAM,
		resolution_met_by="Plan or Resolution",
		targets=targets,
	)
	frappe.db.commit()


def bare(number: int) -> dict:
	"""One bare document's values."""
	return {
		"doctype": BARE,
		"title": f"Bench {number}",
		"customer": f"Bench Customer {number % CUSTOMERS}",
		"status": "Open",
		"priority": "Medium",
		"phone": "13800138000",
		"email": "a@example.com",
		"due": "2026-12-01 10:00:00",
		"opened": "2026-11-30 10:00:00",
		"amount": 10,
		"count_of": number,
		"note": "The compressor does not start.",
	}


COMPANY: list[str] = []


def ticket(number: int) -> dict:
	"""One ticket's values, as a person at the phone enters them."""
	return {
		"doctype": "Aftersales Ticket",
		"subject": f"冰箱 BX-{number % 300} 不制冷",
		"company": COMPANY[0],
		"customer": f"Bench Customer {number % CUSTOMERS}",
		"contact_phone": "13800138000",
		"contact": None,
		"team": TEAM,
		"category": "Fault",
		"kind": "Repair",
		"channel": "Phone",
		"priority": "Medium",
		"description": "The compressor does not start.",
	}


def _bare() -> None:
	if frappe.db.exists("DocType", BARE):
		return
	fields = [
		{"fieldname": name, "fieldtype": kind, "label": name.title(), "options": OPTIONS.get(name)}
		for name, kind in FIELDS
	]
	naming = {
		"fieldname": "naming_series",
		"fieldtype": "Select",
		"label": "Series",
		"options": "BENCH-.#####",
		"default": "BENCH-.#####",
	}
	frappe.get_doc(
		{
			"doctype": "DocType",
			"name": BARE,
			"module": "Service Desk",
			"custom": 1,
			"autoname": "naming_series:",
			"fields": [naming, *fields],
			"permissions": [
				{"role": role, "read": 1, "write": 1, "create": 1}
				for role in ("System Manager", "Service Agent")
			],
		}
	).insert()


def _user(number: int) -> str:
	email = f"bench{number}@example.com"
	frappe.local.conf.throttle_user_limit = 1000  # Frappe lets people make only so many users an hour
	_once(
		"User",
		email,
		email=email,
		first_name=f"Bench {number}",
		send_welcome_email=0,
		roles=[{"role": "Service Agent"}],
	)
	return email


def _once(doctype: str, name: str, **values) -> None:
	if not frappe.db.exists(doctype, name):
		frappe.get_doc({"doctype": doctype, **values}).insert()


def taken_in_by_mail(number: int) -> None:
	"""A ticket and the mail that opened it, as the mailbox stores both."""
	message_id = f"{frappe.generate_hash(length=20)}@bench.example.com"
	opened = frappe.get_doc({**ticket(number), "channel": "E-mail"})
	opened.flags.source_key = mail.source_key(message_id)
	opened.insert()
	communication(opened, message_id)


def communication(about, message_id: str | None = None) -> None:
	"""A message from the customer on any document."""
	frappe.get_doc(
		{
			"doctype": "Communication",
			"message_id": message_id,
			"communication_type": "Communication",
			"communication_medium": "Email",
			"sent_or_received": "Received",
			"subject": "The compressor does not start",
			"content": "The compressor does not start.",
			"sender": "caller@example.com",
			"reference_doctype": about.doctype,
			"reference_name": about.name,
		}
	).insert(ignore_permissions=True)


def bare_with_message(number: int) -> None:
	"""A bare document with a Communication: what Frappe itself takes for the message."""
	communication(frappe.get_doc(bare(number)).insert())


def finish_open() -> None:
	"""Close what a round left open, so that the next one meets the same desk."""
	frappe.db.sql(
		"UPDATE `tabAftersales Ticket` SET status = 'Closed', status_category = 'Closed', is_open = 0, resolution_pending = 0,"
		" next_check_at = NULL"
		" WHERE team = %s AND status_category != 'Closed'",
		TEAM,
	)
	frappe.db.commit()
