const WAYS = ["Phone", "E-mail", "Letter", "In Person", "Web Form", "Chat", "WeChat", "Social Media", "Other"];
const said = (word) => __(word, null, "Aftersales Complaint");
const choices = (values) => values.map((value) => ({ value, label: said(value) }));
const text = (fieldname, label, more = {}) => ({ fieldname, label, fieldtype: "Small Text", reqd: 1, ...more });
const check = (fieldname, label, more = {}) => ({ fieldname, label, fieldtype: "Check", ...more });
const day = (fieldname, label) => ({ fieldname, label, fieldtype: "Date", reqd: 1, default: frappe.datetime.get_today() });
const further = (more) =>
	check("routes_told", __("Told Where They Can Go Further"), {
		...more,
		description: __("With you: whom to appeal to. Outside: 12315, a consumer association, arbitration or a court."),
	});
const escape = (value) => frappe.utils.escape_html(String(value ?? ""));

frappe.ui.form.on("Aftersales Complaint", {
	setup(frm) {
		const of_company = () => ({ filters: { company: frm.doc.company } });
		for (const field of ["team", "ticket", "claim", "department"]) frm.set_query(field, of_company);
		frm.set_query("product", () => ({
			filters: { company: frm.doc.company, ...(frm.doc.customer && { customer: frm.doc.customer }) },
		}));
		frm.set_query("subjects", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	refresh(frm) {
		for (const field of ["status", "opinion"]) frm.set_df_property(field, "formatter", (value) => escape(said(value || "")));
		show_steps(frm);
		aftersales.show_phone_calls(frm);
		if (!frm.is_new()) show_verbs(frm);
		lock_fields(frm);
	},

	async ticket(frm) {
		if (!frm.doc.ticket || !frm.is_new()) return;
		const asked = ["customer", "contact", "team", "product", "item_code", "subject"];
		const known = await frappe.db.get_value("Aftersales Ticket", frm.doc.ticket, asked);
		for (const field of asked) {
			if (known.message[field] && !frm.doc[field]) await frm.set_value(field, known.message[field]);
		}
	},
});

// The way of a complaint, what comes next, and what is late: as the server says it in the reader's language.
function show_steps(frm) {
	const { steps = [], next = [] } = frm.doc.__onload?.told || {};
	const html = frm.get_field("steps").$wrapper.empty();
	if (!steps.length) return;
	const shown = steps.map(({ label, at, late }) => {
		const color = late ? "red" : at ? "green" : "gray";
		return `<div class="mr-4 mb-2"><span class="indicator-pill no-indicator-dot ${color}">${escape(label)}</span>
			<div class="text-muted small mt-1">${escape(at || "")}</div></div>`;
	});
	const told = next.map((line) => `<div class="font-weight-bold mb-2">${escape(line)}</div>`);
	html.html(`<div class="d-flex flex-wrap">${shown.join("")}</div>${told.join("")}`);
}

const DIALOGS = {
	acknowledge: () => [__("Acknowledge"), [text("note", __("How and What the Customer Was Told"), { reqd: 0 })]],
	assess: ({ safety, impact, complexity, is_public, immediate_action }) => {
		const weight = (fieldname, label, value) => ({
			fieldname,
			label,
			fieldtype: "Select",
			reqd: 1,
			options: [
				{ value: "1", label: __("1 - slight") },
				{ value: "2", label: __("2 - considerable") },
				{ value: "3", label: __("3 - grave") },
			],
			default: String(value || 1),
		});
		return [
			__("Assess"),
			[
				check("safety", __("Safety at Stake"), { default: safety }),
				text("immediate_action", __("Immediate Action"), {
					reqd: 0,
					default: immediate_action,
					mandatory_depends_on: "safety",
					description: __("Needed where safety is at stake: what is done at once, before anything is looked into."),
				}),
				weight("impact", __("Impact on the Customer"), impact),
				weight("complexity", __("Complexity"), complexity),
				check("is_public", said("Public"), { default: is_public }),
			],
		];
	},
	assign: ({ investigator }) => [
		__("Choose Investigator"),
		[
			{
				fieldname: "user",
				label: __("Investigator"),
				fieldtype: "Link",
				options: "User",
				reqd: 1,
				default: investigator,
				get_query: () => ({ filters: { enabled: 1, user_type: "System User" } }),
				description: __("Neither whom it is about nor anybody in their line."),
			},
		],
	],
	investigate: ({ findings, cause, cause_note }) => [
		__("Record Findings"),
		[
			text("findings", said("Findings"), { default: findings }),
			{ fieldname: "cause", label: __("Cause"), fieldtype: "Link", options: "Aftersales Cause", default: cause },
			text("cause_note", __("Cause in Detail"), { reqd: 0, default: cause_note }),
		],
	],
	respond: () => [__("Interim Response"), [text("response", __("What the Customer Was Told"))]],
	tell_status: ({ channel }) => [
		__("Tell the Status"),
		[
			{
				fieldname: "how",
				label: said("Sent by"),
				fieldtype: "Select",
				reqd: 1,
				options: choices(WAYS),
				default: channel,
				description: __("By e-mail the site writes by itself, in the customer's language."),
			},
			text("note", __("What the Customer Was Told"), { reqd: 0 }),
		],
	],
	decide: ({ channel, complainant_email }) => [
		__("Send Decision"),
		[
			text("decision", __("Decision"), { description: __("In words for the customer.") }),
			{ fieldname: "how", label: said("Sent by"), fieldtype: "Select", reqd: 1, options: choices(WAYS), default: channel },
			check("mail", __("Send It Now, as a Letter"), {
				depends_on: "eval:doc.how === 'E-mail'",
				default: complainant_email ? 1 : 0,
				description: __("Leave it open where you have written yourself."),
			}),
			{ fieldname: "compensation", label: said("Compensation"), fieldtype: "Currency" },
			check("rejects", __("Rejects the Complaint")),
			check("routes_told", __("Outside Routes Told"), {
				depends_on: "rejects",
				mandatory_depends_on: "rejects",
				description: __("The customer was told that they can turn to 12315, a consumer association, arbitration or a court."),
			}),
		],
	],
	record_opinion: () => [
		__("Customer's Final Opinion"),
		[
			{
				fieldname: "opinion",
				label: __("Customer's Final Opinion"),
				fieldtype: "Select",
				reqd: 1,
				options: choices(["Accepted", "Rejected", "No Answer"]),
			},
			day("on", __("Day of the Opinion")),
			further({ depends_on: "eval:doc.opinion === 'Rejected'", mandatory_depends_on: "eval:doc.opinion === 'Rejected'" }),
			{
				fieldname: "handling",
				label: __("Satisfied with the Handling (1-5)"),
				fieldtype: "Select",
				options: ["", "1", "2", "3", "4", "5"],
				depends_on: "eval:doc.opinion && doc.opinion !== 'No Answer'",
				description: __("How the complaint was dealt with, whatever was decided; 5 is very satisfied."),
			},
			{ fieldname: "evidence", label: __("Evidence of the Opinion"), fieldtype: "Attach" },
		],
	],
	answer_authority: () => [__("Answer Authority"), [day("on", __("Answered There on")), text("answer", __("Answer Given There"))]],
	close: () => [__("Close"), []],
	escalate: () => [__("Escalate"), [text("reason", __("Why and to Whom"))]],
	appeal: () => [__("Appeal"), [day("on", __("Appealed on")), text("what", __("What the Customer Says")), further({ reqd: 1 })]],
	withdraw: () => [__("Withdraw Complaint"), [text("reason", __("Reason"))]],
};
const ASIDE = ["tell_status", "escalate", "appeal", "withdraw"];
const DONE = { assess: "assessed_at", assign: "investigator", investigate: "investigated_at" }; // may be done again

// The server says which of them are open to this user now; it asks the same again when one is taken.
function show_verbs(frm) {
	const open = frm.doc.__onload?.told?.verbs || [];
	let first = true;
	for (const verb of open) {
		const [label] = DIALOGS[verb](frm.doc);
		const aside = ASIDE.includes(verb) || !!frm.doc[DONE[verb]];
		const button = frm.add_custom_button(label, () => ask(frm, verb), aside ? __("Other Steps") : undefined);
		if (first && !aside) button.removeClass("btn-default").addClass("btn-primary");
		first = first && aside;
	}
}

async function ask(frm, verb) {
	if (frm.is_dirty()) await frm.save(); // the verbs look at what is stored
	const [title, fields] = DIALOGS[verb](frm.doc);
	if (!fields.length) return run(frm, verb, {});
	const dialog = new frappe.ui.Dialog({
		title,
		fields,
		primary_action_label: title,
		primary_action: (values) => run(frm, verb, values).then(() => dialog.hide()),
	});
	dialog.show();
}

async function run(frm, verb, args) {
	await frm.call(verb, args);
	await frm.reload_doc();
}

function lock_fields(frm) {
	const over = ["Closed", "Withdrawn"].includes(frm.doc.status);
	const received = ["received_at", "words", "source", "channel"];
	const others = [
		...["subject", "customer", "contact", "wants", "evidence", "outside_reference", "outside_received_on"],
		...["outside_days", "outside_day_unit", "outside_due", "complainant_name", "complainant_phone"],
		...["complainant_email", "subjects", "team", "department", "ticket", "claim", "product", "item_code", "feedback", "call"],
	];
	const lock = (fields, locked) => fields.forEach((field) => frm.set_df_property(field, "read_only", locked ? 1 : 0));
	lock(received, !frm.is_new() && frm.doc.status !== "Received");
	lock(others, over && !frm.is_new());
}
