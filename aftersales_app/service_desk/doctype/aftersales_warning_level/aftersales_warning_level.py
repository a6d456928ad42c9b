from frappe.model.document import Document


class AftersalesWarningLevel(Document):
	pass
