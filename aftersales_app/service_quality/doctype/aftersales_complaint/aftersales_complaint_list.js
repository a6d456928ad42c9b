frappe.listview_settings["Aftersales Complaint"] = {
	add_fields: ["status", "acknowledge_by", "priority"],
	has_indicator_for_draft: 1,
	get_indicator(doc) {
		const late = doc.status === "Received" && doc.acknowledge_by < frappe.datetime.now_datetime();
		if (late) return [__("Acknowledgement Overdue"), "red", `status,=,Received|acknowledge_by,<,${frappe.datetime.now_datetime()}`];
		const colours = {
			Received: "orange",
			Acknowledged: "blue",
			Assessed: "blue",
			Investigated: "blue",
			Responded: "blue",
			"Decision Sent": "yellow",
			Closed: "green",
			"Open, Escalated": "red",
		};
		return [__(doc.status, null, "Aftersales Complaint"), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
	formatters: {
		priority: (value) =>
			value ? `<span class="indicator-pill no-indicator-dot ${value === "P1" ? "red" : value === "P2" ? "orange" : "gray"}">${value}</span>` : "",
	},
};
