from frappe.model.document import Document


class AftersalesImportState(Document):
	pass
