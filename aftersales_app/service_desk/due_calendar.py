"""The calendar of open tickets by the moment they are due."""

from typing import Any

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.domain.ticket_flow import OPEN

DOCTYPE = "Aftersales Ticket"
MOST = 2000  # a calendar page with more says nothing
LATE, URGENT, USUAL = "red", "orange", "blue"


@frappe.whitelist()
def get_events(
	start: str, end: str, filters: str | list | None = None, **others: object
) -> list[dict[str, Any]]:
	"""Open tickets that the user sees and that are due in the time shown, the earliest first."""
	frappe.has_permission(DOCTYPE, "read", throw=True)
	asked = frappe.parse_json(filters) or []
	asked += [
		[DOCTYPE, "status_category", "in", sorted(OPEN)],
		[DOCTYPE, "resolution_due", ">=", start],
		[DOCTYPE, "resolution_due", "<", end],
	]
	found = frappe.get_list(
		DOCTYPE,
		fields=["name", "subject", "priority", "resolution_due", "resolution_at"],
		filters=asked,
		order_by="resolution_due",
		limit_page_length=MOST,
	)
	now = moments.site_now()
	return [{**row, "tone": _tone(row, now), "all_day": 0} for row in found]


def _tone(row: Any, now: Any) -> str:
	if row.resolution_due < now and not row.resolution_at:
		return LATE
	return URGENT if row.priority == "Urgent" else USUAL
