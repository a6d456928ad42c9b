from frappe.model.document import Document


class AftersalesReturnFinding(Document):
	pass
