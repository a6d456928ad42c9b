frappe.ui.form.on("Aftersales Supplier Recovery", {
	refresh(frm) {
		if (frm.is_new() || !frm.perm[0].write) return;
		const left = flt(frm.doc.amount) - flt(frm.doc.recovered_amount);
		if (frm.doc.status === "Open") {
			frm.add_custom_button(__("Raise with Supplier"), () =>
				ask(frm, __("Raise with Supplier"), [day(__("Raised on"))], ({ on }) =>
					frm.call("raise_demand", { on })
				)
			).addClass("btn-primary");
		}
		if (frm.doc.claimed_on && frm.doc.status !== "Accepted") {
			const fields = [
				day(__("Answered on")),
				{
					fieldname: "amount",
					fieldtype: "Currency",
					label: __("Amount Accepted"),
					default: left,
					description: __("0 if the supplier refuses"),
				},
				{ fieldname: "note", fieldtype: "Small Text", label: __("Note") },
			];
			frm.add_custom_button(__("Enter Answer"), () =>
				ask(frm, __("Enter Answer"), fields, ({ on, amount, note }) =>
					frm.call("enter_answer", { on, amount: amount || 0, note: note || "" })
				)
			);
		}
		if (frm.doc.old_part_due && !frm.doc.old_part_returned_on) {
			frm.add_custom_button(__("Old Part Returned"), () =>
				ask(frm, __("Old Part Returned"), [day(__("Returned on"))], ({ on }) =>
					frm.call("return_old_part", { on })
				)
			);
		}
	},
});

function day(label) {
	return { fieldname: "on", fieldtype: "Date", label, default: frappe.datetime.get_today(), reqd: 1 };
}

function ask(frm, title, fields, call) {
	frappe.prompt(fields, (values) => call(values).then(() => frm.reload_doc()), title, title);
}
