{% include "aftersales_app/public/js/warranty_report.js" %}

frappe.query_reports["Aftersales Decisions by Person"] = aftersales.warranty_report({ units: false, months_back: 3 });
