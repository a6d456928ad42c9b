frappe.ui.form.on("Aftersales Goods Category", {
	setup() {
		aftersales.show_words("Aftersales Category Fact");
	},
});
