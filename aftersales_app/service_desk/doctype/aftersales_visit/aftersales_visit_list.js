// Stock and accounting come for what is to be made.
const BOOKS_ONLY = !frappe.model.can_write("Aftersales Visit") && frappe.user.has_role(["Stock User", "Accounts User"]);

frappe.listview_settings["Aftersales Visit"] = {
	filters: BOOKS_ONLY ? [["documents", "=", "To Be Made"]] : [],
	add_fields: ["status", "documents", "starts_at", "ends_at"],
	hide_name_column: true,
	formatters: { technician: (value) => aftersales.person(value) },
	get_indicator(doc) {
		const now = frappe.datetime.now_datetime();
		if (doc.status === "Planned" && doc.ends_at < now) {
			return [__("Overdue"), "red", `status,=,Planned|ends_at,<,${now}`];
		}
		if (doc.status === "Done" && doc.documents === "To Be Made") {
			return [__("Documents To Be Made"), "yellow", "status,=,Done|documents,=,To Be Made"];
		}
		const color = { Planned: "blue", Arrived: "orange", Done: "green", Cancelled: "gray" }[doc.status];
		return [__(doc.status), color, `status,=,${doc.status}`];
	},
};
