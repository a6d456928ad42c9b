frappe.query_reports["Aftersales Evaluation Answers"] = {
	filters: [
		{
			fieldname: "evaluation",
			label: __("Evaluation"),
			fieldtype: "Link",
			options: "Aftersales Evaluation",
			reqd: 1,
		},
		{
			fieldname: "grouping",
			label: __("Grouped By"),
			fieldtype: "Select",
			options: ["All", "Team", "Category", "Item", "Region"].map((value) => ({ value, label: __(value) })),
			default: "All",
		},
		{ fieldname: "group_name", label: __("Group"), fieldtype: "Data", depends_on: 'eval:doc.grouping !== "All"' },
	],
};
