"""What the form shows of a problem besides its fields: what comes next, its cases by month, and what this user can do now. Nothing is
written."""

from typing import Any

import frappe
from frappe import _

from aftersales_app.domain import problem_flow as flow
from aftersales_app.service_improvement.queries import problems as reads


def told(problem: Any) -> dict[str, Any]:
	"""Keys: `next` (a sentence in the reader's language, "" where nothing is to be done), `months` (month and cases), `verbs` that are
	open to the user now."""
	roles = frappe.get_roles()
	may_write = problem.has_permission("write")
	verbs = [verb for verb in flow.VERBS if may_write and flow.may(verb, problem.status, roles).allowed]
	return {"next": _next(problem), "months": reads.by_month(problem.name), "verbs": verbs}


def _next(problem: Any) -> str:
	if problem.status == flow.PROPOSED:
		return _(
			"Quality or operations accept it, reject it with a reason, or merge it with the problem that it repeats."
		)
	if problem.status == flow.MERGED:
		return _("It goes on in {0}.").format(problem.merged_into)
	if problem.status == flow.OPEN and not problem.quadrant:
		return _("Weigh impact and urgency, each with a reason, so that it has its place in the matrix.")
	return ""
