frappe.listview_settings["Aftersales Product"] = {
	add_fields: ["status", "coverage_until"],
	get_indicator(doc) {
		if (doc.status !== "In Use") {
			const color = { Exchanged: "blue", Returned: "orange" }[doc.status] || "gray";
			return [__(doc.status), color, `status,=,${doc.status}`];
		}
		const today = frappe.datetime.get_today();
		return doc.coverage_until >= today
			? [__("Covered"), "green", `status,=,In Use|coverage_until,>=,${today}`]
			: [__("Not Covered"), "gray", `status,=,In Use|coverage_until,<,${today}`];
	},
};
