from frappe.model.document import Document


class AftersalesReturnKeptItem(Document):
	pass
