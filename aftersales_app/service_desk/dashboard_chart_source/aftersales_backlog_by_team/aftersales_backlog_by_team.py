import frappe

from aftersales_app.service_desk import charts


@frappe.whitelist()
def get(
	chart_name: str | None = None,
	chart: str | None = None,
	filters: str | dict | list | None = None,
	**others: object,
) -> dict:
	"""Not kept in Frappe's cache of charts, which is the same for all users: each sees their own teams."""
	frappe.has_permission("Aftersales Ticket", "read", throw=True)
	return charts.backlog_by_team(charts.facts(filters))
