// What is owed and why, line by line, as services/claim_story.py tells it. Everything that people wrote is escaped.
frappe.provide("aftersales");

(() => {
	const safe = (text) => frappe.utils.escape_html(String(text ?? ""));
	const day = (value) => safe(frappe.datetime.str_to_user(value));
	const lines = (list) => list.map((line) => `<div class="as-why">${safe(line)}</div>`).join("");
	const colours = { owed: "green", open: "orange", nothing: "gray" };

	const part = (title, html) => (html ? `<section><h5>${safe(title)}</h5>${html}</section>` : "");

	const remedy = (one) => `<div class="as-owed">
		<div><strong>${safe(one.label)}</strong>
			<span>${safe(one.fee)}${one.until ? ` · ${__("until {0}", [day(one.until)])}` : ""} · ${safe(one.chooser)}</span></div>
		<div class="as-source">${safe(one.source)}</div>${lines(one.lines)}
		${one.also.length ? `<div class="as-source">${__("Also by:")} ${one.also.map(safe).join("<br>")}</div>` : ""}
	</div>`;

	const refusal = (one) => `<div class="as-owed"><div><strong>${safe(one.label)}</strong></div>
		${one.norms.map((norm) => `<div class="as-source">${safe(norm.source)}</div>${lines(norm.lines)}`).join("")}</div>`;

	const deadline = (one) => `<div class="as-owed"><div><strong>${safe(one.label)}</strong>
		<span class="${one.is_late ? "text-danger" : ""}">${day(one.due)} · ${safe(one.late)}</span></div>
		${lines([one.line])}<div class="as-source">${safe(one.source)}</div></div>`;

	const question = (one) => `<div class="as-question" data-fact="${safe(one.fact)}">
		<div class="as-input"></div>
		<div><div class="as-why">${safe(__("Decides on: {0}", [one.opens.join(__(", "))]))}</div>
		${one.norms.map((norm) => `<div class="as-source">${safe(norm)}</div>`).join("")}</div></div>`;

	const burden = (one) =>
		`<div>${safe(one.text)}${one.until ? ` ${__("until {0}", [day(one.until)])}` : ""}</div>
		${one.source ? `<div class="as-source">${safe(one.source)}</div>` : ""}`;

	const decision = (one) => `<div class="as-owed"><div><a href="/app/aftersales-decision/${encodeURIComponent(one.name)}">
		<strong>${safe(one.name)}</strong></a>
		<span>${[one.kind, one.verdict, one.remedy, day(one.made_on), one.decided_by, one.approved_by]
			.filter(Boolean)
			.map(safe)
			.join(" · ")}${one.override ? ` · ${__("Otherwise than the Rules")}` : ""}</span></div></div>`;

	const fact = (one) => `<tr><td>${safe(one.fact)}</td><td>${safe(one.value)}</td></tr>`;

	// The whole story; the places for answers stay empty (aftersales.ask fills them).
	aftersales.story = (told) => {
		if (!told.summary) return told.decisions?.length ? part(__("Decisions"), told.decisions.map(decision).join("")) : "";
		return `<div class="as-story">
			<p><span class="indicator-pill ${colours[told.outcome]}">${safe(told.summary)}</span></p>${lines(told.reasons)}
			${part(__("Ask for"), told.questions.map(question).join(""))}
			${part(__("Owed"), told.remedies.map(remedy).join(""))}
			${part(__("Burden of proof"), told.burden ? burden(told.burden) : "")}
			${part(__("Coverage"), lines(told.cover))}
			${part(__("Not owed"), told.refusals.map(refusal).join(""))}
			${part(__("The trader has to act"), told.deadlines.map(deadline).join(""))}
			${part(__("Return without a reason"), safe(told.no_reason))}
			${part(__("Keep"), lines(told.evidence))}
			${told.facts.length ? `<details><summary>${__("Decided from")}</summary><table class="table table-sm">${told.facts.map(fact).join("")}</table></details>` : ""}
			${part(__("Decisions"), (told.decisions || []).map(decision).join(""))}</div>`;
	};

	const KINDS = { day: "Date", number: "Float" };

	// Inputs for what is asked, in their places; returns what was answered, by fact.
	aftersales.ask = (wrapper, questions) => {
		const controls = questions.map((one) => {
			const options = one.choices.map((choice) => ({ value: choice.value, label: choice.label }));
			const df = options.length
				? { fieldtype: "Select", options: [{ value: "", label: "" }, ...options] }
				: { fieldtype: KINDS[one.kind] || "Data" };
			const control = frappe.ui.form.make_control({
				parent: wrapper.find(`.as-question[data-fact="${one.fact}"] .as-input`),
				df: { ...df, fieldname: one.fact, label: one.label },
				render_input: true,
			});
			return [one.fact, control];
		});
		return () =>
			Object.fromEntries(
				controls
					.map(([name, control]) => [name, control.get_value()])
					.filter(([, value]) => value !== "" && value !== null && value !== undefined)
			);
	};
})();
