frappe.listview_settings["Aftersales Feedback"] = {
	onload(listview) {
		if (!["Quality Specialist", "Operations Manager", "System Manager"].some((role) => frappe.user.has_role(role))) return;
		listview.page.add_menu_item(__("Download for Studies"), () => {
			const month = moment().subtract(1, "month");
			const fields = [
				{ fieldname: "company", fieldtype: "Link", options: "Company", label: __("Company"), reqd: 1, default: frappe.defaults.get_default("company") },
				{ fieldname: "first_day", fieldtype: "Date", label: __("From"), reqd: 1, default: month.startOf("month").format("YYYY-MM-DD") },
				{ fieldname: "last_day", fieldtype: "Date", label: __("Until"), reqd: 1, default: month.endOf("month").format("YYYY-MM-DD") },
			];
			const fetch = (values) => open_url_post("/api/method/aftersales_app.service_quality.api.answers_for_studies", values);
			frappe.prompt(fields, fetch, __("Answers of Customers Who Agree to Studies"), __("Download"));
		});
	},
};
