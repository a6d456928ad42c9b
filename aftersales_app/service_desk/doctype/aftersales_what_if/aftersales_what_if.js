const COLOURS = ["#a0a7b1", "#2490ef"];
const RESULT = "Aftersales What-if Result";
const STAFFING = "Aftersales What-if Staffing";
// "Today" is the policies in force here, not a date: translated in the context of the result.
const in_scenario = (name) => __(name, null, RESULT);

const all_others = (team) => frappe.utils.escape_html(team || __("all other teams"));
// Working time: a day of it is no day, so hours and minutes only.
function hours_and_minutes(seconds) {
	const minutes = Math.round((seconds || 0) / 60);
	return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

frappe.ui.form.on("Aftersales What-if", {
	setup(frm) {
		for (const doctype of [RESULT, "Aftersales What-if Warning"]) {
			frappe.meta.get_docfield(doctype, "clock").formatter = aftersales.clock_name;
		}
		frm.set_query("team", () => ({ filters: { company: frm.doc.company } }));
		frm.set_query("team", "staffing", () => ({ filters: { company: frm.doc.company, disabled: 0 } }));
		frm.set_query("calendar", "staffing", () => ({ filters: { disabled: 0 } }));
		frm.set_query("replaces", () => ({
			filters: { status: "Published", name: ["!=", frm.doc.policy || ""] },
		}));
	},

	onload(frm) {
		frappe.call("frappe.core.doctype.user.user.get_timezones").then(({ message }) => {
			frm.fields_dict.time_zone.set_data(message.timezones);
		});
	},

	refresh(frm) {
		format_cells(frm);
		frm.dashboard.clear_headline();
		for (const field of ["chart", "load_chart"]) frm.fields_dict[field].$wrapper.empty();
		if (frm.perm[0].write) add_fill_in(frm);
		if (frm.is_new()) return;
		if (frm.perm[0].write) add_replay(frm);
		show_state(frm);
		if (frm.doc.status === "Running") look_again(frm);
		if (frm.doc.status === "Done") {
			draw_attainment(frm);
			draw_load(frm);
			if (frm.doc.policy) add_open_policy(frm);
		}
	},
});

frappe.ui.form.on(STAFFING, {
	// A team is tried as it is staffed today, until somebody says otherwise.
	async team(frm, doctype, name) {
		const { team } = frappe.get_doc(doctype, name);
		if (!team) return;
		const [today] = await present_staffing(frm, team);
		if (today) await frappe.model.set_value(doctype, name, today);
	},
});

// On the rows' own copies of the fields: a form may have made them before its script ran.
function format_cells(frm) {
	const waits = { average_wait: hours_and_minutes, longest_wait: hours_and_minutes };
	const of_table = {
		results: { scenario: in_scenario },
		crews: { scenario: in_scenario, team: all_others, ...waits },
	};
	for (const [table, formatters] of Object.entries(of_table)) {
		const { grid } = frm.fields_dict[table];
		for (const fields of [grid.docfields, ...grid.grid_rows.map((row) => row.docfields)]) {
			for (const field of fields) field.formatter = formatters[field.fieldname] || field.formatter;
		}
		grid.refresh();
	}
}

function present_staffing(frm, team) {
	return frappe
		.xcall("aftersales_app.service_desk.api.present_staffing", { company: frm.doc.company, team })
		.then((rows) => rows || []);
}

function add_fill_in(frm) {
	const { grid } = frm.fields_dict.staffing;
	grid.add_custom_button(__("Fill in from the Teams"), () => fill_in(frm));
}

// Teams that are there already keep what was said of them.
async function fill_in(frm) {
	if (!frm.doc.company) frappe.throw(__("Choose the company first."));
	const there = new Set((frm.doc.staffing || []).map((row) => row.team));
	const rows = await present_staffing(frm, frm.doc.team);
	const added = rows.filter((row) => !there.has(row.team));
	if (!rows.length) frappe.msgprint(__("No team in which somebody takes tickets was found."));
	for (const row of added) frm.add_child("staffing", row);
	frm.refresh_field("staffing");
	if (added.length) frm.dirty();
}

function add_open_policy(frm) {
	frm.add_custom_button(__("Open the Policy"), () =>
		frappe.set_route("Form", "Aftersales Service Policy", frm.doc.policy)
	);
}

// Also while it runs: a job that was killed leaves the status behind. The server refuses while one is at work.
function add_replay(frm) {
	const running = frm.doc.status === "Running";
	const button = frm.add_custom_button(running ? __("Replay Again") : __("Replay"), () => run(frm));
	button.toggleClass("btn-primary", !running);
}

function run(frm) {
	const saved = frm.is_dirty() ? frm.save() : Promise.resolve();
	return saved.then(() => frm.call("run")).then(() => frm.reload_doc());
}

function show_state(frm) {
	const { status, error, warned_count } = frm.doc;
	const told = {
		Running: [__("The tickets are being replayed."), "blue"],
		Done: [__("Warnings would have fired on {0} tickets.", [warned_count]), "green"],
		Failed: [frappe.utils.escape_html(error || ""), "red"],
	}[status];
	if (told) frm.dashboard.set_headline(told[0], told[1]);
}

// A clock of which nothing was judged has no share: it is left out, not shown as 0 %.
function draw_attainment(frm) {
	const rows = frm.doc.results || [];
	const clocks = [...new Set(rows.filter((row) => row.tickets).map((row) => row.clock))];
	if (!clocks.length) return;
	const shares = (scenario) =>
		clocks.map((clock) => {
			const row = rows.find((row) => row.clock === clock && row.scenario === scenario && row.tickets);
			return row ? Math.round(row.attainment * 10) / 10 : null;
		});
	draw(frm, "chart", {
		title: __("Attainment in percent"),
		type: "bar",
		labels: clocks.map((clock) => aftersales.clock_labels()[clock]),
		sets: [
			{ name: in_scenario("Today"), values: shares("Today") },
			{ name: in_scenario("Draft"), values: shares("Draft") },
		],
	});
}

function draw_load(frm) {
	const rows = frm.doc.hours || [];
	if (!rows.length) return;
	draw(frm, "load_chart", {
		title: __("Promises falling due by hour of the day"),
		type: "line",
		labels: rows.map((row) => String(row.hour)),
		sets: [
			{ name: in_scenario("Today"), values: rows.map((row) => row.due_today) },
			{ name: in_scenario("Draft"), values: rows.map((row) => row.due) },
		],
	});
}

function draw(frm, field, { title, type, labels, sets }) {
	const place = $("<div>").appendTo(frm.fields_dict[field].$wrapper);
	new frappe.Chart(place.get(0), {
		title,
		type,
		height: 220,
		colors: COLOURS,
		data: { labels, datasets: sets },
		axisOptions: { xAxisMode: "tick" },
		barOptions: { spaceRatio: 0.5 },
	});
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
