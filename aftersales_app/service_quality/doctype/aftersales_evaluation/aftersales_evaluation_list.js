frappe.listview_settings["Aftersales Evaluation"] = {
	add_fields: ["status", "due_on", "kind"],
	get_indicator(doc) {
		if (doc.due_on && doc.status !== "Published" && doc.due_on < frappe.datetime.get_today()) {
			return [__("Overdue"), "red", `due_on,<,${frappe.datetime.get_today()}|status,!=,Published`];
		}
		const colours = { Draft: "gray", Checked: "blue", Approved: "orange", Published: "green" };
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
