frappe.listview_settings["Aftersales Statutory Rule"] = {
	has_indicator_for_draft: true,
	hide_name_column: false,
	get_indicator(doc) {
		const [label, color] = [
			[__("Draft"), "orange"],
			[__("Published"), "green"],
			[__("Withdrawn"), "red"],
		][doc.docstatus];
		return [label, color, `docstatus,=,${doc.docstatus}`];
	},
};
