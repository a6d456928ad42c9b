frappe.listview_settings["Aftersales Absence"] = {
	hide_name_column: true,
	formatters: {
		user: (value) => aftersales.person(value),
		substitute: (value) => aftersales.person(value),
	},
};
