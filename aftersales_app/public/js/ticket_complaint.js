// A ticket of kind Complaint opens a complaint; every ticket tells which complaints are about it, as far as its reader may see them.
frappe.ui.form.on("Aftersales Ticket", {
	async after_buttons(frm) {
		const ticket = frm.doc.name;
		if (frm.doc.kind === "Complaint" && frappe.model.can_create("Aftersales Complaint")) {
			frm.add_custom_button(__("Open Complaint"), () => open_complaint(frm), __("Create"));
		}
		if (!frappe.model.can_read("Aftersales Complaint")) return;
		const asked = { filters: { ticket }, fields: ["name", "status"], order_by: "creation", limit: 5 };
		const complaints = await frappe.db.get_list("Aftersales Complaint", asked);
		if (frm.doc.name !== ticket || !complaints.length) return;
		const links = complaints.map(({ name, status }) => {
			const state = frappe.utils.escape_html(__(status, null, "Aftersales Complaint"));
			return `${frappe.utils.get_form_link("Aftersales Complaint", name, true)} · ${state}`;
		});
		frm.set_intro("");
		frm.set_intro(__("Complaints about this ticket: {0}", [links.join(" &ensp; ")]), "orange");
	},
});

function open_complaint(frm) {
	const { name, company, customer, contact, team, product, item_code, subject, department } = frm.doc;
	const { contact_name, contact_phone, contact_email, description, channel } = frm.doc;
	const ways = { Portal: "Web Form", App: "Web Form", "Walk-in": "In Person", Import: "Other" };
	frappe.new_doc("Aftersales Complaint", {
		...{ ticket: name, company, customer, contact, team, product, item_code, subject, department },
		channel: ways[channel] || channel,
		words: frappe.utils.html2text(description || "").trim() || subject,
		complainant_name: contact_name,
		complainant_phone: contact_phone,
		complainant_email: contact_email,
	});
}
