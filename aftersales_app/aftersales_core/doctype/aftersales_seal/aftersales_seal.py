from frappe.model.document import Document


class AftersalesSeal(Document):
	pass
