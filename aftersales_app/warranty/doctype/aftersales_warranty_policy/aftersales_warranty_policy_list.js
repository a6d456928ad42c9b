frappe.listview_settings["Aftersales Warranty Policy"] = {
	has_indicator_for_draft: true,
	get_indicator(doc) {
		const [label, color] = [
			[__("Draft"), "orange"],
			[__("Published"), "green"],
			[__("Withdrawn"), "red"],
		][doc.docstatus];
		return [label, color, `docstatus,=,${doc.docstatus}`];
	},
};
