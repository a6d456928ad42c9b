frappe.listview_settings["Aftersales Objective"] = {
	onload(list) {
		if (!frappe.model.can_create("Aftersales Objective")) return;
		list.page.add_inner_button(__("Set the Usual Objectives"), () =>
			frappe.prompt(
				[
					{
						fieldname: "company",
						fieldtype: "Link",
						options: "Company",
						label: __("Company"),
						reqd: 1,
						default: frappe.defaults.get_default("company"),
					},
					{ fieldname: "year", fieldtype: "Int", label: __("Year"), reqd: 1, default: moment().year() },
				],
				(values) =>
					frappe
						.xcall("aftersales_app.service_quality.api.set_usual_objectives", values)
						.then(() => list.refresh()),
				__("Set the Usual Objectives")
			)
		);
	},
};
