const BUSY = ["Checking", "Importing"];

frappe.ui.form.on("Aftersales Import", {
	setup(frm) {
		frm.set_query("team", () => ({ filters: { company: frm.doc.company, disabled: 0 } }));
	},

	onload(frm) {
		frm.set_df_property("file", "options", { restrictions: { allowed_file_types: [".csv"] } });
		frappe.call("frappe.core.doctype.user.user.get_timezones").then(({ message }) => {
			frm.fields_dict.time_zone.set_data(message.timezones);
		});
	},

	source(frm) {
		const usual = ["CSV", "ERPNext"];
		if (frm.is_new() && usual.includes(frm.doc.source_system)) {
			frm.set_value("source_system", frm.doc.source === "CSV File" ? "CSV" : "ERPNext");
		}
	},

	refresh(frm) {
		frm.dashboard.clear_headline();
		if (frm.is_new() || !frm.perm[0].write) return;
		add_check(frm);
		add_import(frm);
		show_state(frm);
		if (BUSY.includes(frm.doc.status)) look_again(frm);
	},
});

// Also while it is checked: a job that was killed leaves the status behind. The server refuses while one is at work.
function add_check(frm) {
	if (frm.doc.status === "Importing") return;
	const label = frm.doc.status === "Checking" ? __("Check Again") : __("Check");
	frm.add_custom_button(label, () => start(frm, "check"));
}

function add_import(frm) {
	const { status, new_count } = frm.doc;
	if (status === "Checked" && new_count) {
		frm.add_custom_button(__("Import {0} tickets", [new_count]), () =>
			frappe.confirm(
				__("{0} tickets will be written with their histories. Imported tickets cannot be taken back.", [
					new_count,
				]),
				() => start(frm, "bring_in")
			)
		).addClass("btn-primary");
	}
	if (status === "Importing") frm.add_custom_button(__("Go on importing"), () => start(frm, "bring_in"));
}

function show_state(frm) {
	const { status, error, new_count, known_count, brought_count, rejected_count } = frm.doc;
	const told = {
		Checking: [__("The source is being read. Nothing is written."), "blue"],
		Importing: [__("Tickets are being written; {0} are still to come.", [new_count]), "blue"],
		Checked: [
			__("{0} tickets are new, {1} are here already, {2} rows are left out. Nothing is written yet.", [
				new_count,
				known_count,
				rejected_count,
			]),
			new_count ? "green" : "gray",
		],
		Imported: [__("{0} tickets were brought in. All {1} are here.", [brought_count, known_count]), "green"],
		Failed: [frappe.utils.escape_html(error || ""), "red"],
	}[status];
	if (told) frm.dashboard.set_headline(told[0], told[1]);
}

function start(frm, method) {
	const saved = frm.is_dirty() ? frm.save() : Promise.resolve();
	return saved.then(() => frm.call(method)).then(() => frm.reload_doc());
}

// The job tells open forms when it is done; where that does not arrive, looking does.
function look_again(frm) {
	const { doctype, name, modified } = frm.doc;
	setTimeout(async () => {
		if (frm.doc.name !== name || frm.doc.modified !== modified) return;
		const { message } = await frappe.db.get_value(doctype, name, "modified");
		if (message.modified === modified) look_again(frm);
		else if (!frm.is_dirty()) frm.reload_doc();
	}, 2000);
}
