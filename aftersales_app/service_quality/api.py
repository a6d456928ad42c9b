"""What forms, pages and programs ask of service quality. Typed, permission on the first line, then delegated."""

import frappe

from aftersales_app.aftersales_core import messages
from aftersales_app.service_quality.services import calls, feedback, invitations, verification

TICKET, INVITATION, FEEDBACK = "Aftersales Ticket", "Aftersales Feedback Invitation", "Aftersales Feedback"
CALL = "Aftersales Follow-up Call"
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
def reasons_of(feedback: str) -> dict[str, str]:
	"""Why somebody has to look at an answer (`doubts`), and why the record scores as it does (`record`), a line each."""
	frappe.has_permission(FEEDBACK, "read", feedback, throw=True)
	return verification.reasons_of(frappe.get_doc(FEEDBACK, feedback))


@frappe.whitelist(methods=["POST"])
def verify(feedback: str, outcome: str, reason: str = "", scores: str = "{}") -> str:
	"""What was found about an answer: Valid, Corrected with `scores` (JSON by dimension), or Set Aside. The name of the
	verification."""
	frappe.only_for(QUALITY)
	frappe.has_permission(FEEDBACK, "read", feedback, throw=True)
	with messages.translated():
		return verification.settle(feedback, outcome, reason, frappe.parse_json(scores))


@frappe.whitelist(methods=["POST"])
def call_tried(call: str, outcome: str, note: str = "") -> None:
	"""Somebody tried to call and did not get an answer."""
	frappe.has_permission(CALL, "write", call, throw=True)
	with messages.translated():
		calls.tried(frappe.get_doc(CALL, call, for_update=True), outcome, note)


@frappe.whitelist(methods=["POST"])
def call_answered(call: str, answers: str) -> None:
	"""The customer answered; `answers` is JSON with overall, scores by dimension, words, solved, wants_contact, noticed and
	objected."""
	frappe.has_permission(CALL, "write", call, throw=True)
	told = frappe.parse_json(answers)
	with messages.translated():
		calls.answered(frappe.get_doc(CALL, call, for_update=True), told, told)


@frappe.whitelist(methods=["POST"])
def keep_recording(call: str, file_url: str) -> None:
	"""Keep the recording of a call where it may be kept."""
	frappe.has_permission(CALL, "write", call, throw=True)
	with messages.translated():
		calls.record(frappe.get_doc(CALL, call, for_update=True), file_url)


@frappe.whitelist()
def opening_words() -> str:
	"""What a caller says first."""
	frappe.has_permission(CALL, "read", throw=True)
	return calls.opening_words()
