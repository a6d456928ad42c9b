// What is over can be asked about on paper or by a code, by quality and operations and never by whoever is rated.
(() => {
	const OVER = {
		"Aftersales Ticket": (doc) => doc.status_category === "Closed",
		"Aftersales Visit": (doc) => doc.status === "Done",
		"Aftersales Claim": (doc) => ["Executed", "Closed"].includes(doc.status),
		"Aftersales Complaint": (doc) => doc.status === "Closed",
	};
	const ROLES = ["Quality Specialist", "Operations Manager", "System Manager"];
	for (const [doctype, over] of Object.entries(OVER)) {
		// a ticket's form clears its buttons and makes them anew
		const event = doctype === "Aftersales Ticket" ? "after_buttons" : "refresh";
		frappe.ui.form.on(doctype, {
			[event](frm) {
				if (frm.is_new() || !over(frm.doc) || !ROLES.some((role) => frappe.user.has_role(role))) return;
				frm.add_custom_button(__("Ask on Paper or by Code"), () => ask(frm));
			},
		});
	}

	function ask(frm) {
		const fields = [
			{
				fieldname: "channel",
				fieldtype: "Select",
				label: __("Channel"),
				options: ["Paper", "QR Code"].map((value) => ({ value, label: __(value) })),
				default: "Paper",
				reqd: 1,
				description: __("Give it to the customer in a closed envelope, or by somebody who is not rated. An earlier link that nobody has used is no longer good."),
			},
		];
		const finish = async ({ channel }) => {
			const about = { doctype: frm.doctype, name: frm.docname, channel };
			const name = await frappe.xcall("aftersales_app.service_quality.api.invite_by_hand", about);
			frappe.set_route("print", "Aftersales Feedback Invitation", name);
		};
		frappe.prompt(fields, finish, __("Ask on Paper or by Code"), __("Print"));
	}
})();
