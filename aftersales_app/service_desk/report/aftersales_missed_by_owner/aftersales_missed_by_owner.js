{% include "aftersales_app/public/js/service_report.js" %}

frappe.query_reports["Aftersales Missed by Owner"] = aftersales.service_report({});
