from frappe.model.document import Document


class AftersalesImportColumn(Document):
	pass
