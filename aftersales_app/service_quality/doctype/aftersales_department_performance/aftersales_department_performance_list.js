frappe.listview_settings["Aftersales Department Performance"] = {
	add_fields: ["status", "is_scored"],
	get_indicator(doc) {
		const colors = { Draft: "gray", Checked: "orange", Approved: "blue", Published: "green" };
		return [__(doc.status), colors[doc.status], `status,=,${doc.status}`];
	},
	formatters: {
		score: (value, df, doc) => (doc.is_scored ? format_number(value, null, 1) : "–"),
	},
};
