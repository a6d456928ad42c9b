// What every page of the desk knows of the service desk: colleagues' names, and what its clocks are called.
frappe.provide("aftersales");

aftersales.know_people = () => {
	for (const [user, info] of Object.entries(frappe.boot?.user_info || {})) {
		if (info.fullname) frappe.utils.add_link_title("User", user, info.fullname);
	}
};

aftersales.clock_labels = () => ({
	first_response: __("First Response"),
	diagnosis: __("Diagnosis"),
	arrival: __("Arrival on Site"),
	resolution: __("Resolution"),
});

aftersales.clock_name = (clock) => frappe.utils.escape_html(aftersales.clock_labels()[clock] || "");

// The reader's language as the calendar's library calls it.
aftersales.calendar_locale = () => ({ zh: "zh-cn", "zh-TW": "zh-tw" })[frappe.boot.lang] || frappe.boot.lang;

// In the grids of these doctypes, values of facts are shown in the reader's words; the codes are stored.
aftersales.word = (code) => ({ true: __("Yes"), false: __("No") })[code] || __(code);
aftersales.show_words = (...doctypes) => {
	for (const doctype of doctypes) {
		frappe.meta.get_docfield(doctype, "value").formatter = (value) =>
			frappe.utils.escape_html(String(value || "").split(", ").map(aftersales.word).join(", "));
	}
};

// The kind of goods is chosen and shown as its category is called; the code is stored.
aftersales.show_goods = async (frm) => {
	const asked = { fields: ["code", "title", "jurisdiction"], filters: { disabled: 0 }, order_by: "title", limit: 0 };
	aftersales.categories ??= frappe.db.get_list("Aftersales Goods Category", asked);
	const rows = await aftersales.categories; // read once, when a form first asks
	const country = frm.doc.jurisdiction;
	const titles = new Map(
		rows.filter((row) => !country || row.jurisdiction === country).map((row) => [row.code, __(row.title)])
	);
	const field = frm.get_field("goods_category");
	field.df.options = [...titles].map(([value, label]) => ({ value, label }));
	field.df.formatter = (value) => frappe.utils.escape_html(titles.get(value) || value || "");
	field.set_data?.(field.df.options);
	field.refresh();
};

// A user as a list column shows them.
aftersales.person = (user) => frappe.utils.escape_html(user ? frappe.user_info(user).fullname : "");

// On a phone the filters above a list open on a button, which says how many of them are set.
aftersales.fold_filters = (listview) => {
	const form = listview.page.page_form;
	if (!form.find(".standard-filter-section .form-group").length) return;
	let button = form.find(".as-filters");
	if (!button.length) {
		form.addClass("as-folded");
		button = $('<button type="button" class="btn btn-default btn-sm as-filters">')
			.on("click", () => form.toggleClass("as-folded"))
			.prependTo(form);
	}
	const set = listview.filter_area.get_standard_filters().length;
	button.text(set ? __("Filters ({0})", [set]) : __("Filters"));
};

$(document).on("app_ready", aftersales.know_people);
