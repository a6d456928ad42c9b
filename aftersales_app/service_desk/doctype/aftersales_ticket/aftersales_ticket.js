const API = "aftersales_app.service_desk.api.";
const ASKED = ["customer", "contact", "contact_name", "contact_phone", "contact_email", "serial_no"];

// Frappe shows a link's name as it is to whoever may not read what it points to, here the states of workflows.
const translated = (value) => frappe.utils.escape_html(__(value || ""));

// Frappe takes what stands between < and > out of a title; a subject may say "P<2, T>40".
function show_title(frm) {
	const subject = frm.doc.subject || "";
	if (frm.is_new() || !subject.includes("<")) return;
	frm.page.set_title(frappe.utils.escape_html(subject), null, true, subject);
}

frappe.ui.form.on("Aftersales Ticket", {
	setup(frm) {
		frm.set_query("category", () => ({ filters: { disabled: 0 } }));
		frm.set_query("team", () => ({ filters: { company: frm.doc.company, disabled: 0 } }));
		frm.set_query("previous_ticket", () => ({ filters: { name: ["!=", frm.doc.name] } }));
		frm.set_query("product", () => ({ filters: { company: frm.doc.company } }));
		frm.set_query("assignee", () =>
			frm.panel?.can.reassign.length ? { filters: { name: ["in", frm.panel.can.reassign] } } : {}
		);
	},

	onload(frm) {
		// Frappe adds the time zone to it before it translates.
		frm.set_df_property("opened_at", "description", __("When the request reached us"));
	},

	refresh(frm) {
		frm.set_df_property("status", "formatter", translated);
		frm.panel = null;
		show_picture(frm);
		show_coverage(frm);
		show_title(frm);
		if (!frm.is_new()) show_panel(frm);
		else ["clock_panel", "timeline"].forEach((field) => frm.get_field(field).$wrapper.empty());
	},

	contact_phone: show_picture,
	contact_email: show_picture,
	serial_no: show_picture,
	customer: show_picture,
	contact: show_picture,

	before_workflow_action(frm) {
		return pass_gates(frm, frm.selected_workflow_action);
	},
});

async function show_picture(frm) {
	const asked = Object.fromEntries(ASKED.map((field) => [field, frm.doc[field] || ""]));
	const html = frm.get_field("picture").$wrapper;
	if (!frm.doc.serial_no) hint_at_serial(frm, false);
	if (!Object.values(asked).some(Boolean)) return html.empty();
	const key = JSON.stringify([frm.doc.name, asked, frm.is_dirty() || frm.doc.modified]);
	if (frm.picture_key === key) return;
	frm.picture_key = key;
	const saved = !frm.is_new() && !frm.is_dirty();
	const data = saved
		? await frappe.xcall(`${API}picture_of`, { ticket: frm.doc.name })
		: await frappe.xcall(`${API}picture`, { ...asked, ticket: frm.is_new() ? "" : frm.doc.name });
	if (frm.picture_key !== key) return;
	html.html(aftersales.picture(data));
	hint_at_serial(frm, data.caller.serial_unknown);
	if (frm.is_new()) await take_over(frm, data.caller);
}

// What the customer is owed, as of the last save.
async function show_coverage(frm) {
	const { name, product } = frm.doc;
	const html = frm.get_field("coverage_glance").$wrapper;
	if (frm.is_new() || !product) return html.empty();
	const owed = await frappe.xcall(`${API}coverage`, { ticket: name });
	if (frm.doc.name === name) html.html(owed.unit ? aftersales.story(owed) : "");
}

// Other makers' units are served as well: a hint, no refusal.
function hint_at_serial(frm, unknown) {
	const words = aftersales.pill(__("Not known here: check the digits."), "orange");
	frm.set_df_property("serial_no", "description", unknown ? words : "");
}

// What the caller's number told us goes into the empty fields of a new ticket.
async function take_over(frm, caller) {
	for (const field of ["customer", "contact", "contact_name", "item_code"]) {
		if (caller[field] && !frm.doc[field]) await frm.set_value(field, caller[field]);
	}
}

