from frappe.model.document import Document


class AftersalesImport(Document):
	pass
