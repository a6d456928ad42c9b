frappe.ui.form.on("Aftersales Exemption", {
	setup(frm) {
		const clocks = Object.entries(aftersales.clock_labels()).map(([value, label]) => ({ value, label }));
		frm.set_df_property("clock", "options", clocks);
	},

	refresh(frm) {
		frm.set_df_property("clock", "formatter", aftersales.clock_name);
		if (frm.is_new()) return;
		const mine = frm.doc.owner === frappe.session.user;
		if (frm.doc.status !== "Requested" || !mine) {
			["reason_code", "reason", "evidence"].forEach((field) => frm.set_df_property(field, "read_only", 1));
		}
		const may = frappe.user.has_role("Operations Manager") && !mine && frm.doc.missed_by !== frappe.session.user;
		if (frm.doc.status !== "Requested" || !may) return;
		frm.add_custom_button(__("Approve"), () => decide(__("Approve"), (note) => frm.call("approve", { note }), frm));
		frm.add_custom_button(__("Refuse"), () => decide(__("Refuse"), (note) => frm.call("refuse", { note }), frm));
	},
});

function decide(label, call, frm) {
	frappe.prompt(
		{ fieldname: "note", fieldtype: "Small Text", label: __("Remark"), reqd: 1 },
		({ note }) => call(note).then(() => frm.reload_doc()),
		label,
		label
	);
}