async function show_panel(frm) {
	const name = frm.doc.name;
	const panel = await frappe.xcall(`${API}panel`, { ticket: name });
	if (frm.doc.name !== name) return;
	frm.panel = panel;
	const known = frm.doc.assignee === panel.assignee ? panel.assignee_name : "";
	frm.set_df_property("assignee", "description", aftersales.text(known));
	frm.get_field("clock_panel").$wrapper.html(aftersales.clocks(panel, frm.doc));
	frm.get_field("timeline").$wrapper.html(aftersales.timeline(panel.timeline));
	show_headline(frm, panel);
	show_buttons(frm, panel.can);
}

function show_headline(frm, panel) {
	frm.dashboard.clear_headline();
	const pills = panel.clocks.filter((clock) => clock.open).map((clock) => {
		const part = clock.target ? (100 * clock.used) / clock.target : 0;
		const left = clock.verdict === "Missed"
			? __("overdue by {0}", [aftersales.duration(clock.late)])
			: clock.verdict === "Paused"
				? __("paused, {0} left", [aftersales.duration(clock.remaining)])
				: __("{0} left", [aftersales.duration(clock.remaining)]);
		const words = `${aftersales.clock_labels()[clock.clock]}: ${left}`;
		return aftersales.pill(words, aftersales.clock_color(clock, part));
	});
	if (pills.length) {
		frm.dashboard.set_headline(`<div class="as-headline" style="display:flex;flex-wrap:wrap;gap:6px">${pills.join("")}</div>`);
	}
}

function show_buttons(frm, can) {
	frm.clear_custom_buttons();
	if (can.take) frm.add_custom_button(__("Take It"), () => act(frm, "take"));
	if (can.respond) frm.add_custom_button(__("Responded"), () => act(frm, "respond"));
	can.held_back.forEach((held) => frm.add_custom_button(__(held.action), () => ask_for_condition(frm, held)));
	if (can.confirm) frm.add_custom_button(__("Customer's Confirmation"), () => ask_confirmation(frm));
	const assign = __("Assign");
	if (can.reassign.length) frm.add_custom_button(__("Re-assign"), () => ask_assignee(frm), assign);
	if (can.hand_over.length) frm.add_custom_button(__("Hand Over to Team"), () => ask_team(frm, can.hand_over), assign);
	const create = __("Create");
	if (can.visit) frm.add_custom_button(__("Plan Visit"), () => frappe.new_doc("Aftersales Visit", { ticket: frm.doc.name }), create);
	if (frm.doc.product) show_warranty_buttons(frm, create);
	if (can.contact) frm.add_custom_button(__("Create Contact"), () => act(frm, "make_contact"), create);
	if (can.exempt.length) frm.add_custom_button(__("Request Exemption"), () => request_exemption(frm, can.exempt), create);
	if (can.continue) frm.add_custom_button(__("New Linked Ticket"), () => continue_in_new(frm), can.respond ? create : undefined);
	frm.trigger("after_buttons"); // of the modules that stand on the service desk
}

// Documents of the warranty, with what the ticket knows.
function show_warranty_buttons(frm, group) {
	const { name, company, customer, product, item_code, serial_no, subject, opened_at, team, assignee } = frm.doc;
	const day = (opened_at || "").slice(0, 10);
	const documents = {
		"Aftersales Claim": [
			__("Warranty Claim"),
			{ company, customer, product, item_code, serial_no, ticket: name, event_on: day, fault: subject, team, assignee },
		],
		"Aftersales Return": [__("Return or Exchange"), { company, customer, product, ticket: name, requested_on: day, team, assignee }],
		"Aftersales Repair": [__("Repair Record"), { product, ticket: name, received_on: day, fault: subject }],
	};
	for (const [doctype, [label, facts]] of Object.entries(documents)) {
		if (frappe.model.can_create(doctype)) {
			frm.add_custom_button(label, () => frappe.new_doc(doctype, facts), group);
		}
	}
}

async function act(frm, method, values = {}) {
	if (frm.is_dirty()) await frm.save();
	await frappe.xcall(`${API}${method}`, { ticket: frm.doc.name, ...values });
	await frm.reload_doc();
}

