// When open tickets are due. A due moment follows from the promise, so nothing is dragged here.
frappe.views.calendar["Aftersales Ticket"] = {
	field_map: {
		start: "resolution_due",
		end: "resolution_due",
		id: "name",
		title: "subject",
		color: "color",
		allDay: "all_day",
	},
	order_by: "resolution_due",
	options: { editable: false, selectable: false, eventLimit: 12 },
	get_events_method: "aftersales_app.service_desk.due_calendar.get_events",
};
