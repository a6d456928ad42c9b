frappe.listview_settings["Aftersales Self-Assessment"] = {
	add_fields: ["status", "is_scored"],
	get_indicator(doc) {
		return [__(doc.status), doc.status === "Signed" ? "green" : "gray", `status,=,${doc.status}`];
	},
	formatters: {
		score: (value, df, doc) => (doc.is_scored ? format_number(value, null, 2) : "–"),
	},
};