// The members of the team: who is there, and how much each has to do.
async function ask_assignee(frm) {
	const people = await frappe.xcall(`${API}members`, { ticket: frm.doc.name });
	const others = people.filter((person) => person.user !== frm.doc.assignee);
	if (!others.length) return frappe.msgprint(__("Nobody else is in the team {0}.", [aftersales.text(frm.doc.team)]));
	const dialog = new frappe.ui.Dialog({
		title: __("Re-assign"),
		fields: [{ fieldname: "people", fieldtype: "HTML" }],
		primary_action_label: __("Re-assign"),
		async primary_action() {
			const assignee = dialog.$wrapper.find("input[name=as-person]:checked").val();
			if (!assignee) return frappe.show_alert({ message: __("Choose who gets the ticket."), indicator: "orange" });
			dialog.hide();
			await act(frm, "reassign", { assignee });
		},
	});
	dialog.get_field("people").$wrapper.html(aftersales.people(others));
	dialog.show();
}

function ask_team(frm, teams) {
	const field = { fieldname: "team", fieldtype: "Select", options: teams, label: __("Team"), reqd: 1 };
	frappe.prompt(field, (values) => hand_over(frm, values), __("Hand Over to Team"), __("Hand Over"));
}

// The other team's ticket may be out of sight from now on.
async function hand_over(frm, values) {
	if (frm.is_dirty()) await frm.save();
	await frappe.xcall(`${API}hand_over`, { ticket: frm.doc.name, ...values });
	frappe.show_alert({ message: __("Handed over to {0}", [aftersales.text(values.team)]), indicator: "green" });
	frappe.set_route("List", frm.doctype);
}

function ask_confirmation(frm) {
	const { options, label } = frappe.meta.get_docfield(frm.doctype, "confirmation");
	const field = { fieldname: "confirmation", fieldtype: "Select", options, label: __(label), reqd: 1 };
	frappe.prompt(field, (values) => act(frm, "confirm", values), __("What does the customer say of the result?"), __("Save"));
}

function request_exemption(frm, missed) {
	frappe.new_doc("Aftersales Exemption", { ticket: frm.doc.name, clock: missed[0] });
}

async function continue_in_new(frm) {
	const doc = await frappe.xcall(`${API}continue_in_new`, { ticket: frm.doc.name });
	const { name, doctype } = frappe.model.sync(doc)[0];
	frappe.set_route("Form", doctype, name);
}

// Resolves when the server will let the action pass; otherwise says what is missing and never resolves.
async function pass_gates(frm, action) {
	const gate = await frappe.xcall(`${API}gates`, { ticket: frm.doc.name, action });
	if (gate.allowed) return;
	frappe.dom.unfreeze();
	if (gate.reasons.length > gate.missing.length) {
		frappe.msgprint({
			title: __("Not Possible Yet"),
			indicator: "orange",
			message: gate.reasons.map(aftersales.text).join("<br>"),
		});
	} else {
		ask_missing(frm, action, gate);
	}
	return new Promise(() => {});
}

// The workflow's own condition for an action is not fulfilled yet: what it asks for can be filled in right here.
function ask_for_condition(frm, { action, condition, missing }) {
	const label = (name) => __(frappe.meta.get_docfield(frm.doctype, name).label);
	if (missing.length) {
		const reason = __("Fill in first: {0}.", [missing.map(label).join(", ")]);
		return ask_missing(frm, action, { missing, reasons: [reason] });
	}
	return frappe.msgprint({
		title: __("Not Possible Yet"),
		indicator: "orange",
		message: __("The workflow allows {0} only when this is fulfilled: {1}", [
			__(action).bold(),
			`<code>${aftersales.text(condition)}</code>`,
		]),
	});
}

function ask_missing(frm, action, gate) {
	const fields = gate.missing.map((name) => {
		const { fieldname, fieldtype, options, label } = frappe.meta.get_docfield(frm.doctype, name);
		return { fieldname, fieldtype, options, label: __(label), reqd: 1 };
	});
	const why = { fieldtype: "HTML", options: `<p class="text-muted">${gate.reasons.map(aftersales.text).join(" ")}</p>` };
	const dialog = new frappe.ui.Dialog({
		title: __("{0}: Something Is Missing", [__(action)]),
		fields: [why, ...fields],
		primary_action_label: __(action),
		async primary_action(values) {
			dialog.hide();
			await frm.set_value(values);
			await frm.save();
			await frappe.xcall("frappe.model.workflow.apply_workflow", { doc: frm.doc, action });
			await frm.reload_doc();
		},
	});
	dialog.show();
}
