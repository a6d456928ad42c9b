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

frappe.ui.form.on("Aftersales Department Performance", {
	onload(frm) {
		if (!frm.is_new() || frm.doc.first_day) return;
		frm.set_value("first_day", moment().subtract(1, "quarter").startOf("quarter").format("YYYY-MM-DD"));
	},

	refresh(frm) {
		frm.set_query("department", () => ({ filters: { company: frm.doc.company } }));
		if (frm.is_new()) return;
		dash_what_is_open(frm);
		frappe.xcall(`${API}performance_considered`, { performance: frm.doc.name }).then((lines) => {
			const shown = frappe.utils.escape_html(lines || "").replace(/\n/g, "<br>");
			frm.get_field("missing_told").$wrapper.html(shown && `<div class="alert alert-warning">${shown}</div>`);
		});
		buttons(frm);
	},
});

// A number column of the database has no "unknown": what is not scored would be read as 0.
function dash_what_is_open(frm) {
	const grid = frm.get_field("parts").grid;
	const shown = (flag) => (value, df, options, row) => (!row || row[flag] ? format_number(value, null, 1) : "–");
	grid.update_docfield_property("points", "formatter", shown("is_scored"));
	grid.update_docfield_property("entered", "formatter", shown("is_entered"));
	grid.update_docfield_property("component", "formatter", (value) => frappe.utils.escape_html(__(value)));
	grid.refresh();
}

function buttons(frm) {
	const step = (method, values) =>
		frappe.xcall(API + method, { performance: frm.doc.name, ...values }).then(() => frm.reload_doc());
	(NEXT[frm.doc.status] || []).forEach(([status, label, roles]) => {
		if (!roles.some((role) => frappe.user.has_role(role))) return;
		frm.add_custom_button(label, () => step("move_performance", { status }));
	});
	if (frm.doc.status === "Draft" && frm.perm[0].write) {
		frm.add_custom_button(__("Count Anew"), () => step("renew_performance", {}));
		const open = frm.doc.parts.filter(to_be_entered);
		if (open.length) frm.add_custom_button(__("Enter Points"), () => enter(open, step));
	}
	if (frm.doc.status === "Published") {
		frm.add_custom_button(__("Appeal"), () =>
			frappe.prompt(
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
				({ reason }) => step("appeal_performance", { reason }),
				__("Appeal")
			)
		);
	}
}

function to_be_entered(row) {
	if (row.is_entered && !row.entered_by) return false; // told by the improvement plan
	const below = row.below_target === "By Improvement Plan" && row.outcome === "Below Target";
	return !row.metric || below;
}

function enter(rows, step) {
	const names = rows.map((row) => ({ value: row.component, label: __(row.component) }));
	frappe.prompt(
		[
			{
				fieldname: "component",
				fieldtype: "Select",
				label: __("Component"),
				options: names,
				default: names[0].value,
				reqd: 1,
			},
			{
				fieldname: "value",
				fieldtype: "Float",
				label: __("Points or Completion (%)"),
				description: __("From 0 to 100. Below target: how far the improvement plan is completed."),
				reqd: 1,
			},
			{ fieldname: "evidence", fieldtype: "Attach", label: __("Evidence"), reqd: 1 },
			{ fieldname: "note", fieldtype: "Small Text", label: __("Note") },
		],
		(values) => step("enter_performance", values),
		__("Enter Points")
	);
}
