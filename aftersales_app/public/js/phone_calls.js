// What the telephone system logged of a follow-up call or a complaint. Recordings are shown only where the server gives them out.
frappe.provide("aftersales");

aftersales.show_phone_calls = async (frm) => {
	const html = frm.get_field("phone_calls").$wrapper.empty();
	const { doctype, name } = frm.doc;
	if (frm.is_new()) return;
	const calls = await frappe.xcall("aftersales_app.service_quality.api.phone_calls_of", { doctype, name });
	if (frm.doc.name !== name || !calls.length) return;
	const escape = (value) => frappe.utils.escape_html(String(value ?? ""));
	const rows = calls.map(({ at, type, status, duration, recording, mine, against_rule }) => {
		const address = /^(https?:|\/)/.test(recording || "") ? escape(recording) : "";
		const heard = address
			? `<a href="${address}" target="_blank" rel="noopener noreferrer">${escape(__("Recording"))}</a>`
			: against_rule
				? `<span class="text-danger">${escape(__("Recorded against the rule: have it deleted there"))}</span>`
				: "";
		const cells = [at, type, status, duration].map((cell) => `<td>${escape(cell)}</td>`).join("");
		return `<tr class="${mine ? "font-weight-bold" : ""}">${cells}<td>${heard}</td></tr>`;
	});
	const title = escape(__("Phone Calls"));
	html.html(`<div class="small text-muted mb-1">${title}</div><table class="table table-sm mb-3"><tbody>${rows.join("")}</tbody></table>`);
};
