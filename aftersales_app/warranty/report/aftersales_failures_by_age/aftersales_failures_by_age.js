{% include "aftersales_app/public/js/warranty_report.js" %}

frappe.query_reports["Aftersales Failures by Age"] = aftersales.warranty_report({
	first: [{ fieldname: "months", label: __("Months of Age"), fieldtype: "Int", default: 24 }],
});
