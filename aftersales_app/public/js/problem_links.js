// An evaluation's figures and a complaint become problems by one button, and tell which problems came of them.
const OF_PROBLEMS = "aftersales_app.service_improvement.api.";
const PROBLEM_DIMENSIONS = ["overall", "timeliness", "solving", "attitude", "compliance", "perception"];

frappe.ui.form.on("Aftersales Evaluation", {
	refresh(frm) {
		if (frm.is_new()) return;
		show_problems(frm);
		if (!frappe.model.can_create("Aftersales Problem")) return;
		frm.add_custom_button(__("Propose Problem"), () => propose_of_evaluation(frm));
	},
});

frappe.ui.form.on("Aftersales Complaint", {
	refresh(frm) {
		if (frm.is_new()) return;
		show_problems(frm);
		if (!frappe.model.can_create("Aftersales Problem")) return;
		frm.add_custom_button(__("Propose Problem"), () => propose_of_complaint(frm), __("Other Steps"));
	},
});

async function show_problems(frm) {
	if (!frappe.model.can_read("Aftersales Problem")) return;
	const asked = frm.doc.name;
	const found = await frappe.xcall(`${OF_PROBLEMS}problems_of`, { doctype: frm.doctype, name: asked });
	if (frm.doc.name !== asked || !found.length) return;
	const links = found.map(({ name, subject, status }) => {
		const told = frappe.utils.escape_html(`${subject} · ${__(status)}`);
		return `${frappe.utils.get_form_link("Aftersales Problem", name, true)} ${told}`;
	});
	frm.set_intro(__("Problems: {0}", [links.join(" &ensp; ")]), "blue");
}

// The groups that enough people answered about, those with the lowest mean first.
function propose_of_evaluation(frm) {
	const told = frm.doc.figures.filter((row) => !row.few);
	const rows = told.sort((one, other) => one.mean - other.mean);
	const named = ({ grouping, group_name }) => [__(grouping), group_name].filter(Boolean).join(": ");
	const dialog = new frappe.ui.Dialog({
		title: __("Propose Problem"),
		fields: [
			{
				...{ fieldname: "row", fieldtype: "Select", label: __("Figures of"), reqd: 1 },
				options: rows.map((row) => ({ value: row.name, label: `${named(row)} (${format_number(row.mean, null, 2)})` })),
				onchange: () => suggest(),
			},
			{
				...{ fieldname: "dimension", fieldtype: "Select", label: __("Dimension"), reqd: 1, default: "overall" },
				options: PROBLEM_DIMENSIONS.map((value) => ({ value, label: __(value) })),
				description: __("Its low answers of the period become the cases of the problem."),
			},
			{ fieldname: "subject", fieldtype: "Data", label: __("Subject"), reqd: 1 },
			{ fieldname: "description", fieldtype: "Small Text", label: __("Description"), reqd: 1 },
		],
		primary_action_label: __("Propose"),
		primary_action: ({ row, ...rest }) => {
			const { grouping, group_name } = rows.find(({ name }) => name === row);
			const args = { evaluation: frm.doc.name, grouping, group: group_name || "", ...rest };
			frappe.xcall(`${OF_PROBLEMS}problem_of_evaluation`, args).then((name) => {
				dialog.hide();
				frappe.set_route("Form", "Aftersales Problem", name);
			});
		},
	});
	const suggest = () => {
		const row = rows.find(({ name }) => name === dialog.get_value("row"));
		if (!row) return;
		const lowest = PROBLEM_DIMENSIONS.slice(1).filter((name) => row[name]).sort((one, other) => row[one] - row[other])[0];
		dialog.set_value("dimension", lowest || "overall");
		dialog.set_value("subject", __("{0}: {1} is low", [named(row), __(lowest || "overall")]));
		dialog.set_value("description", __("Mean {0} of {1} answers from {2} to {3}.", [
			...[format_number(row[lowest] || row.mean, null, 2), row.n],
			...[frappe.datetime.str_to_user(frm.doc.first_day), frappe.datetime.str_to_user(frm.doc.last_day)],
		]));
	};
	dialog.show();
}

function propose_of_complaint(frm) {
	const fields = [
		{ fieldname: "subject", fieldtype: "Data", label: __("Subject"), reqd: 1, default: frm.doc.subject },
		{ fieldname: "description", fieldtype: "Small Text", label: __("Description"), reqd: 1, default: frm.doc.findings || frm.doc.words },
	];
	frappe.prompt(
		fields,
		(told) =>
			frappe
				.xcall(`${OF_PROBLEMS}problem_of_complaint`, { complaint: frm.doc.name, ...told })
				.then((name) => frappe.set_route("Form", "Aftersales Problem", name)),
		__("Propose Problem"),
		__("Propose")
	);
}
