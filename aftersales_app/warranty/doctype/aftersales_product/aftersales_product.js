// The coverage of a unit as a timeline: one lane for each part and term, today as a line, repairs and changes marked.
frappe.ui.form.on("Aftersales Product", {
	refresh(frm) {
		aftersales.show_goods(frm);
		frm.fields_dict.timeline.$wrapper.empty();
		if (!frm.is_new()) draw(frm);
	},

	jurisdiction: (frm) => aftersales.show_goods(frm),
});

const DAY = 86400000;
const COLORS = {
	base: "--blue-500",
	statutory: "--green-500",
	promise: "--cyan-500",
	extension: "--purple-500",
	repair_time: "--yellow-500",
	restart: "--orange-500",
};
const KINDS = {
	base: () => __("Contract"),
	statutory: () => __("Law"),
	promise: () => __("Promise"),
	extension: () => __("Extension"),
	repair_time: () => __("Repair Time Added"),
	restart: () => __("Counted Anew"),
};
const CHANGES = {
	exchanged: () => __("Exchanged"),
	part_replaced: () => __("Part Replaced"),
	part_repaired: () => __("Part Repaired"),
};
const text = (value) => frappe.utils.escape_html(String(value ?? ""));
const stamp = (day) => Date.parse(`${day}T00:00:00Z`);
const shown = (day) => frappe.datetime.str_to_user(day);

async function draw(frm) {
	const name = frm.doc.name;
	const { message } = await frappe.call("aftersales_app.warranty.api.product_timeline", { product: name });
	if (frm.doc.name !== name) return;
	const wrapper = frm.fields_dict.timeline.$wrapper;
	wrapper.html(`${styles()}${answer(message)}${picture(message)}${list(message)}`);
	wrapper.find("[data-band]").on("click", (event) => tell(message.bands[event.currentTarget.dataset.band]));
}

function answer({ cover, status, notes }) {
	const [label, color] = {
		true: [__("Covered until {0}", [cover.until && shown(cover.until)]), "green"],
		false: [__("Not Covered"), "red"],
		null: [__("Unknown: something is still to be asked"), "orange"],
	}[String(cover.covered)];
	const gone = status === "In Use" ? "" : `<span class="indicator-pill gray">${text(__(status))}</span>`;
	const asked = notes.map((note) => `<li>${text(note)}</li>`).join("");
	return `<p><span class="indicator-pill ${color}">${text(label)}</span> ${gone}</p>${asked && `<ul>${asked}</ul>`}`;
}

function lanes(bands) {
	const found = new Map();
	bands.forEach((band, index) => {
		const key = `${band.part}\n${band.term}`;
		if (!found.has(key)) found.set(key, { part: band.part, term: band.term, bands: [] });
		found.get(key).bands.push({ ...band, index });
	});
	return [...found.values()];
}

function picture({ bands, today, repairs, changes }) {
	if (!bands.length) return "";
	const days = [today, ...bands.flatMap((band) => [band.first, band.until])].map(stamp);
	const first = Math.min(...days) - 20 * DAY;
	const span = Math.max(...days) + 20 * DAY - first;
	const x = (day, after = 0) => (((stamp(day) + after * DAY - first) / span) * 100).toFixed(3);
	const rows = lanes(bands);
	const line = 26;
	const height = rows.length * line + 22;
	const years = ticks(first, first + span).map(
		(year) =>
			`<line x1="${x(`${year}-01-01`)}%" x2="${x(`${year}-01-01`)}%" y1="0" y2="${height - 18}" class="as-year"/>` +
			`<text x="${x(`${year}-01-01`)}%" y="${height - 4}" class="as-tick ${x(`${year}-01-01`) < 5 ? "as-edge" : ""}">${year}</text>`
	);
	const bars = rows.flatMap((row, at) =>
		row.bands.map((band) => {
			const width = (x(band.until, 1) - x(band.first)).toFixed(3);
			const title = `${label(band)}: ${shown(band.first)} – ${shown(band.until)}`;
			return (
				`<rect x="${x(band.first)}%" width="${Math.max(width, 0.4)}%" y="${at * line + 4}" height="${line - 8}" rx="3"` +
				` fill="var(${COLORS[band.kind]})" data-band="${band.index}"><title>${text(title)}</title></rect>`
			);
		})
	);
	const mended = repairs.map(
		({ first: from, last }) =>
			`<rect x="${x(from)}%" width="${Math.max(x(last, 1) - x(from), 0.3)}%" y="0" height="${height - 18}" class="as-repair">` +
			`<title>${text(__("In repair: {0} to {1}", [shown(from), shown(last)]))}</title></rect>`
	);
	const marks = changes.map(({ day, kind, part }) => {
		const lane = Math.max(0, rows.findIndex((row) => row.part === part));
		const told = [CHANGES[kind](), part && __(part), shown(day)].filter(Boolean).join(" · ");
		return `<circle cx="${x(day)}%" cy="${lane * line + line / 2}" r="4.5" class="as-change"><title>${text(told)}</title></circle>`;
	});
	const names = rows.map(
		(row) => `<div style="height:${line}px" title="${text(row.term)}">${text(row.part ? __(row.part) : __("Whole unit"))}</div>`
	);
	return `<div class="as-timeline"><div class="as-lanes">${names.join("")}</div>
		<svg width="100%" height="${height}" role="img" aria-label="${text(__("Timeline"))}">${years.join("")}${mended.join("")}${bars.join("")}
		${marks.join("")}<line x1="${x(today)}%" x2="${x(today)}%" y1="0" y2="${height - 18}" class="as-today"><title>${text(
			__("Today")
		)}</title></line></svg></div>${legend(bands, repairs, changes)}`;
}

