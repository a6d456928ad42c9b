frappe.listview_settings["Aftersales Seal"] = {
	add_fields: ["last_result"],
	get_indicator(doc) {
		const colours = { Intact: "green", Tampered: "red" };
		return [
			doc.last_result ? __(doc.last_result) : __("Not Checked"),
			colours[doc.last_result] || "gray",
			`last_result,=,${doc.last_result || ""}`,
		];
	},
	onload(listview) {
		if (!frappe.user.has_role(["Service Auditor", "Operations Manager", "System Manager"])) return;
		listview.page.add_inner_button(__("Check the Whole Archive"), async () => {
			await frappe.xcall("aftersales_app.aftersales_core.doctype.aftersales_seal.aftersales_seal.check_all");
			frappe.show_alert(__("The archive is being checked. Each day shows its result in this list."));
		});
	},
};
