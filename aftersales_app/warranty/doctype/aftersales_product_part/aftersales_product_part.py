from frappe.model.document import Document


class AftersalesProductPart(Document):
	pass
