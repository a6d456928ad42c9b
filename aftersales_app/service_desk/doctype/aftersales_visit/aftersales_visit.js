frappe.ui.form.on("Aftersales Visit", {
	setup(frm) {
		frm.set_query("warehouse", () => ({ filters: { company: frm.doc.company, is_group: 0 } }));
		frm.set_query("warehouse", "parts", () => ({ filters: { company: frm.doc.company, is_group: 0 } }));
		frm.set_query("item_code", "parts", () => ({ filters: { is_stock_item: 1, disabled: 0 } }));
		frm.set_query("item_code", "charges", () => ({ filters: { is_stock_item: 0, disabled: 0 } }));
		frm.set_query("ticket", () => ({
			filters: { status_category: ["not in", ["Resolved", "Closed", "Cancelled"]] },
		}));
	},

	onload(frm) {
		if (frm.is_new() && !frm.doc.technician && frappe.user.has_role("Service Technician")) {
			frm.set_value("technician", frappe.session.user);
		}
	},

	refresh(frm) {
		const planned = frm.doc.status === "Planned" && frm.doc.technician;
		const name = planned ? frappe.user_info(frm.doc.technician).fullname : "";
		frm.set_df_property("technician", "description", frappe.utils.escape_html(name));
		lock_fields(frm);
		show_actions(frm);
		if (frm.is_new() || frm.doc.documents !== "To Be Made") return;
		if (frappe.model.can_create("Stock Entry") || frappe.model.can_create("Sales Invoice")) {
			frm.add_custom_button(__("Make ERP Documents"), () => frm.call("make_documents").then(() => frm.reload_doc()));
		}
	},

	starts_at(frm) {
		if (frm.doc.starts_at && !frm.doc.ends_at) {
			const end = moment(frm.doc.starts_at).add(1, "hour").format(frappe.defaultDatetimeFormat);
			frm.set_value("ends_at", end);
		}
	},
});

frappe.ui.form.on("Aftersales Visit Charge", {
	item_code: show_name,
	qty: add_up,
	rate: add_up,
	charges_remove: add_up,
});

frappe.ui.form.on("Aftersales Visit Part", {
	item_code: show_name,
	qty: add_up,
	rate: add_up,
	covered: add_up,
	parts_remove: add_up,
});

// Whoever fills in a visit may choose items, not read them: Frappe would fetch nothing.
async function show_name(frm, doctype, name) {
	const { item_code } = frappe.get_doc(doctype, name);
	const item_name = item_code ? await frappe.xcall("aftersales_app.service_desk.api.item_name", { item_code }) : "";
	if (frappe.get_doc(doctype, name)?.item_code !== item_code) return;
	await frappe.model.set_value(doctype, name, "item_name", item_name);
	frm.refresh_field(doctype === "Aftersales Visit Part" ? "parts" : "charges");
}

function add_up(frm) {
	for (const row of frm.doc.charges || []) row.amount = flt(row.qty) * flt(row.rate);
	const sold = (frm.doc.parts || []).filter((row) => !row.covered);
	const total = [...(frm.doc.charges || []), ...sold].reduce((sum, row) => sum + flt(row.qty) * flt(row.rate), 0);
	frm.refresh_field("charges");
	frm.set_value("charges_total", total);
}

function lock_fields(frm) {
	const over = ["Done", "Cancelled"].includes(frm.doc.status);
	for (const field of ["technician", "kind", "starts_at", "ends_at"]) {
		frm.set_df_property(field, "read_only", frm.doc.status && frm.doc.status !== "Planned" ? 1 : 0);
	}
	if (over) frm.disable_form();
}

// Buttons as wide as the screen: a technician has a phone in one hand.
function show_actions(frm) {
	const box = frm.get_field("actions").$wrapper.empty();
	if (frm.is_new()) return;
	const row = $('<div class="d-flex flex-wrap mb-3" style="gap: var(--margin-sm)"></div>').appendTo(box);
	const button = (label, style, action) =>
		$(`<button type="button" class="btn btn-${style} btn-lg" style="flex: 1 1 40%; padding-inline: 0; white-space: nowrap">${label}</button>`)
			.on("click", action)
			.appendTo(row);
	if (frm.doc.status === "Planned" && frm.perm[0].write) button(__("Arrive"), "primary", () => move(frm, "arrive"));
	if (frm.doc.status === "Arrived" && frm.perm[0].write) button(__("Finish"), "primary", () => move(frm, "finish"));
	if (["Planned", "Arrived"].includes(frm.doc.status) && frm.perm[0].write) {
		button(__("Cancel Visit"), "default", () => call_off(frm));
	}
	if (frm.doc.contact_phone) link(row, __("Call Customer"), `tel:${frm.doc.contact_phone.replace(/[^+\d]/g, "")}`);
	if (frm.doc.service_address) link(row, __("Show on Map"), `geo:0,0?q=${encodeURIComponent(frm.doc.service_address)}`);
}

function link(row, label, href) {
	$(`<a class="btn btn-default btn-lg" style="flex: 1 1 40%; padding-inline: 0; white-space: nowrap">${label}</a>`).attr("href", href).appendTo(row);
}

// What was typed is saved first: the verbs look at what is stored.
function move(frm, verb) {
	const saved = frm.is_dirty() ? frm.save() : Promise.resolve();
	const call = verb === "arrive" ? () => arrive(frm) : () => frm.call("finish");
	return saved.then(call).then(
		() => frm.reload_doc(),
		() => {} // Frappe has shown what is missing
	);
}

// Days from the plan, the technician says that it is this visit.
async function arrive(frm) {
	const { message: doubt } = await frm.call("arrival_doubt");
	if (!doubt) return frm.call("arrive");
	const question = `${frappe.utils.escape_html(doubt)}<br>${__("Arrive now all the same?")}`;
	return new Promise((resolve, reject) =>
		frappe.confirm(question, () => frm.call("arrive", { off_plan: 1 }).then(resolve, reject), reject)
	);
}

function call_off(frm) {
	frappe.prompt(
		{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason of Cancelling"), reqd: 1 },
		({ reason }) => frm.call("call_off", { reason }).then(() => frm.reload_doc()),
		__("Cancel Visit"),
		__("Cancel Visit")
	);
}
