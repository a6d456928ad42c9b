frappe.ui.form.on("Aftersales Notice", {
	refresh(frm) {
		frm.disable_save();
		frm.set_df_property("clock", "formatter", aftersales.clock_name);
		for (const field of ["reason", "outcome"]) frm.set_df_property(field, "read_only", 1);
		const { answer, recipient } = frm.doc;
		const mine = recipient === frappe.session.user || frappe.user.has_role("Operations Manager");
		if (answer !== "Answered" && mine && frm.perm[0].write) {
			frm.add_custom_button(__("Answer"), () => ask_answer(frm)).addClass("btn-primary");
		}
	},
});

// Why and what was done: both at once, and once.
function ask_answer(frm) {
	const why = { fieldname: "reason", fieldtype: "Small Text", label: __("Why the Promise Was Not Kept"), reqd: 1 };
	const done = { fieldname: "outcome", fieldtype: "Small Text", label: __("What Was Done"), reqd: 1 };
	frappe.prompt(
		frm.doc.clock || frm.doc.timer ? [why, done] : [done],
		async (values) => {
			await frm.set_value(values);
			await frm.save();
		},
		__("Answer"),
		__("Save")
	);
}
