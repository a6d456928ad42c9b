frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Aftersales Opened and Resolved"] = {
	method: "aftersales_app.service_desk.dashboard_chart_source.aftersales_opened_and_resolved.aftersales_opened_and_resolved.get",
	filters: [
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "team", label: __("Team"), fieldtype: "Link", options: "Aftersales Team" },
	],
};
