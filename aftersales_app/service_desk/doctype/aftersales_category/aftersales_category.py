from frappe.model.document import Document


class AftersalesCategory(Document):
	pass
