const ASKED = ["overall", "timeliness", "solving", "attitude", "compliance", "perception"];
const MISSED = ["Not Answered", "Busy or Off", "Wrong Number", "Call Again Later", "Refused"];
const JUDGES = ["Quality Specialist", "Operations Manager", "System Manager"];
const API = "aftersales_app.service_quality.api.";
const escape = (value) => frappe.utils.escape_html(String(value ?? ""));

frappe.ui.form.on("Aftersales Follow-up Call", {
	refresh(frm) {
		frm.disable_save();
		const { status, recording } = frm.doc;
		frm.get_field("actions").$wrapper.empty();
		show_violations(frm);
		aftersales.show_phone_calls(frm);
		if (!frm.perm[0]?.write) return;
		if (status === "Reached" && !recording) frm.add_custom_button(__("Keep Recording"), () => keep_recording(frm));
		if (status !== "To Call") return;
		frm.add_custom_button(__("Answered", null, "Aftersales Call Attempt"), () => begin(frm)).addClass("btn-primary");
		frm.add_custom_button(__("Not Reached"), () => missed(frm));
		if (JUDGES.some((role) => frappe.user.has_role(role))) frm.add_custom_button(__("Call Off"), () => cancel(frm));
	},
});

function show_violations(frm) {
	if (!frm.doc.violates) return;
	const lines = escape(frm.doc.violations).replace(/\n/g, "<br>");
	frm.get_field("actions").$wrapper.html(`<div class="alert alert-danger">${lines}</div>`);
}

// The script as the server has it for this customer; without one the bare questions.
async function begin(frm) {
	const script = await frappe.xcall(`${API}call_script`, { call: frm.doc.name });
	const phones = await free_phone_calls(frm);
	const told = script.steps.length ? script.steps.flatMap((step, at) => asked(frm, step, at)) : bare(frm);
	const fields = [...told, ...ending(script, phones)];
	const dialog = new frappe.ui.Dialog({
		title: script.script ? __("{0}, version {1}", [script.script, script.version]) : __("What the Customer Says"),
		fields,
		size: "large",
		primary_action_label: __("Save"),
		primary_action: (values) => {
			ASKED.forEach((name) => (values[name] = cint(values[name]) || undefined));
			const answers = JSON.stringify({ ...visible(dialog, values), script: script.script });
			return frappe.xcall(`${API}call_answered`, { call: frm.doc.name, answers }).then(() => {
				dialog.hide();
				frm.reload_doc();
			});
		},
	});
	dialog.show();
}

// A step that was left on another branch was not asked: what had been entered there does not count.
function visible(dialog, values) {
	const shown = ([name]) => dialog.fields_dict[name] && !dialog.fields_dict[name].df.hidden_due_to_dependency;
	return Object.fromEntries(Object.entries(values).filter(shown));
}

function asked(frm, { text, asks, when, how, value, offer }, at) {
	const turn = when ? condition(when, how, value) : undefined;
	const color = offer ? "var(--orange-500)" : "var(--text-color)";
	const words = `<p class="mb-1" style="color: ${color}">${escape(text).replace(/\n/g, "<br>")}</p>`;
	const said = { fieldname: `said_${at}`, fieldtype: "HTML", options: words, depends_on: turn };
	return asks ? [said, { ...control(frm, asks), depends_on: turn }] : [said];
}

function condition(when, how, value) {
	const given = `(doc.${when} ?? "") !== "" && doc.${when} !== 0`;
	const shown = JSON.stringify(value);
	const tick = ["noticed", "objected", "wants_contact"].includes(when);
	const tests = {
		Is: tick ? `cint(doc.${when}) == ${shown}` : `${given} && String(doc.${when}) === ${shown}`,
		"Is Not": tick ? `cint(doc.${when}) != ${shown}` : `${given} && String(doc.${when}) !== ${shown}`,
		"At Most": `${given} && cint(doc.${when}) <= ${cint(value)}`,
		"At Least": `${given} && cint(doc.${when}) >= ${cint(value)}`,
	};
	return `eval:${tests[how]}`;
}

function control(frm, name) {
	const label = __(frappe.meta.get_label(frm.doctype, name));
	if (ASKED.includes(name)) {
		return { fieldname: name, label, fieldtype: "Select", options: ["", "1", "2", "3", "4", "5"], reqd: name === "overall" ? 1 : 0 };
	}
	if (name === "solved") return { fieldname: name, label, fieldtype: "Select", options: ["", ...solutions()] };
	if (name === "words") return { fieldname: name, label, fieldtype: "Small Text" };
	return { fieldname: name, label, fieldtype: "Check" };
}

const solutions = () => ["Yes", "Partly", "No"].map((value) => ({ value, label: __(value) }));

function bare(frm) {
	return ["noticed", "objected", "solved", ...ASKED, "words", "wants_contact"].map((name) => control(frm, name));
}

function ending({ offers, offers_told }, phones) {
	return [
		{ fieldtype: "Section Break" },
		{
			fieldname: "offered",
			fieldtype: "Check",
			label: __("An Offer Was Made"),
			description: offers ? "" : `${escape(offers_told)} ${__("Offers are left out of the script.")}`,
		},
		...phone_choice(phones),
	];
}

function phone_choice(phones) {
	if (!phones.length) return [];
	const options = phones.map(({ name, at, status, duration }) => ({ value: name, label: [at, status, duration].filter(Boolean).join(" · ") }));
	return [
		{
			fieldname: "call_log",
			fieldtype: "Select",
			label: __("Phone Call"),
			options: ["", ...options],
			default: phones[0].name,
			description: __("As the telephone system logged it"),
		},
	];
}

async function free_phone_calls(frm) {
	const found = await frappe.xcall(`${API}phone_calls_of`, { doctype: frm.doctype, name: frm.doc.name });
	return found.filter((one) => one.free);
}

async function missed(frm) {
	const phones = await free_phone_calls(frm);
	const options = MISSED.map((value) => ({ value, label: __(value) }));
	const fields = [
		{ fieldname: "outcome", fieldtype: "Select", label: __("Outcome"), options, reqd: 1, default: phones[0]?.outcome || "" },
		...phone_choice(phones),
		{ fieldname: "note", fieldtype: "Small Text", label: __("Remark") },
	];
	const finish = ({ outcome, note, call_log }) =>
		frappe
			.xcall(`${API}call_tried`, { call: frm.doc.name, outcome, note: note || "", call_log: call_log || "" })
			.then(() => frm.reload_doc());
	frappe.prompt(fields, finish, __("Not Reached"), __("Save"));
}

function cancel(frm) {
	const reason = { fieldname: "reason", fieldtype: "Small Text", label: __("Why Nobody Calls"), reqd: 1 };
	const finish = (values) =>
		frappe.xcall(`${API}cancel_call`, { call: frm.doc.name, ...values }).then(() => frm.reload_doc());
	frappe.prompt([reason], finish, __("Call Off"), __("Call Off"));
}

function keep_recording(frm) {
	const file = { fieldname: "file_url", fieldtype: "Attach", label: __("Recording"), reqd: 1 };
	const finish = (values) =>
		frappe.xcall(`${API}keep_recording`, { call: frm.doc.name, ...values }).then(() => frm.reload_doc());
	frappe.prompt([file], finish, __("Keep Recording"), __("Save"));
}
