frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Aftersales Claims by Item"] = {
	method: "aftersales_app.warranty.dashboard_chart_source.aftersales_claims_by_item.aftersales_claims_by_item.get",
	filters: [{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" }],
};
