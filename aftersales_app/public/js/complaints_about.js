// A ticket, claim, unit, follow-up call or answer opens a complaint, filled in with what it knows, and tells which complaints and calls are
// about it. They are listed as far as their reader may see them: Frappe's own connections would count them for whom they are about, too.
const ABOUT = {
	"Aftersales Ticket": { complaint: "ticket", call: "ticket" },
	"Aftersales Claim": { complaint: "claim" },
	"Aftersales Product": { complaint: "product" },
	"Aftersales Feedback": { complaint: "feedback", call: "feedback" },
	"Aftersales Follow-up Call": { complaint: "call" },
};
const COMPLAINED_OF = {
	complaint: ["Aftersales Complaint", () => __("Complaints: {0}"), (status) => __(status, null, "Aftersales Complaint")],
	call: ["Aftersales Follow-up Call", () => __("Follow-up calls: {0}"), (status) => __(status, null, "Aftersales Follow-up Call")],
};
const event = (doctype) => (doctype === "Aftersales Ticket" ? "after_buttons" : "refresh");

for (const doctype of Object.keys(ABOUT)) frappe.ui.form.on(doctype, { [event(doctype)]: show });

async function show(frm) {
	if (frm.is_new()) return;
	if (frappe.model.can_create("Aftersales Complaint")) {
		frm.add_custom_button(__("Open Complaint"), () => open_complaint(frm), __("Create"));
	}
	const { name } = frm.doc;
	const lines = await Promise.all(Object.entries(ABOUT[frm.doctype]).map(([kind, field]) => listed_about(kind, field, name)));
	const told = lines.filter(Boolean);
	if (frm.doc.name !== name || !told.length) return;
	frm.set_intro("");
	frm.set_intro(told.join("<br>"), "orange");
}

async function listed_about(kind, field, name) {
	const [doctype, title, status_of] = COMPLAINED_OF[kind];
	if (!frappe.model.can_read(doctype)) return "";
	const asked = { filters: { [field]: name }, fields: ["name", "status"], order_by: "creation desc", limit: 5 };
	const found = await frappe.db.get_list(doctype, asked);
	const links = found.map(({ name, status }) => {
		const state = frappe.utils.escape_html(status_of(status));
		return `${frappe.utils.get_form_link(doctype, name, true)} · ${state}`;
	});
	return links.length ? title().replace("{0}", links.join(" &ensp; ")) : "";
}

async function open_complaint(frm) {
	const asked = { doctype: frm.doctype, name: frm.doc.name };
	frappe.new_doc("Aftersales Complaint", await frappe.xcall("aftersales_app.service_quality.api.complaint_draft", asked));
}
