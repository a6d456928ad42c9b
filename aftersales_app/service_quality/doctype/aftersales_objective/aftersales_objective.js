const API = "aftersales_app.service_quality.api.";
// Said in words, too: colour alone tells nothing to many.
const COLORS = { Met: "green", "Nearly Met": "orange", Missed: "red", "No Data": "gray" };

frappe.ui.form.on("Aftersales Objective", {
	onload(frm) {
		if (frm.is_new() && !frm.doc.year) frm.set_value("year", moment().year());
	},

	refresh(frm) {
		define(frm);
		frm.get_field("trend").$wrapper.empty();
		if (frm.is_new()) return;
		show_trend(frm);
		if (frm.perm[0].write) {
			frm.add_custom_button(__("Work Out Now"), () =>
				frappe
					.xcall(`${API}work_out_objective`, { objective: frm.doc.name })
					.then(() => frappe.show_alert(__("The figures are being worked out and appear here.")))
			);
		}
		frm.add_custom_button(__("See Figures"), () =>
			frappe.set_route("List", "Aftersales Objective Period", { objective: frm.doc.name })
		);
	},

	metric: (frm) => define(frm),
});

// The job tells when it is done; Frappe's own handler reloads the form only where the record changed.
frappe.realtime.on("doc_update", ({ doctype, name }) => {
	const shown = window.cur_frm;
	if (doctype === "Aftersales Objective" && shown?.doctype === doctype && shown.docname === name) show_trend(shown);
});

function define(frm) {
	const shown = frm.get_field("definition").$wrapper.empty();
	if (!frm.doc.metric) return;
	frappe.xcall(`${API}objective_definition`, { metric: frm.doc.metric }).then((text) => {
		shown.html(`<p class="text-muted">${frappe.utils.escape_html(text || "")}</p>`);
	});
}

function show_trend(frm) {
	frappe.xcall(`${API}objective_trend`, { objective: frm.doc.name }).then((rows) => {
		const wrapper = frm.get_field("trend").$wrapper.empty();
		if (!rows.length) {
			wrapper.html(`<p class="text-muted">${__("Nothing is worked out yet. Press Work Out Now.")}</p>`);
			return;
		}
		wrapper.append(`<div class="objective-chart"></div>`).append(table(rows));
		draw(wrapper.find(".objective-chart")[0], rows.filter((row) => row.kind === frm.doc.frequency), frm);
	});
}

function draw(element, rows, frm) {
	const known = rows.filter((row) => row.actual !== null);
	if (known.length < 2) return;
	new frappe.Chart(element, {
		type: "line",
		height: 220,
		colors: ["#4463F0"],
		lineOptions: { dotSize: 4 },
		axisOptions: { xIsSeries: 1 },
		data: {
			labels: known.map((row) => row.first_day.slice(0, 7)),
			datasets: [{ name: __(frm.doc.metric), values: known.map((row) => row.actual) }],
			yMarkers: [{ label: __("Target"), value: frm.doc.target }],
		},
	});
}

function table(rows) {
	const heads = [__("Period"), __("Actual"), __("Target"), __("Result"), __("Numerator"), __("Denominator")];
	const lines = rows.map((row) => {
		const link = `/app/aftersales-objective-period/${encodeURIComponent(row.name)}`;
		const period = row.kind === "Year" ? row.first_day.slice(0, 4) : row.first_day.slice(0, 7);
		const so_far = row.so_far ? ` <span class="text-muted">${__("so far")}</span>` : "";
		const pill = `<span class="indicator-pill ${COLORS[row.verdict]}">${__(row.verdict)}</span>`;
		const counted = [row.numerator, row.denominator].map((number) => format_number(number, null, 0));
		const cells = [
			`<a href="${link}">${frappe.utils.escape_html(period)}</a>${so_far}`,
			frappe.utils.escape_html(row.told || "–"),
			`${__(row.direction)} ${format_number(row.target, null, 2)}`,
			pill,
			...counted,
		];
		return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
	});
	const header = heads.map((head) => `<th>${head}</th>`).join("");
	return `<div class="table-responsive"><table class="table table-bordered table-sm"><thead><tr>${header}</tr></thead><tbody>${lines.join("")}</tbody></table></div>`;
}
