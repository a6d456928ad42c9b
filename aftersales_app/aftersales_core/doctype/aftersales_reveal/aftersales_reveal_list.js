frappe.listview_settings["Aftersales Reveal"] = {
	hide_name_column: true,
	formatters: {
		field: (label) => frappe.utils.escape_html(__(label)),
		revealed_by: (user) => aftersales.person(user),
	},
};
