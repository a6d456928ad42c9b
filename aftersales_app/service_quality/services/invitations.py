"""Who is asked what they think of a service, and over what. The one writer of Aftersales Feedback Invitation.

The link is made from the site's key whenever it is sent or printed and stored nowhere: those who are rated cannot look it up.
"""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.utils import cint, get_url
from frappe.utils.password import get_encryption_key

from aftersales_app.aftersales_core import messages, moments, rows
from aftersales_app.aftersales_core import services as core
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.domain import invitation as rule
from aftersales_app.domain.errors import DomainError
from aftersales_app.service_desk.services import served
from aftersales_app.service_desk.services.served import Served
from aftersales_app.service_quality.queries import feedback as reads

TICKET = "Aftersales Ticket"
EMAIL, SMS, QR, PAPER = "E-mail", "SMS", "QR Code", "Paper"
LOOK_BACK = timedelta(days=2)  # what was closed while the scheduler stood still
AT_ONCE = 500
GOOD_DAYS, QUIET_DAYS = 14, 30
FIELDS = (
	*("name", "owner", "creation", "modified", "modified_by", *reads.ABOUT),
	*(
		"status",
		"channel",
		"language",
		"invited_at",
		"expires_at",
		"contact_email",
		"contact_phone",
		"token_hash",
	),
)


def run() -> None:
	"""Invite the customers of what was closed, once each. Nothing where the site has not turned it on."""
	if not cint(core.settings().get("invite_customers")):
		return
	closed = served.closed_since(moments.site_now() - LOOK_BACK, AT_ONCE)
	asked = reads.invited(TICKET, closed)
	for name in closed:
		if name not in asked:
			attempt(f"Feedback invitation for {name}", _invite_if_reached, name)


def invite(ticket: str, channel: str) -> str:
	"""An invitation to a closed ticket over a channel; its name. Raises DomainError `not_closed_yet`."""
	done = served.of_ticket(ticket)
	if done is None or not done.closed:
		raise DomainError("not_closed_yet", {"name": ticket})
	return _write(done, channel)


def link(name: str) -> str:
	"""The personal address of an invitation's page."""
	return get_url(f"/feedback/{rule.token(secret(), name)}")


def secret() -> str:
	"""The site's key, of which tokens and nonces are made."""
	return get_encryption_key()


def withdraw(name: str) -> None:
	"""An invitation that nobody may answer any more."""
	if frappe.db.get_value(reads.INVITATION, name, "status") == rule.OPEN:
		rows.change(reads.INVITATION, name, {"status": rule.WITHDRAWN})


def answered(name: str, feedback: str) -> None:
	"""An invitation was answered."""
	facts = {"status": rule.ANSWERED, "answered_at": moments.site_now(), "feedback": feedback}
	rows.change(reads.INVITATION, name, facts)


def _invite_if_reached(ticket: str) -> None:
	"""By mail, else by text message; nobody who was asked lately, and nobody whom we cannot reach."""
	done = served.of_ticket(ticket)
	if done is None or not done.closed or done.ticket.channel == "Import":
		return
	email, phone = done.ticket.contact_email or "", done.ticket.contact_phone or ""
	quiet = cint(core.settings().get("feedback_quiet_days")) or QUIET_DAYS
	if reads.reached_since(moments.site_now() - timedelta(days=quiet), email, phone):
		return
	if email and EmailAccount.find_outgoing():
		_send_mail(_write(done, EMAIL), done)
	elif phone and frappe.db.get_single_value("SMS Settings", "sms_gateway_url"):
		_send_text(_write(done, SMS), done)


def _write(done: Served, channel: str) -> str:
	ticket, now, user = done.ticket, moments.site_now(), frappe.session.user
	name = rows.next_name(reads.INVITATION, "FI")
	good = cint(core.settings().get("feedback_good_days")) or GOOD_DAYS
	row = {
		**{"name": name, "owner": user, "modified_by": user, "creation": now, "modified": now},
		**{"reference_doctype": TICKET, "reference_name": ticket.name, "ticket": ticket.name},
		**{field: ticket[field] for field in ("company", "team", "customer")},
		**{
			"rated": ticket.assignee,
			"status": rule.OPEN,
			"channel": channel,
			"language": language_of(ticket.contact),
		},
		**{"invited_at": now, "expires_at": now + timedelta(days=good)},
		**{"contact_email": ticket.contact_email, "contact_phone": ticket.contact_phone},
		"token_hash": rule.token_hash(rule.token(secret(), name)),
	}
	rows.append(reads.INVITATION, FIELDS, [row])
	return name


def language_of(contact: str | None) -> str:
	"""In which language somebody is asked: their own user's, else the site's."""
	user = frappe.db.get_value("Contact", contact, "user") if contact else None
	own = frappe.db.get_value("User", user, "language") if user else None
	return own or frappe.db.get_single_value("System Settings", "language") or "en"


def _send_mail(name: str, done: Served) -> None:
	with _language_of_invitation(name):
		args: dict[str, Any] = {
			"link": link(name),
			"name": done.ticket.contact_name or "",
			"company": done.ticket.company,
		}
		frappe.sendmail(
			[done.ticket.contact_email],
			subject=_("How was our service? ({0})").format(done.ticket.name),
			template="feedback_invitation",
			args=args,
			header=None,
		)


def _send_text(name: str, done: Served) -> None:
	from frappe.core.doctype.sms_settings.sms_settings import send_sms

	with _language_of_invitation(name):
		send_sms(
			[done.ticket.contact_phone], _("How was our service? {0}").format(link(name)), success_msg=False
		)


def _language_of_invitation(name: str) -> Any:
	return messages.speaking(frappe.db.get_value(reads.INVITATION, name, "language"))
