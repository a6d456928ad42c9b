// The countries that public holidays can be filled in for; the server has the last word.
const COUNTRIES = ["China", "Taiwan", "Hong Kong", "Macao", "Singapore", "Malaysia", "Japan", "Germany", "United States"];

frappe.ui.form.on("Aftersales Calendar", {
	refresh(frm) {
		show_preview(frm);
		if (frm.is_new() || frm.doc.always_open) return;
		if (frm.perm[0].write) frm.add_custom_button(__("Fill In Public Holidays"), () => ask_year(frm));
		show_open_question(frm);
	},
	always_open: show_preview,
	time_zone: show_preview,
});

frappe.ui.form.on("Aftersales Calendar Window", {
	from_time: show_preview,
	to_time: show_preview,
	weekday: show_preview,
	windows_remove: show_preview,
});

function show_open_question(frm) {
	if (!frm.doc.seeded_until) return;
	const next = frm.doc.seeded_until + 1;
	if (next <= moment().add(3, "months").year()) {
		frm.set_intro(
			__("Public holidays are known up to {0}. From {1} on every week counts as usual until they are filled in.", [
				frm.doc.seeded_until,
				next,
			]),
			"orange"
		);
	}
}

function ask_year(frm) {
	frappe.prompt(
		[
			{
				fieldname: "country",
				fieldtype: "Autocomplete",
				label: __("Country"),
				options: COUNTRIES.map((country) => ({ value: country, label: __(country) })),
				reqd: 1,
				default: frm.doc.seeded_country || "China",
			},
			{
				fieldname: "year",
				fieldtype: "Int",
				label: __("Year"),
				reqd: 1,
				default: frm.doc.seeded_until ? frm.doc.seeded_until + 1 : moment().year(),
			},
		],
		(values) =>
			frm.call("fill_in", values).then(({ message }) => {
				frappe.show_alert({ message, indicator: "green" });
				frm.reload_doc();
			}),
		__("Fill In Public Holidays"),
		__("Fill In")
	);
}

function show_preview(frm) {
	const box = frm.get_field("preview").$wrapper;
	if (!frm.doc.time_zone || !(frm.doc.always_open || (frm.doc.windows || []).length)) return box.empty();
	if (frm.doc.__unsaved && !frm.is_new()) return box.html(note(__("Save to see the next 30 days.")));
	if (frm.is_new()) return box.empty();
	return frm.call("next_days", { days: 30 }).then(({ message }) => box.html(picture(message || [])));
}

function note(text) {
	return `<p class="text-muted small">${frappe.utils.escape_html(text)}</p>`;
}

// A line per day, midnight to midnight; working hours are filled.
function picture(days) {
	const hours = [6, 12, 18].map((hour) => `<span style="left:${(hour / 24) * 100}%">${hour}:00</span>`).join("");
	return `<div class="aftersales-days">${STYLE}<div class="day head"><b></b><i>${hours}</i><em></em></div>${days.map(line).join("")}</div>`;
}

function line(day) {
	const bars = day.hours
		.map(([from, to]) => `<u style="left:${from / 864}%;width:${(to - from) / 864}%" title="${clock(from)}–${clock(to)}"></u>`)
		.join("");
	const label = `${frappe.datetime.str_to_user(day.date)} ${__(day.weekday)}`;
	const kind = day.note ? (day.hours.length ? "extra" : "off") : "";
	return `<div class="day ${kind}"><b>${label}</b><i>${bars}</i><em>${frappe.utils.escape_html(__(day.note))}</em></div>`;
}

function clock(seconds) {
	const pad = (number) => String(number).padStart(2, "0");
	return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor((seconds % 3600) / 60))}`;
}

const STYLE = `<style>
.aftersales-days .day { display: flex; align-items: center; font-size: var(--text-sm); line-height: 20px; }
.aftersales-days b { flex: 0 0 150px; font-weight: normal; white-space: nowrap; overflow: hidden; }
.aftersales-days i { flex: 1 1 auto; position: relative; height: 14px; background: var(--bg-light-gray); border-radius: 3px; }
.aftersales-days u { position: absolute; top: 0; bottom: 0; background: var(--green-400); border-radius: 3px; }
.aftersales-days em { flex: 0 0 26%; padding-left: 8px; font-style: normal; color: var(--text-muted); overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.aftersales-days .extra u { background: var(--orange-400); }
.aftersales-days .off i { background: var(--red-100); }
.aftersales-days .head i { background: none; }
.aftersales-days .head span { position: absolute; transform: translateX(-50%); color: var(--text-muted); font-size: 11px; }
@media (max-width: 767px) { .aftersales-days em { display: none; } .aftersales-days b { flex-basis: 120px; } }
</style>`;
