frappe.listview_settings["Aftersales Follow-up Call"] = {
	add_fields: ["status", "due_on", "reason"],
	has_indicator_for_draft: 1,
	get_indicator({ status, due_on }) {
		const today = frappe.datetime.get_today();
		if (status === "To Call" && due_on < today) return [__("Overdue"), "red", `status,=,To Call|due_on,<,${today}`];
		const colours = { "To Call": "orange", Reached: "green", "No Answer": "yellow", Refused: "gray", Cancelled: "gray" };
		return [__(status, null, "Aftersales Follow-up Call"), colours[status], `status,=,${status}`];
	},
};
