{% include "aftersales_app/public/js/service_report.js" %}

frappe.query_reports["Aftersales Reassignments and Reopenings"] = aftersales.service_report({
	groups: ["Team", "Category", "Kind", "Priority", "Channel", "Service Policy", "Company", "Week", "Month"],
	group: "Team",
});
