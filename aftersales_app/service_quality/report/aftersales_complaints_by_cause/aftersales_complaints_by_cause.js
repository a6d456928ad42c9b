frappe.query_reports["Aftersales Complaints by Cause"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From Date"),
			fieldtype: "Date",
			default: frappe.datetime.add_days(frappe.datetime.add_months(frappe.datetime.get_today(), -12), 1),
		},
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{
			fieldname: "group_by",
			label: __("Group by"),
			fieldtype: "Select",
			options: ["Cause and Source", "Cause", "Source", "Team", "Severity"].map((value) => ({ value, label: __(value) })),
			default: "Cause and Source",
		},
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
	],
};
