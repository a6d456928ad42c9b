from frappe.model.document import Document


class AftersalesRetentionRule(Document):
	pass
