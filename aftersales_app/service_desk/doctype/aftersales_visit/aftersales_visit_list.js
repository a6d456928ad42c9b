// Short enough for a column, hour and minute included: the year only where it is another one.
const starts = (value) => {
	const start = frappe.datetime.convert_to_user_tz(value, false);
	return start.format(start.isSame(moment(), "year") ? "MM-DD HH:mm" : "YYYY-MM-DD HH:mm");
};

// A technician's phone shows one column: when, for whom and where. The desk has columns for these.
const on_a_phone = (doc) =>
	[starts(doc.starts_at), doc.customer_name, doc.service_address].filter(Boolean).join("\n");

// Stock and accounting come for what is to be made.
const BOOKS_ONLY = !frappe.model.can_write("Aftersales Visit") && frappe.user.has_role(["Stock User", "Accounts User"]);

frappe.listview_settings["Aftersales Visit"] = {
	filters: BOOKS_ONLY ? [["documents", "=", "To Be Made"]] : [],
	add_fields: ["status", "documents", "starts_at", "ends_at", "service_address"],
	formatters: {
		customer_name: (value, df, doc) => (frappe.is_mobile() ? on_a_phone(doc) : value),
		starts_at: (value) => starts(value),
		technician: (value) => aftersales.person(value),
	},
	refresh: (listview) => aftersales.fold_filters(listview),
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
