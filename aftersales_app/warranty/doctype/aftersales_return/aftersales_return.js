const DECIDES = ["Service Team Lead", "Operations Manager"];
const REFUSABLE = ["Requested", "Authorised", "Goods Received", "Inspected"];
const GROUNDS = ["No Defect Found", "Caused by the User", "Out of Warranty", "Other"];

frappe.ui.form.on("Aftersales Return", {
	setup(frm) {
		frm.set_query("product", () => ({
			filters: { status: "In Use", ...(frm.doc.customer && { customer: frm.doc.customer }) },
		}));
		frm.set_query("warehouse", () => ({ filters: { company: frm.doc.company, is_group: 0 } }));
		frm.set_query("sales_invoice", () => ({
			filters: { customer: frm.doc.customer, company: frm.doc.company, docstatus: 1, is_return: 0 },
		}));
		frm.set_query("team", () => ({ filters: { company: frm.doc.company } }));
	},

	refresh(frm) {
		tell(frm);
		if (!frm.is_new() && frm.perm[0].write) show_verbs(frm);
		if (!frm.is_new()) show_documents(frm);
		lock_fields(frm); // the last: a form that is over lets nobody write
	},

	product(frm) {
		if (frm.doc.product && !frm.doc.customer) {
			frappe.db.get_value("Aftersales Product", frm.doc.product, "customer").then(({ message }) => {
				frm.set_value("customer", message.customer);
			});
		}
	},
});

// Why it was judged so, and how the refund is worked out, as the server says it in the reader's language.
function tell(frm) {
	const { judgement = [], missing = [], citation = "", settlement = [], contradictions = [] } = frm.doc.__onload?.told || {};
	const asks = missing.length ? [__("Still to be known: {0}", [missing.join(", ")])] : [];
	show_lines(frm, "judgement_told", [...judgement, ...asks, ...(citation ? [citation] : []), ...contradictions]);
	show_lines(frm, "arithmetic_told", settlement);
}

function show_lines(frm, field, lines) {
	const items = lines.map((line) => `<li>${frappe.utils.escape_html(line)}</li>`).join("");
	frm.get_field(field).$wrapper.html(items ? `<ul class="pl-3 text-muted small">${items}</ul>` : "");
}

function lock_fields(frm) {
	const { status } = frm.doc;
	const over = !["Requested", "Authorised", "Goods Received", "Inspected", "Settling"].includes(status);
	const asked = ["customer", "product", "return_kind", "requested_on", "notice_on", "signed_on", "claim", "grounds"];
	const nature = ["excluded_goods", "goods_nature", "package_opened", "activated", "confirmation"];
	const looked_at = ["intact", "defect_confirmed", "findings", "inspection_note"];
	const priced = ["sales_invoice", "kept", "paid_total", "card_fee", "outbound_freight", "gift_price"];
	const lock = (fields, locked) => fields.forEach((field) => frm.set_df_property(field, "read_only", locked ? 1 : 0));
	lock([...asked, ...nature], !frm.is_new() && status !== "Requested");
	lock(looked_at, !["Authorised", "Goods Received"].includes(status));
	lock(priced, over || status === "Settling");
	if (over && !frm.is_new()) frm.disable_form();
}

