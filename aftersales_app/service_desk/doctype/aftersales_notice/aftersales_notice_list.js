frappe.listview_settings["Aftersales Notice"] = {
	add_fields: ["answer", "status"],
	hide_name_column: true,
	formatters: {
		clock: (value) => aftersales.clock_name(value),
		recipient: (value) => aftersales.person(value),
	},
	get_indicator(doc) {
		if (doc.answer) {
			const color = { Awaited: "orange", Answered: "green" }[doc.answer];
			return [doc.answer === "Awaited" ? __("Answer Awaited") : __("Answered"), color, `answer,=,${doc.answer}`];
		}
		const color = { Pending: "blue", Delivered: "gray", "No Recipient": "red" }[doc.status];
		return [__(doc.status), color, `status,=,${doc.status}`];
	},
};
