// When open tickets are due: moments, not spans. A due moment follows from the promise, so nothing is dragged here.
frappe.views.calendar["Aftersales Ticket"] = {
	field_map: { start: "resolution_due", end: "resolution_due", id: "name", title: "subject", allDay: "all_day" },
	order_by: "resolution_due",
	get_css_class: (ticket) => ticket.tone,
	options: {
		locale: aftersales.calendar_locale(),
		editable: false,
		selectable: false,
		eventLimit: true,
		height: () => Math.max(460, window.innerHeight - 210),
		displayEventEnd: false,
		defaultTimedEventDuration: "00:30:00",
		views: { month: { displayEventEnd: false } },
	},
	get_events_method: "aftersales_app.service_desk.due_calendar.get_events",
};
