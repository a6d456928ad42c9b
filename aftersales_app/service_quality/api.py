"""What forms, pages and programs ask of service quality. Typed, permission on the first line, then delegated."""

from typing import Any

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit
from frappe.utils import getdate
from frappe.utils.csvutils import build_csv_response
from werkzeug.wrappers import Response

from aftersales_app.aftersales_core import messages, requests
from aftersales_app.domain.invitation import KINDS
from aftersales_app.service_quality.services import (
	call_draws,
	call_figures,
	call_scripts,
	calls,
	complaint_sources,
	consent,
	department_performance,
	door_page,
	evaluations,
	feedback,
	feedback_page,
	invitations,
	objectives,
	phone_calls,
	privacy,
	self_assessment,
	verification,
)
from aftersales_app.service_quality.services import (
	evaluation_story as evaluation_story_of,
)

INVITATION, FEEDBACK = "Aftersales Feedback Invitation", "Aftersales Feedback"
REQUEST = "Aftersales Privacy Request"
CALL, EVALUATION = "Aftersales Follow-up Call", "Aftersales Evaluation"
APPEALING = ("Quality Specialist", "Operations Manager", "Service Team Lead", "Service Executive")
SENT_A_MINUTE, LINKS_AN_HOUR = 60, 60  # from one address
DRAW, COMPLAINT = "Aftersales Call Draw", "Aftersales Complaint"
PHONED = {CALL: phone_calls.of_call, COMPLAINT: phone_calls.of_complaint}
OBJECTIVE, FIGURE = "Aftersales Objective", "Aftersales Objective Period"
PERFORMANCE, ASSESSMENT = "Aftersales Department Performance", "Aftersales Self-Assessment"
QUALITY = ("Quality Specialist", "Operations Manager", "System Manager")
OF_DEPARTMENTS = (  # who may disagree with their department's performance
	"Service Agent",
	"Service Technician",
	"Service Team Lead",
	"Quality Specialist",
	"Operations Manager",
)


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=SENT_A_MINUTE, seconds=60)
def give_feedback() -> Response:
	"""A customer's page was sent in. Whoever has the link may answer, once: the token is looked up before anything else."""
	form = frappe.request.form
	return feedback_page.sent(str(form.get("token") or ""), form, form.getlist("reasons"))


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=LINKS_AN_HOUR, seconds=3600)
def send_link() -> Response:
	"""Whoever scanned the code of a visit's report wants the customer's link: it is sent to the customer, once."""
	form = frappe.request.form
	return door_page.sent(str(form.get("key") or ""), str(form.get("nonce") or ""))


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
def invite_by_hand(doctype: str, name: str, channel: str) -> str:
	"""An invitation to print, on paper or as a code alone, about something that is over: its name. Never by whoever is rated."""
	frappe.only_for(QUALITY)
	if doctype not in KINDS:
		frappe.throw(_("Customers are not asked about {0}.").format(_(doctype)))
	frappe.has_permission(doctype, "read", name, throw=True)
	with messages.translated():
		return invitations.invite_by_hand(doctype, name, channel)


@frappe.whitelist()
def questions_of(invitation: str) -> dict[str, Any]:
	"""What a form asks that is to be typed in: `questions` by dimension and the `reasons` on offer."""
	frappe.only_for(QUALITY)
	frappe.has_permission(INVITATION, "read", invitation, throw=True)
	kind = frappe.db.get_value(INVITATION, invitation, "reference_doctype")
	reasons = [row.reason for row in feedback_page.offered(kind)]
	return {"questions": dict(feedback_page.questions(kind)), "reasons": reasons}


@frappe.whitelist(methods=["POST"])
def enter(invitation: str, answers: str, scan: str = "") -> str:
	"""Type in what a customer wrote on paper; `answers` is JSON with scores by dimension, overall, words, contact, research and reasons,
	`scan` the address of a file. The name of the feedback."""
	frappe.only_for(QUALITY)
	frappe.has_permission(INVITATION, "read", invitation, throw=True)
	told = requests.record(answers)
	reasons = tuple(map(str, told.pop("reasons", None) or ()))
	told = {name: str(value or "") for name, value in told.items()}
	with messages.translated():
		return feedback.enter_on_paper(invitation, told, reasons, scan)


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
		return verification.settle(feedback, outcome, reason, requests.record(scores))


