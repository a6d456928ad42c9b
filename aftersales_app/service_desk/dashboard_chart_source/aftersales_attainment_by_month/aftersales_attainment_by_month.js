frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Aftersales Attainment by Month"] = {
	method: "aftersales_app.service_desk.dashboard_chart_source.aftersales_attainment_by_month.aftersales_attainment_by_month.get",
	filters: [
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "team", label: __("Team"), fieldtype: "Link", options: "Aftersales Team" },
	],
};
