"""Frappe's requests to delete an account: what we keep about the person goes first, by our own rules."""

from typing import Any

import frappe

from aftersales_app.service_quality.services import privacy

CONFIRMED = "Pending Approval"


def on_update(doc: Any, method: str | None = None) -> None:
	"""Confirmed by mail: on the ledger, with its day to answer. Steps laid out: Frappe is about to begin."""
	if doc.status != CONFIRMED:
		return
	if not doc.deletion_steps:
		frappe.enqueue(
			"aftersales_app.tasks.take_account_request", enqueue_after_commit=True, email=doc.email
		)
	elif all(step.status == "Pending" for step in doc.deletion_steps):
		privacy.account_goes(doc.email)
