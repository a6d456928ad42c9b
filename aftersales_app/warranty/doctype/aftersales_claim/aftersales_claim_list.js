frappe.listview_settings["Aftersales Claim"] = {
	add_fields: ["status"],
	has_indicator_for_draft: 1,
	get_indicator(doc) {
		const colours = {
			Submitted: "orange",
			"Waiting for Evidence": "blue",
			"Evidence Checked": "blue",
			"Awaiting Approval": "orange",
			Approved: "green",
			Refused: "red",
			Quoted: "blue",
			"Consent Given": "blue",
			Executed: "green",
		};
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
};
