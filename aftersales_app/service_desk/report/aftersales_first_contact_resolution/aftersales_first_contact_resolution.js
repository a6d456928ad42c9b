{% include "aftersales_app/public/js/service_report.js" %}

frappe.query_reports["Aftersales First Contact Resolution"] = aftersales.service_report({
	groups: ["Team", "Category", "Kind", "Priority", "Channel", "Service Policy", "Company", "Week", "Month"],
	group: "Team",
});
