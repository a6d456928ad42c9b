frappe.ui.form.on("Aftersales Statutory Rule", {
	setup(frm) {
		frm.ignore_doctypes_on_cancel_all = [frm.doctype]; // the version that followed stays
		aftersales.show_words("Aftersales Rule Condition", "Aftersales Rule Exclusion");
		frm.set_query("categories", () => ({ filters: { jurisdiction: frm.doc.jurisdiction, disabled: 0 } }));
	},

	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Try on a Case"), () => try_on_case(frm));
		if (frm.doc.docstatus !== 1) return;
		frm.set_intro(__("Published: cases are decided by it. From a later day on, make a new version; what was wrong, cancel and amend."), "blue");
		if (frappe.model.can_create(frm.doctype)) {
			frm.add_custom_button(__("New Version"), () =>
				frm.call("new_version").then((answer) => frappe.set_route("Form", frm.doctype, answer.message))
			);
		}
	},
});

const TRIED = {}; // the last made-up case of each rule, for as long as the page is open

function try_on_case(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Try on a Made-up Case"),
		size: "extra-large",
		fields: [...case_fields(frm), { fieldname: "reasoning", fieldtype: "HTML" }],
		primary_action_label: __("Decide"),
		primary_action: (values) => decide(frm, dialog, values),
	});
	dialog.show();
	dialog.set_values(TRIED[frm.doc.name] || {});
}

function case_fields(frm) {
	const of_country = () => ({ filters: { jurisdiction: frm.doc.jurisdiction } });
	const choice = (fieldname, label, words) => ({ fieldname, label, fieldtype: "Select", options: choices(words) });
	const day = (fieldname) => ({ fieldname, label: __(fieldname), fieldtype: "Date" });
	const first = (frm.doc.categories || [])[0];
	return [
		{ ...day("event_on"), label: __("The Customer Spoke on"), default: frappe.datetime.get_today(), reqd: 1 },
		{
			fieldname: "category",
			fieldtype: "Link",
			options: "Aftersales Goods Category",
			label: __("Goods Category"),
			default: first && first.goods_category,
			get_query: of_country,
		},
		{ fieldname: "region", fieldtype: "Data", label: __("Region"), default: frm.doc.region, description: __("ISO 3166-2, say CN-ZJ") },
		choice("buyer", __("Buyer"), ["consumer", "business"]),
		choice("channel", __("Channel of Sale"), ["store", "online", "tv", "phone", "mail", "door_to_door"]),
		{ fieldname: "days", fieldtype: "Column Break" },
		day("invoiced_on"),
		day("delivered_on"),
		day("received_on"),
		day("sent_in_on"),
		{ fieldname: "part", fieldtype: "Data", label: __("Part of the Unit"), description: __("Empty: the whole unit") },
		{ fieldname: "fault", fieldtype: "Column Break" },
		choice("defect_confirmed", __("defect_confirmed"), ["true", "false"]),
		choice("in_warranty", __("in_warranty"), ["true", "false"]),
		choice("cause", __("cause"), ["product", "user", "storage", "force_majeure", "pirated_software", "virus", "other"]),
		{ fieldname: "repair_count", fieldtype: "Data", label: __("repair_count") },
		choice("wants", __("wants"), ["return", "exchange", "repair"]),
		{ fieldname: "other", fieldtype: "Section Break", label: __("Other Facts"), collapsible: 1 },
		{
			fieldname: "more",
			fieldtype: "Table",
			in_place_edit: true,
			fields: [
				{ ...fact_field(), label: __("Fact"), in_list_view: 1, columns: 5 },
				{ fieldname: "value", fieldtype: "Data", label: __("Value"), in_list_view: 1, columns: 5 },
			],
		},
		{ fieldname: "answer", fieldtype: "Section Break" },
	];
}

function choices(words) {
	return [{ value: "", label: "" }, ...words.map((value) => ({ value, label: aftersales.word(value) }))];
}

function fact_field() {
	const { options } = frappe.meta.get_docfield("Aftersales Rule Condition", "fact");
	return { fieldname: "fact", fieldtype: "Select", options: choices(options.split("\n")) };
}

async function decide(frm, dialog, values) {
	const { reasoning, ...told } = values;
	TRIED[frm.doc.name] = told;
	if (frm.is_dirty()) await frm.save();
	const story = await frappe.xcall("aftersales_app.warranty.api.try_rule", { rule: frm.doc.name, case: told });
	dialog.fields_dict.reasoning.$wrapper.html(aftersales.story(story));
}
