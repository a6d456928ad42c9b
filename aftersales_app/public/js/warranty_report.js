// What the quality reports of warranty share: filters, figures that lead to the list behind them, and how remarks look.
frappe.provide("aftersales");

aftersales.warranty_report = function ({ groups, first = [], units = true, months_back = 36 }) {
	// Who may not choose from a list types the name.
	const link = (fieldname, label, options) =>
		frappe.model.can_select(options) || frappe.model.can_read(options)
			? { fieldname, label, fieldtype: "Link", options }
			: { fieldname, label, fieldtype: "Data" };
	const today = frappe.datetime.get_today();
	const grouping = groups && {
		fieldname: "group_by",
		label: __("Group by"),
		fieldtype: "Select",
		options: groups.map((value) => ({ value, label: __(value) })),
		default: groups[0],
	};
	return {
		filters: [
			{
				fieldname: "from_date",
				label: units ? __("Sold from") : __("From Date"),
				fieldtype: "Date",
				default: frappe.datetime.add_days(frappe.datetime.add_months(today, -months_back), 1),
			},
			{
				fieldname: "to_date",
				label: units ? __("Sold until") : __("To Date"),
				fieldtype: "Date",
				default: today,
			},
			...(grouping ? [grouping] : []),
			{ ...link("company", __("Company"), "Company"), default: frappe.defaults.get_user_default("Company") },
			...(units
				? [
						link("item_code", __("Item"), "Item"),
						{ fieldname: "batch_no", label: __("Batch"), fieldtype: "Data" },
						link("supplier", __("Supplier"), "Supplier"),
				  ]
				: []),
			...first,
		],
		formatter(value, row, column, data, default_formatter) {
			let shown = default_formatter(value, row, column, data);
			if (!data) return shown;
			if (column.fieldname === "remark" && value) {
				const colour = data.alarming ? "red" : "gray";
				return `<span class="indicator-pill ${colour} no-indicator-dot">${shown}</span>`;
			}
			if (column.drill && "key" in data && !data.key && column.fieldtype === "Data") {
				shown = `<span class="text-muted">${shown}</span>`;
			}
			const address = column.drill && aftersales.behind(column.drill, data, value);
			return address ? `<a href="${frappe.utils.escape_html(address)}">${shown}</a>` : shown;
		},
	};
};

// The address of the list behind a figure: the claims that were counted, or a person's decisions.
aftersales.behind = function (drill, data, value) {
	if (drill === "claims") {
		const claims = data.behind || [];
		return claims.length && aftersales.list_address("aftersales-claim", { name: ["in", claims.join(",")] });
	}
	if (!value) return "";
	const { company } = frappe.query_report.get_filter_values();
	return aftersales.list_address("aftersales-decision", {
		decided_by: data.user || ["is", "not set"],
		made_on: ["between", [data.from_date, data.to_date]],
		...(company ? { company } : {}),
		...drill,
	});
};

aftersales.list_address = function (list, filters) {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(filters)) {
		query.set(name, Array.isArray(value) ? JSON.stringify(value) : value);
	}
	return `/app/${list}/view/list?${query.toString()}`;
};
