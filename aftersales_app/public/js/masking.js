// Masked values on forms: shown in their fields, not to be changed, with a button for those who may reveal them.
frappe.provide("aftersales.masking");

aftersales.masking.show = (frm) => {
	const masked = frm.doc.__onload?.masked || [];
	for (const name of masked) {
		const df = frm.fields_dict[name]?.df;
		if (!df) continue;
		df.permlevel = 0; // the mask is no secret; what it stands for has not left the server
		df.read_only = 1;
		if (df.fieldtype === "Link") df.fieldtype = "Data"; // a pseudonym leads nowhere
	}
	frm.is_masked = masked.length > 0;
};

aftersales.masking.offer = (frm) => {
	for (const name of frm.doc.__onload?.reveals || []) {
		const field = frm.fields_dict[name];
		if (!field?.$wrapper || field.$wrapper.find(".as-reveal").length) continue;
		$('<button type="button" class="btn btn-xs btn-default as-reveal">')
			.text(__("Show"))
			.attr("aria-label", `${__("Show")}: ${__(field.df.label)}`)
			.on("click", () => aftersales.masking.ask(frm, field))
			.appendTo(field.$wrapper.find(".clearfix").first());
	}
};

aftersales.masking.ask = (frm, field) => {
	frappe.prompt(
		{
			fieldname: "reason",
			fieldtype: "Small Text",
			label: __("Why do you have to see it?"),
			reqd: 1,
			description: __("Your name, the time and the reason are written down."),
		},
		async ({ reason }) => {
			const asked = { doctype: frm.doctype, name: frm.docname, fieldname: field.df.fieldname, reason };
			const value = await frappe.xcall("aftersales_app.aftersales_core.api.reveal", asked);
			aftersales.masking.reveal(field, value);
		},
		__("Show: {0}", [__(field.df.label)]),
		__("Show")
	);
};

// The value goes to the screen only: the form keeps the mask, and so does whatever is saved of it.
aftersales.masking.reveal = (field, value) => {
	const place = field.$wrapper.find(".control-value").empty();
	const phone = /phone/.test(field.df.fieldname);
	if (phone) $("<a>").attr("href", `tel:${value.replace(/[^\d+]/g, "")}`).text(value).appendTo(place);
	else place.text(frappe.utils.html2text?.(value) ?? value);
	field.$wrapper.find(".as-reveal").remove();
};

$(document).on("form-refresh", (_event, frm) => {
	if (!frm.doctype.startsWith("Aftersales ")) return;
	aftersales.masking.show(frm);
	if (frm.is_masked) setTimeout(() => aftersales.masking.offer(frm), 300); // once the fields are drawn
});
