// What is owed and why, as warranty/services/telling.py tells it: on claims, decisions, tickets, and where a rule is tried. Everything
// that people wrote is escaped.
frappe.provide("aftersales");

(() => {
	const safe = (text) => frappe.utils.escape_html(String(text ?? ""));
	const day = (value) => safe(frappe.datetime.str_to_user(value));
	const lines = (list) => list.map((line) => `<div class="as-why">${safe(line)}</div>`).join("");
	const source = (text) => (text ? `<div class="as-source">${safe(text)}</div>` : "");
	const pill = (text, colour) => `<span class="indicator-pill ${colour} no-indicator-dot">${safe(text)}</span>`;
	const colours = { owed: "green", open: "orange", nothing: "gray" };
	const covered = { true: "blue", false: "gray", null: "orange" };

	const part = (title, html) => (html ? `<section><h6>${safe(title)}</h6>${html}</section>` : "");
	const fold = (title, html) => (html ? `<details><summary>${safe(title)}</summary>${html}</details>` : "");
	const item = (title, facts, more) => `<div class="as-owed"><div><strong>${title}</strong> <span>${facts}</span></div>${more}</div>`;

	const remedy = (one) => {
		const until = one.until && __("until {0}", [day(one.until)]);
		const facts = [safe(one.amount), safe(one.fee), until, safe(one.chooser)].filter(Boolean).join(" · ");
		const also = one.also.length ? `<div class="as-source">${__("Also by:")} ${one.also.map(safe).join("<br>")}</div>` : "";
		return item(safe(one.label), facts, source(one.source) + lines(one.lines) + also);
	};

	const by_norm = (norms) => norms.map((norm) => source(norm.source) + lines(norm.lines)).join("");
	const refusal = (one) => item(safe(one.label), "", by_norm(one.norms));

	const deadline = (one) => {
		const late = `<span class="${one.is_late ? "text-danger" : ""}">${day(one.due)} · ${safe(one.late)}</span>`;
		return item(safe(one.label), late, lines([one.line]) + source(one.source));
	};

	const defence = (one) => item(safe(one.label), day(one.until), lines([one.line]) + source(one.source));

	const question = (one) => {
		const answers = one.choices.length ? ` (${one.choices.map((choice) => safe(choice.label)).join(" / ")})` : "";
		return `<div class="as-question" data-fact="${safe(one.fact)}">
			<div class="as-input"><strong>${safe(one.label)}</strong>${answers}</div>
			<div><div class="as-why">${safe(__("Decides on: {0}", [one.opens.join(__(", "))]))}</div>${one.norms.map(source).join("")}</div></div>`;
	};

	const burden = (one) => `<div>${safe(one.text)}${one.until ? ` ${__("until {0}", [day(one.until)])}` : ""}</div>${source(one.source)}`;

	const decision = (one) => {
		const link = `<a href="/app/aftersales-decision/${encodeURIComponent(one.name)}">${safe(one.name)}</a>`;
		const facts = [one.kind, one.verdict, one.remedy, frappe.datetime.str_to_user(one.made_on), one.decided_by, one.approved_by];
		const otherwise = one.override ? ` · ${__("Otherwise than the Rules")}` : "";
		return item(link, facts.filter(Boolean).map(safe).join(" · ") + otherwise, "");
	};
	const decisions = (told) => part(__("Decisions"), (told.decisions || []).map(decision).join(""));

	const fact = (one) => `<tr><td>${safe(one.fact)}</td><td>${safe(one.value)}</td></tr>`;
	const facts = (rows) => (rows.length ? `<table class="table table-sm">${rows.map(fact).join("")}</table>` : "");

	// Which unit it is when it is not simply the customer's, as services/glance.py says.
	const warnings = ({ unit, other_customer }) => {
		const said = [];
		if (unit?.replaced_by) {
			const link = `<a href="/app/aftersales-product/${encodeURIComponent(unit.replaced_by)}">${safe(unit.replaced_by)}</a>`;
			said.push(__("This unit was exchanged. The customer's unit is {0}.", [link]));
		} else if (unit?.status && unit.status !== "In Use") {
			said.push(__("This unit is not in use any more: {0}.", [safe(__(unit.status))]));
		}
		if (other_customer) said.push(__("This unit is registered to another customer: {0}.", [safe(other_customer)]));
		return said.map((line) => `<p class="as-warning">${line}</p>`).join("");
	};

	// Why not stands open where nothing is owed; else it would push everything below off the screen.
	const not_owed = (told) => told.refusals.map(refusal).join("");

	// Worth a look once the day has passed; before that it is there for who asks.
	const raised = ({ defences }) => {
		const show = defences.some((one) => one.is_over) ? part : fold;
		return show(__("The trader may raise"), defences.map(defence).join(""));
	};

	// The whole story. Where it is asked for answers, aftersales.ask puts inputs in their places.
	aftersales.story = (told) => {
		if (!told.outcome) return decisions(told);
		const pills = [
			told.summary && pill(told.summary, colours[told.outcome]),
			told.cover.summary && pill(told.cover.summary, covered[told.cover.covered]),
		].filter(Boolean);
		return `<div class="as-story">${warnings(told)}<p class="as-pills">${pills.join(" ")}</p>
			${told.problem ? `<p>${safe(told.problem)}</p>` : ""}
			${told.contradictions.map((line) => `<p class="as-warning">${safe(line)}</p>`).join("")}${lines(told.reasons)}
			<div class="as-parts">
			${part(__("Ask for"), told.questions.map(question).join(""))}
			${part(__("Owed"), told.remedies.map(remedy).join(""))}
			${part(__("Burden of proof"), told.burden ? burden(told.burden) : "")}
			${part(__("The trader has to act"), told.deadlines.map(deadline).join(""))}
			${part(__("Return without a reason"), safe(told.no_reason))}
			${part(__("Papers to Keep"), lines(told.evidence))}
			${told.outcome === "nothing" ? part(__("Not owed"), not_owed(told)) : ""}</div>
			${told.outcome === "nothing" ? "" : fold(__("Not owed"), not_owed(told))}
			${raised(told)}
			${fold(__("How Cover Was Worked Out"), lines(told.cover.how))}
			${fold(__("Rules Looked at"), by_norm(told.looked_at))}
			${fold(__("Decided from"), facts(told.facts))}${decisions(told)}</div>`;
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
				parent: wrapper.find(`.as-question[data-fact="${one.fact}"] .as-input`).empty(),
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
