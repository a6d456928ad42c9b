const API = "aftersales_app.service_quality.api.";
const NEXT = {
	Draft: [["Checked", __("Confirm Figures"), ["Quality Specialist"]]],
	Checked: [
		["Approved", __("Approve"), ["Operations Manager"]],
		["Draft", __("Send Back"), ["Quality Specialist", "Operations Manager"]],
	],
	Approved: [
		["Published", __("Publish"), ["Operations Manager"]],
		["Draft", __("Send Back"), ["Quality Specialist", "Operations Manager"]],
	],
};

frappe.ui.form.on("Aftersales Evaluation", {
	onload(frm) {
		if (!frm.is_new() || frm.doc.first_day) return;
		const last = moment().startOf("month").subtract(1, "day");
		frm.set_value("last_day", last.format("YYYY-MM-DD"));
		frm.set_value("first_day", last.startOf("month").format("YYYY-MM-DD"));
	},

	refresh(frm) {
		frm.toggle_display(["figures_section", "terms_section", "people_section", "appeals_section"], !frm.is_new());
		if (frm.is_new()) return;
		hide_what_few_tell(frm);
		frappe.xcall(`${API}evaluation_notices`, { evaluation: frm.doc.name }).then((lines) => {
			const shown = frappe.utils.escape_html(lines || "").replace(/\n/g, "<br>");
			frm.get_field("notices_told").$wrapper.html(shown && `<div class="alert alert-warning">${shown}</div>`);
		});
		frm.add_custom_button(__("See Answers"), () => {
			const days = ["between", [frm.doc.first_day, frm.doc.last_day]];
			frappe.set_route("List", "Aftersales Feedback", { company: frm.doc.company, given_at: days });
		});
		buttons(frm);
	},
});

// A number column of the database has no "unknown": where too few answered, or nobody did before, 0 would be read as one.
function hide_what_few_tell(frm) {
	const needs = { mean: "n", low_share: "n", mean_change: "before_n", low_change: "before_n" };
	Object.entries(needs).forEach(([name, count]) => {
		const shown = (value, df, options, row) =>
			!row || row.few || !row[count] ? "–" : format_number(value, null, name.startsWith("low") ? 1 : 2);
		frm.get_field("figures").grid.update_docfield_property(name, "formatter", shown);
	});
}

function buttons(frm) {
	const step = (method, values) => frappe.xcall(API + method, { evaluation: frm.doc.name, ...values }).then(() => frm.reload_doc());
	(NEXT[frm.doc.status] || []).forEach(([status, label, roles]) => {
		if (!roles.some((role) => frappe.user.has_role(role))) return;
		frm.add_custom_button(label, () => step("move_evaluation", { status }));
	});
	if (frm.doc.status === "Draft" && frm.perm[0].write) {
		frm.add_custom_button(__("Draw Up Anew"), () => step("renew_evaluation", {}));
	}
	if (frm.doc.status !== "Published" || !frm.perm[0].write) return;
	frm.add_custom_button(__("Appeal"), () =>
		frappe.prompt(
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			({ reason }) => step("appeal_evaluation", { reason }),
			__("Appeal")
		)
	);
}
