from frappe.model.document import Document


class AftersalesExemption(Document):
	pass
