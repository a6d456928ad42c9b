frappe.listview_settings["Aftersales Exemption"] = {
	hide_name_column: true,
	formatters: { clock: (value) => aftersales.clock_name(value) },
	get_indicator(doc) {
		const color = { Requested: "orange", Approved: "green", Refused: "gray" }[doc.status];
		return [__(doc.status), color, `status,=,${doc.status}`];
	},
};
