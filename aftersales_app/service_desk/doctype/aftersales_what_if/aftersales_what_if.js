const COLOURS = ["#a0a7b1", "#2490ef"];
const RESULT = "Aftersales What-if Result";
// "Today" is the policies in force here, not a date: translated in the context of the result.
const in_scenario = (name) => __(name, null, RESULT);

frappe.ui.form.on("Aftersales What-if", {
	setup(frm) {
		for (const doctype of [RESULT, "Aftersales What-if Warning"]) {
			frappe.meta.get_docfield(doctype, "clock").formatter = aftersales.clock_name;
		}
		frm.set_query("team", () => ({ filters: { company: frm.doc.company } }));
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
		frappe.meta.docfield_map[RESULT].scenario.formatter = in_scenario;
		frm.dashboard.clear_headline();
		for (const field of ["chart", "load_chart"]) frm.fields_dict[field].$wrapper.empty();
		if (frm.is_new()) return;
		if (frm.perm[0].write) add_replay(frm);
		show_state(frm);
		if (frm.doc.status === "Running") look_again(frm);
		if (frm.doc.status === "Done") {
			draw_attainment(frm);
			draw_load(frm);
			frm.add_custom_button(__("Open the Policy"), () =>
				frappe.set_route("Form", "Aftersales Service Policy", frm.doc.policy)
			);
		}
	},
});

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
