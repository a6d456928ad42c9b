frappe.listview_settings["Aftersales Decision"] = {
	add_fields: ["verdict"],
	get_indicator(doc) {
		const color = { Approved: "green", Refused: "red", Goodwill: "yellow" }[doc.verdict];
		return [__(doc.verdict), color, `verdict,=,${doc.verdict}`];
	},
};
