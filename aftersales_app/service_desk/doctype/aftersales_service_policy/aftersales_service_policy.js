const PUBLISHERS = ["Operations Manager", "System Manager"];

frappe.ui.form.on("Aftersales Service Policy", {
	setup(frm) {
		frm.set_query("team", () => ({ filters: frm.doc.company ? { company: frm.doc.company } : {} }));
	},

	refresh(frm) {
		if (frm.is_new()) return;
		if (frm.doc.status !== "Draft") {
			const told = [
				__("A published policy does not change: tickets have its promises. Make a new version instead."),
			];
			if (!frm.doc.previous_version) told.push(__("The new version can be tried on past tickets."));
			frm.set_intro(told.join(" "), "blue");
		}
		add_what_if(frm);
		if (frm.doc.status !== "Draft" && frappe.model.can_create(frm.doctype)) add_new_version(frm);
		if (frm.perm[0].write && frappe.user.has_role(PUBLISHERS)) add_moves(frm);
	},
});

// A published policy without a version before it would be compared with itself.
function add_what_if(frm) {
	const { status, previous_version } = frm.doc;
	if (!frappe.model.can_create("Aftersales What-if")) return;
	if (status !== "Draft" && !previous_version) return;
	frm.add_custom_button(__("Try on past tickets"), () =>
		frm
			.call("try_on_past_tickets")
			.then((answer) => frappe.set_route("Form", "Aftersales What-if", answer.message))
	);
}

function add_new_version(frm) {
	frm.add_custom_button(__("New Version"), () =>
		frm.call("new_version").then((answer) => frappe.set_route("Form", frm.doctype, answer.message))
	);
}

function add_moves(frm) {
	const { status, previous_version } = frm.doc;
	if (status === "Draft") {
		const told = [__("New tickets fall under this policy from now on. Promises already made do not move.")];
		if (previous_version) {
			told.push(__("It takes the place of {0} on the day it comes into force.", [previous_version]));
		}
		add_move(frm, __("Publish"), told, "publish");
	}
	if (status === "Published") {
		add_move(frm, __("Retire"), [__("No new ticket falls under this policy any more.")], "retire");
	}
}

function add_move(frm, label, told, method) {
	const asked = told.map(frappe.utils.escape_html).join("<br>");
	const move = async () => {
		if (frm.is_dirty()) await frm.save();
		await frm.call(method);
		frm.refresh();
	};
	frm.add_custom_button(label, () => frappe.confirm(asked, move));
}
