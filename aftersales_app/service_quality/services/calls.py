"""Customers are called after service: drawn every day so that an auditor can draw them again, called by somebody of another team. The one
writer of Aftersales Call Draw and Aftersales Follow-up Call.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.utils import cint

from aftersales_app import permissions
from aftersales_app.aftersales_core import files, messages, moments, rows
from aftersales_app.aftersales_core import services as core
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.domain import follow_up as rule
from aftersales_app.domain import personal_data, sampling
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.follow_up import Case
from aftersales_app.domain.personal_data import CONTRACT, RECORD
from aftersales_app.domain.ratings import LOW, checked
from aftersales_app.domain.sampling import Drawn
from aftersales_app.service_desk.services import served
from aftersales_app.service_quality.queries import calls as reads
from aftersales_app.service_quality.queries.feedback import FEEDBACK
from aftersales_app.service_quality.services import consent

QUIET_DAYS = 30
STAMPS = ("name", "owner", "creation", "modified", "modified_by")
DRAW_FIELDS = (
	*(*STAMPS, "day", "company", "drawn_at", "population", "left_in_peace", "forced", "random"),
	*("seed", "frame_hash", "target"),
)
CALL_FIELDS = (
	*(*STAMPS, "ticket", "customer", "customer_name", "contact_name", "contact_phone", "feedback"),
	*("status", "reason", "due_on", "company", "team", "rated", "draw", "stratum", "weight"),
)
ATTEMPT_FIELDS = (*STAMPS, "parent", "parenttype", "parentfield", "idx", "at", "by", "outcome", "note")


def run() -> None:
	"""Every morning: draw yesterday of every company, once."""
	if not cint(core.settings().get("call_customers")):
		return
	day = moments.site_today() - timedelta(days=1)
	for company in reads.companies():
		attempt(f"Follow-up calls of {company}", draw, day, company)


def draw(day: date, company: str) -> str | None:
	"""Draw whom to call of a day; the name of the draw, None where it was drawn before or nothing ended."""
	ended = served.ended_on(day, company)
	if not ended or reads.is_drawn(day, company):
		return None
	cases = _cases(ended)
	names, forced = rule.frame(cases)
	target = cint(core.settings().get("calls_a_day"))
	drawn = sampling.plan(names, forced, f"{company} {day.isoformat()}", target)
	name = _write_draw(day, company, cases, drawn, target)
	_write_calls(day, company, ended, cases, drawn, name)
	return name


def may_call(call: Any) -> None:
	"""Refuse whoever is rated, and their team."""
	user = frappe.session.user
	rated = {call.rated} - {None}
	messages.refuse_unless(rule.can_call(user, permissions.teams_of(user), rated, call.team))


def tried(call: Any, outcome: str, note: str = "") -> None:
	"""Somebody tried to call. Raises DomainError `call_is_over`, `answers_missing` for a call that was answered."""
	if outcome == rule.ANSWERED:
		raise DomainError("answers_missing")
	_attempt(call, outcome, note, {})


def answered(call: Any, scores: Mapping[str, Any], told: Mapping[str, Any]) -> None:
	"""The customer was reached and answered: `scores` by dimension with overall; `told` has words, solved, wants_contact, noticed,
	objected. Raises DomainError `call_is_over`, `overall_missing`, `score_out_of_range`."""
	given = {name: checked(score) for name, score in scores.items() if name in reads.SCORES and score}
	if "overall" not in given:
		raise DomainError("overall_missing")
	allowed = personal_data.recording(
		personal_data.Call(bool(told.get("noticed")), CONTRACT, bool(told.get("objected")))
	)
	facts = {
		**given,
		**{"words": str(told.get("words") or "").strip() or None, "solved": told.get("solved") or None},
		**{name: int(bool(told.get(name))) for name in ("wants_contact", "noticed", "objected", "offered")},
		"offered_without_consent": int(bool(told.get("offered")) and not _may_offer(call)),
		"notice_version": core.settings().get("privacy_notice_version"),
		"recording_told": messages.reasons(allowed.reasons)[:140],
		"called_at": moments.site_now(),
	}
	_attempt(call, rule.ANSWERED, "", facts)


def _may_offer(call: Any) -> bool:
	"""The call is part of the service; an offer in it is advertising (rules.md P3)."""
	answer = frappe.db.get_value(FEEDBACK, call.feedback, list(consent.FACTS), as_dict=True)
	return consent.may_use(answer or {}, personal_data.MARKETING).allowed


def record(call: Any, file_url: str) -> None:
	"""Keep the recording of a call. Raises DomainError `recording_not_allowed` unless the notice was played and nobody objected,
	`recording_not_attached` for what is no file that the user may read."""
	allowed = personal_data.recording(personal_data.Call(bool(call.noticed), CONTRACT, bool(call.objected)))
	if allowed.outcome != RECORD:
		raise DomainError("recording_not_allowed")
	if not files.readable(file_url):
		raise DomainError("recording_not_attached")
	rows.change(reads.CALL, call.name, {"recording": file_url})


def opening_words() -> str:
	"""What a caller says first, as the site has it."""
	return core.settings().get("call_script") or ""


def _attempt(call: Any, outcome: str, note: str, facts: Mapping[str, Any]) -> None:
	if call.status != rule.TO_CALL:
		raise DomainError("call_is_over", {"status": call.status})
	may_call(call)
	number = len(call.attempts) + 1
	after = rule.after(outcome, number)
	messages.refuse_unless(after)
	now, user = moments.site_now(), frappe.session.user
	row = {
		**{
			"name": frappe.generate_hash(length=10),
			"owner": user,
			"modified_by": user,
			"creation": now,
			"modified": now,
		},
		**{"parent": call.name, "parenttype": reads.CALL, "parentfield": "attempts", "idx": number},
		**{"at": now, "by": user, "outcome": outcome, "note": note.strip() or None},
	}
	rows.append(reads.ATTEMPT, ATTEMPT_FIELDS, [row])
	stamps = {"modified": now, "modified_by": user, "caller": user}
	rows.change(reads.CALL, call.name, {**facts, **stamps, "status": after.outcome})


def _cases(ended: Sequence[Any]) -> dict[str, Case]:
	quiet = cint(core.settings().get("call_quiet_days")) or QUIET_DAYS
	said = reads.answered([row.name for row in ended])
	since = moments.site_now() - timedelta(days=quiet)
	lately = reads.called_since(since, sorted({row.contact_phone for row in ended}))
	return {row.name: _case(row, said.get(row.name), row.contact_phone in lately) for row in ended}


def _case(row: Any, said: Any, lately: bool) -> Case:
	scores = {said[name] for name in reads.SCORES if said[name]} if said else set()
	return Case(
		stratum=f"{row.category or '-'} / {row.team or '-'}",
		safety=bool(row.risky),
		complaint=row.kind == "Complaint",
		low=any(score <= LOW for score in scores),
		silent=bool(said) and not (said.words or "").strip(),
		extreme=scores in ({1}, {5}),
		lately=lately,
	)


def _write_draw(day: date, company: str, cases: Mapping[str, Case], drawn: Drawn, target: int) -> str:
	name = frappe.model.naming.make_autoname("CD-.#####")
	row = {
		**{"name": name, **_stamps(), "day": day, "company": company, "drawn_at": moments.site_now()},
		**{"population": len(cases), "forced": len(drawn.forced), "random": len(drawn.random)},
		**{"left_in_peace": sum(1 for case in cases.values() if case.lately and not case.safety)},
		**{"seed": drawn.seed, "frame_hash": drawn.frame, "target": target},
	}
	rows.append(reads.DRAW, DRAW_FIELDS, [row])
	return name


def _write_calls(
	day: date, company: str, ended: Sequence[Any], cases: Mapping[str, Case], drawn: Drawn, draw: str
) -> None:
	said = reads.answered([row.name for row in ended])
	chosen = {**{name: 1.0 for name in drawn.forced}, **drawn.random}
	written = [
		{
			**{"name": rows.next_name(reads.CALL, "FC"), **_stamps(), "ticket": row.name},
			**{
				field: row[field]
				for field in ("customer", "customer_name", "contact_name", "contact_phone", "team")
			},
			**{"feedback": said[row.name].name if row.name in said else None, "rated": row.assignee},
			**{"status": rule.TO_CALL, "reason": rule.reason(cases[row.name]) or rule.RANDOM},
			**{"due_on": rule.due(day), "company": company, "draw": draw},
			**{"stratum": cases[row.name].stratum[:140], "weight": chosen[row.name]},
		}
		for row in ended
		if row.name in chosen
	]
	if written:
		rows.append(reads.CALL, CALL_FIELDS, written)


def _stamps() -> dict[str, Any]:
	now, user = moments.site_now(), frappe.session.user
	return {"owner": user, "modified_by": user, "creation": now, "modified": now}
