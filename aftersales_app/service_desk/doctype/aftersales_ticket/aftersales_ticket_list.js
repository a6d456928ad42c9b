frappe.provide("aftersales");

aftersales.open_stages = ["New", "Working", "Waiting Customer", "Waiting Parts"];

// The lists that people ask for: label, filters, and whether the most pressing comes first.
aftersales.ticket_lists = () => {
	const now = frappe.datetime.system_datetime();
	const open = ["status_category", "in", aftersales.open_stages];
	const all_open = ["is_open", "=", 1];
	const pending = ["resolution_pending", "=", 1];
	const mine = ["assignee", "=", frappe.session.user];
	return [
		[__("My Open Tickets"), [open, mine], true],
		[__("Unassigned"), [open, ["assignee", "is", "not set"]], true],
		[__("Overdue"), [pending, ["resolution_due", "<", now]], true],
		[__("Due Today"), [pending, ["resolution_due", "Timespan", "today"]], true],
		[__("Waiting for Customer"), [["status_category", "=", "Waiting Customer"]], false],
		[__("Waiting for Parts"), [["status_category", "=", "Waiting Parts"]], false],
		[__("All Open Tickets"), [all_open], false],
		[__("Reopened"), [open, ["reopenings", ">", 0]], false],
	];
};

aftersales.show_tickets = (listview, filters, by_due) => {
	const asked = filters.map((filter) => [listview.doctype, ...filter]);
	listview.sort_by = by_due ? "resolution_due" : "modified";
	listview.sort_order = by_due ? "asc" : "desc";
	listview.sort_selector?.set_value(listview.sort_by, listview.sort_order);
	return listview.filter_area
		.clear(false)
		.then(() => listview.filter_area.set(asked))
		.then(() => listview.refresh());
};

// Whoever opens what is pending, say from a card, sees the most pressing first, until they sort it otherwise.
aftersales.sort_pending = (listview) => {
	const asked = listview.filter_area.get().some((filter) => filter[1] === "resolution_pending");
	if (asked && !listview.asked_pending && listview.sort_by === "modified") {
		listview.sort_by = "resolution_due";
		listview.sort_order = "asc";
		listview.sort_selector?.set_value(listview.sort_by, listview.sort_order);
	}
	listview.asked_pending = asked;
	return asked;
};

// By due, what is pending comes first: a ticket without a moment to be resolved by would otherwise be on top.
aftersales.pending_first = (listview) => {
	const get_args = listview.get_args.bind(listview);
	listview.get_args = () => {
		const asked = aftersales.sort_pending(listview);
		const args = get_args();
		if (listview.sort_by === "resolution_due" && listview.sort_order === "asc" && !asked)
			args.order_by = `\`tab${listview.doctype}\`.\`resolution_pending\` desc, ${args.order_by}`;
		return args;
	};
};

aftersales.due = (value, doc) => {
	if (!value) return "";
	if (!doc.resolution_pending) return "";
	const now = frappe.datetime.system_datetime();
	const color = value < now ? "red" : value.slice(0, 10) === now.slice(0, 10) ? "orange" : "green";
	return `<span class="indicator-pill ${color} ellipsis" title="${frappe.datetime.str_to_user(value)}">${
		color === "red" ? __("Overdue") : moment(value).format("MM-DD HH:mm")
	}</span>`;
};

// A board of everything says nothing: the shipped one shows what moved lately. It says so, and where to change it.
aftersales.tell_window = (listview) => {
	const found = listview.filter_area.get().find((filter) => filter[1] === "modified");
	const span = found && (found[2] === "Timespan" ? __(frappe.utils.to_title_case(found[3])) : found[3]);
	const words = span ? __("Tickets worked on: {0}. Change this under Filters.", [span]) : "";
	const section = listview.$page.find(".layout-main-section").first();
	section.find(".as-window").remove();
	if (words) section.prepend($('<p class="as-window text-muted small">').text(words));
};

// A ticket is more than a subject: "Add" opens its form, with what an owner's own board has in its columns. Frappe would
// write a card at once, so the click is taken before it gets there.
aftersales.add_on_form = (listview) => {
	if (listview.adds_on_form) return;
	listview.adds_on_form = true;
	const add = (event) => {
		const column = event.target.closest(".add-card")?.closest(".kanban-column");
		if (!column) return;
		event.stopPropagation();
		const { field_name } = listview.board;
		const begins = field_name === "status_category" ? {} : { [field_name]: column.dataset.columnValue };
		frappe.new_doc(listview.doctype, begins);
	};
	listview.$result.get(0).addEventListener("click", add, true);
};

frappe.listview_settings["Aftersales Ticket"] = {
	add_fields: ["status_category", "resolution_pending", "customer_name", "team"],
	get_indicator: (doc) => [
		__(doc.status),
		aftersales.stage_colors[doc.status_category] || "gray",
		`status,=,${doc.status}`,
	],
	formatters: {
		resolution_due: (value, df, doc) => aftersales.due(value, doc),
		customer: (value, df, doc) => frappe.utils.escape_html(doc.customer_name || value || ""),
		assignee: (value) => aftersales.person(value),
	},
	refresh(listview) {
		aftersales.fold_filters(listview);
		if (listview.view_name !== "Kanban") return;
		aftersales.tell_window(listview);
		aftersales.add_on_form(listview);
	},
	onload(listview) {
		listview.page.add_inner_button(__("Find"), aftersales.find);
		if (listview.view_name !== "List") return;
		aftersales.pending_first(listview);
		for (const [label, filters, by_due] of aftersales.ticket_lists()) {
			listview.page.add_inner_button(
				label,
				() => aftersales.show_tickets(listview, filters, by_due),
				__("Show")
			);
		}
	},
};
