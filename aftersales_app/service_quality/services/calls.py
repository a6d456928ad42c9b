"""Customers are called after service, by somebody of another team, along a script. The one writer of an Aftersales Follow-up Call once it is
drawn."""

from collections.abc import Mapping
from typing import Any

import frappe
from frappe.utils import cint

from aftersales_app import permissions
from aftersales_app.aftersales_core import files, messages, moments, rows
from aftersales_app.aftersales_core.document import check_values
from aftersales_app.domain import call_script as script_rule
from aftersales_app.domain import follow_up as rule
from aftersales_app.domain import personal_data
from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.personal_data import CONTRACT, RECORD
from aftersales_app.domain.ratings import checked
from aftersales_app.service_quality.queries import calls as reads
from aftersales_app.service_quality.services import call_draws, call_scripts, consent, phone_calls

STAMPS = call_draws.STAMPS
ATTEMPT_FIELDS = (
	*(*STAMPS, "parent", "parenttype", "parentfield", "idx", "at", "by", "outcome", "note", "call_log"),
)
TICKS = ("wants_contact", "noticed", "objected", "offered")


def may_call(call: Any) -> None:
	"""Refuse whoever is rated or was there, and their team."""
	user = frappe.session.user
	rated = {call.rated, *reads.visitors(call.ticket)} - {None}
	messages.refuse_unless(rule.can_call(user, permissions.teams_of(user), rated, call.team))


def tried(call: Any, outcome: str, note: str = "", log: str = "") -> None:
	"""Somebody tried to call; `log` is the telephone system's record of it. Raises DomainError `call_is_over`, `no_such_call_log`,
	`answers_missing` for a call that was answered."""
	if outcome == rule.ANSWERED:
		raise DomainError("answers_missing")
	_attempt(call, outcome, note, {}, log)


def answered(call: Any, scores: Mapping[str, Any], told: Mapping[str, Any]) -> None:
	"""The customer was reached and answered: `scores` by dimension with overall; `told` has words, solved, wants_contact, noticed,
	objected, offered, script and call_log. Raises DomainError `call_is_over`, `overall_missing`, `score_out_of_range`, `solved_unknown`,
	`no_such_call_log`."""
	if not isinstance(told, Mapping):
		raise DomainError("answers_unreadable")
	given = {name: checked(score) for name, score in scores.items() if name in reads.SCORES and score}
	if "overall" not in given:
		raise DomainError("overall_missing")
	solved = str(told.get("solved") or "")
	if solved and solved not in rule.SOLVED:
		raise DomainError("solved_unknown", {"value": solved[:40]})
	ticks = {name: cint(bool(cint(told.get(name)))) for name in TICKS}
	facts = {
		**given,
		**{"words": str(told.get("words") or "").strip() or None, "solved": solved or None, **ticks},
		**{"notice_version": consent.notice()[1], "called_at": moments.site_now()},
		"recording_told": messages.reasons(_recording(ticks).reasons)[:140],
		**call_scripts.used(told.get("script")),
	}
	check_values(call, {name: facts[name] for name in ("words",)})
	_attempt(call, rule.ANSWERED, "", facts, str(told.get("call_log") or ""))


def record(call: Any, file_url: str) -> None:
	"""Keep the recording of a call. Raises DomainError `recording_not_allowed` unless the notice was played and nobody objected,
	`recording_not_attached` for what is no file that the user may read, `recording_kept_already`."""
	may_call(call)
	if _recording(call).outcome != RECORD or call.status != rule.REACHED:
		raise DomainError("recording_not_allowed")
	if call.recording:
		raise DomainError("recording_kept_already")
	file = files.readable(file_url)
	if file is None:
		raise DomainError("recording_not_attached")
	if not file.is_private:
		raise DomainError("recording_is_public")
	rows.change(reads.CALL, call.name, {"recording": file_url, **_changed()})


def cancel(call: Any, reason: str) -> None:
	"""Nobody calls any more: the customer does not want it, or there is nothing left to ask about."""
	messages.refuse_unless(rule.can_cancel(call.status, reason))
	facts = {"status": rule.CANCELLED, "cancel_reason": reason.strip()}
	check_values(call, {"cancel_reason": facts["cancel_reason"]})
	rows.change(reads.CALL, call.name, {**facts, **_changed()})


def _recording(told: Any) -> Any:
	"""May this call be recorded? It is part of the service that the customer asked for."""
	return personal_data.recording(
		personal_data.Call(bool(told.get("noticed")), CONTRACT, bool(told.get("objected")))
	)


def _attempt(call: Any, outcome: str, note: str, facts: Mapping[str, Any], log: str) -> None:
	if call.status != rule.TO_CALL:
		raise DomainError("call_is_over", {"status": call.status})
	may_call(call)
	number = len(call.attempts) + 1
	after = rule.after(outcome, number)
	messages.refuse_unless(after)
	log_name = phone_calls.chosen(call, log)
	now, user = moments.site_now(), frappe.session.user
	row = {
		**{"name": frappe.generate_hash(length=10), "owner": user, "creation": now, **_changed()},
		**{"parent": call.name, "parenttype": reads.CALL, "parentfield": "attempts", "idx": number},
		**{"at": now, "by": user, "outcome": outcome, "note": note.strip() or None, "call_log": log_name},
	}
	if note:
		check_values(frappe.new_doc(reads.ATTEMPT), {"note": note})
	rows.append(reads.ATTEMPT, ATTEMPT_FIELDS, [row])
	wrong = _violations(call, facts, [*(one.call_log for one in call.attempts), log_name])
	rows.change(
		reads.CALL, call.name, {**facts, **wrong, **_changed(), "caller": user, "status": after.outcome}
	)


def _violations(call: Any, facts: Mapping[str, Any], logs: list[str | None]) -> dict[str, Any]:
	if not facts:
		return {}
	consents = call_scripts.consents_of(call)
	may_record = _recording(facts).outcome == RECORD
	found: tuple[Reason, ...] = script_rule.violations(
		bool(facts["offered"]), consents, phone_calls.recorded(logs), may_record
	)
	return {"violates": int(bool(found)), "violations": messages.reasons(found) or None}


def _changed() -> dict[str, Any]:
	return {"modified": moments.site_now(), "modified_by": frappe.session.user}
