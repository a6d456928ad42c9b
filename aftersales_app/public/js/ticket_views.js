// What a ticket's form shows besides its fields: the customer's picture, the clocks, the timeline. Everything that
// people have typed goes through text(); labels are ours.
frappe.provide("aftersales");

aftersales.text = (value) => frappe.utils.escape_html(String(value ?? ""));

aftersales.moment = (value) =>
	value
		? frappe.datetime
				.str_to_user(frappe.datetime.convert_to_user_tz(value))
				.replace(/(\d:\d\d):\d\d/, "$1")
		: "";

// Working time: a day of work is no 24 hours, so the largest unit is the hour.
aftersales.duration = (seconds) => {
	const minutes = Math.round(Math.abs(seconds) / 60);
	if (minutes < 1) return __("{0} s", [Math.abs(seconds)]);
	const hours = Math.floor(minutes / 60);
	const parts = [hours && __("{0} h", [hours]), minutes % 60 && __("{0} min", [minutes % 60])];
	return parts.filter(Boolean).join(" ");
};

aftersales.styles = `<style>
.as-grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 270px), 1fr)); gap: var(--margin-sm, 10px); margin-bottom: 14px; }
.as-clocks { grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 1fr)); }
.as-card { border: 1px solid var(--border-color); border-radius: 8px; padding: 10px 12px; min-width: 0; overflow-wrap: anywhere; }
.as-card h6 { margin: 0 0 6px; font-size: var(--text-sm); color: var(--text-muted); font-weight: 500; }
.as-card p { margin: 0; }
.as-name { font-weight: 600; }
.as-row { display: flex; gap: 8px; justify-content: space-between; align-items: baseline; padding: 3px 0; font-size: var(--text-md); }
.as-row > span:first-child { min-width: 0; }
.as-row .as-side { white-space: nowrap; font-size: var(--text-sm); color: var(--text-muted); }
.as-bar { height: 8px; border-radius: 4px; background: var(--gray-200); overflow: hidden; margin: 8px 0 6px; }
.as-bar div { height: 100%; border-radius: 4px; }
.as-row a { overflow-wrap: normal; }
.as-muted { color: var(--text-muted); font-size: var(--text-sm); }
.as-late { color: var(--red-600); }
.as-clock h6 { display: flex; justify-content: space-between; align-items: center; color: var(--text-color); font-weight: 600; }
.as-why { white-space: pre-line; }
.as-line { border-left: 2px solid var(--border-color); margin-left: 5px; padding: 0 0 12px 14px; position: relative; overflow-wrap: anywhere; }
.as-line::before { content: ""; position: absolute; left: -5px; top: 5px; width: 8px; height: 8px; border-radius: 50%; background: var(--gray-500); }
.as-line.as-bad::before { background: var(--red-500); }
.as-line.as-good::before { background: var(--green-500); }
.as-line:last-child { padding-bottom: 0; }
.as-person { display: flex; gap: 10px; align-items: center; margin: 0; padding: 10px 4px; border-bottom: 1px solid var(--border-color); cursor: pointer; }
.as-person input { flex: none; margin: 0; }
.as-person .as-name { flex: 1 1 auto; min-width: 0; overflow-wrap: anywhere; }
</style>`;

aftersales.link = (doctype, name, label) =>
	`<a href="${frappe.utils.get_form_link(doctype, name)}">${aftersales.text(label || name)}</a>`;

aftersales.card = (title, body) => `<div class="as-card"><h6>${title}</h6>${body}</div>`;

aftersales.pill = (label, color) =>
	`<span class="indicator-pill no-indicator-dot ${color}">${aftersales.text(label)}</span>`;

aftersales.stage_colors = {
	New: "orange",
	Working: "blue",
	"Waiting Customer": "cyan",
	"Waiting Parts": "cyan",
	Resolved: "green",
	Closed: "gray",
	Cancelled: "red",
};

aftersales.picture = (data) => {
	const { caller } = data;
	const known = caller.customer || caller.contact;
	const cards = [aftersales.card(__("Caller"), aftersales.caller(caller))];
	const add = (title, rows, show) => {
		if (rows.length) cards.push(aftersales.card(title, rows.map(show).join("")));
	};
	add(__("This Unit Has Other Open Tickets"), data.unit_open, aftersales.ticket_row);
	add(__("Promises Still Open"), data.promises, aftersales.promise_row);
	add(__("Open Tickets"), data.open, aftersales.ticket_row);
	add(__("Earlier Tickets of This Unit"), data.unit, aftersales.ticket_row);
	add(__("Past Tickets"), data.past, aftersales.ticket_row);
	add(__("Units Bought"), data.units, aftersales.unit_row);
	add(__("Orders"), data.orders, aftersales.order_row);
	const nothing = known && cards.length === 1;
	const note = nothing ? `<p class="as-muted">${__("No tickets, orders or units yet.")}</p>` : "";
	return `${aftersales.styles}<div class="as-grid as-picture">${cards.join("")}</div>${note}`;
};

