"""Mail to whoever complains: that it is here, how it stands, what was decided. The words are the site's own: e-mail templates, one for each
language, of which the one without a language is English and stands in for those that are missing."""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.utils import cint, escape_html, format_datetime, formatdate
from frappe.utils.jinja import render_template

from aftersales_app.aftersales_core import messages
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain import complaint_flow as flow
from aftersales_app.domain.errors import DomainError
from aftersales_app.service_quality.services import invitations

RECEIVED, STATUS, DECISION = (
	*("Aftersales Complaint Received", "Aftersales Complaint Status"),
	"Aftersales Complaint Decision",
)
LETTER = "Aftersales Complaint Reply"
STATUS_DAYS = 7
AUTOMATIC = {"X-Aftersales-Automatic": "auto-generated", "X-Auto-Response-Suppress": "All"}


def acknowledges(complaint: Any) -> bool:
	"""Is a complaint like this acknowledged by mail as soon as it is taken down?"""
	return bool(cint(core.settings().get("mail_complainants"))) and reaches(complaint)


def reaches(complaint: Any) -> bool:
	"""Is there an address to write to, and a mailbox to write from?"""
	return bool(complaint.complainant_email) and bool(EmailAccount.find_outgoing())


def send(complaint: Any, kind: str) -> None:
	"""Write to whoever complains, in their language. Raises DomainError `no_address_to_write_to`."""
	if not reaches(complaint):
		raise DomainError("no_address_to_write_to")
	language = invitations.language_of(complaint.contact)
	template = _template(kind, language)
	with messages.speaking(language):
		facts = _facts(complaint)
		frappe.sendmail(
			[complaint.complainant_email],
			subject=render_template(template.subject, facts),
			message=render_template(template.response_html or template.response, facts),
			reference_doctype=complaint.doctype,
			reference_name=complaint.name,
			email_headers=AUTOMATIC,
			attachments=[_letter(complaint, language)] if kind == DECISION else None,
		)


def status_every() -> timedelta:
	"""How often the customer hears how it stands while nothing is decided; nothing: only when they ask."""
	days = core.settings().get("complaint_status_days")
	return timedelta(days=STATUS_DAYS if days is None else cint(days))


def _template(kind: str, language: str) -> Any:
	for name in (f"{kind} ({language})", f"{kind} ({language.split('-')[0]})", kind):
		if frappe.db.exists("Email Template", name):
			return frappe.get_cached_doc("Email Template", name)
	frappe.throw(
		_("There is no e-mail template {0}. Make it, or turn mail to complainants off.").format(kind)
	)


def _facts(complaint: Any) -> dict[str, Any]:
	"""What templates may say, safe to stand in a page."""
	words = ("name", "company", "complainant_name", "subject", "words", "response", "decision")
	said = {word: escape_html(complaint.get(word) or "").replace("\n", "<br>") for word in words}
	return {
		**said,
		"number": said["name"],
		"status": _(complaint.status, context="Aftersales Complaint"),
		"received_at": format_datetime(complaint.received_at),
		"decided_on": formatdate(complaint.decided_at) if complaint.decided_at else "",
		"rejects": bool(complaint.rejects),
		"routes": bool(complaint.routes_told) or complaint.status == flow.ESCALATED,
		"silence_days": cint(core.settings().get("complaint_silence_days")) or flow.SILENCE_DAYS,
	}


def _letter(complaint: Any, language: str) -> dict[str, Any]:
	"""The decision as a letter, made when the mail goes out."""
	return {
		"print_format_attachment": 1,
		"doctype": complaint.doctype,
		"name": complaint.name,
		"print_format": LETTER,
		"print_letterhead": 1,
		"lang": language,
	}
