"""Complaints from their receipt to their end (rules.md Q2). The one writer of a complaint's status, assessment, investigation, decision
and opinion.

`enter` works on a new complaint, `change` on one that is being saved; the verbs move it. Statuses go by these verbs alone and not by a
Frappe workflow: every step has to be told more than its name, and what it needs is the standard's and nobody's to change. Who did what and
when is written down with each of them, beside the complaint itself.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, cstr, flt, get_fullname, getdate

from aftersales_app.aftersales_core import files, messages, moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.aftersales_core.document import check_values
from aftersales_app.domain import complaint_flow as flow
from aftersales_app.domain.complaint_flow import Assessment, Ending, Said
from aftersales_app.service_quality.services import complaint_entry, complaint_mail, complaint_people

# What the history says of what the customer said.
SAID = {
	flow.ACCEPTED: "Decision Accepted",
	flow.REJECTED: "Decision Not Accepted",
	flow.SILENT: "No Answer Recorded",
}
NO_OPINION = dict.fromkeys(("opinion", "opinion_on", "opinion_evidence"))
DAY = 24 * 3600  # seconds
MAIL = "E-mail"  # of the ways to tell the customer, the one that the site can go itself


def enter(complaint: Any) -> None:
	"""A new complaint begins with nothing done."""
	complaint_entry.reset(complaint)
	complaint.status = flow.RECEIVED
	complaint_entry.check(complaint)
	now = moments.site_now()
	complaint.append("events", _event("Received", flow.RECEIVED, "", now))
	complaint.flags.written_to = not complaint.flags.told and complaint_mail.acknowledges(complaint)
	if complaint.flags.written_to:
		note = _("By e-mail, at once")
		complaint.append("events", _event("Acknowledged", flow.ACKNOWLEDGED, flow.RECEIVED, now, note))
		complaint.update({"acknowledged_at": now, "acknowledged_by": frappe.session.user})
		complaint.status = flow.ACKNOWLEDGED


def entered(complaint: Any) -> None:
	"""A new complaint has its number: whoever complains is told, where they can be."""
	if complaint.flags.written_to:
		complaint_mail.send(complaint, complaint_mail.RECEIVED)


def change(complaint: Any) -> None:
	"""A complaint that is being saved: what the verbs wrote stays, but for what the verb that saves it writes."""
	before = complaint.get_doc_before_save()
	before.check_permission("write")
	complaint_entry.keep(complaint, before)
	facts, event = complaint.flags.pop("moves", None) or ({}, None)
	complaint.update(facts)
	complaint_entry.check(complaint, before)
	if event:
		complaint.append("events", event)


def refuse_deleting() -> None:
	"""Complaints stay."""
	frappe.throw(
		_("Complaints are part of the service archive and are not deleted. Withdraw the complaint instead.")
	)


def acknowledge(complaint: Any, note: str = "") -> None:
	"""The customer was told that the complaint is here, and by whom it is taken care of."""
	_ask("acknowledge", complaint)
	facts = {"acknowledged_at": moments.site_now(), "acknowledged_by": frappe.session.user}
	_record("Acknowledged", complaint, facts, note, flow.ACKNOWLEDGED)


def assess(complaint: Any, found: Assessment, immediate_action: str = "") -> None:
	"""How grave it is: safety first. What is done at once is written down with it."""
	_ask("assess", complaint)
	action = cstr(immediate_action).strip()
	messages.refuse_unless(flow.can_assess(found, action))
	severity = flow.severity(found)
	facts = {
		**{"safety": int(found.safety), "impact": found.impact, "complexity": found.complexity},
		**{"is_public": int(found.public), "immediate_action": action or None},
		**{"severity": severity, "priority": flow.PRIORITIES[severity]},
		**{"assessed_at": moments.site_now(), "assessed_by": frappe.session.user},
	}
	_record("Assessed", complaint, facts, action, flow.after_assessing(complaint.status))


def assign(complaint: Any, user: str) -> None:
	"""Who looks into it: not whom it is about, nor anybody in their line."""
	_ask("assign", complaint)
	messages.refuse_unless(flow.can_investigate(complaint_people.investigator(complaint, user)))
	complaint_people.check_can_work(user, complaint.company)
	_record("Investigator Chosen", complaint, {"investigator": user}, get_fullname(user))


def investigate(complaint: Any, findings: str, cause: str = "", cause_note: str = "") -> None:
	"""The investigator writes down what was found, and is still nobody of the line: teams change."""
	_ask("investigate", complaint)
	messages.refuse_unless(
		flow.can_investigate(complaint_people.investigator(complaint, frappe.session.user))
	)
	messages.refuse_unless(flow.can_write(cstr(findings), "findings_empty"))
	facts = {
		"findings": findings.strip(),
		"cause": cause or None,
		"cause_note": cstr(cause_note).strip() or None,
	}
	_record(
		"Investigated",
		complaint,
		{**facts, "investigated_at": moments.site_now()},
		findings.strip(),
		flow.INVESTIGATED,
	)


def respond(complaint: Any, response: str) -> None:
	"""What the customer is told before the decision."""
	_ask("respond", complaint)
	messages.refuse_unless(flow.can_write(cstr(response), "response_empty"))
	facts = {
		"response": response.strip(),
		"responded_at": moments.site_now(),
		"responded_by": frappe.session.user,
	}
	_record("Responded", complaint, facts, response.strip(), flow.RESPONDED)


def tell_status(complaint: Any, how: str, note: str = "") -> None:
	"""The customer learns how it stands; by mail the site itself writes."""
	_ask("tell_status", complaint)
	_check_choice(complaint, "decision_sent_by", how)
	told = f"{_(how, context=complaint.doctype)}: {cstr(note).strip()}".strip(": ")
	_record("Status Told", complaint, {"status_told_at": moments.site_now()}, told)
	if how == MAIL:
		with messages.translated():
			complaint_mail.send(complaint, complaint_mail.STATUS)


def decide(
	complaint: Any,
	decision: str,
	how: str,
	*,
	rejects: bool,
	routes_told: bool,
	compensation: float,
	mail: bool = False,
) -> None:
	"""The decision goes to the customer, who may be of another opinion than of the one before. With `mail` the site itself sends it, as
	a letter."""
	_ask("decide", complaint)
	ending = Ending(None, rejects=rejects, routes_told=routes_told)
	messages.refuse_unless(flow.can_decide(bool(complaint.investigated_at), cstr(decision), ending))
	_check_choice(complaint, "decision_sent_by", how)
	now = moments.site_now()
	took = (now - complaint.received_at).total_seconds() / DAY
	facts = {
		**{"decision": decision.strip(), "decision_sent_by": how, "compensation": flt(compensation)},
		**{"rejects": int(rejects), "routes_told": int(routes_told), "decided_at": now},
		**{"decided_by": frappe.session.user, **NO_OPINION},
		"days_to_decision": complaint.days_to_decision if complaint.decided_at else round(took, 1),
	}
	_record("Decision Sent", complaint, facts, decision.strip(), flow.DECIDED)
	if mail and how == MAIL:
		with messages.translated():
			complaint_mail.send(complaint, complaint_mail.DECISION)


def record_opinion(
	complaint: Any, opinion: str, on: str | date, evidence: str = "", *, routes_told: bool, handling: int
) -> None:
	"""What the customer says of the decision; who rejects it keeps the complaint open and learns where else they can go. `handling`:
	how it pleased them how the complaint was dealt with, 1 to 5, 0 where nobody asked."""
	_ask("record_opinion", complaint)
	day = _day(on)
	told = Said(cstr(opinion), day, moments.site_today(), routes_told, handling)
	said = flow.can_record_opinion(told, ending(complaint), silence_days())
	messages.refuse_unless(said)
	if evidence:
		files.named(evidence)
	facts = {
		**{"opinion": opinion, "opinion_on": day, "opinion_evidence": evidence or None},
		**{"routes_told": int(complaint.routes_told or routes_told), "handling": handling},
	}
	after = flow.ESCALATED if said.outcome == flow.ESCALATED else complaint.status
	_record(SAID[opinion], complaint, facts, _routes(routes_told), after)


def answer_authority(complaint: Any, on: str | date, answer: str) -> None:
	"""The authority has our answer."""
	_ask("answer_authority", complaint)
	day, letter = _day(on), complaint.outside_received_on
	messages.refuse_unless(
		flow.can_answer_authority(
			day, cstr(answer), getdate(letter) if letter else None, moments.site_today()
		)
	)
	facts = {"outside_answered_on": day, "outside_answer": answer.strip()}
	_record("Authority Answered", complaint, facts, answer.strip())


def close(complaint: Any) -> None:
	"""Nothing is left to do: a decision was sent, and the customer accepts it or does not answer."""
	_ask("close", complaint)
	messages.refuse_unless(flow.can_close(ending(complaint), moments.site_today(), silence_days()))
	_record("Closed", complaint, {"closed_at": moments.site_now()}, after=flow.CLOSED)


def escalate(complaint: Any, reason: str) -> None:
	"""It goes further, inside or outside."""
	_ask("escalate", complaint)
	messages.refuse_unless(flow.can_write(cstr(reason), "escalation_empty"))
	_record("Escalated", complaint, {"closed_at": None}, reason.strip(), flow.ESCALATED)


def appeal(complaint: Any, on: str | date, what: str, *, routes_told: bool) -> None:
	"""The customer appeals against the decision: they do not accept it, whatever they said before, and it is looked into again."""
	_ask("appeal", complaint)
	day = _day(on)
	said = Said("", day, moments.site_today(), routes_told)
	messages.refuse_unless(flow.can_appeal(cstr(what), said, ending(complaint)))
	facts = {
		**{"appealed_on": day, "appeal_words": what.strip(), "closed_at": None},
		**{"opinion": flow.REJECTED, "opinion_on": day, "opinion_evidence": None},
		"routes_told": int(complaint.routes_told or routes_told),
	}
	note = "\n".join(filter(None, (what.strip(), _routes(routes_told))))
	_record("Appealed", complaint, facts, note, flow.ESCALATED)


def withdraw(complaint: Any, reason: str) -> None:
	"""The customer takes it back."""
	_ask("withdraw", complaint)
	messages.refuse_unless(flow.can_withdraw(cstr(reason), complaint_people.authority(complaint)))
	_record("Withdrawn", complaint, {"closed_at": moments.site_now()}, reason.strip(), flow.WITHDRAWN)


def ending(complaint: Any) -> Ending:
	"""What is on record of the complaint's end."""
	return Ending(
		getdate(complaint.decided_at) if complaint.decided_at else None,
		complaint.opinion or "",
		bool(complaint.rejects),
		bool(complaint.routes_told),
		complaint_people.authority(complaint),
		getdate(complaint.opinion_on) if complaint.opinion_on else None,
	)


