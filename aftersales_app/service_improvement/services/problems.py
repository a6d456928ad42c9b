"""The register of problems (product.md D1). The one writer of a problem's status, weight and history; what is counted of it is written in
`problem_counts`.

`enter` works on a new problem, `change` on one that is being saved; the verbs move it.
"""

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr

from aftersales_app import permissions
from aftersales_app.aftersales_core import messages, moments
from aftersales_app.aftersales_core.document import check_values
from aftersales_app.domain import problem_flow as flow
from aftersales_app.domain.problem_flow import Other, Weight
from aftersales_app.service_improvement.queries import problems as reads
from aftersales_app.service_improvement.services import problem_cases, problem_counts

OWNED = (
	*("status", "quadrant", "per_month", "cases", "merged_into", "source_doctype", "source_name"),
	*("impact", "impact_reason", "urgency", "urgency_reason", "weighed_by", "weighed_at"),
)
NUMBERS = ("per_month", "cases")


def enter(problem: Any) -> None:
	"""A new problem is proposed. A service of ours that proposes it says where it comes from in `flags.source`."""
	for field in OWNED:
		problem.set(field, 0 if field in NUMBERS else None)
	source = problem.flags.pop("source", None)
	if source:
		problem.source_doctype, problem.source_name = source
	problem.team = problem.team or permissions.usual_team(frappe.session.user, problem.company)
	problem.set("events", [])
	_check(problem)
	problem.status = flow.PROPOSED
	problem.append("events", _event("Proposed", problem, flow.PROPOSED))


def change(problem: Any) -> None:
	"""A problem that is being saved: what the verbs wrote stays, but for what the verb that saves it writes."""
	before = problem.get_doc_before_save()
	for field in OWNED:
		problem.set(field, before.get(field))
	problem.set("events", before.events)
	facts, event = problem.flags.pop("moves", None) or ({}, None)
	if before.status not in flow.ALIVE and not event:
		frappe.throw(_("The problem is {0}: it is no longer changed.").format(_(before.status)))
	problem.update(facts)
	_check(problem)
	if event:
		problem.append("events", event)


def accept(problem: Any) -> None:
	"""It is a problem, and is worked on; what fits is looked for from now on."""
	_ask("accept", problem)
	_record("Accepted", problem, {}, after=flow.OPEN)
	problem_cases.gather(problem)


def reject(problem: Any, reason: str) -> None:
	"""It is none, and why."""
	_ask("reject", problem)
	_record("Rejected", problem, {}, _told(reason), flow.REJECTED)


def weigh(problem: Any, weight: Weight) -> None:
	"""How grave it is, each with its reason."""
	_ask("weigh", problem)
	messages.refuse_unless(flow.can_weigh(weight))
	facts = {
		**{"impact": weight.impact, "impact_reason": weight.impact_reason.strip()},
		**{"urgency": weight.urgency, "urgency_reason": weight.urgency_reason.strip()},
		**{"weighed_by": frappe.session.user, "weighed_at": moments.site_now()},
	}
	problem.update(facts)
	stands = problem_counts.quadrant(problem)
	note = f"{_(weight.impact)} / {_(weight.urgency)}: {_(stands)}"
	_record("Weighed", problem, {**facts, "quadrant": stands}, note)


def merge(problem: Any, into: str) -> None:
	"""It is the same as another: its cases go there, and it stays to be read."""
	_ask("merge", problem)
	frappe.has_permission(reads.PROBLEM, "write", into, throw=True)
	other = frappe.get_doc(reads.PROBLEM, into, for_update=True)
	standing = Other(other.name, other.status, other.company)
	messages.refuse_unless(flow.can_merge(problem.name, problem.company, standing))
	taken = problem_cases.take_over(problem.name, other)
	_record("Took Over", other, {}, _("{0} cases of {1}").format(taken, problem.name))
	problem_counts.renew(other)
	_record("Merged", problem, {"merged_into": other.name}, other.name, flow.MERGED)


def link(problem: Any, doctype: str, name: str) -> None:
	"""A record shows it, too."""
	_ask("link", problem)
	problem_cases.link(problem, doctype, name)


def leave_out(problem: Any, case: str, reason: str) -> None:
	"""A case that does not belong to it counts no more; it stays to be read."""
	_ask("leave_out", problem)
	left = problem_cases.leave_out(problem.name, case, _told(reason))
	_record("Case Left Out", problem, {}, f"{left}: {reason.strip()}")
	problem_counts.renew(problem)


def _ask(verb: str, problem: Any) -> None:
	messages.refuse_unless(flow.may(verb, problem.status, frappe.get_roles()))


def _record(step: str, problem: Any, facts: Mapping[str, Any], note: str = "", after: str = "") -> None:
	after = after or problem.status
	check_values(problem, facts)
	problem.flags.moves = ({**facts, "status": after}, _event(step, problem, after, note))
	problem.save()


def _event(step: str, problem: Any, after: str, note: str = "") -> dict[str, Any]:
	return {
		**{"step": step, "at": moments.site_now(), "actor": frappe.session.user, "note": note or None},
		**{"from_status": problem.status or None, "to_status": after},
	}


def _told(reason: str) -> str:
	told = cstr(reason).strip()
	if not told:
		frappe.throw(_("Say why, in a few words."))
	return told


def _check(problem: Any) -> None:
	problem.subject = cstr(problem.subject).strip()
	if problem.team and frappe.db.get_value("Aftersales Team", problem.team, "company") != problem.company:
		frappe.throw(_("The team {0} belongs to another company.").format(problem.team))
	if problem.gathers:
		problem_cases.check_scope(problem)
		problem.gathers_from = problem.gathers_from or moments.site_today()
