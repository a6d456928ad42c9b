"""What the form shows of a complaint besides its fields: its steps, what comes next, and what this user can do now. Nothing is written."""

from typing import Any

from frappe import _
from frappe.utils import format_date, format_datetime, get_datetime, get_fullname

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.domain import complaint_flow as flow
from aftersales_app.domain.errors import Decision
from aftersales_app.service_quality.services import complaint_mail, complaint_people, complaints

STEPS = ("received_at", "acknowledged_at", "assessed_at", "investigated_at", "decided_at", "closed_at")


def told(complaint: Any) -> dict[str, Any]:
	"""Keys: `steps` (label, when it was done or None, late), `next` (sentences in the reader's language), `verbs` that are open to the
	user now."""
	standing = complaint_people.standing(complaint)
	return {
		"steps": [_step(complaint, field) for field in STEPS],
		"next": [*_next(complaint), *_status_due(complaint), *_authority(complaint)],
		"verbs": [verb for verb in flow.VERBS if flow.may(verb, standing).allowed and _ripe(verb, complaint)],
	}


def _ripe(verb: str, complaint: Any) -> bool:
	"""Closing needs nothing more from the user: it is offered where it would be let through."""
	return verb != "close" or _closing(complaint).allowed


def _closing(complaint: Any) -> Decision:
	return flow.can_close(complaints.ending(complaint), moments.site_today(), complaints.silence_days())


def _step(complaint: Any, field: str) -> dict[str, Any]:
	at = complaint.get(field)
	late = field == "acknowledged_at" and flow.acknowledged_late(
		complaint.received_at, at, moments.site_now(), complaint.acknowledge_by - complaint.received_at
	)
	return {"label": _label(field), "at": format_datetime(at) if at else None, "late": late}


def _label(field: str) -> str:
	return {
		"received_at": _("Received", context="Aftersales Complaint"),
		"acknowledged_at": _("Acknowledged"),
		"assessed_at": _("Assessed"),
		"investigated_at": _("Investigated"),
		"decided_at": _("Decision Sent"),
		"closed_at": _("Closed"),
	}[field]


def _next(complaint: Any) -> list[str]:
	status = complaint.status
	if status == flow.RECEIVED:
		by = format_datetime(complaint.acknowledge_by)
		return [
			_("Tell the customer by {0} that the complaint is here, and note it with Acknowledge.").format(by)
		]
	if status in (flow.DECIDED, flow.ESCALATED):
		return _after_decision(complaint)
	if status in (flow.ASSESSED, flow.ESCALATED) and not complaint.investigator:
		return [_("Choose an investigator who is neither whom it is about nor in their line.")]
	sentence = {
		flow.ACKNOWLEDGED: _("Assess it: safety first, then impact, complexity and whether it is public."),
		flow.ASSESSED: _("{0} looks into it and writes down the findings."),
		flow.INVESTIGATED: _("Send the decision, or an interim response if it takes longer."),
		flow.RESPONDED: _("Send the decision."),
	}.get(status)
	return [sentence.format(get_fullname(complaint.investigator))] if sentence else []


def _after_decision(complaint: Any) -> list[str]:
	if complaint.status == flow.ESCALATED:
		return [
			_(
				"The customer does not accept the decision: look into it again, decide anew, or record that they accept it after all."
			)
		]
	found = _closing(complaint)
	return [messages.reasons(found.reasons), *([_("It can be closed.")] if found.allowed else [])]


def _status_due(complaint: Any) -> list[str]:
	"""While nothing is decided, the customer hears from time to time how it stands."""
	if complaint.status in (flow.RECEIVED, flow.DECIDED, flow.CLOSED, flow.WITHDRAWN):
		return []
	told = (
		complaint.get(field) for field in ("acknowledged_at", "responded_at", "status_told_at", "decided_at")
	)
	due = flow.status_due((get_datetime(one) for one in told if one), complaint_mail.status_every())
	if not due or due > moments.site_now():
		return []
	return [
		_("The customer has heard nothing since {0}: tell them how it stands.").format(
			format_date(due - complaint_mail.status_every())
		)
	]


def _authority(complaint: Any) -> list[str]:
	waiting = complaint_people.authority(complaint)
	if not waiting or complaint.status in (flow.CLOSED, flow.WITHDRAWN):
		return []
	if not complaint.outside_due:
		return [_("{0} waits for an answer. Enter by which day, as its letter says.").format(_(waiting))]
	return [_("{0} waits for an answer by {1}.").format(_(waiting), format_date(complaint.outside_due))]
