from frappe.model.document import Document


class AftersalesCause(Document):
	pass
