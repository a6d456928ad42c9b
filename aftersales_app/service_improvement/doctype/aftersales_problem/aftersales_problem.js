const CASES = ["Aftersales Feedback", "Aftersales Complaint", "Aftersales Claim", "Aftersales Ticket"];
const COLORS = { "Do First": "red", Plan: "blue", "Quick Fix": "orange", Watch: "gray" };
const reason = () => ({ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 });
const select = (fieldname, label, values, value) => ({
	...{ fieldname, label, fieldtype: "Select", reqd: 1, default: value },
	options: values.map((one) => ({ value: one, label: __(one) })),
});
const text = (fieldname, label, value) => ({ fieldname, label, fieldtype: "Small Text", reqd: 1, default: value });

const DIALOGS = {
	accept: () => [__("Accept"), []],
	reject: () => [__("Reject"), [reason()]],
	weigh: ({ impact, impact_reason, urgency, urgency_reason }) => [
		__("Weigh"),
		[
			select("impact", __("Impact"), ["High", "Medium", "Low"], impact),
			text("impact_reason", __("Reason for the Impact"), impact_reason),
			select("urgency", __("Urgency"), ["Urgent", "Can Wait"], urgency),
			text("urgency_reason", __("Reason for the Urgency"), urgency_reason),
		],
	],
	merge: ({ name, company }) => [
		__("Merge"),
		[
			{
				...{ fieldname: "into", fieldtype: "Link", options: "Aftersales Problem", label: __("Into"), reqd: 1 },
				get_query: () => ({ filters: { company, name: ["!=", name], status: ["in", ["Proposed", "Open"]] } }),
			},
		],
	],
	link: ({ company }) => [
		__("Link Case"),
		[
			select("doctype", __("Record Type"), CASES, CASES[1]),
			{
				...{ fieldname: "name", fieldtype: "Dynamic Link", options: "doctype", label: __("Record"), reqd: 1 },
				get_query: () => ({ filters: { company } }),
			},
		],
	],
	leave_out: ({ name }) => [
		__("Leave Out Case"),
		[
			{
				...{ fieldname: "case", fieldtype: "Link", options: "Aftersales Problem Case", label: __("Case"), reqd: 1 },
				get_query: () => ({ filters: { problem: name, left_out: 0 } }),
			},
			reason(),
		],
	],
};
const ASIDE = ["merge", "link", "leave_out"];

frappe.ui.form.on("Aftersales Problem", {
	setup(frm) {
		const of_company = () => ({ filters: { company: frm.doc.company } });
		for (const field of ["team", "department"]) frm.set_query(field, of_company);
	},

	refresh(frm) {
		if (frm.is_new()) return;
		const { next = "", months = [], verbs = [] } = frm.doc.__onload?.told || {};
		const escaped = frappe.utils.escape_html(next);
		frm.get_field("told").$wrapper.html(escaped && `<div class="font-weight-bold mb-2">${escaped}</div>`);
		if (frm.doc.quadrant) frm.dashboard.add_indicator(__(frm.doc.quadrant), COLORS[frm.doc.quadrant]);
		show_months(frm, months);
		for (const verb of verbs) {
			const [label] = DIALOGS[verb](frm.doc);
			const button = frm.add_custom_button(label, () => ask(frm, verb), ASIDE.includes(verb) && __("Other Steps"));
			if (verb === "accept") button.removeClass("btn-default").addClass("btn-primary");
		}
		if (!["Proposed", "Open"].includes(frm.doc.status)) frm.disable_save();
	},
});

function show_months(frm, months) {
	if (!months.length) return;
	frm.dashboard.render_graph({
		...{ type: "bar", title: __("Cases by month"), height: 140, colors: ["#7575ff"] },
		data: { labels: months.map(([month]) => month), datasets: [{ name: __("Cases"), values: months.map(([, cases]) => cases) }] },
		axisOptions: { xIsSeries: 1, shortenYAxisNumbers: 1 },
	});
}

function ask(frm, verb) {
	const [label, fields] = DIALOGS[verb](frm.doc);
	const take = (values) => frm.call(verb, values).then(() => frm.reload_doc());
	if (fields.length) frappe.prompt(fields, take, label, label);
	else take({});
}
