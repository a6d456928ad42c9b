// Visits by the hour, coloured by status. On a phone the coming week as a list; on a desk the whole month at once.
const visit_colors = { Planned: "blue", Arrived: "orange", Done: "green", Cancelled: "gray" };

const described = (visit) => {
	const who = frappe.user_info(visit.technician).fullname;
	const title = [visit.customer_name || visit.subject, who].filter(Boolean).join(" · ");
	return {
		...visit,
		title,
		tooltip: [title, __(visit.status), visit.subject].filter(Boolean).join("\n"),
		editable: visit.editable && visit.status === "Planned",
		className: `as-visit-${visit.status.toLowerCase()}`,
	};
};

frappe.views.calendar["Aftersales Visit"] = {
	field_map: { start: "starts_at", end: "ends_at", id: "name", title: "customer_name" },
	fields: ["name", "customer_name", "subject", "technician", "status", "starts_at", "ends_at"],
	get_css_class: (visit) => visit_colors[visit.status],
	options: {
		locale: aftersales.calendar_locale(),
		eventDataTransform: described,
		eventLimit: true,
		scrollTime: "08:00:00",
		height: () => Math.max(460, window.innerHeight - 210),
		views: {
			month: { displayEventEnd: false },
			coming: { type: "list", duration: { days: 7 }, buttonText: __("Week") },
		},
		...(frappe.is_mobile() && {
			defaultView: "coming",
			header: { left: "prev,title,next", center: "", right: "today,month,coming,agendaDay" },
		}),
	},
	get_events_method: "frappe.desk.calendar.get_events",
};
