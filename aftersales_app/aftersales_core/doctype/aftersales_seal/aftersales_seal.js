frappe.ui.form.on("Aftersales Seal", {
	refresh(frm) {
		frm.disable_save();
		if (!frappe.user.has_role(["Service Auditor", "Operations Manager", "System Manager"])) return;
		frm.add_custom_button(__("Check This Day"), async () => {
			const { message: result } = await frm.call("check");
			const intact = result === "Intact";
			frappe.show_alert({
				message: intact
					? __("The archive of {0} is intact.", [frappe.datetime.str_to_user(frm.doc.day)])
					: __("The archive of {0} was tampered with.", [frappe.datetime.str_to_user(frm.doc.day)]),
				indicator: intact ? "green" : "red",
			});
			frm.reload_doc();
		});
	},
});
