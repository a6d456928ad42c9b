"""Findings of service quality become problems: a group of an evaluation, a complaint (product.md D1)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from aftersales_app.service_improvement.queries import problems as reads
from aftersales_app.service_improvement.queries.problems import COMPLAINT, KINDS, LOW_ANSWERS
from aftersales_app.service_improvement.services import problem_cases

EVALUATION = "Aftersales Evaluation"
FIELD_OF = {"Team": "team", "Category": "category", "Item": "item_code", "Region": "region"}
AT_ONCE = 5_000


def of_evaluation(evaluation: Any, grouping: str, group: str, dimension: str, told: dict[str, str]) -> Any:
	"""Propose a problem from a row of an evaluation's figures: its low answers in that dimension are the cases. `told` has subject and
	description. Throws for a group that the evaluation does not have."""
	if not any((row.grouping, row.group_name or "") == (grouping, group) for row in evaluation.figures):
		frappe.throw(_("The evaluation has no figures of {0} {1}.").format(_(grouping), group))
	_refuse_twice(evaluation, grouping, group, dimension)
	scope = {FIELD_OF[grouping]: group} if grouping in FIELD_OF else {}
	problem = _proposed(
		evaluation,
		{
			**told,
			**scope,
			**{"found_by": "Evaluation", "dimension": dimension},
			**{"gathers": LOW_ANSWERS, "gathers_from": evaluation.first_day},
		},
	)
	first, last = getdate(evaluation.first_day), getdate(evaluation.last_day)
	found = reads.fitting(problem, first, last, AT_ONCE)
	problem_cases.add(problem, KINDS[LOW_ANSWERS].doctype, found, by_itself=True)
	return problem


def of_complaint(complaint: Any, told: dict[str, str]) -> Any:
	"""Propose a problem from a complaint, which is its first case."""
	known = {field: complaint.get(field) for field in ("team", "department", "item_code", "cause")}
	problem = _proposed(complaint, {**known, **told, "found_by": "Complaint"})
	problem_cases.link(problem, COMPLAINT, complaint.name)
	return problem


def _refuse_twice(evaluation: Any, grouping: str, group: str, dimension: str) -> None:
	there = reads.alive_from(evaluation.doctype, evaluation.name, FIELD_OF.get(grouping), group, dimension)
	if there:
		frappe.throw(_("{0} was proposed from these figures already.").format(there))


def _proposed(source: Any, told: dict[str, Any]) -> Any:
	problem = frappe.get_doc({"doctype": reads.PROBLEM, "company": source.company, **told})
	problem.flags.source = (source.doctype, source.name)
	return problem.insert()