function ticks(from, to) {
	const [begin, end] = [new Date(from).getUTCFullYear() + 1, new Date(to).getUTCFullYear()];
	const step = Math.max(1, Math.ceil((end - begin + 1) / 8));
	return Array.from({ length: Math.max(0, end - begin + 1) }, (_, at) => begin + at).filter(
		(year) => (year - begin) % step === 0
	);
}

function legend(bands, repairs, changes) {
	const kinds = Object.keys(KINDS).filter((kind) => bands.some((band) => band.kind === kind));
	const entries = kinds.map((kind) => [KINDS[kind](), `background:var(${COLORS[kind]})`]);
	entries.push([__("Today"), "background:var(--red-500);width:2px"]);
	if (repairs.length) entries.push([__("In repair"), "background:var(--gray-400)"]);
	if (changes.length) entries.push([__("Exchange or new part"), "background:var(--gray-900);border-radius:50%"]);
	return `<p class="as-legend">${entries
		.map(([name, style]) => `<span><i style="${style}"></i>${text(name)}</span>`)
		.join("")}</p>`;
}

const label = (band) => [band.part ? __(band.part) : __("Whole unit"), KINDS[band.kind]()].join(" · ");

// The same in words, for phones and for whoever cannot see the picture.
function list({ bands }) {
	if (!bands.length) return "";
	const rows = bands.map(
		(band, index) =>
			`<tr data-band="${index}"><td>${text(label(band))}</td><td>${shown(band.first)} – ${shown(band.until)}</td></tr>`
	);
	return `<details><summary>${text(__("In words"))}</summary><table class="table table-sm"><tbody>${rows.join(
		""
	)}</tbody></table></details>`;
}

function tell(band) {
	const left_out = band.not_for.length
		? `<p>${text(__("Not for: {0}", [band.not_for.map((part) => __(part)).join(", ")]))}</p>`
		: "";
	frappe.msgprint({
		title: label(band),
		message: `<p><b>${shown(band.first)} – ${shown(band.until)}</b></p><p>${text(band.citation)}</p><ul>${band.why
			.map((reason) => `<li>${text(reason)}</li>`)
			.join("")}</ul>${left_out}`,
	});
}

function styles() {
	return `<style>
.as-timeline { display: grid; grid-template-columns: minmax(64px, max-content) minmax(0, 1fr); gap: 8px; }
.as-lanes { font-size: var(--text-sm); color: var(--text-muted); max-width: 120px; }
.as-lanes div { display: flex; align-items: center; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.as-timeline [data-band], details tr { cursor: pointer; }
.as-year { stroke: var(--border-color); }
.as-tick { font-size: 11px; fill: var(--text-muted); text-anchor: middle; }
.as-edge { text-anchor: start; }
.as-today { stroke: var(--red-500); stroke-width: 2; }
.as-repair { fill: var(--gray-400); opacity: 0.35; }
.as-change { fill: var(--gray-900); stroke: #fff; }
.as-legend { display: flex; flex-wrap: wrap; gap: 4px 14px; font-size: var(--text-sm); color: var(--text-muted); margin: 6px 0; }
.as-legend i { display: inline-block; width: 12px; height: 10px; margin-right: 5px; border-radius: 2px; }
</style>`;
}
