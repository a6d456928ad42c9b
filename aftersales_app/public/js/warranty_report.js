// What the quality reports of warranty share: filters, and how remarks look.
frappe.provide("aftersales");

aftersales.warranty_report = function ({ groups, first = [], units = true, months_back }) {
	const link = (fieldname, label, options) => ({ fieldname, label, fieldtype: "Link", options });
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
				default: months_back ? frappe.datetime.add_months(today, -months_back) : undefined,
			},
			{ fieldname: "to_date", label: units ? __("Sold until") : __("To Date"), fieldtype: "Date" },
			...(grouping ? [grouping] : []),
			link("company", __("Company"), "Company"),
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
			if (column.fieldtype === "Link" && data && "key" in data && !data.key) {
				return `<span class="text-muted">${frappe.utils.escape_html(value || "")}</span>`;
			}
			const shown = default_formatter(value, row, column, data);
			if (column.fieldname !== "remark" || !value) return shown;
			return `<span class="indicator-pill ${data?.alarming ? "red" : "gray"} no-indicator-dot">${shown}</span>`;
		},
	};
};
