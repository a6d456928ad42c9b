"""The records that show a problem: linked by hand, or found by what the problem is about. The one writer of Aftersales Problem Case."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from aftersales_app.aftersales_core import moments, rows
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.domain.problem_flow import OPEN
from aftersales_app.service_improvement.queries import problems as reads
from aftersales_app.service_improvement.queries.problems import CASE, KINDS, LOW_ANSWERS, PROBLEM, SCOPE
from aftersales_app.service_improvement.services import problem_counts

AT_ONCE = 5_000  # cases that are found in one run
FIELDS = (
	*("name", "owner", "creation", "modified", "modified_by", "problem", "company"),
	*("reference_doctype", "reference_name", "happened_on", "by_itself"),
)


def run() -> None:
	"""Every morning: what fits the open problems is linked, and how often they happen is counted anew."""
	for name in reads.open_ones():
		attempt(f"Cases of the problem {name}", _renew, name)


def link(problem: Any, doctype: str, name: str) -> None:
	"""Somebody says that a record shows the problem. Throws where it is linked already or of another company."""
	if doctype not in reads.DAY_OF:
		frappe.throw(_("Cases are answers, complaints, claims and tickets."))
	frappe.has_permission(doctype, "read", name, throw=True)
	known = reads.facts(doctype, name)
	if known.company != problem.company:
		frappe.throw(_("{0} belongs to another company than the problem.").format(name))
	if frappe.db.exists(
		CASE, {"problem": problem.name, "reference_doctype": doctype, "reference_name": name}
	):
		frappe.throw(_("{0} is linked to the problem already.").format(name))
	add(problem, doctype, [(name, getdate(known.at))])


def add(problem: Any, doctype: str, found: Iterable[tuple[str, date]], by_itself: bool = False) -> None:
	"""Link records (name, day) and count anew; what is linked already is passed over."""
	now, user = moments.site_now(), frappe.session.user
	stamps = {"owner": user, "modified_by": user, "creation": now, "modified": now}
	place = {"problem": problem.name, "company": problem.company, "reference_doctype": doctype}
	rows.append(
		CASE,
		FIELDS,
		[
			{
				**stamps,
				**place,
				**{"name": frappe.generate_hash(length=12), "reference_name": name},
				**{"happened_on": day, "by_itself": int(by_itself)},
			}
			for name, day in found
		],
		ignore_duplicates=True,
	)
	problem_counts.renew(problem)


def gather(problem: Any) -> int:
	"""Link what fits an open problem and happened until today; how many records that were."""
	if problem.status != OPEN or not problem.gathers:
		return 0
	found = reads.fitting(problem, getdate(problem.gathers_from), moments.site_today(), AT_ONCE)
	if found:
		add(problem, KINDS[problem.gathers].doctype, found, by_itself=True)
	return len(found)


def take_over(problem: str, other: Any) -> int:
	"""The cases of a problem become those of another; those that it has already stay where they are. How many went over."""
	has = {(row.reference_doctype, row.reference_name) for row in reads.cases_of(other.name)}
	moved = [row for row in reads.cases_of(problem) if (row.reference_doctype, row.reference_name) not in has]
	for row in moved:
		rows.change(CASE, row.name, {"problem": other.name})
	return len(moved)


def leave_out(problem: str, case: str, reason: str) -> str:
	"""A case counts no more; the record that it names."""
	found = frappe.db.get_value(CASE, {"name": case, "problem": problem}, ["left_out", "reference_name"])
	if not found:
		frappe.throw(_("This is no case of {0}.").format(problem))
	if found[0]:
		frappe.throw(_("{0} is left out already.").format(found[1]))
	rows.change(CASE, case, {"left_out": 1, "left_out_reason": reason, "left_out_by": frappe.session.user})
	return found[1]


def check_scope(problem: Any) -> None:
	"""Cases are found by something that their kind of record tells. Throws otherwise."""
	kind = KINDS[problem.gathers]
	given = [field for field in SCOPE if problem.get(field)]
	unknown = [field for field in given if field not in kind.known_by]
	if unknown:
		labels = ", ".join(_(problem.meta.get_label(field)) for field in unknown)
		frappe.throw(
			_("{0} do not tell {1}: leave it empty, or find another kind of case.").format(
				_(problem.gathers), labels
			)
		)
	if not given and problem.gathers != LOW_ANSWERS:
		frappe.throw(
			_(
				"Say what the problem is about (team, category, item or cause), so that its cases can be found."
			)
		)


def _renew(name: str) -> None:
	problem = frappe.get_doc(PROBLEM, name)
	if not gather(problem):
		problem_counts.renew(problem)
