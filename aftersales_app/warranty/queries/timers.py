"""Reads of statutory timers, across the documents that have them."""

from datetime import date
from typing import Any

import frappe

from aftersales_app.domain import claim_flow, return_flow

TIMER = "Aftersales Statutory Timer"
# Documents with a table of timers, and the statuses in which nothing runs any more.
RUNNING_FOR = {"Aftersales Claim": claim_flow.SETTLED, "Aftersales Return": return_flow.OVER}


def running(until: date) -> list[dict[str, Any]]:
	"""Timers not met whose last day is `until` or earlier, with their documents' company, team, person and status."""
	found: list[dict[str, Any]] = []
	for doctype, over in RUNNING_FOR.items():
		Timer, Document = frappe.qb.DocType(TIMER), frappe.qb.DocType(doctype)
		found += (
			frappe.qb.from_(Timer)
			.join(Document)
			.on(Document.name == Timer.parent)
			.select(Timer.parent, Timer.parenttype, Timer.code, Timer.since, Timer.start, Timer.due)
			.select(Document.company, Document.team, Document.assignee, Document.status)
			.where((Timer.parenttype == doctype) & Timer.met_on.isnull() & (Timer.due <= until))
			.where(Document.status.notin(sorted(over)))
			.run(as_dict=True)
		)
	return sorted(found, key=lambda row: (row.due, row.parent, row.code))
