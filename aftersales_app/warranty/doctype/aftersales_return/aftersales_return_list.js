const RETURN_COLORS = {
	Requested: "orange",
	Authorised: "blue",
	"Goods Received": "purple",
	Inspected: "cyan",
	Settling: "yellow",
	Closed: "green",
	"Refusal Proposed": "pink",
	Refused: "gray",
	Cancelled: "gray",
};
const RETURN_OVER = ["Closed", "Refused", "Cancelled"];

frappe.listview_settings["Aftersales Return"] = {
	add_fields: ["status", "refund_due", "refunded_on", "currency"],
	hide_name_column: true,
	refresh: (listview) => aftersales.fold_filters(listview),
	get_indicator(doc) {
		const today = frappe.datetime.get_today();
		if (doc.refund_due && !doc.refunded_on && doc.refund_due < today && !RETURN_OVER.includes(doc.status)) {
			return [__("Refund Overdue"), "red", `refund_due,is,set|refund_due,<,${today}|status,not in,${RETURN_OVER.join(",")}`];
		}
		return [__(doc.status), RETURN_COLORS[doc.status], `status,=,${doc.status}`];
	},
};
