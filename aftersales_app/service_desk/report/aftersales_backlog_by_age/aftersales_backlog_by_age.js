{% include "aftersales_app/public/js/service_report.js" %}

frappe.query_reports["Aftersales Backlog by Age"] = aftersales.service_report({
	groups: ["Team", "Category", "Kind", "Priority", "Channel", "Service Policy", "Company"],
	group: "Team",
	period: false,
});
