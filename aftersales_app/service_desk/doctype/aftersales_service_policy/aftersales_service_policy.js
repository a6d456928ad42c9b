frappe.ui.form.on("Aftersales Service Policy", {
	setup(frm) {
		frm.set_query("team", () => ({ filters: frm.doc.company ? { company: frm.doc.company } : {} }));
	},

	refresh(frm) {
		if (!frm.is_new() && frappe.model.can_create("Aftersales What-if")) {
			frm.add_custom_button(__("Try on past tickets"), () =>
				frm
					.call("try_on_past_tickets")
					.then((answer) => frappe.set_route("Form", "Aftersales What-if", answer.message))
			);
		}
		if (frm.is_new() || !frm.perm[0].write) return;
		if (frm.doc.status !== "Published") {
			frm.add_custom_button(__("Publish"), () =>
				frappe.confirm(
					__("New tickets fall under this policy from now on. Promises already made do not move."),
					() => frm.call("publish").then(() => frm.refresh())
				)
			);
		}
		if (frm.doc.status === "Published") {
			frm.add_custom_button(__("Retire"), () =>
				frappe.confirm(__("No new ticket falls under this policy any more."), () =>
					frm.call("retire").then(() => frm.refresh())
				)
			);
		}
	},
});
