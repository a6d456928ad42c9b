const ASKED = ["overall", "timeliness", "solving", "attitude", "compliance", "perception"];
const MISSED = ["Not Answered", "Busy or Off", "Wrong Number", "Call Again Later", "Refused"];

frappe.ui.form.on("Aftersales Follow-up Call", {
	refresh(frm) {
		frm.disable_save();
		if (frm.doc.status !== "To Call") return;
		frm.add_custom_button(__("Answered"), () => ask(frm)).addClass("btn-primary");
		frm.add_custom_button(__("Not Reached"), () => missed(frm));
		frappe.xcall("aftersales_app.service_quality.api.opening_words").then((words) => {
			const shown = frappe.utils.escape_html(words || "").replace(/\n/g, "<br>");
			frm.get_field("actions").$wrapper.html(shown && `<div class="alert alert-info">${shown}</div>`);
		});
	},
});

function score(frm, name) {
	return {
		fieldname: name,
		fieldtype: "Select",
		label: __(frappe.meta.get_label(frm.doctype, name)),
		options: ["", "1", "2", "3", "4", "5"],
		reqd: name === "overall" ? 1 : 0,
	};
}

function ask(frm) {
	const low = 'eval:doc.overall && cint(doc.overall) <= 3';
	const solved = [{ value: "", label: "" }].concat(["Yes", "Partly", "No"].map((value) => ({ value, label: __(value) })));
	const fields = [
		{ fieldname: "noticed", fieldtype: "Check", label: __("Notice Played") },
		{ fieldname: "objected", fieldtype: "Check", label: __("Customer Objects"), depends_on: "noticed" },
		{ fieldname: "solved", fieldtype: "Select", label: __("Is It Solved?"), options: solved },
		score(frm, "overall"),
		{ fieldname: "words", fieldtype: "Small Text", label: __("Words"), mandatory_depends_on: low },
		{ fieldname: "wants_contact", fieldtype: "Check", label: __("Wants to Be Called by a Lead"), depends_on: low },
		{ fieldname: "offered", fieldtype: "Check", label: __("Something Was Offered for Sale") },
		{ fieldtype: "Column Break" },
		...ASKED.slice(1).map((name) => score(frm, name)),
	];
	const finish = (values) => {
		ASKED.forEach((name) => (values[name] = cint(values[name]) || undefined));
		const call = "aftersales_app.service_quality.api.call_answered";
		return frappe
			.xcall(call, { call: frm.doc.name, answers: JSON.stringify(values) })
			.then(() => frm.reload_doc());
	};
	frappe.prompt(fields, finish, __("What the Customer Says"), __("Save"));
}

function missed(frm) {
	const options = MISSED.map((value) => ({ value, label: __(value) }));
	const fields = [
		{ fieldname: "outcome", fieldtype: "Select", label: __("Outcome"), options, reqd: 1 },
		{ fieldname: "note", fieldtype: "Small Text", label: __("Remark") },
	];
	const finish = ({ outcome, note }) =>
		frappe
			.xcall("aftersales_app.service_quality.api.call_tried", { call: frm.doc.name, outcome, note: note || "" })
			.then(() => frm.reload_doc());
	frappe.prompt(fields, finish, __("Not Reached"), __("Save"));
}
