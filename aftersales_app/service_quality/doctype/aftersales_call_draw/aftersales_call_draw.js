frappe.ui.form.on("Aftersales Call Draw", {
	async refresh(frm) {
		frm.disable_save();
		const call = "aftersales_app.service_quality.api.";
		frm.add_custom_button(__("Draw Again"), async () => {
			const { equal, told } = await frappe.xcall(`${call}draw_again`, { draw: frm.doc.name });
			const message = frappe.utils.escape_html(told).replace(/\n/g, "<br>");
			const [title, indicator] =
				equal === null ? [__("Cannot Be Drawn Again"), "orange"] : equal ? [__("Equal"), "green"] : [__("Not Equal"), "red"];
			frappe.msgprint({ title, indicator, message });
		});
		const { name } = frm.doc;
		const { biased, told } = await frappe.xcall(`${call}response_to_calls`, { draw: name });
		if (frm.doc.name !== name) return;
		const shown = frappe.utils.escape_html(told);
		frm.get_field("told").$wrapper.html(`<div class="alert alert-${biased ? "warning" : "info"}">${shown}</div>`);
	},
});
