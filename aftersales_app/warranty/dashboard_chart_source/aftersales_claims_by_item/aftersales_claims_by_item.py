import frappe

from aftersales_app.warranty import charts


@frappe.whitelist()
def get(
	chart_name: str | None = None,
	chart: str | None = None,
	filters: str | dict | list | None = None,
	**others: object,
) -> dict:
	"""Not kept in Frappe's cache of charts, which is the same for all users: each sees their own companies."""
	frappe.has_permission("Aftersales Claim", "read", throw=True)
	return charts.claims_by_item(charts.company(filters))
