frappe.query_reports["Aftersales Target and Actual"] = {
	filters: [
		{
			fieldname: "company",
			label: __("Company"),
			fieldtype: "Link",
			options: "Company",
			default: frappe.defaults.get_user_default("Company"),
		},
		{ fieldname: "year", label: __("Year"), fieldtype: "Int", default: moment().year(), reqd: 1 },
		{ fieldname: "team", label: __("Team"), fieldtype: "Link", options: "Aftersales Team" },
	],
	// The result stands there in words; the colour only helps to find it.
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		const colors = { Met: "green", "Nearly Met": "orange", Missed: "red", "No Data": "gray" };
		const color = data && colors[data[`${column.fieldname}_verdict`]];
		return color && value ? `<span class="indicator-pill ${color}">${shown}</span>` : shown;
	},
};
