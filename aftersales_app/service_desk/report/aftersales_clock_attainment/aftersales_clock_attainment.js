{% include "aftersales_app/public/js/service_report.js" %}

frappe.query_reports["Aftersales Clock Attainment"] = aftersales.service_report({
	groups: ["Team", "Category", "Kind", "Priority", "Channel", "Service Policy", "Company", "Week", "Month"],
	group: "Team",
	filters: [
		{
			fieldname: "clock",
			label: __("Clock"),
			fieldtype: "Select",
			options: [
				"",
				{ value: "first_response", label: __("First Response") },
				{ value: "diagnosis", label: __("Diagnosis") },
				{ value: "arrival", label: __("Arrival on Site") },
				{ value: "resolution", label: __("Resolution") },
			],
		},
	],
});
