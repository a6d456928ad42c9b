frappe.ui.form.on("Aftersales Unregistered Sale", {
	refresh(frm) {
		frm.disable_save();
		if (frm.doc.status !== "Open" || !frm.perm[0].write) return;
		frm.add_custom_button(__("Try Again"), () => frm.call("take_again").then(() => frm.reload_doc())).addClass(
			"btn-primary"
		);
	},
});
