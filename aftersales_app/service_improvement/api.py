"""What forms ask of service improvement. Typed, permission on the first line, then delegated."""

import frappe

from aftersales_app.service_improvement.queries import problems as reads
from aftersales_app.service_improvement.services import findings

PROBLEM, COMPLAINT, EVALUATION = "Aftersales Problem", "Aftersales Complaint", "Aftersales Evaluation"
KNOWN = (EVALUATION, *reads.DAY_OF)


@frappe.whitelist(methods=["POST"])
def problem_of_evaluation(
	evaluation: str, grouping: str, group: str, dimension: str, subject: str, description: str
) -> str:
	"""Propose a problem from a row of an evaluation's figures; its name."""
	frappe.has_permission(EVALUATION, "read", evaluation, throw=True)
	told = {"subject": subject, "description": description}
	return findings.of_evaluation(
		frappe.get_doc(EVALUATION, evaluation), grouping, group, dimension, told
	).name


@frappe.whitelist(methods=["POST"])
def problem_of_complaint(complaint: str, subject: str, description: str) -> str:
	"""Propose a problem from a complaint; its name."""
	frappe.has_permission(COMPLAINT, "read", complaint, throw=True)
	told = {"subject": subject, "description": description}
	return findings.of_complaint(frappe.get_doc(COMPLAINT, complaint), told).name


@frappe.whitelist()
def problems_of(doctype: str, name: str) -> list[dict[str, str]]:
	"""The problems that a record shows or that came of it, as far as the user may see them: name, subject, status."""
	frappe.has_permission(doctype, "read", name, throw=True)
	return reads.problems_of(doctype, [name]) if doctype in KNOWN and frappe.has_permission(PROBLEM) else []
