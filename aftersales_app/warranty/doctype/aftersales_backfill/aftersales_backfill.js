frappe.ui.form.on("Aftersales Backfill", {
	refresh(frm) {
		frm.dashboard.clear_headline();
		if (frm.is_new() || !frm.perm[0].write) return;
		const label = {
			Draft: __("Register Units"),
			Running: __("Go On"),
			Done: __("Look for New Sales"),
		}[frm.doc.status];
		frm.add_custom_button(label, () => start(frm)).toggleClass("btn-primary", frm.doc.status === "Draft");
		show_state(frm);
		if (frm.doc.status === "Running") look_again(frm);
	},
});

function show_state(frm) {
	const { status, documents_done, documents_total, registered, skipped } = frm.doc;
	if (status === "Running") {
		frm.dashboard.set_headline(
			__("{0} of {1} documents are read, {2} units are registered.", [
				documents_done,
				documents_total,
				registered,
			]),
			"blue"
		);
	} else if (status === "Done") {
		frm.dashboard.set_headline(
			__("{0} units are registered, {1} pieces were left out.", [registered, skipped]),
			"green"
		);
	}
}

function start(frm) {
	const saved = frm.is_dirty() ? frm.save() : Promise.resolve();
	return saved.then(() => frm.call("start")).then(() => frm.reload_doc());
}

// The job tells open forms when a batch is done; where that does not arrive, looking does.
function look_again(frm) {
	const { doctype, name, modified } = frm.doc;
	setTimeout(async () => {
		if (frm.doc.name !== name || frm.doc.modified !== modified) return;
		const { message } = await frappe.db.get_value(doctype, name, "modified");
		if (message.modified === modified) look_again(frm);
		else if (!frm.is_dirty()) frm.reload_doc();
	}, 3000);
}
