"""Whom to call of a day: drawn once, with everything that an auditor needs to draw it again (rules.md T2). The one writer of Aftersales Call
Draw, and of an Aftersales Follow-up Call as it begins."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from aftersales_app.aftersales_core import messages, moments, rows
from aftersales_app.aftersales_core import services as core
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.domain import follow_up as rule
from aftersales_app.domain import sampling
from aftersales_app.domain.follow_up import Case
from aftersales_app.domain.ratings import LOW
from aftersales_app.domain.sampling import Drawn
from aftersales_app.service_desk.services import served
from aftersales_app.service_quality.queries import calls as reads

QUIET_DAYS = 30
MISSED_DAYS = 3  # a draw that did not happen is made up for as long as its calls are not late
STAMPS = ("name", "owner", "creation", "modified", "modified_by")
DRAW_FIELDS = (
	*(*STAMPS, "day", "company", "drawn_at", "population", "left_in_peace", "no_number", "forced", "random"),
	*("seed", "frame_hash", "target", "frame"),
)
CALL_FIELDS = (
	*(*STAMPS, "ticket", "customer", "customer_name", "contact_name", "contact_phone", "feedback"),
	*("status", "reason", "due_on", "company", "team", "rated", "draw", "stratum", "weight"),
)


def run() -> None:
	"""Every morning: draw yesterday of every company, once, and the days before that were missed."""
	if not cint(core.settings().get("call_customers")):
		return
	today = moments.site_today()
	for company in reads.companies():
		for ago in range(MISSED_DAYS, 0, -1):
			attempt(f"Follow-up calls of {company}", draw, today - timedelta(days=ago), company)


def draw(day: date, company: str) -> str | None:
	"""Draw whom to call of a day: of what ended on it by chance and by need, and of what ended before where the customer gave a low score
	or complained on it. The name of the draw, None where it was drawn before or there is nobody to call."""
	if reads.is_drawn(day, company):
		return None
	ended = _frame(day, company)
	if not ended:
		return None
	cases = _cases(ended)
	names, forced = rule.frame(cases)
	target = cint(core.settings().get("calls_a_day"))
	drawn = sampling.plan(names, forced, f"{company} {day.isoformat()}", target)
	name = _write_draw(day, company, cases, drawn, target)
	_write_calls(day, company, ended, cases, drawn, name)
	return name


def draw_again(record: Any) -> dict[str, Any]:
	"""The same draw made anew from its seed and the frame that was kept: `equal`, and `told`, what was found, in the reader's language.
	Nothing is written."""
	if not record.frame:
		return {
			"equal": None,
			"told": _("The frame of this draw was not kept: only its hash can be compared."),
		}
	names, forced = rule.read(record.frame)
	again = sampling.plan(names, forced, record.seed, cint(record.target))
	found = sampling.differences(again, record.frame_hash, reads.weights(record.name))
	if found:
		return {"equal": False, "told": messages.reasons(found)}
	told = _("The same {0} calls are drawn again: {1} that must be made, {2} by chance.").format(
		len(again.forced) + len(again.random), len(again.forced), len(again.random)
	)
	return {"equal": True, "told": told}


def _frame(day: date, company: str) -> list[Any]:
	"""What ended on a day, and what ended before it and has become a matter of need on it; nothing that was drawn before."""
	ended = list(served.ended_on(day, company))
	known = {row.name for row in ended}
	late = [name for name in reads.spoken_of_on(day, company) if name not in known]
	found = [*ended, *served.ended_named(late, company)]
	called = reads.with_calls([row.name for row in found])
	return [row for row in found if row.name not in called]


def _cases(ended: Sequence[Any]) -> dict[str, Case]:
	quiet = cint(core.settings().get("call_quiet_days")) or QUIET_DAYS
	names = [row.name for row in ended]
	said, complained = reads.answered(names), reads.complained(names)
	since = moments.site_now() - timedelta(days=quiet)
	lately = reads.called_since(since, sorted({row.contact_phone for row in ended}))
	return {
		row.name: _case(row, said.get(row.name), row.contact_phone in lately, row.name in complained)
		for row in ended
	}


def _case(row: Any, said: Any, lately: bool, complained: bool) -> Case:
	scores = {said[name] for name in reads.SCORES if said[name]} if said else set()
	return Case(
		stratum=" ".join(f"{row.category or '-'} / {row.team or '-'}".split()),
		safety=bool(row.risky),
		complaint=row.kind == "Complaint" or complained,
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
		**{"left_in_peace": sum(not rule.kept(case) for case in cases.values())},
		**{"no_number": served.ended_without_number(day, company), "frame": rule.written(cases)},
		**{"seed": drawn.seed, "frame_hash": drawn.frame, "target": target},
	}
	rows.append(reads.DRAW, DRAW_FIELDS, [row])
	return name


def _write_calls(
	day: date, company: str, ended: Sequence[Any], cases: Mapping[str, Case], drawn: Drawn, draw: str
) -> None:
	said = reads.answered([row.name for row in ended])
	chosen = {**dict.fromkeys(drawn.forced, 1.0), **drawn.random}
	same = ("customer", "customer_name", "contact_name", "contact_phone", "team")
	written = [
		{
			**{"name": rows.next_name(reads.CALL, "FC"), **_stamps(), "ticket": row.name},
			**{field: row[field] for field in same},
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
