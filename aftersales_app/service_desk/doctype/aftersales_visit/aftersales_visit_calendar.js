frappe.views.calendar["Aftersales Visit"] = {
	field_map: {
		start: "starts_at",
		end: "ends_at",
		id: "name",
		title: "customer_name",
		status: "status",
		allDay: "all_day",
	},
	style_map: { Planned: "info", Arrived: "warning", Done: "success", Cancelled: "default" },
	filters: [
		{ fieldtype: "Link", fieldname: "technician", options: "User", label: __("Technician") },
		{ fieldtype: "Link", fieldname: "team", options: "Aftersales Team", label: __("Team") },
	],
	get_events_method: "frappe.desk.calendar.get_events",
};