@frappe.whitelist(methods=["POST"])
def call_tried(call: str, outcome: str, note: str = "", call_log: str = "") -> None:
	"""Somebody tried to call and did not get an answer; `call_log` names the telephone system's record of it."""
	frappe.has_permission(CALL, "write", call, throw=True)
	with messages.translated():
		calls.tried(frappe.get_doc(CALL, call, for_update=True), outcome, note, call_log)


@frappe.whitelist(methods=["POST"])
def call_answered(call: str, answers: str) -> None:
	"""The customer answered; `answers` is JSON with overall, scores by dimension, words, solved, wants_contact, noticed, objected, offered,
	script and call_log."""
	frappe.has_permission(CALL, "write", call, throw=True)
	with messages.translated():
		told = requests.record(answers)
		calls.answered(frappe.get_doc(CALL, call, for_update=True), told, told)


@frappe.whitelist(methods=["POST"])
def cancel_call(call: str, reason: str) -> None:
	"""Nobody calls this customer any more."""
	frappe.only_for(QUALITY)
	frappe.has_permission(CALL, "write", call, throw=True)
	calls.cancel(frappe.get_doc(CALL, call, for_update=True), reason)


@frappe.whitelist(methods=["POST"])
def keep_recording(call: str, file_url: str) -> None:
	"""Keep the recording of a call where it may be kept."""
	frappe.has_permission(CALL, "write", call, throw=True)
	with messages.translated():
		calls.record(frappe.get_doc(CALL, call, for_update=True), file_url)


@frappe.whitelist()
def call_script(call: str) -> dict[str, Any]:
	"""What the caller says and asks, step by step."""
	frappe.has_permission(CALL, "read", call, throw=True)
	return call_scripts.begun(frappe.get_doc(CALL, call))


@frappe.whitelist()
def phone_calls_of(doctype: str, name: str) -> list[dict[str, Any]]:
	"""What the telephone system logged of a follow-up call or a complaint."""
	if doctype not in PHONED:
		raise frappe.PermissionError
	frappe.has_permission(doctype, "read", name, throw=True)
	return PHONED[doctype](frappe.get_doc(doctype, name))


@frappe.whitelist()
def draw_again(draw: str) -> dict[str, Any]:
	"""The same draw made anew, for an auditor: whether it is equal, and what was found."""
	frappe.has_permission(DRAW, "read", draw, throw=True)
	return call_draws.draw_again(frappe.get_doc(DRAW, draw))


@frappe.whitelist()
def response_to_calls(draw: str) -> dict[str, Any]:
	"""What became of a draw's calls: how many are over, how many were reached, and whether the figures are biased."""
	frappe.has_permission(DRAW, "read", draw, throw=True)
	return call_figures.of_draw(draw)


@frappe.whitelist()
def complaint_draft(doctype: str, name: str) -> dict[str, Any]:
	"""A complaint about a ticket, claim, unit, follow-up call or answer as its form begins."""
	frappe.has_permission(COMPLAINT, "create", throw=True)
	return complaint_sources.draft(doctype, name)


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
	evaluations.move(frappe.get_doc(EVALUATION, evaluation, for_update=True), status)


@frappe.whitelist(methods=["POST"])
def appeal_evaluation(evaluation: str, reason: str) -> None:
	"""Somebody who may read a published evaluation disagrees with it."""
	frappe.only_for(APPEALING)
	frappe.has_permission(EVALUATION, "read", evaluation, throw=True)
	evaluations.appeal(frappe.get_doc(EVALUATION, evaluation, for_update=True), reason)


@frappe.whitelist(methods=["POST"])
def answer_evaluation_appeal(evaluation: str, number: int | str, outcome: str, answer: str) -> None:
	"""What becomes of an appeal, by its row's number: Upheld or Dismissed, and why."""
	frappe.has_permission(EVALUATION, "write", evaluation, throw=True)
	with messages.translated():
		evaluations.answer_appeal(
			frappe.get_doc(EVALUATION, evaluation, for_update=True), number, outcome, answer
		)


@frappe.whitelist(methods=["POST"])
def freeze_evaluation_baseline(evaluation: str, reason: str) -> None:
	"""The weeks before a draft's period become what is usual, for a reason."""
	frappe.has_permission(EVALUATION, "write", evaluation, throw=True)
	with messages.translated():
		evaluations.freeze_baseline(frappe.get_doc(EVALUATION, evaluation, for_update=True), reason)


@frappe.whitelist()
def evaluation_story(evaluation: str) -> dict[str, Any]:
	"""An evaluation as its reader sees it: `notices` and `changes` (a line each), `charts` (title, svg, says), `definitions`."""
	frappe.has_permission(EVALUATION, "read", evaluation, throw=True)
	return evaluation_story_of.told(frappe.get_doc(EVALUATION, evaluation))


