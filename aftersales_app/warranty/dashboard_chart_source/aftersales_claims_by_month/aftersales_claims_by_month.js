frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Aftersales Claims by Month"] = {
	method: "aftersales_app.warranty.dashboard_chart_source.aftersales_claims_by_month.aftersales_claims_by_month.get",
	filters: [{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" }],
};
