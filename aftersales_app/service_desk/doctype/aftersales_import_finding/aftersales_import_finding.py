from frappe.model.document import Document


class AftersalesImportFinding(Document):
	pass
