"""What forms, pages and programs ask of service quality. Typed, permission on the first line, then delegated."""

import frappe

from aftersales_app.aftersales_core import messages
from aftersales_app.service_quality.services import feedback, invitations, verification

TICKET, INVITATION, FEEDBACK = "Aftersales Ticket", "Aftersales Feedback Invitation", "Aftersales Feedback"
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


@frappe.whitelist()
def doubts(feedback: str) -> str:
	"""Why somebody has to look at an answer, a line each."""
	frappe.has_permission(FEEDBACK, "read", feedback, throw=True)
	return verification.doubts_of(frappe.get_doc(FEEDBACK, feedback))


@frappe.whitelist(methods=["POST"])
def verify(feedback: str, outcome: str, reason: str = "", scores: str = "{}") -> str:
	"""What was found about an answer: Valid, Corrected with `scores` (JSON by dimension), or Set Aside. The name of the
	verification."""
	frappe.only_for(QUALITY)
	frappe.has_permission(FEEDBACK, "read", feedback, throw=True)
	with messages.translated():
		return verification.settle(feedback, outcome, reason, frappe.parse_json(scores))
