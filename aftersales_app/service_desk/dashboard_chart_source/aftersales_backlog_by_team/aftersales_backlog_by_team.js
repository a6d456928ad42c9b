frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Aftersales Backlog by Team"] = {
	method: "aftersales_app.service_desk.dashboard_chart_source.aftersales_backlog_by_team.aftersales_backlog_by_team.get",
	filters: [
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "team", label: __("Team"), fieldtype: "Link", options: "Aftersales Team" },
	],
};
