frappe.ui.form.on("Aftersales Warranty Policy", {
	setup(frm) {
		frm.ignore_doctypes_on_cancel_all = [frm.doctype]; // the version that followed stays
		aftersales.show_words("Aftersales Rule Exclusion");
	},

	refresh(frm) {
		if (frm.doc.docstatus !== 1) return;
		frm.set_intro(__("Published: what was sold under it keeps it. For what is sold from a later day on, make a new version."), "blue");
		if (frappe.model.can_create(frm.doctype)) {
			frm.add_custom_button(__("New Version"), () =>
				frm.call("new_version").then((answer) => frappe.set_route("Form", frm.doctype, answer.message))
			);
		}
	},
});
