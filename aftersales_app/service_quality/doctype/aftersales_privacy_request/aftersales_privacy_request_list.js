frappe.listview_settings["Aftersales Privacy Request"] = {
	add_fields: ["status", "answer_due"],
	get_indicator(doc) {
		const colour = { Received: "orange", Running: "blue", Waiting: "yellow", Answered: "green", Refused: "gray" }[doc.status];
		const open = ["Received", "Waiting"].includes(doc.status);
		if (open && doc.answer_due && doc.answer_due < frappe.datetime.get_today()) {
			return [__("Overdue"), "red", `answer_due,<,${frappe.datetime.get_today()}|status,in,Received,Waiting`];
		}
		return [__(doc.status), colour, `status,=,${doc.status}`];
	},
};
