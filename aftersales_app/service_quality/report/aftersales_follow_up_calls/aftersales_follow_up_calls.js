const GROUPS = { Team: "team", Caller: "caller", Why: "reason" };

frappe.query_reports["Aftersales Follow-up Calls"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From Date"),
			fieldtype: "Date",
			default: frappe.datetime.add_days(frappe.datetime.get_today(), -89),
		},
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{
			fieldname: "group_by",
			label: __("Group by"),
			fieldtype: "Select",
			options: ["Team", "Caller", "Month", "Why"].map((value) => ({ value, label: __(value) })),
			default: "Team",
		},
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
	],

	// The calls behind a row: the list, filtered as the row was counted.
	formatter(value, row, column, data, format) {
		const shown = format(value, row, column, data);
		if (column.fieldname !== "group" || !data?.key) return shown;
		return `<a href="${frappe.utils.escape_html(calls_of(data.key))}">${shown}</a>`;
	},
};

function calls_of(key) {
	const { group_by, from_date, to_date, company } = frappe.query_report.get_filter_values();
	let [first, last] = [from_date, to_date];
	if (group_by === "Month") {
		const end = moment(`${key}-01`).endOf("month").format("YYYY-MM-DD");
		[first, last] = [first > `${key}-01` ? first : `${key}-01`, last < end ? last : end];
	}
	const asked = { creation: JSON.stringify(["between", [first, last]]), ...(company && { company }) };
	if (GROUPS[group_by]) asked[GROUPS[group_by]] = key;
	return `/app/aftersales-follow-up-call?${new URLSearchParams(asked)}`;
}
