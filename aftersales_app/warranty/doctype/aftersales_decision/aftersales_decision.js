frappe.ui.form.on("Aftersales Decision", {
	async refresh(frm) {
		frm.disable_form();
		const html = frm.get_field("explanation").$wrapper.empty();
		const told = await frappe.xcall("aftersales_app.warranty.api.explain_decision", { decision: frm.doc.name });
		html.html(aftersales.story(told));
	},
});
