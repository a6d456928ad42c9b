frappe.listview_settings["Aftersales Ticket"] = {
	add_fields: ["status_category", "resolution_verdict"],
	get_indicator: (doc) => [
		__(doc.status),
		aftersales.stage_colors[doc.status_category] || "gray",
		`status,=,${doc.status}`,
	],
	onload(listview) {
		listview.page.add_inner_button(__("Find"), aftersales.find);
	},
};