aftersales.caller = (caller) => {
	const name = caller.customer
		? aftersales.link("Customer", caller.customer, caller.customer_name)
		: aftersales.text(caller.contact_name || caller.customer_name) || __("Unknown caller");
	const lines = [
		caller.customer && caller.contact_name,
		caller.phone,
		caller.email,
		[caller.customer_group, caller.territory].filter(Boolean).join(" · "),
	];
	const more = lines.filter(Boolean).map((line) => `<p class="as-muted">${aftersales.text(line)}</p>`);
	const unknown = caller.customer_name
		? ""
		: `<p class="as-muted">${__("No customer is known by this. One is never made from a call.")}</p>`;
	const stopped = caller.customer_disabled ? aftersales.pill(__("Disabled"), "red") : "";
	return `<p class="as-name">${name} ${stopped}</p>${more.join("")}${unknown}`;
};

// Without a link where it would not open.
aftersales.ticket_row = (row) => {
	const subject = row.opens
		? aftersales.link("Aftersales Ticket", row.name, row.subject)
		: aftersales.text(row.subject);
	const days = [row.opened_at, row.closed_at].filter(Boolean).map((at) => aftersales.moment(at).split(" ")[0]);
	const facts = [days.join(" – "), row.name, row.team, row.assignee_name].filter(Boolean);
	return `<div class="as-row"><span>${subject}
		<span class="as-muted">${aftersales.text(facts.join(" · "))}</span></span>
		<span class="as-side">${aftersales.pill(__(row.status), aftersales.stage_colors[row.status_category])}</span></div>`;
};

aftersales.promise_row = (row) => {
	const overdue = row.due < frappe.datetime.system_datetime();
	const ticket = row.opens
		? aftersales.link("Aftersales Ticket", row.ticket)
		: aftersales.text([row.ticket, __(row.kind), __(row.status)].join(" · "));
	return `<div class="as-row"><span>${aftersales.clock_labels()[row.clock]} · ${ticket}</span>
		<span class="as-side ${overdue ? "as-late" : ""}">${aftersales.moment(row.due)}</span></div>`;
};

aftersales.unit_row = (row) =>
	`<div class="as-row"><span>${aftersales.text(row.serial_no)}</span>
		<span class="as-side">${aftersales.text(row.item_name || row.item_code)}</span></div>`;

aftersales.order_row = (row) =>
	`<div class="as-row"><span>${aftersales.link(row.doctype, row.name)}
		<span class="as-muted">${__(row.doctype)} · ${__(row.status)}</span></span>
		<span class="as-side">${frappe.datetime.str_to_user(row.day)}</span></div>`;

aftersales.clocks = (panel, doc) => {
	const cards = panel.clocks.map(aftersales.clock).join("");
	const why = (title, body) =>
		body ? aftersales.card(title, `<p class="as-why">${aftersales.text(body)}</p>`) : "";
	const reasons = [
		aftersales.responsible(panel),
		why(__("Why This Policy"), doc.policy && `${__(doc.policy)}\n${panel.policy_reason || ""}`),
		why(__("Why This Assignee"), panel.assignment_reason),
	];
	return `${aftersales.styles}<div class="as-grid as-clocks">${cards}</div>
		<div class="as-grid">${reasons.join("")}</div>`;
};

aftersales.clock = (clock) => {
	const label = aftersales.clock_labels()[clock.clock];
	if (!clock.verdict) {
		const waits = clock.target
			? __("{0}, from the first response on", [aftersales.duration(clock.target)])
			: __("Nothing promised");
		const done = clock.at ? __("Done {0}", [aftersales.moment(clock.at)]) : waits;
		return `<div class="as-card as-clock" data-clock="${clock.clock}"><h6>${label}</h6><p class="as-muted">${done}</p></div>`;
	}
	const part = clock.target ? Math.min(100, Math.round((100 * clock.used) / clock.target)) : 100;
	const color = aftersales.clock_color(clock, part);
	return `<div class="as-card as-clock" data-clock="${clock.clock}">
		<h6><span>${label}</span>${aftersales.pill(__(clock.verdict), color)}</h6>
		<div class="as-bar" role="progressbar" aria-label="${label}" aria-valuenow="${part}"
			aria-valuemin="0" aria-valuemax="100"><div style="width:${part}%;background:var(--${color}-500)"></div></div>
		${aftersales.clock_lines(clock).join("")}</div>`;
};

aftersales.clock_color = (clock, part) =>
	({ Met: "green", Missed: "red", Paused: "cyan", Cancelled: "gray" })[clock.verdict] ||
	(part >= 75 ? "orange" : "blue");

