const DIMENSIONS = ["overall", "timeliness", "solving", "attitude", "compliance", "perception"];

frappe.ui.form.on("Aftersales Feedback", {
	refresh(frm) {
		frm.disable_save();
		const scores = frm.meta.fields.filter((field) => field.fieldtype === "Int" && field.fieldname !== "seconds");
		scores.forEach((field) => frm.toggle_display(field.fieldname, frm.doc[field.fieldname] > 0)); // 0 is not answered
		show_reasons(frm);
		const roles = ["Quality Specialist", "Operations Manager", "System Manager"];
		if (!roles.some((role) => frappe.user.has_role(role)) || frm.doc.rated === frappe.session.user) return;
		frm.add_custom_button(__("Verify"), () => verify(frm));
	},
});

function show_reasons(frm) {
	frappe.xcall("aftersales_app.service_quality.api.reasons_of", { feedback: frm.doc.name }).then((told) => {
		const lines = (text) => frappe.utils.escape_html(text).replace(/\n/g, "<br>");
		const open = frm.doc.status === "To Be Verified" && told.doubts;
		frm.get_field("actions").$wrapper.html(open ? `<div class="alert alert-warning">${lines(told.doubts)}</div>` : "");
		frm.get_field("record_told").$wrapper.html(`<p class="text-muted">${lines(told.record)}</p>`);
	});
}

function verify(frm) {
	const scores = DIMENSIONS.map((name) => ({
		fieldname: name,
		fieldtype: "Select",
		label: __(frappe.meta.get_label(frm.doctype, name)),
		options: ["", "1", "2", "3", "4", "5"],
		default: frm.doc[name] ? String(frm.doc[name]) : "",
		depends_on: 'eval:doc.outcome === "Corrected"',
	}));
	const fields = [
		{
			fieldname: "outcome",
			fieldtype: "Select",
			label: __("Outcome"),
			options: ["Valid", "Corrected", "Set Aside"].map((value) => ({ value, label: __(value) })),
			reqd: 1,
		},
		{
			fieldname: "reason",
			fieldtype: "Small Text",
			label: __("Reason"),
			mandatory_depends_on: 'eval:doc.outcome !== "Valid"',
		},
		...scores,
	];
	const finish = (values) => {
		const given = DIMENSIONS.filter((name) => values[name]).map((name) => [name, cint(values[name])]);
		const told = { feedback: frm.doc.name, outcome: values.outcome, reason: values.reason || "" };
		const call = "aftersales_app.service_quality.api.verify";
		return frappe
			.xcall(call, { ...told, scores: JSON.stringify(Object.fromEntries(given)) })
			.then(() => frm.reload_doc());
	};
	frappe.prompt(fields, finish, __("Verify"), __("Verify"));
}
