frappe.ui.form.on("Aftersales Extension", {
	setup(frm) {
		frm.set_query("item", () => ({ filters: { aftersales_extension_months: [">", 0] } }));
	},

	refresh(frm) {
		if (frm.is_new()) return;
		const open = ["Sold", "Active"].includes(frm.doc.status);
		const cancels = ["Service Team Lead", "Operations Manager"].some((role) => frappe.user.has_role(role));
		if (frm.doc.status === "Sold" && frm.perm[0].write) {
			frm.add_custom_button(__("Activate"), () => activate(frm)).addClass("btn-primary");
		}
		if (open && frm.perm[0].write && cancels) {
			frm.add_custom_button(__("Cancel Extended Warranty"), () => call_off(frm));
		}
		if (frm.doc.credit_note_state === "To Be Made" && frappe.model.can_create("Sales Invoice")) {
			frm.add_custom_button(__("Make Credit Note"), () =>
				frm.call("make_credit_note").then(() => frm.reload_doc())
			);
		}
	},
});

function activate(frm) {
	const fields = [
		{
			fieldname: "product",
			fieldtype: "Link",
			label: __("Registered Product"),
			options: "Aftersales Product",
			reqd: 1,
			get_query: () => ({
				filters: { customer: frm.doc.customer, company: frm.doc.company, status: "In Use" },
			}),
		},
		{
			fieldname: "on",
			fieldtype: "Date",
			label: __("Activated on"),
			default: frappe.datetime.get_today(),
			reqd: 1,
		},
	];
	frappe.prompt(
		fields,
		({ product, on }) => frm.call("activate", { product, on }).then(() => frm.reload_doc()),
		__("Activate"),
		__("Activate")
	);
}

// The arithmetic is shown before anything is done; of a day to come that is all that is done.
function call_off(frm) {
	const fields = [
		{
			fieldname: "on",
			fieldtype: "Date",
			label: __("Cancelled on"),
			default: frappe.datetime.get_today(),
			reqd: 1,
			description: __("The last day that is covered"),
		},
		{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason of Cancelling"), reqd: 1 },
	];
	frappe.prompt(
		fields,
		({ on, reason }) =>
			frm.call("preview", { on }).then(({ message }) => {
				const lines = frappe.utils.escape_html(message.basis).replace(/\n/g, "<br>");
				const refund = format_currency(message.refund, frm.doc.currency);
				const told = `<p>${lines}</p><p><b>${__("Refund")}: ${refund}</b></p>`;
				if (on > frappe.datetime.get_today()) {
					const ahead = __("Nothing is cancelled yet. Cancel it on that day at the earliest.");
					frappe.msgprint(`${told}<p>${ahead}</p>`, __("Cancel Extended Warranty"));
					return;
				}
				frappe.confirm(told, () => frm.call("call_off", { on, reason }).then(() => frm.reload_doc()));
			}),
		__("Cancel Extended Warranty"),
		__("Show the Refund")
	);
}