function show_verbs(frm) {
	const { status, return_kind, outcome, granted } = frm.doc;
	const add = (label, action, group) => frm.add_custom_button(label, action, group);
	const today = frappe.datetime.get_today();
	const owed = !outcome || ["ACCEPT", "ASK"].includes(outcome) || granted;
	const claimed = return_kind === "No Reason" || frm.doc.claim;
	if (status === "Requested" && owed && claimed) primary(add(__("Authorise"), () => run(frm, "authorise")));
	if (status === "Requested" && !claimed && frappe.model.can_create("Aftersales Claim")) {
		primary(add(__("Make Claim"), () => make_claim(frm)));
	}
	if (["Requested", "Inspected"].includes(status) && !owed && frappe.user.has_role(DECIDES)) {
		add(__("Grant"), () => ask(frm, "grant", __("Grant"), [text("note", __("Why It Was Granted"))]));
	}
	if (status === "Authorised") {
		const fields = [date("on", __("Goods Received on"), today)];
		fields.push({ fieldname: "in_serial", fieldtype: "Data", label: __("Serial Number That Came") });
		primary(add(__("Goods Received"), () => ask(frm, "receive", __("Goods Received"), fields)));
	}
	if (status === "Goods Received") primary(add(__("Inspected"), () => run(frm, "inspect")));
	if (status === "Settling" && return_kind === "Exchange") {
		const fields = [date("on", __("Handed over on"), today)];
		fields.push({
			fieldname: "out_serial",
			fieldtype: "Data",
			label: __("Serial Number Handed Out"),
			default: frm.doc.out_serial,
		});
		primary(add(__("Hand over"), () => ask(frm, "hand_over", __("Hand over"), fields)));
	}
	if (["Inspected", "Settling"].includes(status) && return_kind !== "Exchange" && owed) {
		const fields = [date("on", __("Refunded on"), today)];
		const button = add(__("Refunded"), () => ask(frm, "record_refund", __("Refunded"), fields));
		if (status === "Settling") primary(button);
	}
	show_refusals(frm, add, owed);
	if (["Requested", "Authorised"].includes(status)) {
		add(__("Cancel Return"), () =>
			ask(frm, "call_off", __("Cancel Return"), [text("reason", __("Reason of Cancelling"))])
		);
	}
}

// What goes back for a defect is decided on as a claim.
function make_claim(frm) {
	const { company, customer, product, grounds: fault, requested_on: event_on } = frm.doc;
	const wants = frm.doc.return_kind === "Exchange" ? "exchange" : "return";
	frappe.new_doc("Aftersales Claim", { company, customer, product, fault, event_on, wants });
}

function show_refusals(frm, add, owed) {
	const { status, return_kind, refusal_proposed_by } = frm.doc;
	const no_reason = return_kind === "No Reason";
	if (REFUSABLE.includes(status) && !(no_reason && owed)) {
		const fields = [text("reason", __("Reason of Refusal"))];
		if (!no_reason) {
			const options = GROUNDS.map((value) => ({ value, label: __(value) }));
			fields.unshift({ fieldname: "code", fieldtype: "Select", label: __("Ground of Refusal"), options, reqd: 1 });
			fields.push({ fieldname: "evidence", fieldtype: "Attach", label: __("Test Report") });
		}
		add(__("Propose to Refuse"), () => ask(frm, "propose_refusal", __("Propose to Refuse"), fields));
	}
	const second = frappe.user.has_role(DECIDES) && refusal_proposed_by !== frappe.session.user;
	if (status === "Refusal Proposed" && second) {
		const fields = () => [text("note", __("Remark"))];
		primary(add(__("Refuse"), () => ask(frm, "refuse", __("Refuse"), fields())));
		add(__("Do Not Refuse"), () => ask(frm, "send_back", __("Do Not Refuse"), fields()));
	}
}

// Drafts of the ERP are made by whom the ERP lets.
function show_documents(frm) {
	const { status, return_kind, credit_note, replacement_delivery } = frm.doc;
	if (!["Inspected", "Settling"].includes(status)) return;
	if (return_kind === "Exchange" && !replacement_delivery && frappe.model.can_create("Delivery Note")) {
		frm.add_custom_button(__("Make Delivery Draft"), () => run(frm, "make_delivery"));
	}
	if (return_kind !== "Exchange" && !credit_note && frappe.model.can_create("Sales Invoice")) {
		frm.add_custom_button(__("Make Credit Note Draft"), () => run(frm, "make_credit_note"));
	}
}

const primary = (button) => button.addClass("btn-primary").removeClass("btn-default");
const text = (fieldname, label) => ({ fieldname, fieldtype: "Small Text", label, reqd: 1 });
const date = (fieldname, label, value) => ({ fieldname, fieldtype: "Date", label, default: value, reqd: 1 });

// What was typed is saved first: the verbs look at what is stored.
async function run(frm, verb, args) {
	if (frm.is_dirty()) await frm.save();
	await frm.call(verb, args);
	frm.reload_doc();
}

function ask(frm, verb, title, fields) {
	frappe.prompt(fields, (values) => run(frm, verb, values), title, title);
}
