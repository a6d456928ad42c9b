"""What forms, pages and programs ask of service quality. Typed, permission on the first line, then delegated."""

import frappe
from frappe.rate_limiter import rate_limit
from frappe.utils import getdate
from frappe.utils.csvutils import build_csv_response
from werkzeug.wrappers import Response

from aftersales_app.aftersales_core import messages
from aftersales_app.service_quality.services import (
	calls,
	consent,
	evaluations,
	feedback,
	feedback_page,
	invitations,
	privacy,
	verification,
)

TICKET, INVITATION, FEEDBACK = "Aftersales Ticket", "Aftersales Feedback Invitation", "Aftersales Feedback"
REQUEST = "Aftersales Privacy Request"
CALL, EVALUATION = "Aftersales Follow-up Call", "Aftersales Evaluation"
STEPS = {
	"Checked": ("Quality Specialist",),
	"Approved": ("Operations Manager",),
	"Published": ("Operations Manager",),
}
SENT_A_MINUTE = 60  # from one address
QUALITY = ("Quality Specialist", "Operations Manager", "System Manager")


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=SENT_A_MINUTE, seconds=60)
def give_feedback() -> Response:
	"""A customer's page was sent in. Whoever has the link may answer, once: the token is looked up before anything else."""
	form = frappe.request.form
	return feedback_page.sent(str(form.get("token") or ""), form, form.getlist("reasons"))


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=SENT_A_MINUTE, seconds=60)
def withdraw_consent() -> Response:
	"""A customer takes back what they agreed to: whoever has the link may, without signing in, as they gave it."""
	form = frappe.request.form
	return feedback_page.taken_back(str(form.get("token") or ""), form.getlist("purposes"))


@frappe.whitelist(methods=["POST"])
def copy_personal_data(request: str) -> None:
	"""What is kept about the person who asked, as a file to hand over."""
	doc = frappe.get_doc(REQUEST, request, for_update=True)
	doc.check_permission("write")
	with messages.translated():
		content = privacy.copy_of(doc)
	frappe.response.update({"type": "download", "filename": f"{request}.json", "filecontent": content})


@frappe.whitelist(methods=["POST"])
def answers_for_studies(company: str, first_day: str, last_day: str) -> None:
	"""The answers of a period whose customers agree to studies, as a CSV file without anybody in it."""
	frappe.only_for(QUALITY)
	frappe.has_permission(FEEDBACK, "export", throw=True)
	build_csv_response(
		consent.for_studies(company, getdate(first_day), getdate(last_day)), "answers-for-studies"
	)


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


@frappe.whitelist(methods=["POST"])
def renew_evaluation(evaluation: str) -> None:
	"""Draw a draft up anew."""
	frappe.has_permission(EVALUATION, "write", evaluation, throw=True)
	with messages.translated():
		evaluations.renew(frappe.get_doc(EVALUATION, evaluation, for_update=True))


@frappe.whitelist(methods=["POST"])
def move_evaluation(evaluation: str, status: str) -> None:
	"""The next step of an evaluation: checked by quality, approved and published by operations, or back to draft."""
	frappe.has_permission(EVALUATION, "write", evaluation, throw=True)
	if status in STEPS:
		frappe.only_for(STEPS[status])
	evaluations.move(frappe.get_doc(EVALUATION, evaluation, for_update=True), status)


@frappe.whitelist(methods=["POST"])
def appeal_evaluation(evaluation: str, reason: str) -> None:
	"""Somebody who may read a published evaluation disagrees with it."""
	frappe.has_permission(EVALUATION, "write", evaluation, throw=True)
	evaluations.appeal(frappe.get_doc(EVALUATION, evaluation, for_update=True), reason)


@frappe.whitelist()
def evaluation_notices(evaluation: str) -> str:
	"""What the reader of an evaluation has to consider, a line each."""
	frappe.has_permission(EVALUATION, "read", evaluation, throw=True)
	return evaluations.notices(frappe.get_doc(EVALUATION, evaluation))
