frappe.listview_settings["Aftersales Problem"] = {
	get_indicator(doc) {
		const colors = { Proposed: "orange", Open: "blue", Rejected: "gray", Merged: "gray" };
		return [__(doc.status), colors[doc.status], `status,=,${doc.status}`];
	},
};
