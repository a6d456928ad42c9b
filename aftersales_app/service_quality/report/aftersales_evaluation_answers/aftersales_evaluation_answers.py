"""The answers behind a figure of an evaluation: each as it was given and as it counted when the evaluation was drawn up, whatever was found
since; the figure is worked out from them again.
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from aftersales_app.aftersales_core import figures
from aftersales_app.aftersales_core.figures import Column, Filters, number
from aftersales_app.domain.ratings import Ratings
from aftersales_app.service_quality.queries import evaluations as reads
from aftersales_app.service_quality.services.evaluation_figures import GROUPINGS, KINDS

MOST = 5000  # rows shown


def execute(filters: Filters | None = None) -> tuple:
	filters = filters or {}
	name = filters.get("evaluation")
	if not name:
		frappe.throw(_("Choose the evaluation whose answers you want to see."))
	frappe.has_permission(reads.EVALUATION, "read", name, throw=True)
	evaluation = frappe.get_doc(reads.EVALUATION, name)
	grouping = filters.get("grouping") or "All"
	if grouping not in GROUPINGS:
		frappe.throw(
			_("The report cannot be grouped by {0}.").format(frappe.bold(escape_html(str(grouping))))
		)
	field = KINDS[grouping][1] if grouping in KINDS else None
	exceptions = reads.exceptions(name)
	answers = reads.counted(evaluation, field, filters.get("group_name") or "")
	rows = [_row(answer, exceptions.get(answer.name)) for answer in answers]
	return _columns(), rows[:MOST], _message(rows), None, _summary(rows)


def _row(answer: Any, exception: Any) -> dict[str, Any]:
	then = exception or {**answer, "counts": 1}
	counted = then["overall"] if then["counts"] else None
	now = answer.verified_overall if answer.counts else None
	return {
		**{"feedback": answer.name, "given_at": answer.given_at},
		**{field: answer[field] for field in reads.GROUPS},
		**{"given": answer.overall or None, "counted": counted or None},
		"verification": _(exception.status) if exception else "",
		"since": _("Yes") if (now or None) != (counted or None) else "",
	}


def _columns() -> list[Column]:
	plain = {"fieldtype": "Data", "width": 130}
	link = {"fieldtype": "Link", "options": "Aftersales Feedback", "width": 140}
	return [
		{"label": _("Feedback"), "fieldname": "feedback", **link},
		{"label": _("Given At"), "fieldname": "given_at", "fieldtype": "Datetime", "width": 160},
		{"label": _("Team"), "fieldname": "team", **plain},
		{"label": _("Category"), "fieldname": "category", **plain},
		{"label": _("Item"), "fieldname": "item_code", **plain},
		{"label": _("Region"), "fieldname": "region", **plain},
		number(_("Overall as Given"), "given"),
		number(_("Overall as Counted"), "counted", width=140),
		{"label": _("Verified Then"), "fieldname": "verification", **plain},
		{"label": _("Changed Since"), "fieldname": "since", **plain},
	]


def _message(rows: list[dict[str, Any]]) -> str:
	told = _(
		"Each answer as it counted when the evaluation was drawn up; what was found later does not change it."
	)
	if len(rows) > MOST:
		told += " " + _("The first {0} of {1} answers are shown; the figures are of all of them.").format(
			MOST, len(rows)
		)
	return told


def _summary(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
	given, counted = (Ratings.of(row[which] for row in rows if row[which]) for which in ("given", "counted"))
	told = [
		(_("Answers as Given"), given.n, "Int", 0),
		(_("Mean as Given"), given.mean, "Float", 2),
		(_("Answers, Verified"), counted.n, "Int", 0),
		(_("Mean, Verified"), counted.mean, "Float", 2),
		(_("Low Scores, Verified (%)"), counted.low_share, "Float", 1),
	]
	return [
		{"label": label, "value": figures.rounded(value, digits), "datatype": kind, "precision": digits}
		for label, value, kind, digits in told
		if value is not None
	]
