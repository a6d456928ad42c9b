from frappe.model.document import Document


class AftersalesResponsibility(Document):
	pass
