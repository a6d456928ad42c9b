{% include "aftersales_app/public/js/service_report.js" %}

frappe.query_reports["Aftersales Ticket Volume"] = aftersales.service_report({
	first: [
		{
			fieldname: "period",
			label: __("Period"),
			fieldtype: "Select",
			options: ["Day", "Week", "Month"].map((value) => ({ value, label: __(value) })),
			default: "Week",
		},
	],
	groups: ["None", "Team", "Category", "Kind", "Priority", "Channel", "Service Policy", "Company"],
	group: "None",
});
