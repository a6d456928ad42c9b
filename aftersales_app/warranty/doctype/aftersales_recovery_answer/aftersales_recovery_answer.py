from frappe.model.document import Document


class AftersalesRecoveryAnswer(Document):
	pass