@frappe.whitelist(methods=["POST"])
def work_out_objective(objective: str) -> None:
	"""Have all periods of an objective worked out anew; the form is told when it is done."""
	frappe.has_permission(OBJECTIVE, "write", objective, throw=True)
	objectives.ask(objective)


@frappe.whitelist(methods=["POST"])
def set_usual_objectives(company: str, year: int) -> list[str]:
	"""The usual objectives of a company's year, those that are not set yet; their names."""
	frappe.has_permission(OBJECTIVE, "create", throw=True)
	frappe.has_permission("Company", "select", company, throw=True)
	with messages.translated():
		return objectives.set_usual(company, int(year))


@frappe.whitelist()
def objective_trend(objective: str) -> list[dict]:
	"""The figures of an objective in their order of time."""
	frappe.has_permission(OBJECTIVE, "read", objective, throw=True)
	return objectives.trend(objective)


@frappe.whitelist()
def objective_considered(figure: str) -> str:
	"""What the reader of a figure has to consider, a line each."""
	frappe.has_permission(FIGURE, "read", figure, throw=True)
	return objectives.considered(frappe.get_doc(FIGURE, figure))


@frappe.whitelist()
def objective_definition(metric: str) -> str:
	"""How a metric is counted."""
	frappe.has_permission(OBJECTIVE, "read", throw=True)
	return objectives.definition(metric)


@frappe.whitelist(methods=["POST"])
def renew_performance(performance: str) -> None:
	"""Count a draft anew."""
	frappe.has_permission(PERFORMANCE, "write", performance, throw=True)
	with messages.translated():
		department_performance.renew(frappe.get_doc(PERFORMANCE, performance, for_update=True))


@frappe.whitelist(methods=["POST"])
def enter_performance(performance: str, component: str, value: str, evidence: str, note: str = "") -> None:
	"""What only people know of a component: its points, or how far the improvement plan is completed."""
	frappe.has_permission(PERFORMANCE, "write", performance, throw=True)
	with messages.translated():
		doc = frappe.get_doc(PERFORMANCE, performance, for_update=True)
		department_performance.enter(doc, component, value, evidence, note)


@frappe.whitelist(methods=["POST"])
def move_performance(performance: str, status: str) -> None:
	"""The next step of a performance: checked by quality, approved and published by operations, or back to draft."""
	frappe.has_permission(PERFORMANCE, "write", performance, throw=True)
	with messages.translated():
		department_performance.move(frappe.get_doc(PERFORMANCE, performance, for_update=True), status)


@frappe.whitelist(methods=["POST"])
def appeal_performance(performance: str, reason: str) -> None:
	"""Somebody whose department it is, or who may write it, disagrees."""
	frappe.has_permission(PERFORMANCE, "read", performance, throw=True)
	frappe.only_for(OF_DEPARTMENTS)
	department_performance.appeal(frappe.get_doc(PERFORMANCE, performance, for_update=True), reason)


@frappe.whitelist()
def performance_considered(performance: str) -> str:
	"""What the reader of a performance has to consider, a line each."""
	frappe.has_permission(PERFORMANCE, "read", performance, throw=True)
	return department_performance.considered(frappe.get_doc(PERFORMANCE, performance))


@frappe.whitelist(methods=["POST"])
def fill_assessment(assessment: str) -> int:
	"""Fill the indicators of which the records tell; how many."""
	frappe.has_permission(ASSESSMENT, "write", assessment, throw=True)
	with messages.translated():
		return self_assessment.fill(frappe.get_doc(ASSESSMENT, assessment, for_update=True))


@frappe.whitelist(methods=["POST"])
def sign_assessment(assessment: str) -> None:
	"""Answer for a self-assessment, which locks it."""
	frappe.has_permission(ASSESSMENT, "write", assessment, throw=True)
	frappe.only_for("Operations Manager")
	with messages.translated():
		self_assessment.sign(frappe.get_doc(ASSESSMENT, assessment, for_update=True))


@frappe.whitelist()
def assessment_considered(assessment: str) -> dict:
	"""What the reader of a self-assessment has to consider, a line each, and the sums of its parts."""
	frappe.has_permission(ASSESSMENT, "read", assessment, throw=True)
	doc = frappe.get_doc(ASSESSMENT, assessment)
	return {"lines": self_assessment.considered(doc), "sums": self_assessment.sums(doc)}
