const OPEN = ["Received", "Waiting"];
const BY_JOB = ["Erase", "Withdraw Consent"];

frappe.ui.form.on("Aftersales Privacy Request", {
	setup(frm) {
		frappe.realtime.on("aftersales_privacy_progress", ({ request, progress }) => {
			if (request === frm.doc.name) frm.dashboard.show_progress(__("Carrying out"), progress);
		});
	},

	refresh(frm) {
		if (frm.is_new()) return;
		if (frm.doc.status === "Running") {
			frm.dashboard.set_headline(__("A job carries this out. Reload to see how far it is."));
		}
		if (!OPEN.includes(frm.doc.status) || !frm.perm[0].write) return;
		frm.add_custom_button(__("What We Keep"), () => show(frm));
		if (frm.doc.kind === "Copy") frm.add_custom_button(__("Download Copy"), () => copy(frm));
		if (BY_JOB.includes(frm.doc.kind)) {
			frm.add_custom_button(__("Carry Out"), () => carry_out(frm)).addClass("btn-primary");
		} else {
			frm.add_custom_button(__("Answer"), () => ask(frm, "answer_by_hand", "answer", __("What the person was told")));
		}
		frm.add_custom_button(__("Refuse"), () => ask(frm, "refuse", "reason", __("Reason, as the person was told")));
	},
});

function ask(frm, method, name, label) {
	frappe.prompt({ fieldname: name, fieldtype: "Small Text", label, reqd: 1 }, (values) => frm.call(method, values).then(() => frm.reload_doc()), label);
}

function copy(frm) {
	const address = "/api/method/aftersales_app.service_quality.api.copy_personal_data";
	open_url_post(address, { request: frm.doc.name });
}

function table(told) {
	const escape = frappe.utils.escape_html;
	const head = [__("Kind of Record"), __("Made Anonymous"), __("Stored Only"), __("Until"), __("Case Still Open")];
	const row = (one) => {
		const until = one.kept_until ? `${frappe.datetime.str_to_user(one.kept_until)} ${escape(one.law || "")}` : "";
		return [escape(__(one.record_type)), one.erased, one.restricted, until, one.waiting];
	};
	const line = (cells, tag) => `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
	const rows = told.rows.map((one) => line(row(one), "td")).join("");
	const stays = escape(told.stays || __("Nothing")).replace(/\n/g, "<br>");
	const why = __("Orders, invoices and the customer's own record are ERPNext's, kept for accounting and tax. Their owners erase them there.");
	return `<table class="table table-sm">${line(head, "th")}${rows}</table>
		<p><b>${__("What Stays in ERPNext, and Why")}</b><br>${stays}</p><p class="text-muted">${why}</p>`;
}

function records(told) {
	const link = (doctype, name) => `<a href="${frappe.utils.get_form_link(doctype, name)}">${frappe.utils.escape_html(name)}</a>`;
	return Object.entries(told.records)
		.map(([doctype, names]) => `<p><b>${__(doctype)}</b><br>${names.slice(0, 50).map((name) => link(doctype, name)).join(", ")}</p>`)
		.join("");
}

function show(frm) {
	frm.call("preview").then(({ message }) => {
		const dialog = new frappe.ui.Dialog({
			title: __("What We Keep"),
			size: "large",
			fields: [{ fieldname: "told", fieldtype: "HTML" }],
		});
		dialog.fields_dict.told.$wrapper.html(table(message) + records(message));
		dialog.show();
	});
}

function carry_out(frm) {
	const erases = frm.doc.kind === "Erase";
	frm.call("preview").then(({ message }) => {
		const dialog = new frappe.ui.Dialog({
			title: erases ? __("Erase for Good") : __("Withdraw Consent"),
			size: "large",
			fields: [
				{ fieldname: "told", fieldtype: "HTML" },
				{ fieldname: "answer", fieldtype: "Small Text", label: __("What the person is told"), reqd: 1 },
			],
			primary_action_label: erases ? __("Erase") : __("Withdraw"),
			primary_action(values) {
				dialog.hide();
				frm.call("carry_out", values).then(() => frm.reload_doc());
			},
		});
		dialog.fields_dict.told.$wrapper.html(
			erases ? table(message) + `<p class="text-danger">${__("This cannot be undone. The person's details are forgotten here as well.")}</p>` : ""
		);
		dialog.show();
	});
}
