from frappe.model.document import Document


class AftersalesResponsibilityLine(Document):
	pass
