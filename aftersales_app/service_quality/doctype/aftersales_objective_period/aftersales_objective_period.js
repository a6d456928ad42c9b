frappe.ui.form.on("Aftersales Objective Period", {
	refresh(frm) {
		if (frm.is_new()) return;
		frm.disable_save();
		const colors = { Met: "green", "Nearly Met": "orange", Missed: "red", "No Data": "gray" };
		frm.page.set_indicator(__(frm.doc.verdict), colors[frm.doc.verdict]);
		["Numerator", "Denominator", "Excluded"].forEach((part) =>
			frm.add_custom_button(
				__(part),
				() => frappe.set_route("query-report", "Aftersales Objective Records", { figure: frm.doc.name, part }),
				__("See Records")
			)
		);
		frappe
			.xcall("aftersales_app.service_quality.api.objective_considered", { figure: frm.doc.name })
			.then((lines) => {
				const shown = frappe.utils.escape_html(lines || "").replace(/\n/g, "<br>");
				frm.get_field("reasons_told").$wrapper.html(
					shown && `<div class="alert alert-warning">${shown}</div>`
				);
			});
	},
});
