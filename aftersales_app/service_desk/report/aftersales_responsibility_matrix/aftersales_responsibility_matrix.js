frappe.query_reports["Aftersales Responsibility Matrix"] = {
	filters: [],
	onload(report) {
		report.page.set_indicator(__("R responsible, A accountable, C consulted, I informed"), "blue");
	},
};
