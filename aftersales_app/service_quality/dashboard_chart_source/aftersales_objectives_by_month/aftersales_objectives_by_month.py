import frappe

from aftersales_app.service_quality.services import objectives


@frappe.whitelist()
def get(
	chart_name: str | None = None,
	chart: str | None = None,
	filters: str | dict | list | None = None,
	**others: object,
) -> dict:
	"""Not kept in Frappe's cache of charts, which is the same for all users: each sees their own companies."""
	frappe.has_permission("Aftersales Objective Period", "read", throw=True)
	asked = frappe.parse_json(filters) or {}
	return objectives.by_month(asked.get("company") if isinstance(asked, dict) else None)
