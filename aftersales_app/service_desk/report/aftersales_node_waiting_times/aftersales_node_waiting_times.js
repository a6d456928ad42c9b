{% include "aftersales_app/public/js/service_report.js" %}

frappe.query_reports["Aftersales Node Waiting Times"] = aftersales.service_report({
	groups: ["Status", "Team", "Category", "Week", "Month", "Kind", "Priority", "Channel"],
	group: "Status",
	filters: [{ fieldname: "with_resolved", label: __("With Resolved"), fieldtype: "Check" }],
});
