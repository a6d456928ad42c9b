frappe.query_reports["Aftersales Objective Records"] = {
	filters: [
		{
			fieldname: "figure",
			label: __("Figure"),
			fieldtype: "Link",
			options: "Aftersales Objective Period",
			reqd: 1,
			width: 260,
		},
		{
			fieldname: "part",
			label: __("Records of"),
			fieldtype: "Select",
			options: ["Numerator", "Denominator", "Excluded"].map((value) => ({ value, label: __(value) })),
			default: "Numerator",
		},
	],
};
