const said = (values) => ["", ...values].map((value) => ({ value, label: value && __(value, null, "Aftersales Complaint") }));

frappe.query_reports["Aftersales Complaint Trend"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From Date"),
			fieldtype: "Date",
			default: moment().subtract(11, "months").startOf("month").format("YYYY-MM-DD"),
		},
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{
			fieldname: "group_by",
			label: __("Group by"),
			fieldtype: "Select",
			options: ["Month", "Month and Cause", "Month and Source", "Month and Severity"].map((value) => ({
				value,
				label: __(value),
			})),
			default: "Month",
		},
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "cause", label: __("Cause"), fieldtype: "Link", options: "Aftersales Cause" },
		{
			fieldname: "source",
			label: __("Source"),
			fieldtype: "Select",
			options: said(["Own Channel", "12315", "12345", "Court", "Media", "Social Media"]),
		},
		{
			fieldname: "severity",
			label: __("Severity", null, "Aftersales Complaint"),
			fieldtype: "Select",
			options: said(["Critical", "Major", "Moderate", "Minor"]),
		},
	],

	// The complaints behind a month: the list, filtered as the row was counted.
	formatter(value, row, column, data, format) {
		const shown = format(value, row, column, data);
		if (column.fieldname !== "complaints" || !data?.complaints) return shown;
		return `<a href="${frappe.utils.escape_html(complaints_of(data))}">${shown}</a>`;
	},
};

const FIELDS = { "Month and Cause": "cause", "Month and Source": "source", "Month and Severity": "severity" };

function complaints_of({ month, key }) {
	const { group_by, from_date, to_date, company, cause, source, severity } = frappe.query_report.get_filter_values();
	const begins = moment(`${month}-01`);
	const [first, end] = [begins.format("YYYY-MM-DD"), begins.endOf("month").format("YYYY-MM-DD")];
	const days = [from_date > first ? from_date : first, to_date < end ? to_date : end];
	const asked = { received_at: JSON.stringify(["between", days]) };
	Object.entries({ company, cause, source, severity, ...(FIELDS[group_by] && { [FIELDS[group_by]]: key }) }).forEach(
		([field, told]) => told && (asked[field] = told)
	);
	return `/app/aftersales-complaint?${new URLSearchParams(asked)}`;
}