def silence_days() -> int:
	"""Days after the decision until silence may be recorded."""
	return cint(core.settings().get("complaint_silence_days")) or flow.SILENCE_DAYS


def _ask(verb: str, complaint: Any) -> None:
	messages.refuse_unless(flow.may(verb, complaint_people.standing(complaint)))


def _record(step: str, complaint: Any, facts: Mapping[str, Any], note: str = "", after: str = "") -> None:
	after = after or complaint.status
	if after != complaint.status:
		messages.refuse_unless(flow.can_move(complaint.status, after))
	check_values(complaint, facts)
	event = _event(step, after, complaint.status, moments.site_now(), cstr(note).strip())
	complaint.flags.moves = ({**facts, "status": after}, event)
	complaint.save()


def _event(step: str, after: str, before: str, at: Any, note: str = "") -> dict[str, Any]:
	return {
		**{"step": step, "at": at, "actor": frappe.session.user, "note": note or None},
		**{"from_status": before or None, "to_status": after},
	}


def _routes(told: bool) -> str:
	"""What the history says of it."""
	return _("Told where they can go further, with us and outside.") if told else ""


def _check_choice(complaint: Any, field: str, value: str) -> None:
	known = [one for one in complaint.meta.get_field(field).options.split("\n") if one]
	if value not in known:
		frappe.throw(_("Say how it was sent; there are: {0}.").format(", ".join(_(one) for one in known)))


def _day(value: str | date | None) -> date | None:
	return getdate(value) if value else None
