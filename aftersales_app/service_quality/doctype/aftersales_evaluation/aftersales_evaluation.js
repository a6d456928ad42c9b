const API = "aftersales_app.service_quality.api.";
const NEXT = {
	Draft: [["Checked", __("Confirm Figures"), ["Quality Specialist"]]],
	Checked: [
		["Approved", __("Approve"), ["Operations Manager"]],
		["Draft", __("Send Back"), ["Quality Specialist", "Operations Manager"]],
	],
	Approved: [
		["Published", __("Publish"), ["Operations Manager"]],
		["Draft", __("Send Back"), ["Quality Specialist", "Operations Manager"]],
	],
};
const ANSWERING = ["Quality Specialist", "Operations Manager"];
const APPEALING = [...ANSWERING, "Service Team Lead", "Service Executive"];
const SECTIONS = [
	"changes_section",
	"charts_section",
	"baseline_section",
	"figures_section",
	"terms_section",
	"definitions_section",
	"people_section",
	"appeals_section",
];

frappe.ui.form.on("Aftersales Evaluation", {
	setup(frm) {
		frm.set_query("reference_doctype", () => ({
			filters: { name: ["in", ["Aftersales Complaint", "Aftersales Service Policy"]] },
		}));
	},

	onload(frm) {
		if (!frm.is_new() || frm.doc.first_day) return;
		const last = moment().startOf("month").subtract(1, "day");
		frm.set_value("last_day", last.format("YYYY-MM-DD"));
		frm.set_value("first_day", last.startOf("month").format("YYYY-MM-DD"));
	},

	refresh(frm) {
		frm.toggle_display(SECTIONS, !frm.is_new());
		if (frm.is_new()) return;
		if (frm.doc.status !== "Draft") frm.set_read_only();
		hide_what_few_tell(frm);
		lead_to_answers(frm);
		tell(frm);
		headline(frm);
		buttons(frm);
	},
});

function tell(frm) {
	frappe.xcall(`${API}evaluation_story`, { evaluation: frm.doc.name }).then((story) => {
		const lines = (text) => frappe.utils.escape_html(text || "").replace(/\n/g, "<br>");
		const place = (field) => frm.get_field(field).$wrapper;
		place("notices_told").html(story.notices && `<div class="alert alert-warning">${lines(story.notices)}</div>`);
		place("changes_told").html(`<p>${lines(story.changes)}</p>`);
		const drawn = story.charts.map(
			({ title, svg, says }) => `<h5>${frappe.utils.escape_html(title)}</h5>${svg}<p class="text-muted">${lines(says)}</p>`
		);
		place("charts").html(drawn.join(""));
		place("definitions_told").html(definitions(story.definitions));
	});
}

function definitions(rows) {
	const parts = ["title", "numerator", "denominator", "window", "exclusions"];
	const heads = [__("Figure"), __("Divided"), __("By"), __("Of Which Days"), __("Left Out")];
	const cells = (tag, values) => values.map((value) => `<${tag}>${frappe.utils.escape_html(value)}</${tag}>`).join("");
	const body = rows.map((row) => `<tr>${cells("td", parts.map((part) => row[part]))}</tr>`).join("");
	return `<table class="table table-bordered small"><thead><tr>${cells("th", heads)}</tr></thead><tbody>${body}</tbody></table>`;
}

function headline(frm) {
	const { status, due_on, appeal_until } = frm.doc;
	const day = (value) => frappe.datetime.str_to_user(value);
	if (status === "Published") {
		const open = frappe.datetime.get_today() <= appeal_until;
		frm.set_intro(open ? __("Appeals are possible until {0}.", [day(appeal_until)]) : __("Appeals were possible until {0}.", [day(appeal_until)]));
	} else if (due_on) {
		const late = frappe.datetime.get_today() > due_on;
		frm.set_intro(late ? __("Was due on {0} and is not published.", [day(due_on)]) : __("Due on {0}.", [day(due_on)]), late ? "red" : "blue");
	}
}

// A number column of the database has no "unknown": where too few answered, or nobody did before, 0 would be read as one.
function hide_what_few_tell(frm) {
	const needs = { mean: "n", low_share: "n", mean_change: "before_n", low_change: "before_n" };
	Object.entries(needs).forEach(([name, count]) => {
		const shown = (value, df, options, row) =>
			!row || row.few || row[count] < 5 ? "–" : format_number(value, null, name.startsWith("low") ? 1 : 2);
		frm.get_field("figures").grid.update_docfield_property(name, "formatter", shown);
	});
	const grouped = (value, df, options, row) =>
		row && row.grouping === "All" ? `<a class="all-answers">${__("Whole Company")}</a>` : frappe.utils.escape_html(value || "");
	frm.get_field("figures").grid.update_docfield_property("group_name", "formatter", grouped);
}

// A figure leads to the answers that it was worked out from, as they counted then.
function lead_to_answers(frm) {
	const { grid } = frm.get_field("figures");
	grid.wrapper.off("click.answers").on("click.answers", '.grid-body .grid-row [data-fieldname="n"]', (event) => {
		event.stopPropagation();
		const row = grid.grid_rows_by_docname[$(event.currentTarget).closest(".grid-row").attr("data-name")];
		if (row) see_answers(frm, row.doc);
	});
	grid.update_docfield_property("n", "formatter", (value) => `<a title="${__("See Answers")}">${cint(value)}</a>`);
}

function see_answers(frm, { grouping = "All", group_name = "" } = {}) {
	frappe.set_route("query-report", "Aftersales Evaluation Answers", { evaluation: frm.doc.name, grouping, group_name });
}

function buttons(frm) {
	const has = (roles) => roles.some((role) => frappe.user.has_role(role));
	const step = (method, values) => frappe.xcall(API + method, { evaluation: frm.doc.name, ...values }).then(() => frm.reload_doc());
	const ask = (label, method) =>
		frm.add_custom_button(label, () =>
			frappe.prompt({ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 }, (values) => step(method, values), label)
		);
	frm.add_custom_button(__("See Answers"), () => see_answers(frm));
	(NEXT[frm.doc.status] || []).forEach(([status, label, roles]) => {
		if (has(roles)) frm.add_custom_button(label, () => step("move_evaluation", { status }));
	});
	if (frm.doc.status === "Draft" && frm.perm[0].write) {
		frm.add_custom_button(__("Draw Up Anew"), () => step("renew_evaluation", {}));
		ask(__("Freeze Baseline Anew"), "freeze_evaluation_baseline");
	}
	if (frm.doc.status !== "Published") return;
	if (has(APPEALING) && frappe.datetime.get_today() <= frm.doc.appeal_until) ask(__("Appeal"), "appeal_evaluation");
	const open = (frm.doc.appeals || []).filter((row) => !row.outcome && row.by !== frappe.session.user);
	if (open.length && has(ANSWERING)) frm.add_custom_button(__("Answer Appeal"), () => answer(open, step));
}

function answer(open, step) {
	const fields = [
		{
			fieldname: "number",
			fieldtype: "Select",
			label: __("Appeal"),
			options: open.map((row) => ({ value: String(row.idx), label: `${row.idx}: ${row.reason}` })),
			default: String(open[0].idx),
			reqd: 1,
		},
		{
			fieldname: "outcome",
			fieldtype: "Select",
			label: __("Outcome"),
			options: ["Upheld", "Dismissed"].map((value) => ({ value, label: __(value) })),
			reqd: 1,
		},
		{ fieldname: "answer", fieldtype: "Small Text", label: __("Answer"), reqd: 1 },
	];
	frappe.prompt(fields, (values) => step("answer_evaluation_appeal", values), __("Answer Appeal"));
}
