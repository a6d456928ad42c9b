from frappe.model.document import Document


class AftersalesBackfillReason(Document):
	pass
