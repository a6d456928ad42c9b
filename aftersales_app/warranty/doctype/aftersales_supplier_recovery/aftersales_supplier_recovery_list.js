frappe.listview_settings["Aftersales Supplier Recovery"] = {
	get_indicator(doc) {
		const color = {
			Open: "orange",
			Claimed: "blue",
			Accepted: "green",
			Partly: "yellow",
			Refused: "red",
			Lapsed: "gray",
		}[doc.status];
		return [__(doc.status), color, `status,=,${doc.status}`];
	},
	onload(list) {
		list.page.add_inner_button(__("Due Soon"), () => {
			const soon = frappe.datetime.add_days(frappe.datetime.get_today(), 7);
			list.filter_area
				.clear()
				.then(() =>
					list.filter_area.add([
						[list.doctype, "status", "=", "Open"],
						[list.doctype, "due_on", "<=", soon],
					])
				);
		});
		list.page.add_inner_button(__("Old Parts to Return"), () => {
			list.filter_area
				.clear()
				.then(() =>
					list.filter_area.add([
						[list.doctype, "old_part_due", "is", "set"],
						[list.doctype, "old_part_returned_on", "is", "not set"],
					])
				);
		});
	},
};
