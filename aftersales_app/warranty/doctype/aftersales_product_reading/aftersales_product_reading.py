from frappe.model.document import Document


class AftersalesProductReading(Document):
	pass
