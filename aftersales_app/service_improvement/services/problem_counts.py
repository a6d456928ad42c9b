"""How often a problem happens, and where it stands by that. The one writer of its number of cases, its frequency and its quadrant."""

from typing import Any

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.domain import problem_flow as flow
from aftersales_app.domain.problem_flow import Weight
from aftersales_app.service_improvement.queries import problems as reads


def renew(problem: Any) -> None:
	"""Count its cases anew. Writes nothing where nothing changed."""
	today = moments.site_today()
	days = reads.days(problem.name, reads.window_start(today))
	facts = {"cases": reads.how_many(problem.name), "per_month": round(flow.per_month(days, today), 1)}
	problem.update(facts)
	facts["quadrant"] = quadrant(problem)
	stored = frappe.db.get_value(reads.PROBLEM, problem.name, list(facts), as_dict=True)
	if any((stored[field] or 0) != (value or 0) for field, value in facts.items()):
		problem.db_set(facts, update_modified=False)


def quadrant(problem: Any) -> str | None:
	"""Its place in the matrix by its present weight; None while it is not weighed."""
	weight = Weight(
		problem.impact or "",
		problem.impact_reason or "",
		problem.urgency or "",
		problem.urgency_reason or "",
		problem.per_month or 0,
	)
	return flow.quadrant(weight) or None
