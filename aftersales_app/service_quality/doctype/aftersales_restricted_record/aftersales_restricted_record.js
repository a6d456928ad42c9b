frappe.ui.form.on("Aftersales Restricted Record", {
	refresh(frm) {
		frm.add_custom_button(__("Open Content"), () =>
			frappe.prompt(
				{ fieldname: "reason", fieldtype: "Small Text", label: __("For what the law asks for it"), reqd: 1 },
				(values) => frm.call("open_content", values).then(({ message }) => show(frm, message)),
				__("Open Content")
			)
		);
	},
});

function show(frm, told) {
	const escape = (value) => frappe.utils.escape_html(String(value ?? ""));
	const rows = told.map(([label, value]) => `<tr><th>${escape(label)}</th><td>${escape(value)}</td></tr>`).join("");
	frappe.msgprint({ title: frm.doc.reference_name, message: `<table class="table table-sm">${rows}</table>`, wide: true });
	frm.reload_doc();
}
