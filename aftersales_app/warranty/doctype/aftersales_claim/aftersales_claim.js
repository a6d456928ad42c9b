const API = "aftersales_app.warranty.api.";
const GOES_BACK = { return: "Quality", refund: "Quality", exchange: "Exchange", no_reason_return: "No Reason" };
const word = (value) => frappe.utils.escape_html(__(value || ""));

frappe.ui.form.on("Aftersales Claim", {
	setup(frm) {
		frm.set_query("product", () => ({
			filters: { company: frm.doc.company, ...(frm.doc.customer ? { customer: frm.doc.customer } : {}) },
		}));
		frm.set_query("ticket", () => ({ filters: { company: frm.doc.company } }));
		aftersales.show_words("Aftersales Claim Fact");
	},

	refresh(frm) {
		frm.set_df_property("status", "formatter", word);
		aftersales.show_goods(frm);
		show_story(frm);
		show_others(frm);
	},

	jurisdiction: (frm) => aftersales.show_goods(frm),
	event_on: show_others,
	fault: show_others,

	async product(frm) {
		show_others(frm);
		if (!frm.doc.product) return;
		const unit = await frappe.db.get_value("Aftersales Product", frm.doc.product, [
			"customer",
			"serial_no",
			"item_code",
			"goods_category",
			"jurisdiction",
		]);
		for (const [field, value] of Object.entries(unit.message || {})) {
			if (value && frm.doc[field] !== value) await frm.set_value(field, value);
		}
	},

	before_workflow_action(frm) {
		const dialog = DIALOGS[frm.selected_workflow_action];
		if (!dialog) return Promise.resolve();
		frappe.dom.unfreeze();
		frm.selected_workflow_action = null;
		dialog(frm);
		return new Promise(() => {}); // the dialog goes on; the workflow's own step never comes
	},
});

frappe.ui.form.on("Aftersales Claim Cost", { qty: add_up, rate: add_up, amounts_remove: add_up });

function add_up(frm) {
	for (const row of frm.doc.amounts || []) row.amount = flt(row.qty) * flt(row.rate);
	frm.refresh_field("amounts");
	frm.set_value("total", (frm.doc.amounts || []).reduce((sum, row) => sum + row.amount, 0));
}

async function show_story(frm) {
	const html = frm.get_field("explanation").$wrapper.empty();
	frm.toggle_display("explanation_section", !frm.is_new());
	if (frm.is_new()) return;
	const name = frm.doc.name;
	const told = await frappe.xcall(`${API}explain`, { claim: name });
	if (frm.doc.name !== name) return;
	frm.story = told;
	html.html(aftersales.story(told));
	if (told.now && told.questions.length && frm.perm[0].write) take_answers(frm, html, told.questions);
	const kind = frm.doc.status === "Approved" && frm.doc.product && GOES_BACK[told.gives];
	if (kind && frappe.model.can_create("Aftersales Return")) {
		frm.add_custom_button(__("Make Return"), () => make_return(frm, kind));
	}
}

// A failure that somebody entered already is not entered again.
async function show_others(frm) {
	const { name: claim, product, event_on, fault, status } = frm.doc;
	const ask = product && status !== "Withdrawn";
	const others = ask ? await frappe.xcall(`${API}claims_of_unit`, { claim, product, event_on, fault }) : [];
	if (frm.doc.name !== claim || frm.doc.product !== product) return;
	const same = others.filter((one) => one.same);
	const open = others.filter((one) => !one.same);
	const told = [
		same.length && __("The same fault of this unit, told on the same day, is claimed already: {0}. Withdraw one of them.", [listed(same)]),
		open.length && __("Other open claims of this unit: {0}.", [listed(open)]),
	];
	frm.set_intro("");
	frm.set_intro(told.filter(Boolean).map((line) => `<div>${line}</div>`).join(""), same.length ? "orange" : "blue");
}

const listed = (claims) =>
	claims
		.map(({ name, event_on, status }) => {
			const link = frappe.utils.get_form_link("Aftersales Claim", name, true);
			const told = [link, frappe.datetime.str_to_user(event_on), __(status, null, "Aftersales Claim")];
			return `<span class="text-nowrap">${told.join(" · ")}</span>`;
		})
		.join(" &ensp; ");

