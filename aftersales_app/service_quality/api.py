"""What forms, pages and programs ask of service quality. Typed, permission on the first line, then delegated."""

import frappe

from aftersales_app.aftersales_core import messages
from aftersales_app.service_quality.services import feedback, invitations

TICKET, INVITATION = "Aftersales Ticket", "Aftersales Feedback Invitation"
QUALITY = ("Quality Specialist", "Operations Manager", "System Manager")


@frappe.whitelist(methods=["POST"])
def invite_on_paper(ticket: str) -> str:
	"""An invitation for a printed form, to be typed in afterwards: its name."""
	frappe.only_for(QUALITY)
	frappe.has_permission(TICKET, "read", ticket, throw=True)
	with messages.translated():
		return invitations.invite(ticket, invitations.PAPER)


@frappe.whitelist(methods=["POST"])
def enter(invitation: str, answers: str) -> str:
	"""Type in what a customer wrote on paper; `answers` is JSON with scores by dimension, overall, words and reasons. The name of the
	feedback."""
	frappe.only_for(QUALITY)
	frappe.has_permission(INVITATION, "read", invitation, throw=True)
	told = frappe.parse_json(answers)
	reasons = tuple(map(str, told.pop("reasons", None) or ()))
	with messages.translated():
		return feedback.enter_on_paper(
			invitation, {name: str(value or "") for name, value in told.items()}, reasons
		)


@frappe.whitelist(methods=["POST"])
def withdraw(invitation: str) -> None:
	"""Nobody may answer this invitation any more."""
	frappe.only_for(QUALITY)
	frappe.has_permission(INVITATION, "read", invitation, throw=True)
	invitations.withdraw(invitation)
