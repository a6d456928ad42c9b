frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Aftersales Objectives by Month"] = {
	method: "aftersales_app.service_quality.dashboard_chart_source.aftersales_objectives_by_month.aftersales_objectives_by_month.get",
	filters: [{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" }],
};
