// What the service desk's reports share: filters, and figures that lead to the list of their tickets.
frappe.provide("aftersales");

aftersales.service_report = function ({ groups, group, first, period = true, filters = [] }) {
	const today = frappe.datetime.get_today();
	const dates = [
		{
			fieldname: "from_date",
			label: __("From Date"),
			fieldtype: "Date",
			default: frappe.datetime.add_days(frappe.datetime.add_months(today, -3), 1),
		},
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date", default: today },
	];
	const grouping = groups && {
		fieldname: "group_by",
		label: __("Group by"),
		fieldtype: "Select",
		options: groups.map((value) => ({ value, label: __(value) })),
		default: group,
	};
	const choice = (fieldname, label) => ({
		fieldname,
		label,
		fieldtype: "Select",
		options: [""].concat(aftersales.ticket_options[fieldname].map((value) => ({ value, label: __(value) }))),
	});
	const link = (fieldname, label, options) => ({ fieldname, label, fieldtype: "Link", options });
	return {
		filters: [
			...(period ? dates : []),
			...(first || []),
			...(grouping ? [grouping] : []),
			link("company", __("Company"), "Company"),
			link("team", __("Team"), "Aftersales Team"),
			link("category", __("Category"), "Aftersales Category"),
			choice("kind", __("Kind")),
			choice("priority", __("Priority")),
			choice("channel", __("Channel")),
			...filters,
		],
		formatter(value, row, column, data, default_formatter) {
			if (column.fieldtype === "Duration") return aftersales.work_time(value);
			if (column.fieldtype === "Link" && data && !data.is_total_row && "key" in data && !data.key) {
				return `<span class="text-muted">${frappe.utils.escape_html(value || "")}</span>`;
			}
			if (column.options === "User" && data?.full_name) {
				return value ? frappe.form.formatters.Link(value, column, { label: value }) : "";
			}
			const shown = default_formatter(value, row, column, data);
			if (!column.drill || !value || !data || data.is_total_row) return shown;
			return `<a href="${aftersales.tickets_url(column.drill, data)}">${shown}</a>`;
		},
	};
};

// Seconds of work: a day of work is no 24 hours, so the largest unit is the hour.
aftersales.work_time = (seconds) => {
	if (seconds === null || seconds === undefined || seconds === "") return "";
	const minutes = Math.round(seconds / 60);
	const hours = Math.floor(minutes / 60);
	const words =
		hours >= 10
			? __("{0} h", [format_number(Math.round(minutes / 60), null, 0)])
			: [hours && __("{0} h", [hours]), (minutes % 60 || !hours) && __("{0} min", [minutes % 60])]
					.filter(Boolean)
					.join(" ");
	return `<div style="text-align: right">${words}</div>`;
};

aftersales.ticket_options = {
	kind: [
		"Repair",
		"Installation",
		"Parts",
		"Extended Warranty",
		"Consultation",
		"Usage Guidance",
		"Complaint",
		"Service Error",
		"Special Request",
		"Proactive Call-back",
	],
	priority: ["Low", "Medium", "High", "Urgent"],
	channel: [
		"Phone",
		"E-mail",
		"Web Form",
		"Portal",
		"Chat",
		"WeChat",
		"Social Media",
		"App",
		"Walk-in",
		"Import",
	],
};

// The address of the ticket list that holds the tickets behind one figure of a row.
aftersales.tickets_url = function (drill, data) {
	const values = frappe.query_report.get_filter_values();
	const found = {};
	for (const name of ["company", "team", "kind", "priority", "channel"]) {
		if (values[name]) found[name] = values[name];
	}
	if (values.category) found.category = ["descendants of (inclusive)", values.category];
	aftersales.narrow_by_group(found, values, data);
	aftersales.narrow_by_figure(found, drill, values, data);
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(found)) {
		query.set(name, Array.isArray(value) ? JSON.stringify(value) : value);
	}
	return `/app/aftersales-ticket/view/list?${query.toString()}`;
};

aftersales.narrow_by_group = function (found, values, data) {
	const columns = {
		Team: "team",
		Category: "category",
		Kind: "kind",
		Priority: "priority",
		Channel: "channel",
		"Service Policy": "policy",
		Company: "company",
	};
	const column = columns[values.group_by];
	if (column) found[column] = data.key || ["is", "not set"];
};

aftersales.narrow_by_figure = function (found, drill, values, data) {
	const fill = (text) =>
		String(text).replace("{clock}", data.clock_name).replace("{node}", data.node_name).replace("{user}", data.user);
	const days = { Week: 6, Day: 0 };
	let [from, to] = [values.from_date, values.to_date];
	const begin = data.begin || (["Week", "Month"].includes(values.group_by) ? data.key : null);
	if (begin) {
		const step = values.period && data.begin ? values.period : values.group_by;
		from = begin;
		to = step === "Month" ? moment(begin).endOf("month").format("YYYY-MM-DD") : frappe.datetime.add_days(begin, days[step]);
		if (values.from_date && from < values.from_date) from = values.from_date;
		if (values.to_date && to > values.to_date) to = values.to_date;
	}
	if (drill.status) {
		found.status = fill(drill.status);
		return;
	}
	if (drill.age) {
		aftersales.narrow_by_age(found, drill.age);
		return;
	}
	found[drill.period || "opened_at"] = ["between", [from, to]];
	for (const [name, value] of Object.entries(drill)) {
		if (name === "late") found[fill(value)] = ["<", frappe.datetime.system_datetime()];
		else if (name !== "period") found[fill(name)] = Array.isArray(value) ? value : fill(value);
	}
};

aftersales.narrow_by_age = function (found, [first, end]) {
	const ago = (days) =>
		moment(frappe.datetime.system_datetime()).subtract(days, "days").format("YYYY-MM-DD HH:mm:ss");
	found.status_category = ["in", "New,Working,Waiting Customer,Waiting Parts"];
	if (end === null || end === undefined) found.opened_at = ["<=", ago(first)];
	else found.opened_at = ["between", [ago(end), ago(first)]];
};