function make_return(frm, return_kind) {
	const { name: claim, company, customer, product, fault: grounds } = frm.doc;
	frappe.new_doc("Aftersales Return", { claim, company, customer, product, return_kind, grounds });
}

function take_answers(frm, html, questions) {
	const given = aftersales.ask(html, questions);
	$(`<button type="button" class="btn btn-default btn-sm mt-2">${__("Save Answers")}</button>`)
		.insertAfter(html.find(".as-question").last())
		.on("click", () => act(frm, "answer", { given: JSON.stringify(given()) }));
}

// What was typed is saved first: the verbs look at what is stored.
async function act(frm, verb, args = {}) {
	if (frm.is_dirty()) await frm.save();
	const answer = await frappe.xcall(`${API}${verb}`, { claim: frm.doc.name, ...args });
	await frm.reload_doc();
	return answer;
}

const note = (title, label, verb, argument) => (frm) =>
	frappe.prompt(
		{ fieldname: "text", fieldtype: "Small Text", label: __(label), reqd: 1 },
		({ text }) => act(frm, verb, { [argument]: text }),
		__(title)
	);

const DIALOGS = {
	Decide: decide,
	"Approve Proposal": (frm) =>
		frappe.confirm(__("Approve what {0} proposes: {1}?", [
			frappe.user_info(frm.doc.proposed_by).fullname,
			[frm.doc.proposed_verdict, frm.doc.proposed_remedy].filter(Boolean).map((one) => __(one)).join(" · "),
		]), () => act(frm, "approve")),
	"Send Back": note(__("Send Back"), __("Reason"), "send_back", "reason"),
	Appeal: note(__("Appeal"), __("Reason of the Appeal"), "appeal", "reason"),
	"Make Quotation": (frm) => act(frm, "quote").then((name) => frappe.set_route("Form", "Quotation", name)),
	"Record Consent": consent,
	"Carry out": note(__("Carry out"), __("What Was Done"), "execute", "note"),
};

function decide(frm) {
	const choices = frm.story?.choices;
	if (!choices) {
		frappe.msgprint(__("Say which category of goods it is: the rules differ by it."));
		return;
	}
	const verdicts = [
		...(choices.owed.length ? ["Approved"] : []),
		...(choices.may_refuse ? ["Refused"] : []),
		"Goodwill",
	];
	const dialog = new frappe.ui.Dialog({
		title: __("Decide"),
		fields: [
			{
				fieldname: "verdict",
				fieldtype: "Select",
				label: __("Verdict"),
				reqd: 1,
				options: verdicts.map((value) => ({ value, label: __(value) })),
				default: verdicts[0],
				description: choices.may_refuse ? "" : __("It cannot be refused while something is still to be asked or proven."),
				onchange: () => offer(dialog, choices),
			},
			{ fieldname: "remedy", fieldtype: "Select", label: __("Remedy"), depends_on: "eval:doc.verdict !== 'Refused'" },
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason"),
				description: __("Needed where the decision is otherwise than the rules. It is printed in the letter."),
			},
		],
		primary_action_label: __("Decide"),
		primary_action: async (values) => {
			const name = await act(frm, "decide", values);
			dialog.hide();
			if (!name) frappe.show_alert({ message: __("A second person has to approve this."), indicator: "orange" });
		},
	});
	offer(dialog, choices);
	dialog.show();
}

function offer(dialog, choices) {
	const options = dialog.get_value("verdict") === "Goodwill" ? choices.others : choices.owed;
	dialog.set_df_property("remedy", "options", options);
	dialog.set_value("remedy", options[0]?.value || "");
}

function consent(frm) {
	const ways = frappe.meta.get_docfield("Aftersales Claim", "consent_how").options.split("\n").filter(Boolean);
	frappe.prompt(
		[
			{ fieldname: "by", fieldtype: "Data", label: __("Consent of"), reqd: 1, default: frm.doc.customer_name },
			{
				fieldname: "how",
				fieldtype: "Select",
				label: __("Consented by"),
				reqd: 1,
				options: ways.map((value) => ({ value, label: __(value) })),
			},
			{ fieldname: "on", fieldtype: "Date", label: __("Consented on"), reqd: 1, default: frappe.datetime.get_today() },
			{ fieldname: "evidence", fieldtype: "Attach", label: __("Evidence of Consent"), reqd: 1 },
		],
		(values) => act(frm, "record_consent", values),
		__("Record Consent")
	);
}