aftersales.clock_lines = (clock) => {
	const muted = (words) => `<p class="as-muted">${words}</p>`;
	const late = (words) => `<p class="as-late">${words}</p>`;
	const lines = [];
	if (clock.open && clock.verdict !== "Missed") lines.push(`<p>${__("{0} left of {1}", [
		aftersales.duration(clock.remaining), aftersales.duration(clock.target)])}</p>`);
	if (clock.late && clock.open) lines.push(late(__("Overdue by {0}", [aftersales.duration(clock.late)])));
	if (clock.late && !clock.open) lines.push(late(__("Late by {0}", [aftersales.duration(clock.late)])));
	if (clock.at) lines.push(muted(__("Done {0}", [aftersales.moment(clock.at)])));
	if (clock.due) lines.push(muted(__("Due {0}", [aftersales.moment(clock.due)])));
	if (clock.verdict === "Paused") lines.push(muted(__("Stands still while the ticket waits")));
	if (clock.paused) lines.push(muted(__("Paused for {0}", [aftersales.duration(clock.paused)])));
	if (clock.missed_by) lines.push(muted(__("Missed by {0}", [aftersales.text(clock.missed_by)])));
	return lines;
};

aftersales.responsible = (panel) => {
	const rows = [];
	const row = (part, who) =>
		rows.push(`<div class="as-row"><span class="as-muted">${part}</span><span>${who}</span></div>`);
	if (panel.assignee_name) row(__("Assignee"), aftersales.text(panel.assignee_name));
	Object.entries(panel.responsible).forEach(([part, roles]) => {
		if (roles.length) row(__(part), roles.map((role) => aftersales.text(__(role))).join(", "));
	});
	return rows.length ? aftersales.card(__("Who Answers for This Step"), rows.join("")) : "";
};

aftersales.people = (people) => {
	const states = {
		on_shift: [__("On Shift"), "green"],
		off_shift: [__("Off Shift"), "gray"],
		absent: [__("Away"), "orange"],
		disabled: [__("Takes No New Tickets"), "red"],
	};
	const load = ({ open, capacity }) =>
		capacity ? __("{0} of {1} tickets", [open, capacity]) : __("{0} tickets", [open]);
	const row = (person) => `<label class="as-person">
		<input type="radio" name="as-person" value="${aftersales.text(person.user)}">
		<span class="as-name">${aftersales.text(person.name)}</span>
		<span class="as-muted">${load(person)}</span>${aftersales.pill(...states[person.state])}</label>`;
	return `${aftersales.styles}<div class="as-people">${people.map(row).join("")}</div>`;
};

aftersales.timeline = (entries) => {
	const tone = { Missed: "as-bad", Escalation: "as-bad", Warning: "as-bad", Met: "as-good", Opened: "as-good" };
	const line = (entry) => {
		const spent = entry.spent ? ` · ${__("after {0} of work time", [aftersales.duration(entry.spent)])}` : "";
		const why = entry.reason ? `<p class="as-muted as-why">${aftersales.text(entry.reason)}</p>` : "";
		return `<div class="as-line ${tone[entry.kind] || ""}"><p>${aftersales.text(entry.text)}</p>
			<p class="as-muted">${aftersales.moment(entry.at)} · ${aftersales.text(entry.by)}${spent}</p>${why}</div>`;
	};
	return `${aftersales.styles}<div class="as-timeline">${entries.map(line).join("")}</div>`;
};

aftersales.find = () => {
	const dialog = new frappe.ui.Dialog({
		title: __("Find a Ticket"),
		fields: [
			{
				fieldname: "text",
				fieldtype: "Data",
				label: __("Ticket number, phone, e-mail, serial number or words of the subject"),
			},
			{ fieldname: "found", fieldtype: "HTML" },
		],
	});
	const show = (rows, text) => {
		const nothing = text ? __("Nothing found. Try fewer words.") : "";
		const body = rows.map((row) => aftersales.found_row(row)).join("");
		dialog.get_field("found").$wrapper.html(
			`${aftersales.styles}<div class="as-found">${body || `<p class="as-muted">${nothing}</p>`}</div>`
		);
	};
	let asked = 0;
	const search = frappe.utils.debounce(async () => {
		const text = (dialog.get_field("text").$input.val() || "").trim();
		const mine = ++asked;
		const rows = text ? await frappe.xcall("aftersales_app.service_desk.api.find", { text }) : [];
		if (mine === asked) show(rows, text);
	}, 250);
	dialog.get_field("text").$input.on("input", search);
	dialog.$wrapper.on("click", ".as-found a", () => dialog.hide());
	dialog.show();
};

aftersales.found_row = (row) =>
	`<div class="as-row"><span>${aftersales.link("Aftersales Ticket", row.name, row.subject)}
		<span class="as-muted">${aftersales.text([row.name, row.customer_name, row.serial_no].filter(Boolean).join(" · "))}</span></span>
		<span class="as-side">${aftersales.pill(__(row.status), aftersales.stage_colors[row.status_category])}</span></div>`;
