frappe.listview_settings["Aftersales Objective Period"] = {
	add_fields: ["verdict", "so_far"],
	get_indicator(doc) {
		const colors = { Met: "green", "Nearly Met": "orange", Missed: "red", "No Data": "gray" };
		return [__(doc.verdict), colors[doc.verdict], `verdict,=,${doc.verdict}`];
	},
	formatters: {
		told: (value) => frappe.utils.escape_html(value || "–"),
	},
};
