frappe.treeview_settings["Aftersales Category"] = {
	title: __("Aftersales Categories"),
	breadcrumb: "Service Desk",
	fields: [
		{ fieldtype: "Data", fieldname: "category_name", label: __("Category Name"), reqd: 1 },
		{
			fieldtype: "Check",
			fieldname: "is_group",
			label: __("Group"),
			description: __("Further categories can be made under a group only"),
		},
		{ fieldtype: "Link", fieldname: "default_team", label: __("Team"), options: "Aftersales Team" },
	],
	ignore_fields: ["parent_aftersales_category"],
	get_label: (node) => frappe.utils.escape_html(__(node.label)),
};
