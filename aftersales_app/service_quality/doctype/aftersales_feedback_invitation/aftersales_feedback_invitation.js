const QUALITY = ["Quality Specialist", "Operations Manager", "System Manager"];

frappe.ui.form.on("Aftersales Feedback Invitation", {
	refresh(frm) {
		frm.disable_save();
		const open = frm.doc.status === "Open";
		if (!open || frm.doc.rated === frappe.session.user) return;
		if (!QUALITY.some((role) => frappe.user.has_role(role))) return;
		if (frm.doc.channel === "Paper") frm.add_custom_button(__("Type In"), () => type_in(frm));
		frm.add_custom_button(__("Take Back"), () => take_back(frm));
	},
});

function take_back(frm) {
	frappe.confirm(__("Nobody can answer this invitation any more. Take it back?"), () =>
		frappe
			.xcall("aftersales_app.service_quality.api.withdraw", { invitation: frm.doc.name })
			.then(() => frm.reload_doc()),
	);
}

async function type_in(frm) {
	const call = "aftersales_app.service_quality.api.questions_of";
	const { questions, reasons } = await frappe.xcall(call, { invitation: frm.doc.name });
	const score = (fieldname, label, more) => ({
		fieldname,
		label,
		fieldtype: "Select",
		options: ["", "1", "2", "3", "4", "5"],
		...more,
	});
	const tick = (fieldname, label) => ({ fieldname, label, fieldtype: "Check" });
	const ticks = reasons.map((reason, at) => tick(`reason_${at}`, __(reason)));
	const half = Math.ceil(ticks.length / 2);
	const dialog = new frappe.ui.Dialog({
		title: __("What the Customer Wrote"),
		fields: [
			score("overall", __("All in all"), { reqd: 1 }),
			...Object.entries(questions).map(([name, label]) => score(name, label)),
			{ fieldtype: "Section Break", label: ticks.length ? __("What was it about?") : "" },
			...ticks.slice(0, half),
			{ fieldtype: "Column Break" },
			...ticks.slice(half),
			{ fieldtype: "Section Break" },
			{ fieldname: "words", label: __("In your words"), fieldtype: "Small Text" },
			tick("contact", __("You may call me about this.")),
			tick("research", __("You may use my answers to study how satisfied customers are.")),
			{ fieldname: "scan", label: __("Scan of the Paper"), fieldtype: "Attach" },
		],
		primary_action_label: __("Save"),
		async primary_action(values) {
			const told = { reasons: reasons.filter((_reason, at) => values[`reason_${at}`]) };
			for (const name of ["overall", ...Object.keys(questions), "words"]) told[name] = values[name] || "";
			for (const name of ["contact", "research"]) told[name] = values[name] ? "1" : "";
			const sent = { invitation: frm.doc.name, answers: JSON.stringify(told), scan: values.scan || "" };
			const feedback = await frappe.xcall("aftersales_app.service_quality.api.enter", sent);
			dialog.hide();
			await frm.reload_doc();
			frappe.set_route("Form", "Aftersales Feedback", feedback);
		},
	});
	dialog.show();
}
