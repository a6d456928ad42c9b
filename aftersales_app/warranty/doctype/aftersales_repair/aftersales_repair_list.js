frappe.listview_settings["Aftersales Repair"] = {
	get_indicator(doc) {
		const color = doc.status === "In Repair" ? "orange" : "green";
		return [__(doc.status), color, `status,=,${doc.status}`];
	},
};
