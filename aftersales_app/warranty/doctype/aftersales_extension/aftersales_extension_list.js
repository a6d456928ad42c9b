frappe.listview_settings["Aftersales Extension"] = {
	get_indicator(doc) {
		const color = { Sold: "orange", Active: "green", Expired: "gray", Cancelled: "red" }[doc.status];
		return [__(doc.status), color, `status,=,${doc.status}`];
	},
};
