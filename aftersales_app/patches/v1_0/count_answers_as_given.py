"""Answers count as they were given from their first moment, know the region of their customer, and figures know whose records their
groups are and what share was low before."""

import frappe

from aftersales_app.domain.evaluation_flow import LEAST
from aftersales_app.service_quality.services.evaluation_figures import KINDS
from aftersales_app.setup import access

FEEDBACK, FIGURE = "Aftersales Feedback", "Aftersales Evaluation Figure"
SCORES = ("overall", "timeliness", "solving", "attitude", "compliance", "perception")


def execute() -> None:
	access.grant(("Territory",))
	answer, customer = frappe.qb.DocType(FEEDBACK), frappe.qb.DocType("Customer")
	unseen = frappe.qb.update(answer).set(answer.counts, 1)
	for name in SCORES:
		unseen = unseen.set(answer[f"verified_{name}"], answer[name])
	unseen.where((answer.status == "To Be Verified") & answer.verify_by.isnull()).run()
	regions = frappe.qb.update(answer).join(customer).on(customer.name == answer.customer)
	regions.set(answer.region, customer.territory).where(answer.region.isnull()).run()
	figure = frappe.qb.DocType(FIGURE)
	for grouping, (doctype, _column) in KINDS.items():
		query = frappe.qb.update(figure).set(figure.group_doctype, doctype)
		query.where((figure.grouping == grouping) & figure.group_doctype.isnull()).run()
	for low, change, n in (
		("before_low", "low_change", "before_n"),
		("year_low", "year_low_change", "year_n"),
	):
		query = frappe.qb.update(figure).set(figure[low], figure.low_share - figure[change])
		query.where((figure[n] >= LEAST) & (figure.few == 0) & (figure[low] == 0)).run()
