"""What the record tells of claims that are over, for whoever asks the customer about them."""

from datetime import datetime
from typing import Any

import frappe

from aftersales_app.domain.claim_flow import CLOSED, EXECUTED
from aftersales_app.warranty.queries.claims import CLAIM, DECISION
from aftersales_app.warranty.queries.timers import TIMER

OVER = (EXECUTED, CLOSED)
FACTS = (
	*(
		"name",
		"status",
		"company",
		"team",
		"assignee",
		"customer",
		"ticket",
		"item_code",
		"decision",
		"cause",
	),
	*("executed_on", "executed_by", "execution_note", "quotation", "consent_evidence"),
)


def claim(name: str) -> Any:
	"""A claim as far as it is judged, with `timers` (due, met_on) and `decided`, how often it was decided on; None where there is none
	of that name."""
	found = frappe.db.get_value(CLAIM, name, list(FACTS), as_dict=True)
	if found:
		of_claim = {"parent": name, "parenttype": CLAIM}
		found.timers = frappe.get_all(TIMER, of_claim, ["due", "met_on"], order_by="idx")
		found.decided = frappe.db.count(DECISION, {"claim": name})
	return found


def since(moment: datetime, most: int) -> list[str]:
	"""Claims that were carried out or closed since a moment of the site, the earliest first: a claim that was refused has no day of its
	end but that of its last change."""
	table = frappe.qb.DocType(CLAIM)
	query = frappe.qb.from_(table).select(table.name).where(table.status.isin(OVER))
	refused = table.executed_on.isnull() & (table.modified >= moment)
	query = query.where((table.executed_on >= moment.date()) | refused)
	return query.orderby(table.modified, table.name).limit(most).run(pluck=True)
