{% include "aftersales_app/public/js/warranty_report.js" %}

frappe.query_reports["Aftersales Failure Rates"] = aftersales.warranty_report({
	groups: ["Item", "Batch", "Supplier", "Brand", "Goods Category", "Month", "Company"],
});
