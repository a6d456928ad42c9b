// What the customer of a unit is owed, as warranty/services/glance.py tells it: what, until when and why, and what to ask.
frappe.provide("aftersales");

aftersales.coverage_glance = (owed) => {
	if (!owed.unit) return "";
	const parts = [
		aftersales.owed_warnings(owed),
		aftersales.owed_summary(owed),
		owed.problem ? `<p class="as-owed-problem">${aftersales.text(owed.problem)}</p>` : aftersales.owed_details(owed),
	];
	return `${aftersales.owed_styles}<div class="as-owed">${parts.join("")}</div>`;
};

aftersales.owed_summary = ({ outcome, headline, cover }) => {
	const color = { owed: "green", open: "orange", nothing: "gray" }[outcome] || "gray";
	const covered = cover.covered === null ? "orange" : cover.covered ? "blue" : "gray";
	const pills = headline ? [aftersales.pill(headline, color)] : [];
	return `<p class="as-owed-pills">${[...pills, aftersales.pill(cover.summary, covered)].join("")}</p>`;
};

aftersales.owed_warnings = ({ unit, other_customer }) => {
	const link = (doctype, name) =>
		`<a href="/app/${frappe.router.slug(doctype)}/${encodeURIComponent(name)}">${aftersales.text(name)}</a>`;
	const said = [];
	if (unit.replaced_by) {
		said.push(__("This unit was exchanged. The customer's unit is {0}.", [link("Aftersales Product", unit.replaced_by)]));
	} else if (unit.status && unit.status !== "In Use") {
		said.push(__("This unit is not in use any more: {0}.", [aftersales.text(__(unit.status))]));
	}
	if (other_customer) said.push(__("This unit is registered to another customer: {0}.", [aftersales.text(other_customer)]));
	return said.map((line) => `<p class="as-owed-warning">${line}</p>`).join("");
};

aftersales.owed_details = (owed) => {
	const { reasons, remedies, questions, burden, deadlines, evidence, refusals, cover, notes } = owed;
	const until = burden.until ? ` (${__("until {0}", [aftersales.text(burden.until)])})` : "";
	const keep = evidence.map((papers) => aftersales.text(papers.join(__(" or "))));
	const refused = refusals.map(({ label, reasons }) => `<b>${aftersales.text(label)}</b>${aftersales.owed_list(reasons)}`);
	return [
		aftersales.owed_part(__("Owed"), remedies.map(aftersales.owed_remedy)),
		aftersales.owed_part(__("Ask For"), questions.map(aftersales.owed_question)),
		aftersales.owed_part(__("We Have to Act"), deadlines.map(aftersales.owed_deadline)),
		aftersales.owed_part(__("Burden of proof"), [aftersales.text(burden.on) + until, ...reasons.map(aftersales.text)]),
		aftersales.owed_part(__("Papers to Keep"), keep),
		aftersales.owed_fold(__("How Cover Was Worked Out"), [...cover.how, ...notes].map(aftersales.text)),
		aftersales.owed_fold(__("Not Owed"), refused),
	].join("");
};

aftersales.owed_remedy = ({ label, fee, until, chooser, norm, citation, why }) => {
	const facts = [fee, until && __("until {0}", [until]), chooser].filter(Boolean).map(aftersales.text);
	const by = `<div class="text-muted">${aftersales.text(citation)} · ${aftersales.text(norm)}</div>`;
	return `<b>${aftersales.text(label)}</b> · ${facts.join(" · ")}${by}${aftersales.owed_list(why)}`;
};

aftersales.owed_question = ({ label, answers, decides }) => {
	const choices = answers.length ? ` (${answers.map(aftersales.text).join(" / ")})` : "";
	return `<b>${aftersales.text(label)}</b>${choices}<div class="text-muted">${__("decides on: {0}", [aftersales.text(decides)])}</div>`;
};

aftersales.owed_deadline = ({ label, due, color, why, citation }) =>
	`${aftersales.pill(`${label} · ${due}`, color)}<div class="text-muted">${aftersales.text(why)} ${aftersales.text(citation)}</div>`;

aftersales.owed_list = (lines) =>
	lines.length ? `<ul class="text-muted">${lines.map((line) => `<li>${aftersales.text(line)}</li>`).join("")}</ul>` : "";

aftersales.owed_part = (title, rows) =>
	rows.length
		? `<section><h6>${aftersales.text(title)}</h6>${rows.map((row) => `<div class="as-owed-row">${row}</div>`).join("")}</section>`
		: "";

aftersales.owed_fold = (title, rows) =>
	rows.length
		? `<details><summary>${aftersales.text(title)}</summary>${rows.map((row) => `<div class="as-owed-row">${row}</div>`).join("")}</details>`
		: "";

aftersales.owed_styles = `<style>
	.as-owed { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 280px), 1fr)); gap: var(--margin-sm) var(--margin-lg); }
	.as-owed > p, .as-owed > details { grid-column: 1 / -1; margin: 0; }
	.as-owed-pills { display: flex; flex-wrap: wrap; gap: 6px; }
	.as-owed-pills .indicator-pill, .as-owed-row .indicator-pill { height: auto; white-space: normal; padding: 3px 10px; }
	.as-owed-warning { color: var(--orange-600); }
	.as-owed h6 { margin: 0 0 4px; color: var(--text-muted); }
	.as-owed-row { padding: 4px 0; overflow-wrap: anywhere; }
	.as-owed ul { margin: 2px 0 0; padding-left: 18px; }
	.as-owed summary { cursor: pointer; color: var(--text-muted); }
</style>`;
