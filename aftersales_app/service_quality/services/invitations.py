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
from aftersales_app.domain.invitation import Around
from aftersales_app.service_quality.queries import feedback as reads
from aftersales_app.service_quality.services import asked
from aftersales_app.service_quality.services.asked import Asked

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
	"""Invite the customers of what is over, once each. Nothing where the site has not turned it on."""
	if not cint(core.settings().get("invite_customers")):
		return
	for kind in reversed(rule.KINDS):
		if kind in asked.kinds():
			_run_kind(kind)


def invite(name: str, channel: str, doctype: str = rule.TICKET) -> str:
	"""An invitation about something that is over, over a channel; its name. Raises DomainError `not_over_yet`."""
	return _write(_over(doctype, name), channel)


def invite_by_hand(doctype: str, name: str, channel: str) -> str:
	"""An invitation to hand out, printed: it takes the place of one that nobody has answered. Raises DomainError as `invite`,
	`own_rating`, `about_answered`, `not_by_hand`."""
	if channel not in (QR, PAPER):
		raise DomainError("not_by_hand", {"channel": channel})
	done = _over(doctype, name)
	if done.rated == frappe.session.user:
		raise DomainError("own_rating")
	if reads.is_answered(doctype, name):
		raise DomainError("about_answered")
	for other in reads.open_invitations(doctype, name):
		withdraw(other)
	return _write(done, channel)


def send(done: Asked, channel: str | None = None) -> str | None:
	"""An invitation by mail, else by text message, said to be asked for over `channel`; None where the customer is not reached."""
	way = reached_by(done)
	if way is None:
		return None
	name = _write(done, channel or way)
	(_send_mail if way == EMAIL else _send_text)(name, done)
	return name


def reached_by(done: Asked) -> str | None:
	"""How a customer is reached from here; None for not at all."""
	if done.reach.email and EmailAccount.find_outgoing():
		return EMAIL
	if done.reach.phone and frappe.db.get_single_value("SMS Settings", "sms_gateway_url"):
		return SMS
	return None


def link(name: str) -> str:
	"""The personal address of an invitation's page."""
	return get_url(f"/f/{rule.token(secret(), name)}")


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


def _run_kind(kind: str) -> None:
	ended = asked.ended_since(kind, moments.site_now() - LOOK_BACK, AT_ONCE)
	invited = reads.invited(kind, ended)
	for name in ended:
		if name not in invited:
			attempt(f"Feedback invitation for {name}", _invite_if_asked, kind, name)


def _invite_if_asked(kind: str, name: str) -> None:
	"""Nobody who was asked lately or about the same case, and nobody whom we cannot reach."""
	done = asked.of(kind, name)
	if done is not None and done.over and not done.imported and rule.can_ask(kind, _around(done)).allowed:
		send(done)


def _around(done: Asked) -> Around:
	quiet = cint(core.settings().get("feedback_quiet_days")) or QUIET_DAYS
	since = moments.site_now() - timedelta(days=quiet)
	return Around(
		kinds=asked.kinds(),
		unfinished=reads.unfinished(done.ticket),
		asked=reads.asked_about(done.ticket),
		lately=reads.asked_since(since, done.reach.email, done.reach.phone),
	)


def _over(doctype: str, name: str) -> Asked:
	done = asked.of(doctype, name)
	if done is None or not done.over:
		raise DomainError("not_over_yet", {"name": name})
	return done


def _write(done: Asked, channel: str) -> str:
	now, user = moments.site_now(), frappe.session.user
	name = rows.next_name(reads.INVITATION, "FI")
	good = cint(core.settings().get("feedback_good_days")) or GOOD_DAYS
	row = {
		**{"name": name, "owner": user, "modified_by": user, "creation": now, "modified": now},
		**done.about,
		**{"status": rule.OPEN, "channel": channel, "language": language_of(done.reach.contact)},
		**{"invited_at": now, "expires_at": now + timedelta(days=good)},
		**{"contact_email": done.reach.email or None, "contact_phone": done.reach.phone or None},
		"token_hash": rule.token_hash(rule.token(secret(), name)),
	}
	rows.append(reads.INVITATION, FIELDS, [row])
	return name


def language_of(contact: str | None) -> str:
	"""In which language somebody is asked: their own user's, else the site's."""
	user = frappe.db.get_value("Contact", contact, "user") if contact else None
	own = frappe.db.get_value("User", user, "language") if user else None
	return own or frappe.db.get_single_value("System Settings", "language") or "en"


def _send_mail(name: str, done: Asked) -> None:
	with _language_of_invitation(name):
		args: dict[str, Any] = {
			"link": link(name),
			"name": done.reach.name,
			"company": done.about["company"],
			"question": question(done.doctype),
		}
		frappe.sendmail(
			[done.reach.email],
			subject=f"{question(done.doctype)} ({done.name})",
			template="feedback_invitation",
			args=args,
			header=None,
		)


def _send_text(name: str, done: Asked) -> None:
	from frappe.core.doctype.sms_settings.sms_settings import send_sms

	with _language_of_invitation(name):
		send_sms([done.reach.phone], text_message(name, done.doctype), success_msg=False)


def text_message(name: str, doctype: str) -> str:
	"""What a phone gets: the question and the link, in one piece where the site's address has no more than 28 characters."""
	if doctype == rule.COMPLAINT:
		return _("How did we handle your complaint? {0}").format(link(name))
	return _("How was our service? {0}").format(link(name))


def question(doctype: str) -> str:
	"""What is asked all in all, in the language that is spoken."""
	if doctype == rule.COMPLAINT:
		return _("How did we handle your complaint?")
	return _("How was our service?")


def _language_of_invitation(name: str) -> Any:
	return messages.speaking(frappe.db.get_value(reads.INVITATION, name, "language"))
