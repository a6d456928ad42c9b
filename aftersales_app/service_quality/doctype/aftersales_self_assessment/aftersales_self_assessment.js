const ROW = "Aftersales Assessment Indicator";
const API = "aftersales_app.service_quality.api.";
// Where the records are that an indicator was counted from.
const RECORDS = {
	"Complaints Closed": ["Aftersales Complaint", (days) => ({ received_at: days })],
	"Customers Surveyed": ["Aftersales Feedback", (days) => ({ given_at: days })],
	"Repair Records Complete": ["Aftersales Ticket", (days) => ({ resolved_at: days, kind: "Repair" })],
	"Service Promises Kept": ["Aftersales Ticket", (days) => ({ opened_at: days })],
};

frappe.ui.form.on("Aftersales Self-Assessment", {
	onload(frm) {
		if (!frm.is_new() || frm.doc.first_day) return;
		frm.set_value("first_day", moment().subtract(1, "year").startOf("year").format("YYYY-MM-DD"));
		frm.set_value("last_day", moment().subtract(1, "year").endOf("year").format("YYYY-MM-DD"));
	},

	refresh(frm) {
		frm.toggle_display("told", !frm.is_new());
		if (frm.is_new()) return;
		consider(frm);
		const color = frm.doc.status === "Signed" ? "green" : "gray";
		frm.page.set_indicator(__(frm.doc.status), color);
		const sources = frm.doc.indicators.filter((row) => row.source);
		[...new Set(sources.map((row) => row.source))].forEach((source) =>
			frm.add_custom_button(__(source), () => see(frm, source), __("See Records"))
		);
		if (frm.doc.status === "Signed") {
			frm.disable_form();
			return;
		}
		if (!frm.perm[0].write) return;
		frm.add_custom_button(__("Fill from Records"), () => saved(frm, () => fill(frm)));
		if (frappe.user.has_role("Operations Manager")) {
			frm.add_custom_button(__("Sign"), () =>
				frappe.confirm(__("Whoever signs answers for it, and nothing of it can be changed afterwards. Sign?"), () =>
					saved(frm, () => call(frm, "sign_assessment"))
				)
			);
		}
	},
});

function saved(frm, then) {
	return frm.is_dirty() ? frm.save().then(then) : then();
}

function call(frm, method) {
	return frappe.xcall(API + method, { assessment: frm.doc.name }).then((found) => {
		frm.reload_doc();
		return found;
	});
}

function fill(frm) {
	return call(frm, "fill_assessment").then((count) =>
		frappe.show_alert({ message: __("{0} indicators filled.", [count]), indicator: "green" })
	);
}

function see(frm, source) {
	const [doctype, filters] = RECORDS[source];
	const days = ["between", [frm.doc.first_day, frm.doc.last_day]];
	frappe.set_route("List", doctype, { company: frm.doc.company, ...filters(days) });
}

function consider(frm) {
	frappe.xcall(`${API}assessment_considered`, { assessment: frm.doc.name }).then(({ lines, sums }) => {
		const shown = frappe.utils.escape_html(lines || "").replace(/\n/g, "<br>");
		const heads = [__("Part", null, ROW), __("In the Standard"), __("Points", null, ROW), __("Points That Apply"), __("Points Got")];
		const numbers = ["whole", "points", "applicable", "got"];
		const rows = sums.map(
			(row) =>
				`<tr><td>${__(row.part)}</td>${numbers
					.map((name) => `<td class="text-right">${format_number(row[name], null, 2)}</td>`)
					.join("")}</tr>`
		);
		const header = heads.map((head) => `<th>${head}</th>`).join("");
		frm.get_field("told").$wrapper.html(
			`<div class="alert alert-warning">${shown}</div><div class="table-responsive"><table class="table table-bordered table-sm"><thead><tr>${header}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`
		);
	});
}
